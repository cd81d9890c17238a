// Tries the packaged extension in VS Code: its parts inside the extension host, then one story through the page, as a
// reporter would go about it. Screenshots are in $OUT.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Editor, parentOf, running, until } from './editor.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const out = process.env.OUT;
const begun = Date.now();
const say = (text) => console.log(`[${((Date.now() - begun) / 1000).toFixed(1)} s] ${text}`);

const STORY =
  'Mayor Zoë Ruiz 😀 spoke of agression at the café. Riuz left the the hall.\r\n\r\n“We fear agression,” Ruiz said.\r\n\r\n' +
  'The café shut. 😀\r\n\r\n“Nobody ever says who has said this at all.”\r\n';

function write(editor, name, text) {
  mkdirSync(dirname(join(editor.stories, name)), { recursive: true });
  writeFileSync(join(editor.stories, name), text);
}

/** The keys of settings that the server has, and those that it leaves to editors. */
function keysOfServer() {
  const source = readFileSync(join(root, 'src/lsp/settings.rs'), 'utf8');
  const list = (name) => [...new RegExp(`const ${name}: .*? = \\[(.*?)\\];`, 's').exec(source)[1].matchAll(/"(\w+)"/g)].map(([, key]) => key);
  return JSON.stringify({ server: list('KEYS'), editor: list('NOT_OURS') });
}

async function inside() {
  const editor = new Editor();
  try {
    editor.install();
    write(editor, 'desk/copydesk.yaml', 'extends: [consistency]\n');
    write(editor, 'desk/story.txt', STORY);
    write(editor, 'desk/names.txt', 'Baker Éva Kovács 😀 opened the café. Éva Kovacs closed it.\r\n');
    write(editor, 'free/color.txt', 'Café 😀: The color of the harbor was gray.\r\n');
    write(editor, 'free/note.ini', 'Café 😀 The agression ended.\r\n');
    write(editor, 'free/closed.md', '# Café\r\n\r\n😀 Nobody fears agression.\r\n');
    await editor.start({ more: { COPYDESK_SUITE: 'features', COPYDESK_KEYS: keysOfServer() } });
    assert.equal(await editor.runInside(join(here, 'suite.cjs')), 0, 'the suite in the extension host');
    await editor.stop();
    say('the parts of the extension: done, and no server is left');
  } finally {
    await end(editor, 'inside');
  }
}

/** A folder that is not trusted names a program of its own, which must not be run. */
async function restricted() {
  const editor = new Editor();
  try {
    editor.install();
    write(editor, 'desk/copydesk.yaml', 'extends: [consistency]\n');
    write(editor, 'desk/story.txt', STORY);
    const trap = join(editor.stories, 'copydesk');
    write(editor, 'copydesk', `#!/bin/sh\ntouch '${join(editor.stories, 'was-run')}'\n`);
    chmodSync(trap, 0o755);
    write(editor, '.vscode/settings.json', JSON.stringify({ 'copydesk.path': trap, 'copydesk.arguments': ['--log-file', join(editor.stories, 'was-run')] }));
    const path = `${editor.stories}:.:${process.env.PATH}`;
    await editor.start({ trusted: false, more: { COPYDESK_SUITE: 'restricted', PATH: path } });
    assert.equal(await editor.runInside(join(here, 'suite.cjs')), 0, 'the suite in a folder that is not trusted');
    await editor.stop();
    say('a folder that is not trusted: done');
  } finally {
    await end(editor, 'restricted');
  }
}

/** Neither bundled nor installed: one message with one button. */
async function missing() {
  const editor = new Editor();
  try {
    editor.install();
    renameSync(join(editor.extension, 'bin'), join(editor.extension, 'bin-elsewhere'));
    write(editor, 'story.txt', STORY);
    await editor.start({ more: { PATH: '/usr/bin:/bin' } });
    const { page } = editor;
    await editor.show([['openFile', editor.remote(join(editor.stories, 'story.txt'))]]);
    const toast = page.locator('.notification-toast', { hasText: 'copydesk does not run' });
    await toast.waitFor();
    const buttons = toast.locator('.notification-list-item-buttons-container .monaco-button');
    assert.deepEqual(await buttons.allInnerTexts(), ['Choose the Program…']);
    assert.match(await toast.innerText(), new RegExp(`brings no copydesk for ${process.platform}-${process.arch}, and none is installed`));
    await page.locator('#copydesk\\.copydesk\\.copydesk\\.status', { hasText: 'copydesk' }).waitFor();
    await page.screenshot({ path: join(out, 'vscode-missing.png') });
    await editor.stop();
    say('no program: one message, one button');
  } finally {
    await end(editor, 'missing');
  }
}

/** The bundled story, with an accent and an emoji before the misspelt name, and line ends of Windows. */
function harborBridge() {
  const text = readFileSync(join(root, 'tests/stories/harbor-bridge.txt'), 'utf8');
  const changed = text.replace('Picket said the city would pay', 'At the Café Zoë 😀, Picket said the city would pay');
  assert.notEqual(changed, text);
  return changed.replaceAll('\n', '\r\n');
}

async function story() {
  const editor = new Editor();
  let shots = 0;
  try {
    editor.install();
    const before = harborBridge();
    write(editor, 'harbor-bridge.txt', before);
    write(editor, 'copydesk.yaml', 'extends: [ap]\n');
    await editor.start();
    const { page } = editor;
    const shoot = (name) => page.screenshot({ path: join(out, `vscode-${++shots}-${name}.png`) });
    const keep = (name, clip) => process.env.COPYDESK_SHOTS && page.screenshot({ path: join(root, 'editors/vscode/media', `${name}.png`), clip });
    const palette = async (command) => {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').first().fill(`>${command}`);
      await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: command }).waitFor();
      await page.keyboard.press('Enter');
    };
    const problems = page.locator('.markers-panel .monaco-list-row');
    const status = page.locator('#copydesk\\.copydesk\\.copydesk\\.status');
    const marks = (count) => until(`${count} marks`, async () => (await status.innerText().catch(() => '')).trim() === `AP: ${count}`);

    await editor.show([['openFile', editor.remote(join(editor.stories, 'harbor-bridge.txt'))]]);
    await page.waitForSelector('.editor-instance .view-lines');
    await marks(6);
    await until('what the page underlines', async () => (await page.locator('[class*="squiggly-"]').count()) >= 6);
    await page.locator('.codelens-decoration', { hasText: 'quotations attributed' }).waitFor();
    await shoot('marks');
    await keep('marks', { x: 348, y: 30, width: 930, height: 625 });
    const [server, ...others] = running(editor.server);
    assert.ok(server !== undefined && others.length === 0, 'one server runs');
    say('the story is open, and has its six marks');

    // Every one of them in the list of problems.
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+Shift+M');
    await problems.filter({ hasText: 'accross' }).waitFor();
    const texts = (await problems.allInnerTexts()).join('\n');
    for (const rule of ['attribution/missing', 'quote/apostrophe-direction', 'name/near-miss', 'spelling/unknown', 'spelling/repeated-word', 'spelling/confusion']) {
      assert.ok(texts.includes(rule), `${rule} is listed in:\n${texts}`);
    }

    // The misspelt name, from the light bulb.
    // On its words: in the middle of the row is the link to the rule.
    await problems.filter({ hasText: 'looks like a slip' }).dblclick({ position: { x: 60, y: 8 } });
    await page.locator('#status\\.editor\\.selection', { hasText: /Ln 15, Col 2\d/ }).waitFor();
    // This key hides the panel wherever the focus is.
    await page.keyboard.press('Control+j');
    await page.locator('.markers-panel').waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+1');
    const bulb = page.locator('.editor-instance [class*="codicon-light-bulb"], .editor-instance [class*="codicon-lightbulb"], .editor-instance [class*="codicon-gutter-lightbulb"]');
    await bulb.first().waitFor();
    const where = await bulb.first().boundingBox();
    await page.keyboard.press('Control+.');
    const menu = page.locator('.action-widget');
    await menu.locator('.monaco-list-row.focused', { hasText: 'Change to “Pickett”' }).waitFor();
    await shoot('lightbulb');
    const box = await menu.boundingBox();
    await keep('lightbulb', { x: 330, y: Math.max(60, Math.round(where.y) - 70), width: 760, height: Math.round(box.height) + 130 });
    await page.keyboard.press('Enter');
    await marks(5);
    say('the name is mended from the light bulb');

    // A name for the names file; with nothing selected, the editor asks for it and offers the word at the caret.
    await page.keyboard.press('ArrowRight');
    await page.locator('#status\\.editor\\.selection', { hasText: 'Ln 15, Col 27' }).filter({ hasNotText: 'selected' }).waitFor();
    await palette('copydesk: Add a Name to the Names File…');
    const prompt = page.locator('.quick-input-widget', { hasText: 'Add a name to the names file' });
    await prompt.waitFor();
    assert.equal(await prompt.locator('input').first().inputValue(), 'Pickett');
    await prompt.locator('input').first().fill('Zoë Pickett');
    await shoot('add-name');
    await page.keyboard.press('Enter');
    await until('the names file', () => {
      try {
        return editor.read('names.yaml') === 'people:\n  - name: Zoë Pickett\n';
      } catch {
        return false;
      }
    });
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+s');
    const after = before.replace('Picket said', 'Pickett said');
    await until('the story is saved', () => editor.read('harbor-bridge.txt') !== before);
    assert.equal(editor.read('harbor-bridge.txt'), after);
    assert.equal(editor.read('copydesk.yaml'), 'extends: [ap]\n');
    say('saved; the bytes on disk are what they should be');

    // Who is quoted.
    await page.locator('.activitybar .action-item', { has: page.locator('a[aria-label^="copydesk"]') }).click({ position: { x: 14, y: 14 } });
    const quotes = page.locator('.tree-explorer-viewlet-tree-view .monaco-list-row');
    await quotes.first().waitFor();
    const listed = (await quotes.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    assert.equal(listed.length, 4, listed.join('\n'));
    assert.ok(listed[0].startsWith('Priscilla Pickett') && listed[0].includes('I drove across it first'), listed[0]);
    assert.ok(listed[2].startsWith('Who says this?') && listed[2].includes('like a train going through the kitchen'), listed[2]);
    await quotes.nth(2).click();
    await page.locator('#status\\.editor\\.selection', { hasText: 'Ln 11, Col' }).waitFor();
    await shoot('quotes');
    await keep('quotes', { x: 0, y: 30, width: 820, height: 430 });
    say('the list of quotations: looked at, and one of them gone to');

    // Why a rule is there.
    await page.keyboard.press('Control+b');
    await palette('copydesk: Explain a Rule…');
    await page.frameLocator('iframe.webview').frameLocator('iframe').locator('h1', { hasText: 'attribution/missing' }).waitFor();
    await shoot('rule');
    await keep('rule', { x: 666, y: 66, width: 606, height: 570 });

    // What the item in the status bar offers.
    await status.click();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Choose the house' }).waitFor();
    await shoot('menu');
    await page.keyboard.press('Escape');

    // An editor that is killed leaves no server.
    const host = parentOf(server);
    process.kill(host, 'SIGKILL');
    await until('the server is gone with its editor', () => !running(editor.server).includes(server), 5000);
    await editor.stop();
    say('the editor was killed, and no server is left');
  } finally {
    await end(editor, 'story');
  }
}

async function end(editor, name) {
  if (editor.process !== undefined) {
    await editor.page?.screenshot({ path: join(out, `vscode-${name}-failed.png`) }).catch(() => {});
    writeFileSync(join(out, `vscode-${name}-failed.log`), editor.log);
    await editor.stop().catch((error) => console.log(String(error)));
  }
  editor.remove();
}

const parts = { inside, restricted, missing, story };
for (const name of process.env.ONLY?.split(',') ?? Object.keys(parts)) {
  await parts[name]();
}
say(`the extension for VS Code works; screenshots are in ${out}`);
