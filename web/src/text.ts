// Every word of the page, in one place.

import { isResting, type Edited, type Estimate, type FileEdit, type Parameters, type SessionStatus, type Snapshot } from './api/types';
import * as format from './state/format';
import { patternParts } from './state/pattern';

const status: Record<SessionStatus, string> = {
  starting: 'Starting', processing: 'Reading', paused: 'Paused', completed: 'Read', error: 'Stopped by an error',
  cancelled: 'Cancelled', committing: 'Committing', committed: 'Committed', commit_error: 'Commit stopped', undone: 'Commit undone',
};

const badge = (label: string, detail: string) => ({ label, detail });

export const text = {
  appName: 'Sluice',
  skip: 'Skip to content',
  status,

  boot: {
    failed: 'The page cannot reach its server',
    failedHelp: 'Nothing is lost: sessions continue on the server.',
    retry: 'Try again',
  },

  steps: {
    label: 'Steps',
    configure: 'Configure', process: 'Process', preview: 'Preview', commit: 'Commit',
    configureHint: 'Choose folders', processHint: 'Read files', previewHint: 'Check results', commitHint: 'Write catalogue',
    done: 'done',
  },

  notices: {
    unknownSession: 'That session does not exist any more. It was deleted, or the link is from another server.',
    gone: 'This session was deleted.',
    deleted: 'The session was deleted.',
    settingsUsed: 'These are the settings of that session. Change what you like, then press Start.',
    dismiss: 'Dismiss',
  },

  theme: {
    label: 'Appearance',
    names: { system: 'As the system', light: 'Light', dark: 'Dark' },
  },

  help: {
    button: 'Help',
    title: 'Keyboard and about',
    close: 'Close',
    keyboard: 'Keyboard',
    aboutTitle: 'About',
    groups: [
      { title: 'Everywhere', keys: [
        { keys: ['?'], does: 'This help' },
        { keys: ['Esc'], does: 'Close what is open' },
        { keys: ['Ctrl', 'Enter'], does: 'Start, while the settings are shown' },
      ] },
      { title: 'Folder tree', keys: [
        { keys: ['↑', '↓'], does: 'Move' },
        { keys: ['→', '←'], does: 'Open, go in; close, go up' },
        { keys: ['Space'], does: 'Choose or leave out' },
        { keys: ['Enter'], does: 'Open or close' },
        { keys: ['Home', 'End'], does: 'First, last' },
        { keys: ['*'], does: 'Open all beside it' },
        { keys: ['a', '…', 'z'], does: 'Jump to a name' },
      ] },
    ] as readonly { title: string; keys: readonly { keys: readonly string[]; does: string }[] }[],
    about: 'Sluice reads what is in picture and film files and writes it to a catalogue. It never changes your files, and it sends nothing to any other machine.',
    version: 'Version', roots: 'May read', workers: 'Reads at once', classifier: 'NSFW detection', news: 'Live news',
    files: (n: number) => format.files(n),
    available: 'available', missing: 'not available',
    transports: { sse: 'by stream', polling: 'by asking once a second' },
    remembered: 'Settings, presets and appearance are remembered in this browser only.',
  },

  configure: {
    title: 'What should be read?',
    lead: 'Choose folders. Originals are only read, never changed.',
    folders: 'Folders',
    directory: 'Path',
    directoryHelp: 'Tick folders below, or type a path.',
    directoryPlaceholder: '/path/to/pictures',
    severalPlaceholder: 'Add another path…',
    add: 'Add',
    chosen: 'Chosen folders',
    remove: (path: string) => `Remove ${path}`,
    tree: 'Folders on the server',
    rootsLoading: 'Loading folders…',
    rootsFailed: 'The folders could not be loaded.',
    noRoots: 'The server was started without a folder it may read. Name one: sluice serve /path/to/pictures',
    folderFailed: (why: string) => `Could not be listed. ${why}`,
    retry: 'Try again',
    empty: 'No folders inside',
    included: 'included',
    includedTitle: (parent: string) => `Included with ${parent}`,
    counts: {
      empty: 'no files',
      foldersOnly: 'folders only',
      unknown: 'not counted',
      known: (ingested: number, total: number) => `${format.count(ingested)} / ${format.count(total)}`,
    },
    countsTitle: (total: number, ingested: number) =>
      `${format.count(ingested)} of ${format.files(total)} in the catalogue`,
    legend: { label: 'In the catalogue:', all: 'all', part: 'some', none: 'none', note: 'of the folder itself, without subfolders' },
    sort: 'Sort by',
    sorts: { name: 'Name', files: 'Files', new: 'New files' },
    search: 'Search folders',
    searching: 'Searching…',
    searchFailed: 'The server could not be searched; these are the folders seen so far.',
    searchHits: (n: number) => format.plural(n, 'folder', 'folders'),
    searchCut: 'There may be more. A longer name narrows it down.',
    searchNone: (wanted: string) => `No folder is called “${wanted}”.`,
    reveal: 'Show in tree',
    revealPath: (path: string) => `Show in tree: ${path}`,
    types: 'File types in these folders',
    typesNone: 'Choose a folder to see which types it holds.',
    typesLoading: 'Looking…',
    typesEmpty: 'No files found in these folders.',
    typesFailed: 'The types could not be read. The pattern below still applies.',
    pattern: 'Pattern',
    patternHelp: 'Alternatives separated by |. Upper and lower case are the same; ** stands for any subfolders.',
    patternReset: 'All known types',
    recursive: 'Subfolders too',
    recursiveHelp: 'Reads everything beneath the chosen folders.',
    skipExisting: 'Skip what is in the catalogue',
    skipExistingHelp: 'A file is skipped only if its path, size and time are unchanged.',
    whatToRead: 'What to read',
    metadata: 'Metadata',
    metadataHelp: 'Size, camera, dates, generation parameters.',
    keywords: 'Keywords',
    keywordsHelp: 'From prompts and embedded tags.',
    scores: 'Scores',
    scoresHelp: 'From sidecar files and embedded ratings.',
    nsfw: 'NSFW detection',
    nsfwHelp: 'Classifies every picture on this machine. Slower: each picture is decoded in full.',
    nsfwUnavailable: 'Not available on this server',
    threshold: 'Threshold',
    thresholdHelp: 'A picture at or above it counts as NSFW. 0 to 1.',
    advanced: 'Advanced',
    pixels: 'Decode pictures',
    pixelsHelp: 'For thumbnails, similarity and hidden generation data. Off: faster, and thumbnails are made when first shown.',
    pixelsFollow: 'Follows NSFW detection until you set it.',
    contentHash: 'Content fingerprint',
    contentHashHelp: 'Reads each file to its end. Recognises files that were moved, and duplicates.',
    pixelHash: 'Pixel fingerprint',
    pixelHashHelp: 'Recognises the same picture in another file or format. Slow: decodes each picture at full size.',
    limits: 'Scope',
    maxFiles: 'At most',
    maxFilesPlaceholder: 'All files',
    maxFilesUnit: 'files',
    maxFilesHelp: 'For a trial run. Counted after skipping. Empty: all.',
    start: 'Start',
    starting: 'Starting…',
    nothingChosen: 'No folder chosen yet',
    chosenCount: (n: number) => (n === 1 ? '1 folder chosen' : `${n} folders chosen`),
  },

  estimate: {
    loading: 'Counting…',
    failed: (why: string) => `No forecast: ${why}`,
    waiting: 'Choose folders to see what would be read.',
    line: (estimate: Estimate): string => {
      const { total_files: total, known, to_read: toRead, complete } = estimate;
      if (total === 0) return complete ? 'No file there matches' : 'No matching file seen so far';
      const found = complete ? format.files(total) : `at least ${format.files(total)}`;
      if (complete && toRead === 0) return `${found}, all known: nothing to read`;
      const parts = [found];
      if (known > 0) parts.push(`${format.count(known)} known`);
      if (toRead + known !== total) parts.push(`${format.count(toRead)} to read`);
      if (estimate.bytes > 0) parts.push(format.bytes(estimate.bytes));
      const time = forecast(estimate);
      return time === null ? parts.join(', ') : `${parts.join(', ')}, ${time}`;
    },
  },

  presets: {
    label: 'Presets',
    edit: 'Save or edit…',
    title: 'Presets',
    close: 'Close',
    lead: 'Settings under a name, kept in this browser.',
    builtIn: { standard: 'Standard', everything: 'Everything', fast: 'Metadata only, fast', trial: 'Trial run of 100 files' },
    saveTitle: 'Save the present settings',
    name: 'Name',
    nameHelp: 'A name that is taken is overwritten.',
    withFolders: (n: number) => (n === 0 ? 'With the chosen folders' : `With the chosen ${format.plural(n, 'folder', 'folders')}`),
    withFoldersHelp: 'Off: the preset leaves the folders as they are.',
    save: 'Save',
    overwrite: 'Overwrite',
    own: 'Your presets',
    none: 'None yet. Save the present settings above.',
    folders: (n: number) => format.plural(n, 'folder', 'folders'),
    noFolders: 'any folders',
    update: 'Overwrite',
    updateOf: (name: string) => `Overwrite ${name} with the present settings`,
    rename: 'Rename',
    renameOf: (name: string) => `Rename ${name}`,
    renameSave: 'Save name',
    cancel: 'Cancel',
    delete: 'Delete',
    deleteOf: (name: string) => `Delete ${name}`,
    deleteConfirm: 'Delete it?',
    deleteYes: 'Delete',
    deleteNo: 'Keep',
    applied: (name: string) => `The settings of ${name} are set.`,
    saved: (name: string) => `${name} is saved.`,
    removed: (name: string) => `${name} is deleted.`,
    noName: 'Give it a name.',
    longName: (n: number) => `At most ${n} characters.`,
    builtInName: 'A preset that comes with the page has this name.',
    taken: 'Another preset has this name.',
    tooMany: (n: number) => `There is room for ${n} presets. Delete one first.`,
  },

  errors: {
    noFolder: 'Choose a folder, or type its path.',
    noPattern: 'Give at least one pattern, such as *.png.',
    longPattern: 'Too long.',
    maxFiles: 'Must be a whole number, 1 or more. Leave it empty for all files.',
    threshold: 'Must be a number from 0 to 1.',
    unreachable: 'The server did not answer. Check that it is running and try again.',
    denied: 'The server asks for a token. Open the page by the address that it printed at start.',
    unexpected: (code: number) => `The server answered with an error (${code}).`,
  },

  process: {
    title: (snapshot: Snapshot | null) => {
      if (snapshot === null || snapshot.status === 'starting') return 'Starting…';
      if (snapshot.status === 'paused') return 'Paused';
      if (snapshot.status === 'error') return 'Stopped by an error';
      if (snapshot.status === 'cancelled') return 'Cancelled';
      if (isResting(snapshot.status) || snapshot.status === 'committing') return 'All files are read';
      if (snapshot.discovering && snapshot.progress === 0) return 'Finding files…';
      return snapshot.run > 1 ? 'Reading failed files again' : 'Reading files';
    },
    of: (done: number, total: number) => `${format.count(done)} of ${format.files(total)}`,
    found: (n: number, done: number) =>
      done > 0 ? `${format.files(n)} found so far, ${format.count(done)} read` : `${format.files(n)} found so far`,
    stillFinding: (done: number, total: number) => `${format.count(done)} of ${format.files(total)}, still finding more`,
    nothingNew: 'No new files',
    noFile: '–',
    currentFile: 'Being read',
    pause: 'Pause', pausing: 'Pausing…', resume: 'Resume', resuming: 'Resuming…',
    cancel: 'Cancel', cancelling: 'Cancelling…',
    help: 'You may close this page; the server carries on. Pause keeps the place, also over a restart. After a cancel, what was read is kept and may still be committed.',
    goOn: 'Go on', goOnTitle: 'Reads the files that were not reached, and those again that failed',
    review: (n: number) => `Review ${format.files(n)}`,
    another: 'Start another',
    cancelledText: (done: number, total: number) =>
      `${format.count(done)} of ${format.files(total)} were read before. Nothing was written to the catalogue.`,
    pausedText: (reading: number) => reading > 0
      ? `Nothing new is begun. ${format.files(reading)} under way ${reading === 1 ? 'is' : 'are'} read to the end.`
      : 'Nothing is read until you resume. You may close this page, or restart the server: the place is kept.',
    waitingText: 'The session waits and goes on by itself as soon as it can. Resume tries again at once.',
    errorText: 'The session ended early. What was read is kept, and it can go on with the rest once the cause is gone.',
    speed: 'Speed', data: 'Data', averageSpeed: 'Average speed', averageData: 'Average data', left: 'Time left', elapsed: 'Elapsed',
    filesPerSecond: 'files/s', unknown: '–', about: (range: string) => `about ${range}`,
    estimating: 'estimating…', onceFound: 'once all are found', whilePaused: 'paused',
    chart: {
      title: 'Files a second, last two minutes',
      empty: 'The curve begins with the next second.',
      now: 'now', minutesAgo: (n: number) => `${n} min ago`, end: 'end', minutesBefore: (n: number) => `${n} min before`,
      ended: (low: string, high: string) => `Between ${low} and ${high} files a second in the last two minutes.`,
      words: (now: string, low: string, high: string) => `Now ${now} files a second; between ${low} and ${high} in the last two minutes.`,
      at: (speed: string, data: string, seconds: number) => `${speed} files/s · ${data}/s · ${seconds < 2 ? 'now' : `${format.duration(seconds)} ago`}`,
    },
    stages: {
      label: 'Where the files are',
      found: 'Found', known: 'Known', waiting: 'Waiting', reading: 'Reading', read: 'Read', failed: 'Failed', left: 'Not read',
      knownTitle: 'Already in the catalogue, unchanged: skipped',
      leftTitle: 'Not read before the session ended',
      foundTitle: 'All the others together',
    },
    workers: {
      title: 'Being read now',
      label: 'Files being read now',
      idle: 'free',
      none: 'Nothing is being read.',
      long: 'This one takes long. It is ended by itself when it overruns its time.',
      more: (n: number) => `and ${format.files(n)} more`,
    },
    metadata: 'Metadata', keywords: 'Keywords', scores: 'Scores', nsfw: 'NSFW',
    off: 'switched off', unscanned: 'not scanned', unscannedTitle: 'No picture was classified, so none is known to be safe.',
  },

  failures: {
    title: 'Failures',
    none: 'None so far. A file that cannot be read appears here at once; the others go on.',
    noneAtEnd: 'None. Every file was read.',
    before: 'earlier',
    label: 'Failed files, the newest first',
    labelAll: 'All failed files',
    reason: 'Why it failed',
    stage: 'What was being done',
    stages: {
      discover: 'finding', open: 'opening', decode: 'reading', stage: 'keeping what was read', commit: 'writing to the catalogue',
    } as Readonly<Record<string, string>>,
    reasons: {
      unreadable: 'unreadable', vanished: 'vanished', changed: 'changed meanwhile', unsupported: 'not supported', corrupt: 'damaged', too_large: 'too large',
      timeout: 'took too long', out_of_memory: 'too much memory', decoder_crashed: 'decoder crashed', quarantined: 'in quarantine', denied: 'access denied',
      storage_timeout: 'storage did not answer', internal: 'internal error',
    } as Readonly<Record<string, string>>,
    all: 'All',
    byReason: 'Only one reason',
    search: 'Search failures',
    noMatch: 'No failure matches.',
    clear: 'Show all again',
    shown: (shown: number, total: number) => shown === total ? format.plural(total, 'failure', 'failures') : `${format.count(shown)} of ${format.plural(total, 'failure', 'failures')}`,
    newest: (n: number) => `The newest ${format.count(n)}`,
    notListed: (n: number) => `${format.count(n)} older ones are not in this list.`,
    showAll: 'Load the whole list',
    showLive: 'Show the latest',
    loading: 'Loading…',
    loadMore: 'Load more',
    copyAll: 'Copy', copyAllTitle: (n: number) => `Copies ${format.plural(n, 'line', 'lines')}: time, file, stage, reason, message`,
    copyOne: 'Copy', copied: 'Copied', copyFailed: 'Could not copy',
    export: 'CSV', exportTitle: 'Downloads the failures that are shown as a CSV file',
    close: 'Close',
    chosen: 'The chosen failure',
    line: (time: string, path: string, stage: string, reason: string, message: string) => [time, path, stage, reason, message].join('\t'),
  },

  retry: {
    button: 'Retry…',
    title: 'Read failed files again?',
    what: (n: number) => `${format.files(n)} will be read again, as ${n === 1 ? 'it is' : 'they are'} now. Everything that was read stays as it is.`,
    whatUnknown: 'The failed files will be read again, as they are now. Everything that was read stays as it is.',
    all: 'All but those that stopped the decoder',
    allPlain: 'All failed files',
    dangerous: 'Such a file has killed the program that reads it. It is read again only when chosen here, alone in a program of its own that may die.',
    committed: 'What is in the catalogue already stays there. A later commit writes only what is new.',
    go: (n: number) => `Read ${format.files(n)} again`,
    goUnknown: 'Read again',
    keep: 'Leave it',
    working: 'Starting…',
    nothing: 'There was nothing to read again.',
    done: (n: number, left: number) => `${format.files(n)} ${n === 1 ? 'is' : 'are'} read again; ${format.count(left)} stay${left === 1 ? 's' : ''} as ${left === 1 ? 'it is' : 'they are'}.`,
  },

  notify: {
    label: 'Tell me when it is done',
    help: 'A notification of your system when reading or a commit ends, or stops for a reason, while this page is out of sight.',
    insecure: 'Browsers allow notifications only over https, or on the server’s own machine. The tab’s title and icon show the percentage everywhere.',
    unsupported: 'This browser has no notifications. The tab’s title and icon show the percentage.',
    denied: 'Notifications are blocked for this page. They can be allowed again in the browser’s settings for this site.',
    message: (snapshot: Snapshot) => {
      const { stats } = snapshot;
      switch (snapshot.status) {
        case 'completed': return { title: 'All files are read', body: `${format.files(stats.processed_files)} read, ${format.count(stats.errors)} failed.` };
        case 'committed': return { title: 'The commit is finished', body: `${format.files(stats.processed_files)} read by this session.` };
        case 'commit_error': return { title: 'The commit stopped', body: snapshot.commit_error ?? '' };
        case 'undone': return { title: 'The commit was undone', body: 'The catalogue is as it was before.' };
        case 'paused': return { title: 'Reading waits', body: snapshot.error ?? '' };
        default: return { title: status[snapshot.status], body: snapshot.error ?? '' };
      }
    },
  },

  badge: {
    connecting: badge('Connecting', 'Opening the live stream.'),
    reconnecting: badge('Reconnecting', 'The connection was lost. What you see may be out of date; the work goes on.'),
    polling: badge('Polling', 'The live stream does not get through. Asking for news once a second instead.'),
    ended: badge('Up to date', 'Nothing is running, so nothing more will change by itself.'),
    gone: badge('Gone', 'The session was deleted.'),
    delayed: (ms: string) => badge(`Delayed ${ms}`, `News arrives ${ms} after it happened.`),
    quiet: (since: string) => badge(`Live · quiet ${since}`, `Connected; the server has had no news for ${since}.`),
    live: (ms: string | null) =>
      ms === null ? badge('Live', 'Connected to the live stream.') : badge(`Live · ${ms}`, `News arrives ${ms} after it happened.`),
  },

  preview: {
    title: 'What was read',
    empty: 'No new files',
    emptyText: (skipped: number) =>
      skipped > 0
        ? `${format.files(skipped)} found, all in the catalogue already and unchanged.`
        : 'No file in the chosen folders matches the pattern.',
    emptyHelp: 'There is nothing to review or to commit. Choose other folders or another pattern, or read known files again by switching off “Skip what is in the catalogue”.',
    summary: (snapshot: Snapshot, seconds: number | null) => {
      const took = seconds === null ? '' : ` in ${format.duration(seconds)}`;
      return `${format.files(snapshot.processed_files)} read${took}`;
    },
    totals: {
      failed: (n: number) => `${format.count(n)} failed`, skipped: (n: number) => `${format.count(n)} skipped`,
      keywords: (n: number) => plural(n, 'keyword'), scores: (n: number) => plural(n, 'score'), nsfw: (n: number) => `${format.count(n)} NSFW`,
    },
    readOnly: 'These files are in the catalogue, so the review is closed. Undo the commit to change it.',
    readOnlyBusy: 'The commit is being written. The review is open again after it, if the commit is undone.',
    report: 'Report',
    reportTitle: 'A page to print, in a new tab',
    exports: 'Export',
    exportTitle: (filtered: boolean) => (filtered ? 'The files that match the filters' : 'All files'),
    exportCsv: 'CSV, for a spreadsheet',
    exportJson: 'JSON, with everything that was read',
    loading: 'Loading…',
    list: 'Files of this session',
    states: { pending: 'Waiting', running: 'Reading', done: 'Read', failed: 'Failed', skipped: 'Skipped' },
    changes: { new: 'New', changed: 'Changed', identical: 'Identical', moved: 'Moved', duplicate: 'Duplicate' },
    changeHelp: {
      new: 'The catalogue does not have this content.', changed: 'The catalogue has this path with other content.',
      identical: 'The catalogue has this path with the same content.', moved: 'The catalogue has this content under a path that is gone.',
      duplicate: 'The same content is there under another path too.',
    },
    labels: { nsfw: 'NSFW', safe: 'Safe', unknown: 'Never scanned' },
    score: (score: string) => (score === 'none' ? 'None' : score === '-1' ? '−1' : score),
    included: { '1': 'To be committed', '0': 'Left out' },
    commitFailed: { '1': 'Could not be written', '0': 'No trouble' },
    leftOut: 'left out',
    setByYou: 'set by you',
    warnings: (n: number) => plural(n, 'warning'),
    skippedExisting: 'Already in the catalogue',
    skippedCancelled: 'Not read before the session was cancelled',
    noPicture: 'No picture',
    reveal: 'Show', revealTitle: 'Show this picture (B)',
    columns: {
      file: 'File', change: 'Change', label: 'Label', score: 'Score', type: 'Type', pixels: 'Pixels', keywords: 'Keywords', generator: 'Made with', size: 'Size',
    },

    search: 'Search paths and keywords',
    filters: 'Filters',
    filtersOn: (n: number) => `Filters, ${n} active`,
    active: (n: number) => `, ${n} active`,
    matches: (n: number, all: number | null) =>
      all === null || all === n ? format.files(n) : `${format.count(n)} of ${format.files(all)}`,
    counting: 'Counting…',
    clearAll: 'Clear all',
    removeFilter: (what: string) => `Remove filter: ${what}`,
    remove: 'Remove filter:',
    groups: {
      state: 'State', reason: 'Why it failed', change: 'Against the catalogue', label: 'Label', score: 'Score', generator: 'Made with', model: 'Model',
      keyword: 'Keyword', text: 'Text', included: 'Commit', commit_failed: 'Commit',
    },
    chip: {
      state: 'State', reason: 'Failed', change: 'Change', label: 'Label', score: 'Score', generator: 'Made with', model: 'Model', keyword: 'Keyword', text: 'Text',
      included: 'Commit', commit_failed: 'Commit',
    },
    none: 'None',
    find: (what: string) => `Find in ${what.toLowerCase()}`,
    findNone: 'Nothing like that among the most frequent. Enter takes the words as they are.',
    facetsLoading: 'Counting what is there…',
    close: 'Close',
    noMatch: 'No file matches',
    noMatchText: 'Take off a filter, or clear them all.',
    failed: 'The list could not be loaded.',
    retry: 'Try again',

    layout: 'Layout', grid: 'Grid', table: 'Table',
    size: 'Size of the pictures', smaller: 'Smaller pictures', larger: 'Larger pictures',
    blur: 'Blur', blurs: { nsfw: 'Blur NSFW', unscanned: 'Blur NSFW and never scanned', none: 'Blur nothing' },

    threshold: {
      button: (value: string) => `Threshold ${value}`,
      title: 'NSFW threshold',
      lead: 'A picture at or above it counts as NSFW. The scores are known: nothing is read again. Labels that you set stay.',
      slider: 'Threshold',
      now: (value: string) => `now ${value}`,
      apply: 'Apply', applying: 'Applying…', back: 'Back',
      flips: (toNsfw: number, toSafe: number) => {
        if (toNsfw + toSafe === 0) return 'No file would change its label.';
        const parts = [...(toNsfw > 0 ? [`${format.files(toNsfw)} would become NSFW`] : []), ...(toSafe > 0 ? [`${format.files(toSafe)} would become safe`] : [])];
        return `${parts.join(', ')}.`;
      },
      counting: 'Counting…',
      unscanned: (n: number) => `${format.files(n)} never scanned`,
    },

    selected: (n: number) => `${format.count(n)} selected`,
    selecting: (n: number) => `Selecting ${format.files(n)}…`,
    selectAll: (n: number) => `Select all ${format.count(n)}`,
    rangeCut: (n: number) => `A range takes ${format.count(n)} files at most`,
    unselect: 'Clear selection',
    select: 'Select',
    include: 'Include', exclude: 'Leave out',
    scoreButton: (score: number) => `Score ${score === -1 ? '−1' : score}`,
    scoreBack: 'Score as read', label: 'Label', labelBack: 'By threshold',
    edited: (set: FileEdit | null, edited: Edited) => {
      const n = format.files(edited.matched);
      if (edited.matched === 0) return 'Nothing was changed: none of these can be.';
      if (set === null) return `Taken back for ${n}.`;
      if (set.included !== undefined) return set.included ? `${n} will be committed.` : `${n} left out of the commit.`;
      if (set.score !== undefined) return set.score === null ? `Score as read for ${n}.` : `Score ${set.score === -1 ? '−1' : set.score} for ${n}.`;
      return set.nsfw === null ? `Label by threshold for ${n}.` : `Labelled ${set.nsfw ? 'NSFW' : 'safe'}: ${n}.`;
    },
    refused: (why: string) => `Not changed. ${why}`,
    undo: 'Undo',

    shortcuts: {
      button: 'Shortcuts', title: 'Keyboard',
      rows: [
        ['← → ↑ ↓', 'Move'], ['Home End PgUp PgDn', 'Move far'], ['Shift + move', 'Select a range'], ['X', 'Select or unselect'], ['Ctrl A', 'Select all that match'],
        ['0 – 5', 'Set the score'], ['−', 'Score −1'], ['Backspace', 'Score as read'], ['R', 'Label: NSFW, safe, by threshold'], ['Space, I', 'Include or leave out'],
        ['B', 'Show or blur the picture'], ['Enter', 'Open the details'], ['Escape', 'Close, unselect'], ['Ctrl Z', 'Undo the last change'], ['/', 'Search'], ['?', 'This help'],
      ] as readonly (readonly [string, string])[],
      note: 'Keys change what is selected, else the file under the frame.',
    },

    detail: {
      title: 'Details of the file', close: 'Close details', previous: 'Previous file', next: 'Next file',
      place: (n: number, total: number) => `${format.count(n)} of ${format.count(total)}`,
      copy: 'Copy', copied: 'Copied', copyPath: 'Copy path',
      notRead: 'Nothing was read from this file.',
      failed: 'The details could not be loaded.',
      twin: { moved: 'Was at', duplicate: 'Same as', identical: 'Same as', new: 'Same as', changed: 'Same as' },
      review: 'Review', include: 'Commit this file',
      scoreRead: (score: string, source: string | null) => `Read: ${score}${source === null ? '' : ` (${source})`}.`,
      setByYou: 'Set by you.',
      noScoreRead: 'No score was read.',
      scoreBack: 'Back to what was read',
      nsfwRead: (score: string, threshold: string | null) => `Scored ${score}${threshold === null ? '' : `, threshold ${threshold}`}.`,
      neverScanned: 'Never scanned.',
      classes: 'Classes', classifier: 'Classifier',
      warnings: 'Warnings', error: 'Why it failed', commitError: 'Why it could not be committed',
      prompt: 'Prompt', negative: 'Negative prompt', keywords: 'Keywords', negativeKeywords: 'Negative keywords', loras: 'LoRAs',
      weight: (n: number) => `weight ${n}`,
      generation: 'Generation', picture: 'Picture', film: 'Film', camera: 'Camera', file: 'File', hashes: 'Hashes', raw: 'Raw metadata', provenance: 'Where each value comes from',
      unparsed: 'Found, not understood', workflow: 'Workflow', pngText: 'Parameters as written',
      showAll: (n: number) => `Show all ${format.count(n)}`,
      showText: (n: number) => `Show all ${format.count(n)} characters`,
      yes: 'yes', no: 'no',
      fields: {
        generator: 'Made with', model_name: 'Model', model_hash: 'Model hash', sampler: 'Sampler', schedule_type: 'Schedule', steps: 'Steps', cfg_scale: 'CFG scale', seed: 'Seed',
        size: 'Size', denoising_strength: 'Denoising', hires_config: 'Hires', dynthres_config: 'Dynamic thresholding', version: 'Version', lora_hashes: 'LoRA hashes',
        dimensions: 'Pixels', duration: 'Length', frame_rate: 'Frames a second', color_mode: 'Colour mode', has_alpha: 'Transparency', bit_depth: 'Bit depth', orientation: 'Orientation',
        frame_count: 'Frames', video_codec: 'Video', audio_codec: 'Audio', camera_make: 'Make', camera_model: 'Camera', lens: 'Lens', taken_at: 'Taken', gps: 'Place',
        format: 'Format', file_size: 'Size', created_at: 'Created', created_at_source: 'Created, from', content_hash: 'Content', phash: 'Perceptual', media_file_id: 'Pixels',
      } as Readonly<Record<string, string>>,
    },
  },

  commit: {
    readyTitle: (n: number) => (n === 0 ? 'Nothing to commit' : 'Ready to commit'),
    ready: (n: number) => `${format.files(n)} will be written to the catalogue.`,
    planned: (fresh: number, updated: number) => updated === 0 ? `${format.files(fresh)} will be added to the catalogue.`
      : fresh === 0 ? `${format.files(updated)} in the catalogue will be updated.`
        : `${format.files(fresh)} will be added to the catalogue and ${format.count(updated)} updated.`,
    nothing: 'No file was read, so there is nothing to write.',
    nothingLeft: 'Nothing is left to write: see below why.',
    harmless: 'Your files stay where they are, unchanged. A commit can be undone.',
    button: (n: number) => `Commit ${format.files(n)}`,
    starting: 'Starting…',
    plan: {
      label: 'What will happen', writes: 'Will be written', leaves: 'Is left out',
      new: 'New in the catalogue', updated: 'Updated in the catalogue', excluded: 'Excluded by you', failed: 'Failed', skipped_existing: 'Known already, unchanged',
      cancelled: 'Not read before the cancel', committed: 'Written by this session before',
      none: 'Nothing is left out.',
      failedToLoad: (why: string) => `What exactly will happen could not be found out. ${why}`,
    },
    again: 'Commit again',
    committingTitle: 'Writing to the catalogue',
    committing: (n: number) => `Writing ${format.files(n)}. You may close this page; the server carries on.`,
    doneTitle: (n: number | null) => n === null ? 'The commit is finished' : `${format.files(n)} ${n === 1 ? 'is' : 'are'} in the catalogue`,
    doneClean: 'Everything was written.',
    doneFailed: 'Some files could not be written. The newest of them:',
    failedSoFar: 'Some files could not be written so far. The newest of them:',
    allFailed: 'Show all of them',
    stoppedTitle: 'The commit stopped',
    stopped: 'What was written so far is safe. Commit again to continue with the rest, or undo what was written.',
    summary: { label: 'What this session has read', files: 'Files read', keywords: 'Keywords', scores: 'Scores', data: 'Read from disk' },
    another: 'Start another',
    report: 'Report', csv: 'CSV', json: 'JSON',
    exports: 'Take it along', exportsHelp: 'The report to print, and all rows with everything that was read from the files.',
    review: 'Back to the files',
  },

  undo: {
    button: 'Undo…',
    title: 'Undo this commit?',
    what: 'Rows that this session added are removed from the catalogue; rows that it updated become what they were before, with their keywords, scores and thumbnails.',
    kept: 'Rows that something else has changed since are kept, and listed.',
    files: 'Your files are not touched, and what was read is kept: you may commit again.',
    go: 'Undo the commit',
    keep: 'Keep the commit',
    runningTitle: 'Undoing the commit',
    running: 'The catalogue becomes what it was before. You may close this page; the server carries on.',
    doneTitle: 'The commit was undone',
    result: (removed: number, restored: number) => {
      const parts = [...(removed > 0 ? [`${format.plural(removed, 'row', 'rows')} removed`] : []), ...(restored > 0 ? [`${format.count(restored)} restored as before`] : [])];
      return parts.length === 0 ? 'Nothing had to be changed.' : `${parts.join(', ')}.`;
    },
    unknown: 'The catalogue is as it was before this session.',
    keptTitle: (n: number) => `${format.plural(n, 'row was', 'rows were')} kept, because something else has changed ${n === 1 ? 'it' : 'them'} since`,
    keptMore: (n: number) => `and ${format.count(n)} more`,
    progress: 'Undo',
  },

  history: {
    button: 'History',
    title: 'Sessions',
    close: 'Close',
    loading: 'Loading…',
    empty: 'No sessions yet.',
    emptyHelp: 'The first one appears here when you start it.',
    failed: (why: string) => `The list could not be loaded. ${why}`,
    notForgotten: (why: string) => `The session could not be forgotten. ${why}`,
    retry: 'Try again',
    filter: 'Show',
    outcomes: { all: 'All', open: 'Uncommitted', committed: 'Committed', stopped: 'Stopped', undone: 'Undone' },
    atLeast: (n: number) => `${format.count(n)}+`,
    noneOf: (outcome: string, more: boolean) => (more ? `None of the sessions loaded so far is “${outcome}”.` : `No session is “${outcome}”.`),
    open: 'Open',
    use: 'Use these settings',
    delete: 'Delete',
    deleting: 'Deleting…',
    confirm: 'Forget this session? Files and the catalogue stay as they are.',
    confirmYes: 'Forget',
    confirmNo: 'Keep',
    more: 'Older sessions',
    end: 'No older sessions.',
    read: (read: number, total: number) => `${format.count(read)} of ${format.files(total)} read`,
    failedFiles: (n: number) => `${format.count(n)} failed`,
    skipped: (n: number) => `${format.count(n)} known`,
    committed: (n: number) => `${format.count(n)} committed`,
    took: (seconds: number) => `took ${format.duration(seconds)}`,
    current: 'open now',
    unknownTime: 'time unknown',
    moreFolders: (n: number) => `and ${format.count(n)} more`,
    allSettings: 'All settings',
    parameters: {
      directories: 'Folders', pattern: 'Pattern', recursive: 'Subfolders too', skip_existing: 'Skip what is in the catalogue', max_files: 'At most',
      extract_metadata: 'Metadata', extract_keywords: 'Keywords', import_scores: 'Scores', enable_nsfw_detection: 'NSFW detection',
      nsfw_threshold: 'Threshold', pixels: 'Decode pictures', content_hash: 'Content fingerprint', pixel_hash: 'Pixel fingerprint',
    } as Readonly<Record<string, string>>,
    id: 'Session',
    yes: 'yes', no: 'no', allFiles: 'all files',
    summary: (parameters: Partial<Parameters>, defaultPattern: string): string => summaryOf(parameters, defaultPattern),
  },

  titleLead: (snapshot: Snapshot): string => {
    switch (snapshot.status) {
      case 'starting': case 'processing': return snapshot.discovering && snapshot.progress === 0 ? 'Finding files…' : `${Math.floor(snapshot.progress)}%`;
      case 'paused': return `${Math.floor(snapshot.progress)}% paused`;
      case 'committing': return `${snapshot.undoing === true ? 'Undo' : 'Commit'} ${Math.floor(snapshot.commit_progress)}%`;
      default: return status[snapshot.status];
    }
  },

  announceStatus: (snapshot: Snapshot): string => {
    const { stats } = snapshot;
    switch (snapshot.status) {
      case 'completed': return `Finished. ${format.files(stats.processed_files)} read, ${format.count(stats.errors)} failed.`;
      case 'committing': return snapshot.undoing === true ? 'Undoing the commit.' : 'Writing to the catalogue.';
      case 'committed': return 'The commit is finished.';
      case 'processing': return snapshot.discovering ? 'Finding files.' : 'Reading files.';
      default: return `${status[snapshot.status]}.`;
    }
  },
  announceProgress: (percent: number, snapshot: Snapshot): string =>
    `${percent} percent, ${format.count(snapshot.processed_files)} of ${format.files(snapshot.total_files)}.`,
  announceCommit: (percent: number, undoing: boolean): string => `${undoing ? 'Undo' : 'Commit'} ${percent} percent.`,
};

function plural(n: number, word: string): string {
  return format.plural(n, word, `${word}s`);
}

/** "about 40 s", "2 min to 5 min"; null: nothing is known. */
function forecast({ seconds, complete }: Estimate): string | null {
  if (seconds === null) return null;
  const low = format.roughly(seconds.low);
  const high = format.roughly(seconds.high);
  if (!complete) return `${low} or more`;
  return low === high || seconds.high < seconds.low * 1.5 ? `about ${format.roughly((seconds.low + seconds.high) / 2)}` : `${low} to ${high}`;
}

/** What was asked of a session, in a line. */
function summaryOf(parameters: Partial<Parameters>, defaultPattern: string): string {
  const { pattern, max_files: most } = parameters;
  const on = [
    ...(parameters.extract_metadata ? ['metadata'] : []), ...(parameters.extract_keywords ? ['keywords'] : []),
    ...(parameters.import_scores ? ['scores'] : []), ...(parameters.enable_nsfw_detection ? [`NSFW from ${parameters.nsfw_threshold ?? 0.5}`] : []),
  ];
  const reads = on.length === 0 ? 'Nothing read from the files' : on.join(', ');
  const types = pattern === undefined || pattern === defaultPattern ? 'every type' : typesIn(pattern);
  return [
    reads.charAt(0).toUpperCase() + reads.slice(1), types,
    ...(parameters.recursive === false ? ['no subfolders'] : []), ...(parameters.skip_existing === false ? ['known files again'] : []),
    ...(parameters.pixels === false ? ['pictures not decoded'] : []), ...(most == null ? [] : [`at most ${format.files(most)}`]),
  ].join(' · ');
}

function typesIn(pattern: string): string {
  const parts = patternParts(pattern);
  return parts.length <= 4 ? parts.join(', ') : `${parts.slice(0, 3).join(', ')} and ${parts.length - 3} more`;
}
