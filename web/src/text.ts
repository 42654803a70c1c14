// Every word of the page, in one place.

import { isResting, type SessionStatus, type Snapshot } from './api/types';
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
    noMatch: 'No file matches this filter.',
    clear: 'Clear filter',
    summary: (snapshot: Snapshot, seconds: number | null) => {
      const took = seconds === null ? '' : ` in ${format.duration(seconds)}`;
      return `${format.files(snapshot.processed_files)} read${took}`;
    },
    filters: { all: 'All', done: 'Read', failed: 'Failed', skipped: 'Skipped' },
    filterLabel: 'Show',
    search: 'Search names',
    report: 'Report',
    reportTitle: 'Opens the full report in a new tab',
    shown: (n: number, total: number | null) =>
      total === null ? `${format.files(n)} loaded` : `${format.count(n)} of ${format.files(total)} loaded`,
    columns: {
      state: 'State', name: 'File', type: 'Type', pixels: 'Pixels', length: 'Length', keywords: 'Keywords',
      score: 'Score', nsfw: 'NSFW', generator: 'Made with', size: 'Size',
    },
    states: { pending: 'Waiting', running: 'Reading', done: 'Read', failed: 'Failed', skipped: 'Skipped' },
    skippedExisting: 'Already in the catalogue',
    skippedCancelled: 'Not read before the session was cancelled',
    unscanned: 'not scanned',
    warnings: (n: number) => plural(n, 'warning'),
    keywordsShort: (n: number) => plural(n, 'keyword'),
    loading: 'Loading…',
    more: 'Load more',
    failed: 'The list could not be loaded.',
    table: 'Files of this session',
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
