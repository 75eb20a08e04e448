import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** The command of a Chromium on this machine: that of the variable CHROMIUM, or one on the path. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  const candidates = [named, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return candidates.find((command) => command && spawnSync(command, ['--version']).status === 0);
}

const ENDED = 'The browser has ended.';

type Params = Readonly<Record<string, unknown>>;
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Params;
  readonly sessionId?: string;
  readonly result?: Params;
  readonly error?: { readonly message: string };
}

/** A headless Chromium, spoken to in the DevTools protocol over a pipe. */
export class Browser {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, { resolve: (result: Params) => void; reject: (error: Error) => void }>();
  readonly #listeners = new Set<(message: Message) => void>();
  #last = 0;
  #hasEnded = false;

  private constructor(command: string, profile: string) {
    this.#profile = profile;
    const options = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-dev-shm-usage'];
    const args = [...options, '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'];
    this.#process = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    let rest = '';
    (this.#process.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (rest + chunk).split('\0');
      rest = messages.pop() as string;
      for (const message of messages) this.#receive(JSON.parse(message) as Message);
    });
    for (const event of ['exit', 'error']) this.#process.on(event, () => this.#end());
    (this.#process.stdio[3] as Writable).on('error', () => this.#end());
  }

  static async launch(command: string): Promise<Browser> {
    return new Browser(command, await mkdtemp(join(tmpdir(), 'gossip-inmemory-browser-')));
  }

  send(method: string, params: Params = {}, sessionId?: string): Promise<Params> {
    if (this.#hasEnded) return Promise.reject(new Error(ENDED));
    const id = ++this.#last;
    (this.#process.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  listen(listener: (message: Message) => void): void {
    this.#listeners.add(listener);
  }

  /** Opens a page of its own. */
  async open(url: string, options: PageOptions = {}): Promise<Page> {
    const { browserContextId } = await this.send('Target.createBrowserContext');
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId as string);
    await page.start(url, options);
    return page;
  }

  async close(): Promise<void> {
    if (!this.#hasEnded) {
      const ended = new Promise((resolve) => this.#process.once('exit', resolve));
      this.#process.kill();
      await ended;
    }
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #end(): void {
    this.#hasEnded = true;
    for (const { reject } of this.#waiting.values()) reject(new Error(ENDED));
  }

  #receive(message: Message): void {
    if (message.id === undefined) {
      for (const listener of this.#listeners) listener(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result ?? {});
  }
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
}

/** A page in a browser, and what went on in it. */
export class Page {
  /** What the console shows as an error or a warning, and what was thrown and not caught. */
  readonly complaints: string[] = [];
  /** The addresses that were asked for, the page's own first. */
  readonly requests: string[] = [];
  readonly #browser: Browser;
  readonly #session: string;

  constructor(browser: Browser, session: string) {
    this.#browser = browser;
    this.#session = session;
    browser.listen(({ method, params = {}, sessionId }) => {
      if (sessionId === session) this.#note(method, params);
    });
  }

  send(method: string, params?: Params): Promise<Params> {
    return this.#browser.send(method, params, this.#session);
  }

  async start(url: string, options: PageOptions): Promise<void> {
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await this.send(`${domain}.enable`);
    await this.look(options);
    await this.goTo(url);
  }

  async goTo(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => {
      this.#browser.listen(({ method, sessionId }) => {
        if (sessionId === this.#session && method === 'Page.loadEventFired') resolve();
      });
    });
    await this.send('Page.navigate', { url });
    await loaded;
  }

  /** How large the window is, and what the reader prefers. */
  async look({ width = 1400, height = 900, scheme = 'light' }: PageOptions): Promise<void> {
    await this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    const features = [{ name: 'prefers-color-scheme', value: scheme }];
    await this.send('Emulation.setEmulatedMedia', { features });
  }

  /** What an expression comes to in the page. */
  async evaluate<T>(expression: string): Promise<T> {
    const options = { expression, returnByValue: true, awaitPromise: true };
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', options);
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { readonly value: T }).value;
  }

  /** Types keys, each by its name: `j`, `Escape`. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const text = key.length === 1 ? { text: key } : {};
      await this.send('Input.dispatchKeyEvent', { type: 'keyDown', key, ...text });
      await this.send('Input.dispatchKeyEvent', { type: 'keyUp', key });
    }
  }

  async screenshot(): Promise<Buffer> {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' });
    return Buffer.from(data as string, 'base64');
  }

  #note(method: string | undefined, params: Params): void {
    if (method === 'Network.requestWillBeSent') this.requests.push((params['request'] as { readonly url: string }).url);
    if (method === 'Runtime.exceptionThrown') this.complaints.push(JSON.stringify(params['exceptionDetails']));
    if (method === 'Log.entryAdded') this.complaints.push((params['entry'] as { readonly text: string }).text);
    if (method === 'Runtime.consoleAPICalled') this.complaints.push(JSON.stringify(params['args']));
  }
}
