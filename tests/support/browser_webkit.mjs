// WebKitGTK: MiniBrowser under Xvfb, driven by WebKitWebDriver with plain requests of the W3C WebDriver protocol. Commands
// act on the one window that is current, so they wait for each other.

import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {spawn} from 'node:child_process';
import {eventually, within} from './deadline.mjs';
import {descendants, isAlive, signal} from './processes.mjs';
import {program} from './program.mjs';
import {temporary} from './tree.mjs';

const kCommandMs = 30_000;
const kScriptMs = 12_000;
// https://www.w3.org/TR/webdriver2/#keyboard-actions
const kKeys = {
  Enter: '\uE006', Escape: '\uE00C', Tab: '\uE004', End: '\uE010', Home: '\uE011', PageUp: '\uE00E', PageDown: '\uE00F',
  ArrowLeft: '\uE012', ArrowUp: '\uE013', ArrowRight: '\uE014', ArrowDown: '\uE015',
};

export async function openWebKit(t, {viewport}) {
  const home = temporary(t, 'webkit');
  const display = await startDisplay(viewport);
  const driver = await startDriver(home, display.name).catch((error) => {
    signal(display.pid, 'SIGKILL');
    throw error;
  });
  const session = await startSession(driver);
  const windows = await Windows.of(session);
  return {
    engine: 'webkit',
    tab: (address, options) => windows.tab(address, options),
    async close() {
      const all = [driver.pid, ...descendants(driver.pid)];
      await session('DELETE', '').catch(() => {});
      all.filter(isAlive).forEach((pid) => signal(pid, 'SIGTERM'));
      await eventually('WebKit ends', () => !all.some(isAlive), {ms: 5_000}).catch(() => all.forEach((pid) => signal(pid, 'SIGKILL')));
      signal(display.pid, 'SIGTERM');
      await within(5_000, 'the end of Xvfb', display.ended);
    },
  };
}

// Xvfb takes a free display and writes its number to descriptor 3.
async function startDisplay({width, height}) {
  const child = spawn(program('/usr/bin/Xvfb'), ['-displayfd', '3', '-screen', '0', `${width + 100}x${height + 100}x24`, '-nolisten', 'tcp'],
    {stdio: ['ignore', 'ignore', 'ignore', 'pipe']});
  const ended = new Promise((resolve) => { child.on('exit', resolve); });
  const number = new Promise((resolve, reject) => {
    let text = '';
    child.stdio[3].on('data', (data) => {
      text += data;
      if (text.includes('\n')) resolve(text.trim());
    });
    ended.then((code) => reject(new Error(`Xvfb ended (${code})`)));
  });
  return {name: `:${await within(15_000, 'Xvfb', number)}`, pid: child.pid, ended};
}

async function startDriver(home, display) {
  const env = {
    ...process.env, DISPLAY: display, HOME: home, XDG_RUNTIME_DIR: home, XDG_CACHE_HOME: path.join(home, 'cache'),
    XDG_DATA_HOME: path.join(home, 'data'), XDG_CONFIG_HOME: path.join(home, 'config'), GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1', GTK_A11Y: 'none',
    LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_DMABUF_RENDERER: '1',
  };
  // The driver does not say which port it took, so it cannot be given port 0.
  const port = await freePort();
  const child = spawn(program('/usr/bin/WebKitWebDriver'), ['-p', String(port), '--host=127.0.0.1'], {env, stdio: 'ignore'});
  const driver = {pid: child.pid, address: `http://127.0.0.1:${port}`};
  await eventually('WebKitWebDriver answers', () => command(driver, 'GET', '/status').then(() => true, () => false), {every: 30});
  return driver;
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const {port} = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function command(driver, method, at, body) {
  const init = {method, headers: {'content-type': 'application/json'}, signal: AbortSignal.timeout(kCommandMs)};
  const answer = await fetch(driver.address + at, method === 'POST' ? {...init, body: JSON.stringify(body ?? {})} : init);
  const {value} = await answer.json();
  if (value?.error) throw new Error(`WebKit: ${at}: ${value.error}: ${value.message}`);
  return value;
}

async function startSession(driver) {
  const binary = program(...['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`));
  const {sessionId} = await command(driver, 'POST', '/session', {capabilities: {alwaysMatch: {
    browserName: 'MiniBrowser', timeouts: {script: kScriptMs, pageLoad: 20_000}, 'webkitgtk:browserOptions': {binary, args: ['--automation']},
  }}});
  return (method, at, body) => command(driver, method, `/session/${sessionId}${at}`, body);
}

class Windows {
  static async of(session) {
    return new Windows(session, await session('GET', '/window'));
  }

  constructor(session, first) {
    this.session = session;
    this.unused = first;
    this.current = first;
    this.open = new Set([first]);
    this.queue = Promise.resolve();
  }

  /** One after the other. */
  next(action) {
    const done = this.queue.then(action);
    this.queue = done.catch(() => {});
    return done;
  }

  async switchTo(handle) {
    if (this.current === handle) return;
    await this.session('POST', '/window', {handle});
    this.current = handle;
  }

  async tab(address, {seen = false} = {}) {
    const handle = this.unused ?? await this.next(() => this.openWindow(seen ? 'window' : 'tab'));
    this.unused = undefined;
    const within = (action) => this.next(async () => {
      await this.switchTo(handle);
      return action();
    });
    const tab = {
      run: (action, ...args) => within(() => this.run(action, args)),
      goto: (url) => within(() => this.session('POST', '/url', {url})),
      back: () => within(() => this.session('POST', '/back')),
      reload: () => within(() => this.session('POST', '/refresh')),
      front: () => within(() => {}),
      click: (selector) => within(() => this.click(selector)),
      fill: (selector, text) => within(() => this.fill(selector, text)),
      press: (key) => within(() => this.press(key)),
      resize: (size) => within(() => this.session('POST', '/window/rect', size)),
      shot: (file) => within(async () => fs.writeFileSync(file, Buffer.from(await this.session('GET', '/screenshot'), 'base64'))),
      close: () => within(() => this.closeWindow(handle)),
    };
    if (address) await tab.goto(address);
    return tab;
  }

  // A new window needs a current one that lives.
  async openWindow(type) {
    if (!this.open.has(this.current)) await this.switchTo([...this.open][0]);
    const {handle} = await this.session('POST', '/window/new', {type});
    this.open.add(handle);
    return handle;
  }

  async closeWindow(handle) {
    await this.session('DELETE', '/window');
    this.open.delete(handle);
    this.current = undefined;
  }

  /** The path of an element that can be acted on. */
  async find(selector) {
    const found = await eventually(`${selector} is on the page`,
      () => this.session('POST', '/element', {using: 'css selector', value: selector}).catch(() => false), {every: 30});
    return `/element/${Object.values(found)[0]}`;
  }

  async click(selector) {
    const element = await this.find(selector);
    await this.session('POST', `${element}/click`);
  }

  async fill(selector, text) {
    const element = await this.find(selector);
    await this.session('POST', `${element}/clear`);
    await this.session('POST', `${element}/value`, {text});
  }

  async press(key) {
    const value = kKeys[key] ?? key;
    await this.session('POST', '/actions', {actions: [{type: 'key', id: 'keyboard', actions: [{type: 'keyDown', value}, {type: 'keyUp', value}]}]});
  }

  async run(action, args) {
    const script = `const done = arguments[arguments.length - 1];
      (async () => (${action})(...${JSON.stringify(args)}))().then((value) => done({value: value === undefined ? null : value}), (error) => done({error: String(error)}));`;
    const answer = await this.session('POST', '/execute/async', {script, args: []});
    if (answer.error) throw new Error(answer.error);
    return answer.value;
  }
}
