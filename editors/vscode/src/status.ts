// The item in the status bar: the house of the story and how many marks it has, or how the server is.
import * as vscode from 'vscode';
import type { Desk } from './client';
import { type House, houseOf, shown } from './stylebook';

const WHO: Record<House['decidedBy'], string> = {
  story: 'as the story says at its top',
  stylebook: 'as copydesk.yaml says',
  setting: 'as your settings say',
  nobody: 'no house is chosen',
};

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('copydesk.status', vscode.StatusBarAlignment.Right, 101);
  private readonly listeners: vscode.Disposable[];
  /** Counts what is drawn, so that only the last counts. */
  private drawn = 0;

  constructor(private readonly desk: Desk) {
    this.item.name = 'copydesk';
    const draw = (): void => void this.draw();
    this.listeners = [
      desk.onDidChange(draw),
      vscode.window.onDidChangeActiveTextEditor(draw),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const document = vscode.window.activeTextEditor?.document;
        if (uris.some((uri) => uri.toString() === document?.uri.toString())) {
          draw();
        }
      }),
      vscode.workspace.onDidSaveTextDocument(draw),
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('copydesk') && draw()),
    ];
    draw();
  }

  /** What the item says, for those who test it. */
  get text(): string {
    return this.item.text;
  }

  private async draw(): Promise<void> {
    const number = ++this.drawn;
    const { condition } = this.desk;
    const document = vscode.window.activeTextEditor?.document;
    const isStory = this.desk.isStory(document);
    this.item.backgroundColor = undefined;
    switch (condition.is) {
      case 'starting':
        this.show('$(loading~spin) copydesk', 'copydesk is starting.', 'copydesk.showLog');
        return;
      case 'missing':
      case 'failed':
        this.item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
        this.show('$(error) copydesk', `copydesk does not run: ${condition.why}. Click for what to do.`, 'copydesk.menu');
        return;
      case 'running':
        if (isStory) {
          const house = await houseOf(document);
          if (number === this.drawn) {
            this.showStory(document, house);
          }
          return;
        }
        break;
      case 'stopped':
      case 'off':
        if (isStory) {
          const text = condition.is === 'off' ? 'copydesk is switched off by the setting copydesk.enable.' : 'copydesk is stopped.';
          this.show('$(circle-slash) copydesk', `${text} Click to start it.`, 'copydesk.menu');
          return;
        }
        break;
      case 'idle':
        break;
    }
    this.item.hide();
  }

  private showStory(document: vscode.TextDocument, house: House): void {
    const marks = marksOf(document.uri).length;
    const count = marks === 0 ? 'no marks' : marks === 1 ? '1 mark' : `${marks} marks`;
    const tooltip = new vscode.MarkdownString(undefined, true);
    tooltip.appendMarkdown(`**copydesk** · ${count} in this story\n\n`);
    tooltip.appendText(`House: ${shown(house)} (${WHO[house.decidedBy]})`);
    tooltip.appendMarkdown('\n\nClick to choose a house or open the stylebook.');
    this.show(`$(${marks === 0 ? 'check' : 'edit'}) ${shown(house)}: ${marks}`, tooltip, 'copydesk.menu');
    this.item.accessibilityInformation = { label: `copydesk, house ${shown(house)}, ${count} in this story`, role: 'button' };
  }

  private show(text: string, tooltip: string | vscode.MarkdownString, command: string): void {
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.command = command;
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
    this.listeners.forEach((listener) => listener.dispose());
  }
}

/** The marks of copydesk in a document. */
export function marksOf(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((mark) => mark.source === 'copydesk');
}

/** The rule of a mark, such as `spelling/unknown`. */
export function ruleOf(mark: vscode.Diagnostic): string | undefined {
  const code = typeof mark.code === 'object' ? mark.code.value : mark.code;
  return typeof code === 'string' ? code : undefined;
}
