// Every wait has an end, and says what it waited for.

/** The promise's value, or an error after `ms`. `detail()` is added to the message. */
export async function within(ms, what, promise, detail = () => '') {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing after ${ms} ms ${detail()}`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks `probe` again and again until it answers something true, for what has no event to wait for. `detail()` is added to the message. */
export async function eventually(what, probe, {ms = 15_000, every = 10, detail = () => ''} = {}) {
  const end = performance.now() + ms;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(`${what}: not so after ${ms} ms ${detail()}`.trimEnd());
    await new Promise((resolve) => { setTimeout(resolve, every); });
  }
}
