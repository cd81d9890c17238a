// All stories of the open folders, checked when that is asked for. What is open is looked after by the client, so its marks
// are not shown twice.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import {
  type LanguageClient,
  ProgressType,
  type WorkspaceDiagnosticReport,
  WorkspaceDiagnosticRequest,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageclient/node';
import type { Desk } from './client';

interface Kept {
  readonly id: string | undefined;
  readonly marks: vscode.Diagnostic[];
}

interface WorkDone {
  readonly kind: string;
  readonly percentage?: number;
  readonly message?: string;
}

export class Sweep implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('copydesk (all stories)');
  private readonly kept = new Map<string, Kept>();
  private readonly listeners: vscode.Disposable[];

  constructor(private readonly desk: Desk) {
    this.listeners = [
      vscode.workspace.onDidOpenTextDocument((document) => this.collection.delete(document.uri)),
      // What was mended while it was open is not what was found before.
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (this.kept.has(document.uri.toString())) {
          void this.ask(undefined, undefined);
        }
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach((file) => this.forget(file))),
      vscode.workspace.onDidRenameFiles(({ files }) => files.forEach((file) => this.forget(file.oldUri))),
      desk.onDidChange(() => {
        if (desk.running === undefined) {
          this.kept.clear();
          this.collection.clear();
        }
      }),
    ];
  }

  private forget(uri: vscode.Uri): void {
    this.kept.delete(uri.toString());
    this.collection.delete(uri);
  }

  /** Checks all stories, and says how many marks there are. */
  async run(): Promise<void> {
    if ((vscode.workspace.workspaceFolders ?? []).length === 0) {
      const open = 'Open a Folder…';
      const said = await vscode.window.showInformationMessage('Open the folder of your stories first; then all of them can be checked.', open);
      if (said === open) {
        await vscode.commands.executeCommand('workbench.action.files.openFolder');
      }
      return;
    }
    if (!(await this.desk.isUp())) {
      return;
    }
    const options = { location: vscode.ProgressLocation.Notification, title: 'copydesk: checking all stories', cancellable: true };
    const isDone = await vscode.window.withProgress(options, (progress, token) => this.ask(progress, token));
    if (isDone) {
      this.tell();
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    }
  }

  private tell(): void {
    let marks = 0;
    let stories = 0;
    for (const [uri] of this.kept) {
      const count = vscode.languages.getDiagnostics(vscode.Uri.parse(uri)).filter((mark) => mark.source === 'copydesk').length;
      marks += count;
      stories += count > 0 ? 1 : 0;
    }
    const all = this.kept.size === 1 ? '1 file' : `${this.kept.size} files`;
    const text = marks === 0 ? `copydesk: ${all} checked, nothing to mark` : `copydesk: ${all} checked, ${marks} marks in ${stories} of them`;
    vscode.window.setStatusBarMessage(text, 15_000);
    this.desk.log.info(text);
  }

  /** Asks the server for what is new since it was last asked; whether it answered to the end. */
  private async ask(
    progress: vscode.Progress<{ message?: string; increment?: number }> | undefined,
    token: vscode.CancellationToken | undefined,
  ): Promise<boolean> {
    const client = this.desk.running;
    if (client === undefined) {
      return false;
    }
    // The answer is asked for whole: the end of one in parts may come before its parts.
    const work = randomUUID();
    let percent = 0;
    const done = client.onProgress(new ProgressType<WorkDone>(), work, (value) => {
      const now = value.percentage ?? percent;
      progress?.report({ increment: now - percent, ...(value.message === undefined ? {} : { message: value.message }) });
      percent = now;
    });
    const previousResultIds = [...this.kept].flatMap(([uri, { id }]) => (id === undefined ? [] : [{ uri: this.wire(client, uri), value: id }]));
    const params = { identifier: 'copydesk', previousResultIds, workDoneToken: work };
    try {
      const answer: WorkspaceDiagnosticReport = await client.sendRequest(WorkspaceDiagnosticRequest.type, params, token);
      await this.take(client, answer.items);
      return token?.isCancellationRequested !== true;
    } catch (error) {
      this.desk.log.info(`the stories were not all checked: ${String(error)}`);
      return false;
    } finally {
      done.dispose();
    }
  }

  private wire(client: LanguageClient, uri: string): string {
    return client.code2ProtocolConverter.asUri(vscode.Uri.parse(uri));
  }

  private async take(client: LanguageClient, items: readonly WorkspaceDocumentDiagnosticReport[]): Promise<void> {
    for (const item of items) {
      const uri = client.protocol2CodeConverter.asUri(item.uri);
      const key = uri.toString();
      const known = this.kept.get(key);
      const marks =
        item.kind === 'full' ? await client.protocol2CodeConverter.asDiagnostics(item.items) : (known?.marks ?? []);
      this.kept.set(key, { id: item.resultId, marks });
      const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === key);
      this.collection.set(uri, isOpen ? [] : marks);
    }
  }

  dispose(): void {
    this.listeners.forEach((listener) => listener.dispose());
    this.collection.dispose();
  }
}
