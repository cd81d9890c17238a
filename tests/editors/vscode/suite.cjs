// Runs inside the extension host of VS Code, with the packaged extension: what it does, looked at through the API.
// COPYDESK_SUITE names the part: `features`, or `restricted` in a folder that is not trusted.
const assert = require('node:assert/strict');
const { existsSync, readFileSync, writeFileSync, chmodSync, readlinkSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const vscode = require('vscode');

const say = (text) => console.log(`SUITE ${text}`);

async function until(what, holds, most = 15_000) {
  const end = Date.now() + most;
  let seen;
  for (;;) {
    try {
      seen = await holds();
      if (seen) {
        return seen;
      }
    } catch (error) {
      // The editor’s own extensions, while they register, cancel requests that are under way.
      if (error.message !== 'Canceled') {
        throw error;
      }
    }
    if (Date.now() > end) {
      throw new Error(`this did not come about in ${most / 1000} s: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

const folder = () => vscode.workspace.workspaceFolders[0].uri.fsPath;
const uri = (name) => vscode.Uri.file(join(folder(), name));
const read = (name) => readFileSync(join(folder(), name), 'utf8');
const marks = (of) => vscode.languages.getDiagnostics(of).filter((mark) => mark.source === 'copydesk');
const open = async (name) => {
  const document = await vscode.workspace.openTextDocument(uri(name));
  await vscode.window.showTextDocument(document);
  return document;
};
const words = (document) => marks(document.uri).map((mark) => document.getText(mark.range));
const settings = () => vscode.workspace.getConfiguration('copydesk');
const set = (key, value) => settings().update(key, value, vscode.ConfigurationTarget.Global);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
/** Waits for the words that are marked; says what they were if they do not come. */
async function marked(document, wanted) {
  await until(`marks at ${wanted}`, () => same(words(document), wanted)).catch((error) => {
    throw new Error(`${error.message}; marked are ${words(document).join(', ')}`);
  });
}
const actions = (document, mark) => vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, mark.range);
const action = (document, mark, title) =>
  until(`the action ${title}`, async () => (await actions(document, mark)).find((one) => one.title === title));
/** The processes that run the server which came with the extension. */
function processes(program) {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/exe`) === program;
    } catch {
      return false;
    }
  });
}

let api;
let bundled;
/** What the extension writes to its log, which this editor does not keep. */
const logged = [];
const state = (is) => until(`copydesk is ${is}`, () => api.desk.condition.is === is);

const FEATURES = {
  async 'marks a story after accents, emoji and CRLF'() {
    const story = await open('desk/story.txt');
    await state('running');
    await marked(story, ['agression', 'Riuz', 'the the', 'agression', '“Nobody ever says who has said this at all.”']);
    const [first, name] = marks(story.uri);
    assert.deepEqual([first.range.start.line, first.range.start.character], [0, 27]);
    assert.equal(first.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(first.code.value, 'spelling/unknown');
    assert.equal(name.relatedInformation[0].message, 'Zoë Ruiz');
    assert.equal(story.eol, vscode.EndOfLine.CRLF);
    await until('the status bar says so', () => api.status.text === '$(edit) No house: 5');
  },

  async 'lists who is quoted, and follows the story'() {
    const story = await open('desk/story.txt');
    await until('the ledger', () => api.quotes.quotes.length === 2);
    const items = () => api.quotes.getChildren().map((quote) => api.quotes.getTreeItem(quote));
    assert.deepEqual(items().map((item) => [item.label, item.description]), [
      ['Zoë Ruiz', '“We fear agression,”'],
      ['Who says this?', '“Nobody ever says who has said this at all.”'],
    ]);
    assert.equal(items()[1].iconPath.id, 'warning');
    assert.equal(api.quotes.view.badge.value, 1);
    assert.match(api.quotes.view.message, /1 of 2 quotations attributed/);
    const { command, arguments: args } = items()[1].command;
    await vscode.commands.executeCommand(command, ...args);
    assert.equal(story.getText(vscode.window.activeTextEditor.selection), '“Nobody ever says who has said this at all.”');
    await open('free/color.txt');
    await until('the ledger of the other story', () => api.quotes.quotes.length === 0);
    assert.match(api.quotes.view.message, /nobody is quoted/);
    await open('desk/story.txt');
    await until('the ledger again', () => api.quotes.quotes.length === 2);
    const end = story.lineAt(story.lineCount - 1).range.end;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(story.uri, end, '\r\n😀 “It was enough,” said Éva Kovács, 44, a baker.\r\n');
    await vscode.workspace.applyEdit(edit);
    await until('the new quotation', () => items().some((item) => item.label === 'Éva Kovács'));
    await vscode.commands.executeCommand('undo');
    await until('it is gone', () => api.quotes.quotes.length === 2);
  },

  async 'shows the line above the story, which opens the ledger'() {
    const story = await open('desk/story.txt');
    const [lens] = await until('a code lens', async () => {
      const lenses = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', story.uri);
      return lenses.length > 0 && lenses;
    });
    assert.match(lens.command.title, /words · 1 min · 1 of 2 quotations attributed/);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await until('the ledger is out of sight', () => !api.quotes.view.visible);
    await vscode.commands.executeCommand(lens.command.command, ...lens.command.arguments);
    await until('the ledger is shown', () => api.quotes.view.visible);
  },

  async 'explains a rule'() {
    const story = await open('desk/story.txt');
    const why = await action(story, marks(story.uri)[1], 'Why? About name/near-miss');
    await vscode.commands.executeCommand(why.command.command, ...why.command.arguments);
    assert.equal(api.explanations.title, 'name/near-miss');
    const { html } = api.explanations;
    assert.match(html, /A name spelled wrong is the error that the people in a story see first/);
    assert.match(html, /<th scope="row">Left alone<\/th>/);
    assert.doesNotMatch(html, /<script/);
    await open('desk/story.txt');
    vscode.window.activeTextEditor.selection = new vscode.Selection(0, 29, 0, 29);
    await vscode.commands.executeCommand('copydesk.explainRule');
    assert.equal(api.explanations.title, 'spelling/unknown');
    await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
  },

  async 'mends one place, then all that is safe, byte for byte'() {
    const story = await open('desk/story.txt');
    const before = read('desk/story.txt');
    const fix = await action(story, marks(story.uri)[1], 'Change to “Ruiz”');
    assert.ok(fix.isPreferred);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await marked(story, ['agression', 'the the', 'agression', '“Nobody ever says who has said this at all.”']);
    await story.save();
    const mended = before.replace('Riuz', 'Ruiz');
    assert.equal(read('desk/story.txt'), mended);
    await vscode.commands.executeCommand('copydesk.fixStory');
    await until('the safe fixes', () => !story.getText().includes('the the'));
    await story.save();
    // What somebody is quoted as saying is nobody’s to mend unasked.
    assert.equal(read('desk/story.txt'), mended.replace('of agression', 'of aggression').replace('the the', 'the'));
    await marked(story, ['agression', '“Nobody ever says who has said this at all.”']);
    const every = await action(story, marks(story.uri)[0], 'Leave it alone here');
    await vscode.commands.executeCommand(every.command.command, ...every.command.arguments);
    await marked(story, ['“Nobody ever says who has said this at all.”']);
    assert.match(read('desk/.copydesk/ignore.yaml'), /rule: "spelling\/unknown"/);
  },

  async 'adds names to the names file, and opens it'() {
    const story = await open('desk/names.txt');
    await marked(story, ['Kovacs']);
    const at = story.positionAt(story.getText().indexOf('Éva Kovács'));
    vscode.window.activeTextEditor.selection = new vscode.Selection(at, at.translate(0, 'Éva Kovács'.length));
    const about = async () => {
      const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', story.uri, at);
      return hovers.flatMap(({ contents }) => contents.map(({ value }) => value)).join('\n');
    };
    assert.doesNotMatch(await about(), /As the names file has it/);
    await vscode.commands.executeCommand('copydesk.addToNames');
    assert.equal(read('desk/names.yaml'), 'people:\n  - name: Éva Kovács\n');
    await until('the name is known from the file', async () => (await about()).includes('As the names file has it'));
    await vscode.commands.executeCommand('copydesk.addToNames', 'Zoë Ruiz');
    assert.equal(read('desk/names.yaml'), 'people:\n  - name: Éva Kovács\n  - name: Zoë Ruiz\n');
    await vscode.commands.executeCommand('copydesk.openNames');
    assert.equal(vscode.window.activeTextEditor.document.uri.fsPath, join(folder(), 'desk/names.yaml'));
    await open('desk/story.txt');
    await vscode.commands.executeCommand('copydesk.openStylebook');
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor.document.uri.fsPath, join(folder(), 'desk/copydesk.yaml'));
    assert.equal(editor.document.getText(editor.selection), 'extends: [consistency]');
  },

  async 'marks a mistake in the stylebook'() {
    const book = await open('desk/copydesk.yaml');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(book.uri, book.lineAt(book.lineCount - 1).range.end, 'colour: blue\n');
    await vscode.workspace.applyEdit(edit);
    await book.save();
    await until('a mark in it', () => marks(book.uri).length === 1);
    assert.match(marks(book.uri)[0].message, /colour/);
    const back = new vscode.WorkspaceEdit();
    back.replace(book.uri, new vscode.Range(0, 0, book.lineCount, 0), 'extends: [consistency]\n');
    await vscode.workspace.applyEdit(back);
    await book.save();
    await until('none in it', () => marks(book.uri).length === 0);
  },

  async 'follows the settings'() {
    const story = await open('free/color.txt');
    await until('the status bar', () => api.status.text === '$(check) No house: 0');
    await vscode.commands.executeCommand('copydesk.chooseHouse', 'guardian');
    await marked(story, ['color', 'harbor', 'gray']);
    assert.equal(vscode.workspace.getConfiguration('copydesk').inspect('house').workspaceValue, 'guardian');
    await until('the status bar', () => api.status.text === '$(edit) Guardian: 3');
    await set('levels', { 'spelling/variant': 'off' });
    await marked(story, []);
    await set('levels', undefined);
    await marked(story, ['color', 'harbor', 'gray']);
    await settings().update('house', undefined, vscode.ConfigurationTarget.Workspace);
    await marked(story, []);
    await set('lang', 'en-GB');
    await marked(story, ['color', 'harbor', 'gray']);
    await set('lang', undefined);
    await set('codeLens', false);
    await until('no code lens', async () => (await vscode.commands.executeCommand('vscode.executeCodeLensProvider', story.uri)).length === 0);
    await set('codeLens', undefined);
  },

  async 'reads the languages that are named'() {
    const document = await vscode.workspace.openTextDocument(uri('free/note.ini'));
    assert.notEqual(document.languageId, 'plaintext');
    await vscode.window.showTextDocument(document);
    assert.deepEqual(words(document), []);
    logged.length = 0;
    await set('languages', ['plaintext', 'markdown', document.languageId]);
    await marked(document, ['agression']);
    assert.equal(marks(document.uri)[0].range.start.character, 12);
    await set('languages', undefined);
    await until('it is no story any more', () => words(document).length === 0);
    await state('running');
    assert.deepEqual(logged.filter((line) => line.startsWith('error')), []);
  },

  async 'checks all stories'() {
    const closed = uri('free/closed.md');
    assert.deepEqual(marks(closed), []);
    await vscode.commands.executeCommand('copydesk.checkAllStories');
    assert.match(logged.at(-1), /copydesk: \d files checked, \d marks in \d of them/);
    const [mark] = await until('marks in a story that is not open', () => marks(closed).length === 1 && marks(closed));
    assert.deepEqual([mark.range.start.line, mark.range.start.character], [2, 16]);
    // As a click in the list of files opens it; what `openTextDocument` opens stays open for minutes.
    await vscode.commands.executeCommand('vscode.open', closed);
    const { document } = vscode.window.activeTextEditor;
    assert.equal(document.uri.fsPath, closed.fsPath);
    await until('no mark twice', () => same(words(document), ['agression']));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await until('it is closed', () => document.isClosed);
    await until('the mark of the closed story', () => marks(closed).length === 1);
    await vscode.commands.executeCommand('workbench.action.closePanel');
  },

  async 'opens the sample story'() {
    await vscode.commands.executeCommand('copydesk.openSample');
    const { document } = vscode.window.activeTextEditor;
    await until('its six marks', () => marks(document.uri).length === 6);
    assert.deepEqual(words(document).slice(1), ['‘', 'Picket', 'accross', 'bridge Bridge', 'complementary']);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  },

  async 'starts the server again, when told to and when it was killed'() {
    const story = await open('desk/names.txt');
    const first = api.desk.running.serverProcess.pid;
    await vscode.commands.executeCommand('copydesk.restart');
    await state('running');
    const second = api.desk.running.serverProcess.pid;
    assert.notEqual(second, first);
    await until('one server', () => same(processes(bundled), [String(second)]));
    await until('marks', () => marks(story.uri).length > 0);
    process.kill(second, 'SIGKILL');
    await until('another server', () => api.desk.running !== undefined && ![undefined, second].includes(api.desk.running.serverProcess?.pid));
    const end = story.lineAt(story.lineCount - 1).range.end;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(story.uri, end, 'The the end.\r\n');
    await vscode.workspace.applyEdit(edit);
    await until('marks of the new server', () => words(story).includes('The the'));
    await vscode.commands.executeCommand('undo');
  },

  async 'says what is wrong with a program that cannot be run'() {
    const why = async (path, told) => {
      await set('path', path);
      await until(`“${told}”`, () => api.desk.condition.why?.includes(told));
      await until('no server', () => processes(bundled).length === 0);
    };
    await why('/nowhere/copydesk', '/nowhere/copydesk, but there is no such file');
    await why(folder(), 'that is a folder');
    const plain = join(folder(), 'free/color.txt');
    chmodSync(plain, 0o644);
    await why(plain, 'that file may not be run as a program');
    await why('copydesk', 'it has to be a whole path');
    await why('/bin/false', 'it ended before it answered');
    assert.equal(api.status.text, '$(error) copydesk');
    await set('path', undefined);
    await state('running');
  },

  async 'can be switched off'() {
    await open('desk/story.txt');
    await set('enable', false);
    await state('off');
    await until('no server', () => processes(bundled).length === 0);
    await until('no marks', () => marks(uri('desk/story.txt')).length === 0);
    await until('the status bar', () => api.status.text === '$(circle-slash) copydesk');
    await set('enable', undefined);
    await state('running');
    await until('marks', () => marks(uri('desk/story.txt')).length === 1);
  },

  async 'logs the messages if a setting asks for it'() {
    const story = await open('free/color.txt');
    const hover = () => vscode.commands.executeCommand('vscode.executeHoverProvider', story.uri, new vscode.Position(0, 0));
    const told = () => logged.some((line) => line.includes("'textDocument/hover"));
    await hover();
    assert.ok(!told());
    await set('trace.server', 'verbose');
    await until('the messages in the log', async () => {
      await hover();
      return told();
    });
    await set('trace.server', undefined);
    await until('no more of them', async () => {
      logged.length = 0;
      await hover();
      return !told();
    });
  },

  async 'has a setting for each key of the server, and no other'() {
    const keys = Object.keys(vscode.extensions.getExtension('copydesk.copydesk').packageJSON.contributes.configuration.properties);
    const known = JSON.parse(process.env.COPYDESK_KEYS);
    const first = new Set(keys.map((key) => key.split('.')[1]));
    for (const key of known.server) {
      assert.ok(first.has(key), `there is no setting copydesk.${key}`);
    }
    for (const key of first) {
      assert.ok([...known.server, ...known.editor].includes(key), `the server complains of copydesk.${key}`);
    }
  },
};

const RESTRICTED = {
  async 'reads stories in a folder that is not trusted, and runs nothing from it'() {
    assert.equal(vscode.workspace.isTrusted, false);
    const story = await open('desk/story.txt');
    await state('running');
    await until('marks', () => marks(story.uri).length === 5);
    assert.ok(processes(bundled).length === 1);
    assert.equal(existsSync(join(folder(), 'was-run')), false);
    await vscode.commands.executeCommand('copydesk.explainRule', 'name/near-miss');
    await vscode.commands.executeCommand('copydesk.restart');
    await state('running');
    assert.equal(existsSync(join(folder(), 'was-run')), false);
    // Only the user’s own setting counts.
    assert.equal(settings().get('path'), '');
  },
};

exports.run = async () => {
  const extension = vscode.extensions.getExtension('copydesk.copydesk');
  api = await extension.activate();
  for (const level of ['error', 'warn', 'info', 'debug']) {
    const write = api.desk.log[level].bind(api.desk.log);
    api.desk.log[level] = (text, ...more) => {
      logged.push(`${level}: ${text} ${more.join(' ')}`);
      write(text, ...more);
    };
  }
  bundled = join(extension.extensionPath, 'bin', `${process.platform}-${process.arch}`, 'copydesk');
  const tests = Object.entries(process.env.COPYDESK_SUITE === 'restricted' ? RESTRICTED : FEATURES);
  for (const [name, test] of tests) {
    const begun = Date.now();
    try {
      await test();
      say(`ok    ${name} (${Date.now() - begun} ms)`);
    } catch (error) {
      say(`FAILS ${name}\n${error.stack}\nthe end of the log:\n${logged.slice(-8).join('\n')}`);
      throw error;
    }
  }
};
