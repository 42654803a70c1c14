// Every word of the page, in one place.

import { isResting, type Edited, type FileEdit, type SessionStatus, type Snapshot } from './api/types';
import * as format from './state/format';

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
    dismiss: 'Dismiss',
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
      none: 'no files',
      fresh: (n: number) => `${format.count(n)} new`,
      part: (fresh: number, total: number) => `${format.count(fresh)} of ${format.count(total)} new`,
      all: (n: number) => `all ${format.count(n)}`,
      allTail: 'in catalogue',
      foldersOnly: 'folders only',
    },
    countsTitle: (total: number, ingested: number) =>
      `${format.files(total)} directly in this folder, ${format.count(ingested)} in the catalogue`,
    legend: 'Counts are of the folder itself, without its subfolders.',
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

  errors: {
    noFolder: 'Choose a folder, or type its path.',
    noPattern: 'Give at least one pattern, such as *.png.',
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
      return snapshot.discovering && snapshot.progress === 0 ? 'Finding files…' : 'Reading files';
    },
    of: (done: number, total: number) => `${format.count(done)} of ${format.files(total)}`,
    found: (n: number, done: number) =>
      done > 0 ? `${format.files(n)} found so far, ${format.count(done)} read` : `${format.files(n)} found so far`,
    stillFinding: (done: number, total: number) => `${format.count(done)} of ${format.files(total)}, still finding more`,
    nothingNew: 'No new files',
    skipped: (n: number) => `${format.files(n)} skipped: already in the catalogue, unchanged`,
    noFile: '–',
    cancel: 'Cancel',
    cancelling: 'Cancelling…',
    cancelHelp: 'You may close this page; the server carries on. After a cancel, what was read is kept and may still be committed.',
    review: (n: number) => `Review ${format.files(n)}`,
    another: 'Start another',
    cancelledText: (done: number, total: number) =>
      `${format.count(done)} of ${format.files(total)} were read before. Nothing was written to the catalogue.`,
    pausedText: 'The session waits and goes on by itself as soon as it can.',
    errorText: 'The session ended early. What was read is kept.',
    speed: 'Speed', data: 'Data', left: 'Time left', elapsed: 'Elapsed',
    filesPerSecond: 'files/s', unknown: '–', almost: 'a moment',
    speedChart: 'Files a second over the last two minutes',
    processed: 'Files read', metadata: 'Metadata', keywords: 'Keywords', scores: 'Scores', nsfw: 'NSFW', errors: 'Failed',
    off: 'switched off', unscanned: 'not scanned', unscannedTitle: 'No picture was classified, so none is known to be safe.',
    failures: 'Failures',
    noFailures: 'None so far. A file that cannot be read appears here at once; the others go on.',
    noFailuresEnd: 'None. Every file was read.',
    before: 'earlier',
    notListed: (n: number) => `${format.count(n)} more are not listed here.`,
    showMore: (n: number) => `Show ${format.count(n)} more`,
    reason: 'Why it failed',
    stage: 'What was being done',
    stages: {
      discover: 'finding', open: 'opening', decode: 'reading', stage: 'keeping what was read', commit: 'writing to the catalogue',
    } as Readonly<Record<string, string>>,
    showAll: (n: number) => `Show all ${format.count(n)}`,
    showLive: 'Show the latest',
    loadMore: 'Load more',
    failedList: 'All failed files',
    latest: 'Latest',
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
    matches: (n: number, all: number | null) =>
      all === null || all === n ? format.files(n) : `${format.count(n)} of ${format.files(all)}`,
    counting: 'Counting…',
    clearAll: 'Clear all',
    removeFilter: (what: string) => `Remove filter: ${what}`,
    groups: {
      state: 'State', reason: 'Why it failed', change: 'Against the catalogue', label: 'Label', score: 'Score', generator: 'Made with', model: 'Model',
      keyword: 'Keyword', text: 'Text', included: 'Commit',
    },
    chip: {
      state: 'State', reason: 'Failed', change: 'Change', label: 'Label', score: 'Score', generator: 'Made with', model: 'Model', keyword: 'Keyword', text: 'Text',
      included: 'Commit',
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
    leftOut: (n: number) => `${format.files(n)} that failed ${n === 1 ? 'is' : 'are'} left out.`,
    nothing: 'No file was read, so there is nothing to write.',
    harmless: 'Your files stay where they are, unchanged.',
    button: (n: number) => `Commit ${format.files(n)}`,
    again: 'Commit again',
    committingTitle: 'Writing to the catalogue',
    committing: (n: number) => `Writing ${format.files(n)}. You may close this page; the server carries on.`,
    doneTitle: (n: number) => `${format.files(n)} ${n === 1 ? 'is' : 'are'} in the catalogue`,
    doneClean: 'Everything was written.',
    doneFailed: (n: number) => `${format.files(n)} could not be written:`,
    failedSoFar: (n: number) => `${format.files(n)} could not be written so far:`,
    stoppedTitle: 'The commit stopped',
    stopped: 'What was written so far is safe. Commit again to continue with the rest.',
    undoneTitle: 'The commit was undone',
    undone: 'The catalogue is as it was before this session. You may commit again.',
    summary: { label: 'What this session writes', files: 'Files read', keywords: 'Keywords', scores: 'Scores', data: 'Read from disk' },
    another: 'Start another',
    report: 'Open the report',
    review: 'Back to the files',
  },

  history: {
    button: 'History',
    title: 'Sessions',
    close: 'Close',
    loading: 'Loading…',
    empty: 'No sessions yet. The first one appears here when you start it.',
    failed: 'The list could not be loaded.',
    retry: 'Try again',
    open: 'Open',
    report: 'Report',
    delete: 'Delete',
    deleting: 'Deleting…',
    confirm: 'Forget this session? Files and the catalogue stay as they are.',
    confirmYes: 'Forget',
    confirmNo: 'Keep',
    more: 'Older sessions',
    counts: (read: number, total: number, failed: number) =>
      `${format.count(read)} of ${format.files(total)} read${failed > 0 ? `, ${format.count(failed)} failed` : ''}`,
    current: 'open now',
    unknownTime: 'time unknown',
  },

  titleLead: (snapshot: Snapshot): string => {
    switch (snapshot.status) {
      case 'starting': case 'processing': return snapshot.discovering && snapshot.progress === 0 ? 'Finding files…' : `${Math.floor(snapshot.progress)}%`;
      case 'committing': return `Commit ${Math.floor(snapshot.commit_progress)}%`;
      default: return status[snapshot.status];
    }
  },

  announceStatus: (snapshot: Snapshot): string => {
    const { stats } = snapshot;
    switch (snapshot.status) {
      case 'completed': return `Finished. ${format.files(stats.processed_files)} read, ${format.count(stats.errors)} failed.`;
      case 'committed': return 'The commit is finished.';
      case 'processing': return snapshot.discovering ? 'Finding files.' : 'Reading files.';
      default: return `${status[snapshot.status]}.`;
    }
  },
  announceProgress: (percent: number, snapshot: Snapshot): string =>
    `${percent} percent, ${format.count(snapshot.processed_files)} of ${format.files(snapshot.total_files)}.`,
  announceCommit: (percent: number): string => `Commit ${percent} percent.`,
};

function plural(n: number, word: string): string {
  return format.plural(n, word, `${word}s`);
}
