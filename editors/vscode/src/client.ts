// The server while it lives: started with the first story, started again when it falls over, stopped with the window.
import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  ErrorCodes,
  type ErrorHandler,
  ExecuteCommandRequest,
  LanguageClient,
  type LanguageClientOptions,
  LSPErrorCodes,
  type Middleware,
  ResponseError,
  type ServerCapabilities,
  State,
  type StaticFeature,
} from 'vscode-languageclient/node';
import { findServer, type Server } from './server';
import * as settings from './settings';

/** How the server is. `missing` is a failure that a setting or an installation mends. */
export type Condition =
  | { readonly is: 'idle' | 'off' | 'starting' | 'running' | 'stopped' }
  | { readonly is: 'missing' | 'failed'; readonly why: string };

/** Commands of the server that this extension shows in views of its own; says whether it has done so. */
export type Shown = (command: string, argument: unknown) => Promise<boolean>;

/** So often, within so many milliseconds, it is started again after a fall before that is left to the user. */
const FALLS = 3;
const WITHIN = 120_000;

/** What is said of a program that ends at once, as one that is not copydesk may; and how the system puts it. */
const EARLY = 'it ended before it answered';
const BROKEN = /EPIPE|ECONNRESET|stream (was|has been) destroyed|write after end|connection (got|is) (closed|disposed)/i;

/** The files beside stories whose mistakes the server marks. */
const PROJECT_FILES = ['**/copydesk.yaml', '**/names.yaml', '**/names.csv', '**/.copydesk/ignore.yaml'];

/** What VS Code calls plain text and Markdown; the server knows these by their names. */
const KNOWN = ['plaintext', 'markdown', 'mdx', 'quarto', 'rmd', 'pandoc'];

export class Desk implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel('copydesk', { log: true });
  private readonly level = new vscode.EventEmitter<vscode.LogLevel>();
  private readonly traces = traceChannel(this.log, this.level.event);
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private now: Condition = { is: 'idle' };
  private client: LanguageClient | undefined;
  private falls: number[] = [];
  private server: Server | undefined;
  /** What is being done to the server, one after the other. */
  private work: Promise<void> = Promise.resolve();
  /** The complaint that the user has seen; the same one is not shown again. */
  private complained = '';

  constructor(
    private readonly extension: string,
    private readonly shows: Shown,
  ) {}

  get condition(): Condition {
    return this.now;
  }

  /** The client, while the server answers. */
  get running(): LanguageClient | undefined {
    return this.now.is === 'running' ? this.client : undefined;
  }

  private become(condition: Condition): void {
    this.now = condition;
    this.changed.fire();
  }

  /** Whether the server reads a document as a story. */
  isStory(document: vscode.TextDocument | undefined): document is vscode.TextDocument {
    return document !== undefined && vscode.languages.match(this.stories(), document) > 0 && !this.isProjectFile(document);
  }

  private isProjectFile(document: vscode.TextDocument): boolean {
    return vscode.languages.match(PROJECT_FILES.map((pattern) => ({ scheme: 'file', pattern })), document) > 0;
  }

  private stories(): { scheme: string; language: string }[] {
    return settings.languages().flatMap((language) => ['file', 'untitled'].map((scheme) => ({ scheme, language })));
  }

  /** Starts the server if a story is open and it does not run yet. */
  async wake(): Promise<void> {
    if (this.now.is === 'idle' && vscode.workspace.textDocuments.some((document) => this.isStory(document))) {
      await this.start();
    }
  }

  /** Starts the server, unless it runs. */
  start(): Promise<void> {
    return this.then(async () => {
      if (this.now.is !== 'starting' && this.now.is !== 'running') {
        await this.begin();
      }
    });
  }

  /** Starts the server if it does not run, and says why if it cannot; whether it runs now. */
  async isUp(): Promise<boolean> {
    const isKnown = this.now.is === 'missing' || this.now.is === 'failed';
    await this.start();
    if (isKnown && this.running === undefined) {
      // What has just come up has been told already.
      void this.explain();
    }
    return this.running !== undefined;
  }

  stop(): Promise<void> {
    return this.then(async () => {
      await this.end();
      this.become({ is: 'stopped' });
    });
  }

  /** Stops the server if it runs, and starts it as the settings are now. */
  restart(): Promise<void> {
    this.falls = [];
    this.complained = '';
    return this.then(async () => {
      this.become({ is: 'starting' });
      await this.end();
      await this.begin();
    });
  }

  private then(what: () => Promise<void>): Promise<void> {
    this.work = this.work.then(what).catch((error: unknown) => this.log.error(String(error)));
    return this.work;
  }

  private async begin(): Promise<void> {
    if (!settings.isEnabled()) {
      this.become({ is: 'off' });
      return;
    }
    const found = findServer(settings.path(), this.extension);
    if ('why' in found) {
      this.become({ is: 'missing', why: found.why });
      this.log.error(found.why);
      await this.complainOfMissing(found.why, found.isSetting);
      return;
    }
    this.server = found;
    this.become({ is: 'starting' });
    this.log.info(`starting ${found.program} (${found.from})`);
    const client = this.make(found);
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.fail(client, BROKEN.test(why) ? EARLY : why);
    }
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client === undefined) {
      return;
    }
    try {
      await client.dispose(2000);
    } catch (error) {
      // One that did not start, or has fallen over, has nothing to stop.
      this.log.debug(String(error));
    }
  }

  private make(server: Server): LanguageClient {
    const run = { command: server.program, args: ['lsp', '--stdio', ...settings.extraArguments()], options: { cwd: homedir() } };
    const options: LanguageClientOptions = {
      documentSelector: [...this.stories(), ...PROJECT_FILES.map((pattern) => ({ scheme: 'file', pattern }))],
      outputChannel: this.log,
      traceOutputChannel: this.traces,
      stdioOptions: { stdout: () => undefined, stderr: (lines) => this.repeat(lines) },
      middleware: this.middleware(() => client),
      errorHandler: this.errorHandler(),
      initializationFailedHandler: () => false,
      diagnosticCollectionName: 'copydesk',
    };
    const client = new LanguageClient(settings.SECTION, 'copydesk', run, options);
    client.registerFeature(new OpenDocumentsOnly());
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) {
        return;
      }
      if (newState === State.Running) {
        this.become({ is: 'running' });
      } else if (newState === State.Starting) {
        this.become({ is: 'starting' });
      }
    });
    return client;
  }

  /** What the server writes to its standard error, in the log. */
  private repeat(lines: NodeJS.ReadableStream): void {
    let rest = '';
    lines.on('data', (part: Buffer) => {
      const whole = (rest + part.toString('utf8')).split(/\r?\n/);
      rest = whole.pop() ?? '';
      whole.filter((line) => line !== '').forEach((line) => this.log.info(line));
    });
  }

  private middleware(client: () => LanguageClient): Middleware {
    return {
      // A document of a language that a setting names is plain text to the server.
      didOpen: (document, next) =>
        next(
          KNOWN.includes(document.languageId) || this.isProjectFile(document)
            ? document
            : (Object.create(document, { languageId: { value: 'plaintext' } }) as vscode.TextDocument),
        ),
      workspace: {
        // A setting that starts the server anew needs not be told to the one that ends.
        didChangeConfiguration: async (sections, next) => {
          // Others hear of the setting in the same breath, and may begin that work.
          await Promise.resolve();
          await this.work;
          if (this.running === client()) {
            await next(sections);
          }
        },
      },
      executeCommand: async (command, args: unknown[]) => {
        if (await this.shows(command, args[0])) {
          return undefined;
        }
        return this.tell(command, args[0]);
      },
    };
  }

  private errorHandler(): ErrorHandler {
    return {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        const client = this.client;
        if (client === undefined || this.now.is === 'failed') {
          return { action: CloseAction.DoNotRestart, handled: true };
        }
        if (this.now.is === 'starting') {
          this.fail(client, EARLY);
          return { action: CloseAction.DoNotRestart, handled: true };
        }
        const time = Date.now();
        this.falls = [...this.falls.filter((fall) => time - fall < WITHIN), time];
        if (this.falls.length <= FALLS) {
          return { action: CloseAction.Restart, handled: true };
        }
        this.fail(client, `it has ended ${this.falls.length} times in a row`);
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  private fail(client: LanguageClient, why: string): void {
    if (this.client !== client || this.now.is === 'failed') {
      return;
    }
    const program = this.server?.program ?? 'copydesk';
    this.become({ is: 'failed', why });
    this.log.error(`${program}: ${why}`);
    void this.complain(`copydesk does not run: ${program}: ${why}. The log says more.`, 'Show the Log', () =>
      this.log.show(),
    );
  }

  private async complainOfMissing(why: string, isSetting: boolean): Promise<void> {
    if (isSetting) {
      // Not awaited: the message stays until somebody answers.
      void this.complain(`copydesk does not run: ${why}.`, 'Change the Setting', () =>
        vscode.commands.executeCommand('workbench.action.openSettings', `${settings.SECTION}.path`),
      );
      return;
    }
    const help = 'Install it as its README says, or choose the program if you have it.';
    void this.complain(`copydesk does not run: ${why}. ${help}`, 'Choose the Program…', () => chooseProgram());
  }

  private async complain(message: string, button: string, act: () => unknown): Promise<void> {
    if (this.complained === message) {
      return;
    }
    this.complained = message;
    if ((await vscode.window.showErrorMessage(message, button)) === button) {
      await act();
    }
  }

  /** Says again what keeps the server from running, to a user who asks. */
  async explain(): Promise<void> {
    this.complained = '';
    if (this.now.is === 'missing') {
      const found = findServer(settings.path(), this.extension);
      if ('why' in found) {
        await this.complainOfMissing(found.why, found.isSetting);
      } else {
        await this.restart();
      }
    } else {
      this.log.show();
    }
  }

  /** Logs the messages between editor and server from now on, or no more, as the setting says. */
  trace(): void {
    this.level.fire(this.traces.logLevel);
  }

  /** Has the server do something, and returns its answer. The server has told the user of what could not be done. */
  async tell(command: string, argument: unknown): Promise<unknown> {
    const client = this.running;
    if (client === undefined) {
      return undefined;
    }
    try {
      return await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument] });
    } catch (error) {
      this.log.warn(`${command}: ${String(error)}`);
      const silent: number[] = [
        ErrorCodes.InternalError,
        ErrorCodes.PendingResponseRejected,
        ErrorCodes.ConnectionInactive,
        LSPErrorCodes.RequestCancelled,
        LSPErrorCodes.ServerCancelled,
      ];
      if (error instanceof ResponseError && !silent.includes(error.code)) {
        void vscode.window.showWarningMessage(`copydesk did nothing: ${error.message}.`);
      }
      return undefined;
    }
  }

  /** Runs a command of the command line, such as `explain`, and returns what it prints. */
  run(args: readonly string[]): Promise<string> {
    const found = findServer(settings.path(), this.extension);
    if ('why' in found) {
      return Promise.reject(new Error(found.why));
    }
    return new Promise((resolve, reject) => {
      execFile(found.program, args, { cwd: homedir(), timeout: 20_000, maxBuffer: 8_000_000 }, (error, out, said) => {
        if (error === null || out !== '') {
          resolve(out);
        } else {
          reject(new Error(said.trim() || error.message));
        }
      });
    });
  }

  dispose(): void {
    void this.end();
    this.log.dispose();
    this.level.dispose();
    this.changed.dispose();
  }

  /** Ends the server with the window. */
  async close(): Promise<void> {
    await this.then(() => this.end());
  }
}

/** The log as a channel for traces. The client traces only what a channel of the level Trace asks for; ours asks by a setting. */
function traceChannel(log: vscode.LogOutputChannel, changed: vscode.Event<vscode.LogLevel>): vscode.LogOutputChannel {
  return new Proxy({} as vscode.LogOutputChannel, {
    get: (_, key) => {
      if (key === 'logLevel') {
        return settings.trace() === 'off' ? vscode.LogLevel.Info : vscode.LogLevel.Trace;
      }
      if (key === 'onDidChangeLogLevel') {
        return changed;
      }
      const value: unknown = Reflect.get(log, key === 'trace' ? 'info' : key, log);
      return typeof value === 'function' ? value.bind(log) : value;
    },
  });
}

/** The stories of a folder are checked when that is asked for, not every two seconds: what is open is what one works on. */
class OpenDocumentsOnly implements StaticFeature {
  fillClientCapabilities(): void {}
  preInitialize(capabilities: ServerCapabilities): void {
    if (capabilities.diagnosticProvider !== undefined) {
      capabilities.diagnosticProvider.workspaceDiagnostics = false;
    }
  }
  initialize(): void {}
  getState(): { kind: 'static' } {
    return { kind: 'static' };
  }
  clear(): void {}
}

/** Lets the user point to the program, and remembers it. */
export async function chooseProgram(): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({ title: 'The program copydesk', openLabel: 'Use This Program' });
  const file = chosen?.[0];
  if (file !== undefined) {
    await vscode.workspace
      .getConfiguration(settings.SECTION)
      .update('path', file.fsPath, vscode.ConfigurationTarget.Global);
  }
}
