// copydesk in VS Code: starts the server with the first story, and shows what it knows.
import * as vscode from 'vscode';
import { Desk } from './client';
import { Commands } from './commands';
import { Explanations } from './explain';
import { Quotes } from './quotes';
import * as settings from './settings';
import { Status } from './status';
import { Sweep } from './sweep';

/** What other extensions, and the tests, may look at. */
export interface Api {
  readonly desk: Desk;
  readonly quotes: Quotes;
  readonly status: Status;
  readonly explanations: Explanations;
}

let desk: Desk | undefined;

export function activate(context: vscode.ExtensionContext): Api {
  // The server shows a rule on a web page and the ledger in a message; here are views for both.
  const shows = async (command: string, argument: unknown): Promise<boolean> => {
    const asked = (argument ?? {}) as { rule?: unknown; show?: unknown };
    if (command === 'copydesk.openRule' && typeof asked.rule === 'string') {
      await explanations.show(asked.rule);
      return true;
    }
    if (command === 'copydesk.story' && asked.show === true) {
      await vscode.commands.executeCommand('copydesk.showQuotes');
      return true;
    }
    return false;
  };
  const made = new Desk(context.extensionPath, shows);
  desk = made;
  const explanations = new Explanations(made);
  const status = new Status(made);
  const quotes = new Quotes(made);
  const sweep = new Sweep(made);
  const commands = new Commands(made, explanations, sweep, context.extensionUri);
  context.subscriptions.push(
    explanations,
    status,
    quotes,
    sweep,
    commands,
    made,
    vscode.workspace.onDidOpenTextDocument(() => void made.wake()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (settings.RESTARTING.some((key) => change.affectsConfiguration(key)) && made.condition.is !== 'idle') {
        void made.restart();
      }
      if (change.affectsConfiguration(`${settings.SECTION}.trace.server`)) {
        made.trace();
      }
    }),
  );
  void made.wake();
  return { desk: made, quotes, status, explanations };
}

export async function deactivate(): Promise<void> {
  await desk?.close();
}
