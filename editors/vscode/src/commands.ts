// What the command palette and the status bar offer.
import { promises as files } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Desk } from './client';
import type { Explanations } from './explain';
import { goTo, type Quote } from './quotes';
import * as settings from './settings';
import { folderOf, houseOf, shown, STYLEBOOK, stylebookOf } from './stylebook';
import type { Sweep } from './sweep';

/** The file of names beside a stylebook that `Add to the names file` writes to. */
const NAMES = 'names.yaml';

const story = (): vscode.TextDocument | undefined => vscode.window.activeTextEditor?.document;

export class Commands implements vscode.Disposable {
  private readonly registered: vscode.Disposable[];

  constructor(
    private readonly desk: Desk,
    private readonly explanations: Explanations,
    sweep: Sweep,
    private readonly extension: vscode.Uri,
  ) {
    const on = (name: string, run: (...args: never[]) => unknown): vscode.Disposable =>
      vscode.commands.registerCommand(`copydesk.${name}`, run as (...args: unknown[]) => unknown);
    this.registered = [
      on('checkAllStories', () => sweep.run()),
      on('fixStory', () => this.fix()),
      on('chooseHouse', (house?: string) => this.chooseHouse(house)),
      on('openStylebook', () => this.openStylebook()),
      on('openNames', () => this.openNames()),
      on('addToNames', (name?: string) => this.addName(name)),
      on('explainRule', (rule?: string) => this.explanations.show(typeof rule === 'string' ? rule : undefined)),
      on('showQuotes', () => vscode.commands.executeCommand('copydesk.quotes.focus')),
      on('goToQuote', (quote: Quote) => goTo(quote)),
      on('openSample', () => this.openSample()),
      on('restart', () => this.restart()),
      on('showLog', () => desk.log.show()),
      on('menu', () => this.menu()),
    ];
  }

  /** The server, started if need be, or else what the user can do about it. */
  private async isReady(): Promise<boolean> {
    if (await this.desk.isUp()) {
      return true;
    }
    if (this.desk.condition.is === 'off') {
      await this.switchOn();
    }
    return false;
  }

  private async switchOn(): Promise<void> {
    const yes = 'Switch It On';
    if ((await vscode.window.showInformationMessage('copydesk is switched off by the setting copydesk.enable.', yes)) === yes) {
      const enable = vscode.workspace.getConfiguration(settings.SECTION);
      const where = enable.inspect('enable')?.workspaceValue === false;
      await enable.update('enable', true, where ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
    }
  }

  /** The story in front of the user, or a word about how to get one there. */
  private inFront(): vscode.TextDocument | undefined {
    const document = story();
    if (this.desk.isStory(document)) {
      return document;
    }
    void vscode.window.showInformationMessage('Open a story first: a text file, or one in Markdown.');
    return undefined;
  }

  private wire(uri: vscode.Uri): string {
    return this.desk.running?.code2ProtocolConverter.asUri(uri) ?? uri.toString();
  }

  private async fix(): Promise<void> {
    const document = this.inFront();
    if (document !== undefined && (await this.isReady())) {
      await this.desk.tell('copydesk.fixAll', { uri: this.wire(document.uri) });
    }
  }

  private async restart(): Promise<void> {
    await this.desk.restart();
    if (this.desk.running !== undefined) {
      vscode.window.setStatusBarMessage('copydesk runs again', 4000);
    }
  }

  // The house and the stylebook.

  private async chooseHouse(wanted?: string): Promise<void> {
    const document = story();
    const now = await houseOf(document);
    if (now.decidedBy === 'story') {
      const open = 'Go There';
      const said = `This story names its house itself, at its top: ${shown(now)}. Change it there.`;
      if ((await vscode.window.showInformationMessage(said, open)) === open && document !== undefined) {
        await vscode.window.showTextDocument(document, { selection: new vscode.Range(1, 0, 1, 0) });
      }
      return;
    }
    if (now.decidedBy === 'stylebook') {
      const open = `Open ${STYLEBOOK}`;
      const said = `The house of this story is ${shown(now)}: ${STYLEBOOK} decides that for everybody who works in this folder. Change “extends” there.`;
      if ((await vscode.window.showInformationMessage(said, open)) === open) {
        await this.openStylebook();
      }
      return;
    }
    const items = settings.HOUSES.map(({ name, label, about }) => ({
      name,
      label: name === now.names[0] ? `$(check) ${label}` : label,
      description: about,
    }));
    const options = { title: 'Whose style do you write in?', placeHolder: 'Choose a house' };
    const chosen = typeof wanted === 'string' ? wanted : (await vscode.window.showQuickPick(items, options))?.name;
    if (chosen !== undefined) {
      const isOpen = (vscode.workspace.workspaceFolders ?? []).length > 0;
      const target = isOpen ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
      await vscode.workspace.getConfiguration(settings.SECTION).update('house', chosen, target);
    }
  }

  /** Opens the stylebook that governs the story, at its house; offers to start one where there is none. */
  private async openStylebook(): Promise<void> {
    const folder = folderOf(story());
    const file = (await stylebookOf(folder)) ?? (await this.startStylebook(folder));
    if (file !== undefined) {
      const document = await vscode.workspace.openTextDocument(file);
      const at = /^extends:.*$/m.exec(document.getText());
      const start = document.positionAt(at?.index ?? 0);
      const selection = new vscode.Range(start, start.translate(0, at?.[0].trimEnd().length ?? 0));
      await vscode.window.showTextDocument(document, { selection });
    }
  }

  /** Has `copydesk init` write a stylebook, if the user wants one. */
  private async startStylebook(folder: string | undefined): Promise<vscode.Uri | undefined> {
    if (folder === undefined) {
      void vscode.window.showInformationMessage(`Save the story in a folder first; ${STYLEBOOK} stands beside it.`);
      return undefined;
    }
    const place = folderShown(folder);
    const start = `Start a ${STYLEBOOK}`;
    const said = `No ${STYLEBOOK} governs this story yet. It keeps what a team has decided: the house, words and names. Start one in ${place}?`;
    if ((await vscode.window.showInformationMessage(said, start)) !== start) {
      return undefined;
    }
    const house = await houseOf(undefined);
    const root = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder))?.uri.fsPath ?? folder;
    try {
      const named = house.decidedBy === 'setting' ? ['--house', house.names[0] ?? 'consistency'] : [];
      await this.desk.run(['init', root, ...named]);
    } catch (error) {
      void vscode.window.showErrorMessage(`copydesk: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
    await this.desk.tell('copydesk.reload', {});
    return vscode.Uri.file(join(root, STYLEBOOK));
  }

  // Names.

  private async openNames(): Promise<void> {
    const folder = folderOf(story());
    const stylebook = (await stylebookOf(folder)) ?? (await this.startStylebook(folder));
    if (stylebook === undefined) {
      return;
    }
    const file = join(dirname(stylebook.fsPath), NAMES);
    if (!(await files.stat(file).then(() => true, () => false))) {
      // Nothing is written until the user saves it.
      const uri = vscode.Uri.file(file).with({ scheme: 'untitled' });
      const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
      await editor.insertSnippet(
        new vscode.SnippetString(
          '# Names as the desk writes them. Save this file and copydesk follows it.\npeople:\n  - name: ${1:Volodymyr Zelenskyy}\n    never: [${2:Zelensky}]\n    title: ${3:Ukrainian President}\n',
        ),
      );
      return;
    }
    await vscode.window.showTextDocument(vscode.Uri.file(file));
  }

  /** Adds a name to the names file: the one given, the one selected, or one that the user writes. */
  private async addName(given?: string): Promise<void> {
    const document = this.inFront();
    if (document === undefined || !(await this.isReady())) {
      return;
    }
    const name = typeof given === 'string' ? given : (selected() ?? (await this.askName()));
    if (name === undefined || name === '') {
      return;
    }
    if (document.uri.scheme !== 'file') {
      void vscode.window.showInformationMessage('Save the story in its folder first; the names file stands there.');
      return;
    }
    const folder = folderOf(document);
    const stylebook = (await stylebookOf(folder)) ?? (await this.startStylebook(folder));
    if (stylebook === undefined) {
      return;
    }
    // What goes wrong the server tells itself; then there is no answer.
    if ((await this.desk.tell('copydesk.addName', { uri: this.wire(document.uri), name })) !== undefined) {
      vscode.window.setStatusBarMessage(`“${name}” is in ${NAMES} now`, 6000);
    }
  }

  private async askName(): Promise<string | undefined> {
    const editor = vscode.window.activeTextEditor;
    const range = editor?.document.getWordRangeAtPosition(editor.selection.active);
    const word = range === undefined ? '' : (editor?.document.getText(range) ?? '');
    const value = /^\p{Lu}/u.test(word) ? word : '';
    const name = await vscode.window.showInputBox({
      title: 'Add a name to the names file',
      prompt: 'The whole name, as the desk writes it',
      value,
      valueSelection: [value.length, value.length],
      validateInput: (text) => (/[\r\n]/.test(text) ? 'A name is on one line.' : undefined),
    });
    return name?.trim();
  }

  // The rest.

  private async openSample(): Promise<void> {
    const file = vscode.Uri.joinPath(this.extension, 'media', 'harbor-bridge.txt');
    const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content });
    await vscode.window.showTextDocument(document);
  }

  private async menu(): Promise<void> {
    const { condition } = this.desk;
    if (condition.is === 'off') {
      await this.switchOn();
      return;
    }
    if (condition.is === 'missing' || condition.is === 'failed') {
      await this.desk.explain();
      return;
    }
    if (condition.is === 'stopped') {
      await this.desk.restart();
      return;
    }
    const document = story();
    const house = await houseOf(document);
    const isDecided = house.decidedBy === 'story' || house.decidedBy === 'stylebook';
    const who = house.decidedBy === 'story' ? 'the story' : STYLEBOOK;
    type Item = vscode.QuickPickItem & { command?: string };
    const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
    const items: Item[] = [
      {
        label: '$(home) Choose the house…',
        description: isDecided ? `${shown(house)}, which ${who} decides` : shown(house),
        command: 'chooseHouse',
      },
      {
        label: house.stylebook === undefined ? `$(book) Start a stylebook for this folder…` : '$(book) Open the stylebook',
        description: house.stylebook === undefined ? STYLEBOOK : vscode.workspace.asRelativePath(house.stylebook),
        command: 'openStylebook',
      },
      { label: '$(person) Open the names file', command: 'openNames' },
      separator('this story'),
      { label: '$(quote) Show who is quoted', command: 'showQuotes' },
      { label: '$(wand) Fix everything that needs no second look', command: 'fixStory' },
      separator('more'),
      { label: '$(checklist) Check all stories', command: 'checkAllStories' },
      { label: '$(question) Explain a rule…', command: 'explainRule' },
      { label: '$(output) Show the log', command: 'showLog' },
      { label: '$(refresh) Start copydesk again', command: 'restart' },
    ];
    const chosen = await vscode.window.showQuickPick(items, { title: 'copydesk', placeHolder: 'What do you want to do?' });
    if (chosen?.command !== undefined) {
      await vscode.commands.executeCommand(`copydesk.${chosen.command}`);
    }
  }

  dispose(): void {
    this.registered.forEach((one) => one.dispose());
  }
}

/** What is selected, on one line; nothing if it is no name. */
function selected(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(editor.selection).replace(/\s+/g, ' ').trim() ?? '';
  return text === '' || text.length > 100 ? undefined : text;
}

function folderShown(folder: string): string {
  const root = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder));
  return root === undefined ? folder : `the folder “${root.name}”`;
}
