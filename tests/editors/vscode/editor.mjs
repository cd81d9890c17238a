// VS Code as a person has it: code-server with the packaged extension, and a browser that shows it. Each in a home folder,
// with ports and processes of its own; all of it is gone at the end, which is checked.
import { spawn, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const env = (name) => process.env[name] ?? fail(`set ${name}`);
const fail = (why) => {
  throw new Error(why);
};
const folder = env('EDITOR_FOLDER');
const entry = join(folder, 'node_modules/code-server/out/node/entry.js');
const { chromium } = createRequire(join(folder, 'x.js'))('playwright-core');

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'editor.accessibilitySupport': 'off',
  'editor.wordWrap': 'on',
  'files.autoSave': 'off',
  'git.enabled': false,
  'window.commandCenter': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/** Waits until something holds, and returns it. */
export async function until(what, holds, most = 20_000) {
  const end = Date.now() + most;
  for (;;) {
    const value = await holds();
    if (value) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error(`this did not come about in ${most / 1000} s: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The processes that run one program. */
export function running(program) {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const isIt = (pid) => {
    try {
      return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '') === program;
    } catch {
      return false;
    }
  };
  return processes.filter(isIt).map(Number);
}

/** The process that started another. */
export function parentOf(pid) {
  return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))[1]);
}

async function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export class Editor {
  log = '';

  /** A home for an editor, with a folder of stories in it. */
  constructor() {
    this.home = mkdtempSync(join(tmpdir(), 'copydesk-vscode-'));
    this.stories = join(this.home, 'stories');
    this.extensions = join(this.home, 'extensions');
    mkdirSync(this.stories);
    mkdirSync(join(this.home, 'data/User'), { recursive: true });
    writeFileSync(join(this.home, 'config.yaml'), 'auth: none\ncert: false\n');
  }

  /** Where the extension is, once it is installed. */
  get extension() {
    const name = readdirSync(this.extensions).find((name) => name.startsWith('copydesk.copydesk-')) ?? fail('the extension is not installed');
    return join(this.extensions, name);
  }

  /** The server that comes with the extension. */
  get server() {
    return join(this.extension, 'bin', `${process.platform}-${process.arch}`, 'copydesk');
  }

  get command() {
    return [entry, '--config', join(this.home, 'config.yaml'), '--user-data-dir', join(this.home, 'data'), '--extensions-dir', this.extensions];
  }

  get env() {
    const { HOME, XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_CACHE_HOME, ...others } = process.env;
    const home = this.home;
    return { ...others, HOME: home, XDG_CONFIG_HOME: join(home, 'xdg/config'), XDG_DATA_HOME: join(home, 'xdg/data'), XDG_CACHE_HOME: join(home, 'xdg/cache'), ...this.more };
  }

  install() {
    execFileSync(process.execPath, [...this.command, '--install-extension', env('VSIX')], { env: this.env, stdio: 'pipe' });
  }

  /** Starts the editor. `trusted` is whether the folder of stories may do what it wants. */
  async start({ trusted = true, settings = {}, more = {} } = {}) {
    this.more = more;
    const all = { ...SETTINGS, 'security.workspace.trust.enabled': !trusted, ...settings };
    writeFileSync(join(this.home, 'data/User/settings.json'), JSON.stringify(all));
    const port = await freePort();
    this.authority = `127.0.0.1:${port}`;
    const trust = trusted ? ['--disable-workspace-trust'] : [];
    const options = ['--bind-addr', this.authority, '--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
    this.process = spawn(process.execPath, [...this.command, ...options, ...trust], { env: this.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.on('data', (part) => (this.log += part));
    }
    await until('VS Code answers', () => fetch(`http://${this.authority}/healthz`).then((answer) => answer.ok, () => false));
    this.browser = await chromium.launchPersistentContext(join(this.home, 'browser'), {
      executablePath: execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim(),
      headless: true,
      viewport: { width: 1280, height: 800 },
      locale: 'en-US',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    this.page = this.browser.pages()[0] ?? (await this.browser.newPage());
    this.page.setDefaultTimeout(20_000);
  }

  remote(path) {
    return `vscode-remote://${this.authority}${path}`;
  }

  /** Shows the folder of stories, with what `payload` asks for. */
  async show(payload) {
    const query = `folder=${encodeURIComponent(this.stories)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    await this.page.goto(`http://${this.authority}/?${query}`);
    await this.page.waitForSelector('.monaco-workbench');
  }

  /** Runs a file of tests inside the extension host; what it says is passed on. Whether all went well. */
  async runInside(file) {
    let end;
    const ended = new Promise((resolve) => (end = resolve));
    await this.page.exposeFunction('codeAutomationExit', (code) => end(code));
    await this.page.exposeFunction('codeAutomationLog', (_, args) => {
      const said = /SUITE ([^]*)/.exec(String(args))?.[1];
      if (said !== undefined) {
        console.log(`  ${said.replace(/\\n/g, '\n').replace(/"\]?$/, '').replace(/\\"/g, '"')}`);
      }
    });
    await this.show([['extensionDevelopmentPath', this.remote(this.extension)], ['extensionTestsPath', this.remote(file)]]);
    const late = setTimeout(() => end('it took more than 90 s'), 90_000);
    const code = await ended;
    clearTimeout(late);
    return code;
  }

  read(name) {
    return readFileSync(join(this.stories, name), 'utf8');
  }

  /** Ends the editor; the server has to end by itself. */
  async stop() {
    await this.browser?.close().catch(() => {});
    this.browser = undefined;
    const process_ = this.process;
    this.process = undefined;
    if (process_ !== undefined) {
      const gone = new Promise((resolve) => process_.once('exit', resolve));
      if (process_.exitCode === null && process_.signalCode === null) {
        process.kill(process_.pid, 'SIGTERM');
        const late = setTimeout(() => process.kill(-process_.pid, 'SIGKILL'), 10_000);
        await gone;
        clearTimeout(late);
      }
      await until('the server is gone after the editor', () => running(this.server).length === 0, 10_000);
      try {
        process.kill(-process_.pid, 'SIGKILL');
      } catch {
        // Nothing of its group is left.
      }
    }
  }

  remove() {
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}
