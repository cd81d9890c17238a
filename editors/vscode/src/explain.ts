// A page about a rule: what `copydesk explain` says of it, laid out to be read. The page runs no scripts.
import * as vscode from 'vscode';
import type { Desk } from './client';
import { folderOf, houseOf, STYLEBOOK, stylebookOf } from './stylebook';
import { marksOf, ruleOf } from './status';

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? '&#39;');

/** A part of the page: its heading, empty above the first, and its lines without their indent. */
interface Part {
  readonly heading: string;
  readonly lines: string[];
}

/** Takes what `copydesk explain` prints apart: what is not indented is a heading. */
function parts(text: string): Part[] {
  const found: Part[] = [];
  for (const line of text.split(/\r?\n/)) {
    const last = found.at(-1);
    if (/^\S/.test(line)) {
      found.push({ heading: line, lines: [] });
    } else if (last !== undefined) {
      last.lines.push(line.replace(/^ {2}/, ''));
    }
  }
  return found;
}

const EXAMPLE = /^(found|becomes|left alone): /;
const LABELS: Record<string, string> = { found: 'Found', becomes: 'Becomes', 'left alone': 'Left alone' };

/** Examples: each begins with what copydesk does with it; further lines of it are indented. */
function examples(lines: readonly string[]): string {
  const all: { kind: string; text: string[] }[] = [];
  for (const line of lines) {
    const kind = EXAMPLE.exec(line)?.[1];
    if (kind !== undefined) {
      all.push({ kind, text: [line.slice(kind.length + 2)] });
    } else {
      all.at(-1)?.text.push(line.trim());
    }
  }
  const shown = all.map(({ kind, text }) => {
    const label = LABELS[kind] ?? kind;
    return `<tr class="${kind.replace(' ', '-')}"><th scope="row">${label}</th><td>${escaped(text.join('\n').trim())}</td></tr>`;
  });
  return `<table>${shown.join('')}</table>`;
}

/** The page as HTML. */
export function page(text: string): string {
  const [first, ...others] = parts(text);
  const title = first?.heading ?? '';
  const [, rule = title, level] = /^(\S+) \((.*)\)$/.exec(title) ?? [];
  const badge = level === undefined ? '' : ` <span class="level ${escaped(level.split(' ')[0] ?? '')}">${escaped(level)}</span>`;
  const body = others.map(({ heading, lines }) => {
    const content = lines.join('\n').trim();
    if (lines.some((line) => EXAMPLE.test(line))) {
      return `<h2>${escaped(heading)}</h2>${examples(lines)}`;
    }
    const isCode = heading.endsWith(':') || heading === 'Its decisions' || heading === 'Decided by';
    const shown = isCode ? `<pre>${escaped(lines.join('\n').replace(/\s+$/, ''))}</pre>` : `<p>${escaped(content)}</p>`;
    return `<h2>${escaped(heading.replace(/:$/, ''))}</h2>${shown}`;
  });
  const message = escaped((first?.lines ?? []).join('\n').trim());
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(rule)}</title>
<style>
body { max-width: 46rem; padding: 1rem 2rem 3rem; line-height: 1.55; font-size: 14px; }
h1 { font-size: 1.5rem; font-weight: 600; margin: 0 0 .4rem; }
h2 { font-size: .8rem; font-weight: 600; letter-spacing: .04em; text-transform: uppercase; color: var(--vscode-descriptionForeground); margin: 1.8rem 0 .4rem; }
.level { font-size: .75rem; font-weight: 600; vertical-align: middle; padding: .15rem .6rem; border-radius: 1rem; border: 1px solid currentColor; color: var(--vscode-descriptionForeground); }
.level.error { color: var(--vscode-editorError-foreground); }
.level.warning { color: var(--vscode-editorWarning-foreground); }
.level.info, .level.hint { color: var(--vscode-editorInfo-foreground); }
.message { font-size: 1.1rem; margin: .8rem 0 0; padding: .5rem 1rem; border-left: 3px solid var(--vscode-focusBorder); background: var(--vscode-textBlockQuote-background); }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; white-space: nowrap; vertical-align: top; font-weight: 600; padding: .35rem 1.2rem .35rem 0; width: 5.5rem; }
td { white-space: pre-line; vertical-align: top; padding: .35rem 0; }
tr.found th { color: var(--vscode-editorWarning-foreground); }
tr.becomes th { color: var(--vscode-charts-green); }
tr.left-alone th { color: var(--vscode-descriptionForeground); }
tr.found:not(:first-child) th, tr.found:not(:first-child) td, tr.left-alone th, tr.left-alone td { border-top: 1px solid var(--vscode-widget-border, rgba(128,128,128,.25)); }
pre { font-family: var(--vscode-editor-font-family); background: var(--vscode-textCodeBlock-background); padding: .7rem 1rem; overflow-x: auto; border-radius: 3px; margin: 0; }
p { margin: 0; }
</style></head>
<body><h1>${escaped(rule)}${badge}</h1>
${message === '' ? '' : `<p class="message">${message}</p>`}
${body.join('\n')}
</body></html>`;
}

/** The view of such pages: one, beside the story, that shows the rule last asked about. */
export class Explanations implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;

  constructor(private readonly desk: Desk) {}

  /** The title of what is shown, for those who test it. */
  get title(): string | undefined {
    return this.panel?.title;
  }

  /** What is shown, for those who test it. */
  get html(): string | undefined {
    return this.panel?.webview.html;
  }

  /** Shows the page of a rule; without one, that of the mark at the caret, or of one that the user picks. */
  async show(rule: string | undefined): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const wanted = rule ?? ruleAtCaret() ?? (await this.pick());
    if (wanted === undefined) {
      return;
    }
    let text: string;
    try {
      text = await this.desk.run(['explain', wanted, ...(await governing(document))]);
    } catch (error) {
      void vscode.window.showErrorMessage(`copydesk cannot explain ${wanted}: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    if (this.panel === undefined) {
      const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.panel = vscode.window.createWebviewPanel('copydesk.rule', wanted, place, { localResourceRoots: [] });
      this.panel.onDidDispose(() => {
        this.panel = undefined;
      });
    } else {
      this.panel.reveal(undefined, true);
    }
    this.panel.title = wanted;
    this.panel.webview.html = page(text);
  }

  private async pick(): Promise<string | undefined> {
    let rules: string;
    try {
      rules = await this.desk.run(['rules', ...(await governing(vscode.window.activeTextEditor?.document))]);
    } catch (error) {
      void vscode.window.showErrorMessage(`copydesk cannot list its rules: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
    const items = rules.split(/\r?\n/).flatMap((line): vscode.QuickPickItem[] => {
      const [, label, description, detail] = /^(\S+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      return label === undefined ? [] : [{ label, description: description ?? '', detail: detail ?? '' }];
    });
    const options = { title: 'Explain a rule', placeHolder: 'Which rule?', matchOnDetail: true };
    return (await vscode.window.showQuickPick(items, options))?.label;
  }

  dispose(): void {
    this.panel?.dispose();
  }
}

/** The rule of the mark at the caret. */
function ruleAtCaret(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return undefined;
  }
  const mark = marksOf(editor.document.uri).find((one) => one.range.contains(editor.selection.active));
  return mark === undefined ? undefined : ruleOf(mark);
}

/** The arguments of the command line that make it speak of the stylebook which governs a story. */
async function governing(document: vscode.TextDocument | undefined): Promise<string[]> {
  const story = document?.uri.fsPath.endsWith(STYLEBOOK) === true ? undefined : document;
  const stylebook = await stylebookOf(folderOf(document));
  const house = await houseOf(story);
  const named = house.decidedBy === 'story' || house.decidedBy === 'setting' ? house.names[0] : undefined;
  return [...(stylebook === undefined ? [] : ['--config', stylebook.fsPath]), ...(named === undefined ? [] : ['--house', named])];
}
