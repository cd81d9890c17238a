// The quote ledger: who is quoted where in the story that is open, and which quotations nobody is said to have said.
import * as vscode from 'vscode';
import type { Desk } from './client';

/** What the server answers to `copydesk.story`. */
interface Ledger {
  readonly version: number;
  readonly summary: string;
  readonly quotations: readonly {
    readonly range: { readonly start: vscode.Position; readonly end: vscode.Position };
    readonly text: string;
    readonly speaker: string | null;
    readonly attributed: boolean;
    readonly partial: boolean;
  }[];
}

/** One line of it. */
export interface Quote {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
  readonly text: string;
  readonly speaker: string | undefined;
  readonly attributed: boolean;
  readonly partial: boolean;
}

/** How long a story rests before its ledger is asked for, in milliseconds. */
const REST = 250;

export class Quotes implements vscode.TreeDataProvider<Quote>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: vscode.TreeView<Quote>;
  private readonly listeners: vscode.Disposable[];
  /** The story whose ledger is shown. */
  private story: vscode.TextDocument | undefined;
  quotes: readonly Quote[] = [];
  private timer: NodeJS.Timeout | undefined;
  private asked = 0;

  constructor(private readonly desk: Desk) {
    this.view = vscode.window.createTreeView('copydesk.quotes', { treeDataProvider: this, showCollapseAll: false });
    this.listeners = [
      desk.onDidChange(() => this.follow()),
      vscode.window.onDidChangeActiveTextEditor(() => this.follow()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => document === this.story && this.later()),
      // Names, dictionaries and stylebooks change what is known of a story whose text stays.
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => uri.toString() === this.story?.uri.toString())) {
          this.later();
        }
      }),
      vscode.workspace.onDidCloseTextDocument((document) => document === this.story && this.follow()),
      this.view.onDidChangeVisibility(({ visible }) => visible && this.later()),
    ];
    this.follow();
  }

  /** Turns to the story in the active editor. Another editor that is no story leaves the ledger as it is. */
  private follow(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (this.desk.isStory(document)) {
      this.story = document;
    }
    if (this.story?.isClosed === true || this.desk.running === undefined) {
      if (this.story?.isClosed === true) {
        this.story = undefined;
      }
      this.take([], '');
      return;
    }
    this.later();
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), REST);
  }

  private async ask(): Promise<void> {
    const number = ++this.asked;
    const document = this.story;
    if (document === undefined || document.isClosed || this.desk.running === undefined) {
      return;
    }
    const ledger = (await this.desk.tell('copydesk.story', { uri: this.uriOf(document) })) as Ledger | null | undefined;
    if (number !== this.asked || document !== this.story || ledger == null) {
      return;
    }
    const quotes = ledger.quotations.map((quote): Quote => {
      const { start, end } = quote.range;
      return {
        uri: document.uri,
        range: new vscode.Range(start.line, start.character, end.line, end.character),
        text: quote.text,
        speaker: quote.speaker ?? undefined,
        attributed: quote.attributed,
        partial: quote.partial,
      };
    });
    this.take(quotes, ledger.summary);
  }

  private uriOf(document: vscode.TextDocument): string {
    return this.desk.running?.code2ProtocolConverter.asUri(document.uri) ?? document.uri.toString();
  }

  private take(quotes: readonly Quote[], summary: string): void {
    this.quotes = quotes;
    const missing = quotes.filter((quote) => !quote.attributed).length;
    const lines = [summary];
    if (summary !== '' && quotes.length === 0) {
      lines.push('nobody is quoted in this story');
    }
    this.view.message = lines.filter((line) => line !== '').join(' · ');
    this.view.badge =
      missing === 0
        ? undefined
        : { value: missing, tooltip: missing === 1 ? '1 quotation without a source' : `${missing} quotations without a source` };
    void vscode.commands.executeCommand('setContext', 'copydesk.hasStory', summary !== '');
    this.changed.fire();
  }

  getChildren(parent?: Quote): Quote[] {
    return parent === undefined ? [...this.quotes] : [];
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem(quote: Quote): vscode.TreeItem {
    const line = quote.range.start.line + 1;
    const text = quote.text.replace(/\s+/g, ' ').trim();
    const speaker = quote.speaker ?? (quote.attributed ? 'Someone' : 'Who says this?');
    const item = new vscode.TreeItem(speaker, vscode.TreeItemCollapsibleState.None);
    item.description = text;
    item.iconPath = quote.attributed
      ? new vscode.ThemeIcon(quote.partial ? 'quote' : 'comment')
      : new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    const tooltip = new vscode.MarkdownString();
    tooltip.appendMarkdown(`**${quote.attributed ? 'Said by ' : 'No source'}**`);
    tooltip.appendText(quote.attributed ? speaker : ': nobody in or beside this sentence is said to have said it.');
    tooltip.appendMarkdown('\n\n');
    tooltip.appendText(text);
    tooltip.appendMarkdown(`\n\nline ${line}${quote.partial ? ' · part of a sentence' : ''}`);
    item.tooltip = tooltip;
    item.contextValue = quote.attributed ? 'attributed' : 'missing';
    item.command = { command: 'copydesk.goToQuote', title: 'Go to the Quotation', arguments: [quote] };
    const source = quote.attributed ? `said by ${speaker}` : 'no source';
    item.accessibilityInformation = { label: `${source}, line ${line}: ${text}` };
    return item;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listeners.forEach((listener) => listener.dispose());
    this.view.dispose();
    this.changed.dispose();
  }
}

/** Shows a quotation in its story. */
export async function goTo(quote: Quote): Promise<void> {
  const document = await vscode.workspace.openTextDocument(quote.uri);
  await vscode.window.showTextDocument(document, { selection: quote.range, preview: false });
}
