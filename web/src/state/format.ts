// Numbers, sizes and times as people read them. Pure; English.

const grouped = new Intl.NumberFormat('en-US');

export const count = (n: number): string => grouped.format(n);

/** "1 file", "1,204 files". */
export const plural = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`;

export const files = (n: number): string => plural(n, 'file', 'files');

const kUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

export function bytes(n: number): string {
  let value = n;
  let unit = 0;
  while (value >= 999.5 && unit < kUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${kUnits[unit]!}`;
}

export function rate(perSecond: number): string {
  if (perSecond <= 0) return '0';
  return perSecond < 9.95 ? perSecond.toFixed(1) : count(Math.round(perSecond));
}

/** Two units at most: "under 1 s", "45 s", "1 min 14 s", "3 h 05 min", "2 d 4 h". */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  if (seconds > 0 && seconds < 1) return 'under 1 s';
  if (total < 60) return `${total} s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${minutes} min ${pad(total % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${pad(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A forecast claims no seconds it cannot know: "40 s", "3 min", "2 h 10 min". */
export function roughly(seconds: number): string {
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes < 20 ? minutes : Math.round(minutes / 5) * 5} min`;
  const tens = Math.round(minutes / 10) * 10;
  return `${Math.floor(tens / 60)} h${tens % 60 === 0 ? '' : ` ${tens % 60} min`}`;
}

const kQuarters = ['', '¼', '½', '¾'];

function inUnits(seconds: number, unit: number): string {
  const quarters = Math.round((seconds / unit) * 4);
  const whole = Math.floor(quarters / 4);
  return `${whole === 0 && quarters > 0 ? '' : whole}${kQuarters[quarters % 4]!}`;
}

/** From `low` to `high` seconds in the unit that suits the upper one: "10 to 20 s", "1½ to 2 min", "36 to 48 h". */
export function rangeText(low: number, high: number): string {
  const [unit, name] = high <= 60 ? [1, 's'] : high <= 3600 ? [60, 'min'] : high <= 172_800 ? [3600, 'h'] : [86_400, 'days'];
  if (high === Infinity) return `over ${inUnits(low, unit)} ${name}`;
  return low === 0 ? `under ${inUnits(high, unit)} ${name}` : `${inUnits(low, unit)} to ${inUnits(high, unit)} ${name}`;
}

/** The length of a video: "0:07", "12:30", "1:02:03". */
export function playTime(seconds: number): string {
  const total = Math.round(seconds);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const tail = `${hours > 0 ? pad(minutes) : minutes}:${pad(total % 60)}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

export const delay = (ms: number): string =>
  ms < 950 ? `${Math.max(1, Math.round(ms))} ms` : ms < 9950 ? `${(ms / 1000).toFixed(1)} s` : duration(ms / 1000);

const pad = (n: number): string => String(n).padStart(2, '0');

/** A time of the server as milliseconds since 1970; ISO text without a zone is UTC. */
export function timeOf(value: string | number | null | undefined): number | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number') return value > 1e14 ? value / 1000 : value > 1e11 ? value : value * 1000;
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`;
  const ms = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(ms) ? null : ms;
}

const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

export const clock = (ms: number): string => clockFormat.format(ms);
export const day = (ms: number): string => dayFormat.format(ms);

const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric' });

/** "November 2026". */
export const month = (ms: number): string => monthFormat.format(ms);

/** "/a/b/c.png" → folder "/a/b/", name "c.png". */
export function splitPath(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: path.slice(0, slash + 1), name: path.slice(slash + 1) };
}

/** "…/c.png: message" → what it is about, and what happened. A line of another form is all message. */
export function splitFailure(line: string): { path: string; message: string } {
  const match = /^(.*?\.[A-Za-z0-9]{2,5}): (.+)$/s.exec(line);
  return match ? { path: match[1]!, message: match[2]! } : { path: '', message: line };
}
