// What a tab's main thread in Chromium does, task by task.

/** Records the tasks of the tab's main thread: stop() tells what each took of the processor, in ms. */
export async function traceTasks(devtools) {
  const tasks = new Map();  // of each thread
  const names = new Map();
  devtools.on('Tracing.dataCollected', ({value}) => {
    for (const {name, ph, pid, tid, tdur, args} of value) {
      const thread = `${pid} ${tid}`;
      if (ph === 'M' && name === 'thread_name') names.set(thread, args.name);
      if (ph !== 'X' || !name.endsWith('RunTask') || tdur === undefined) continue;
      if (!tasks.has(thread)) tasks.set(thread, []);
      tasks.get(thread).push(tdur / 1000);
    }
  });
  const complete = new Promise((resolve) => devtools.once('Tracing.tracingComplete', resolve));
  await devtools.send('Tracing.start', {transferMode: 'ReportEvents', traceConfig: {recordMode: 'recordAsMuchAsPossible', includedCategories: ['toplevel']}});
  return {
    stop: async () => {
      await devtools.send('Tracing.end');
      await complete;
      const mains = [...tasks].filter(([thread]) => names.get(thread) === 'CrRendererMain').map(([, list]) => list);
      return mains.sort((a, b) => b.length - a.length)[0] ?? [];
    },
  };
}
