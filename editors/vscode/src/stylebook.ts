// Which copydesk.yaml governs a story, and what it decides that is shown on screen. The server reads the rest.
import { promises as files } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { parse } from 'yaml';
import * as settings from './settings';

export const STYLEBOOK = 'copydesk.yaml';

/** Whose decision the house of a story is. */
export interface House {
  /** The name of the house, or the names, the last on top. */
  readonly names: readonly string[];
  readonly decidedBy: 'story' | 'stylebook' | 'setting' | 'nobody';
  /** The stylebook that governs the story, if any does, whether or not it names a house. */
  readonly stylebook: vscode.Uri | undefined;
}

/** The folder in which a document is, or will be: that of its file, or else the first that is open. */
export function folderOf(document: vscode.TextDocument | undefined): string | undefined {
  if (document?.uri.scheme === 'file') {
    return dirname(document.uri.fsPath);
  }
  return vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === 'file')?.uri.fsPath;
}

/** The nearest copydesk.yaml, in a folder or above it. */
export async function stylebookOf(folder: string | undefined): Promise<vscode.Uri | undefined> {
  for (let at = folder; at !== undefined; ) {
    const file = join(at, STYLEBOOK);
    if (await files.stat(file).then((about) => about.isFile(), () => false)) {
      return vscode.Uri.file(file);
    }
    const above = dirname(at);
    at = above === at ? undefined : above;
  }
  return undefined;
}

/** Reads YAML whose mistakes somebody else complains about. */
function read(yaml: string): Record<string, unknown> {
  try {
    const value: unknown = parse(yaml, { logLevel: 'silent' });
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const names = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one !== '');

/** The house that the front matter of a story names. */
function ofFrontMatter(document: vscode.TextDocument): string[] {
  if (document.lineCount < 3 || document.lineAt(0).text.replace(/^\uFEFF/, '').trimEnd() !== '---') {
    return [];
  }
  for (let line = 1; line < Math.min(document.lineCount, 200); line++) {
    const text = document.lineAt(line).text.trimEnd();
    if (text === '---' || text === '...') {
      const front = read(document.getText(new vscode.Range(1, 0, line, 0)));
      const own = front['copydesk'];
      const inner = typeof own === 'object' && own !== null ? (own as Record<string, unknown>)['house'] : undefined;
      return names(inner ?? front['house']);
    }
  }
  return [];
}

/** The house of a story, as the server decides it: the story itself, its copydesk.yaml, the setting, or nobody. */
export async function houseOf(document: vscode.TextDocument | undefined): Promise<House> {
  const stylebook = await stylebookOf(folderOf(document));
  const own = document === undefined ? [] : ofFrontMatter(document);
  if (own.length > 0) {
    return { names: own, decidedBy: 'story', stylebook };
  }
  if (stylebook !== undefined) {
    const open = vscode.workspace.textDocuments.find((one) => one.uri.fsPath === stylebook.fsPath && !one.isDirty);
    const text = open?.getText() ?? (await files.readFile(stylebook.fsPath, 'utf8').catch(() => ''));
    const decided = names(read(text)['extends']);
    if (decided.length > 0) {
      return { names: decided, decidedBy: 'stylebook', stylebook };
    }
  }
  const set = settings.house();
  return set === ''
    ? { names: ['consistency'], decidedBy: 'nobody', stylebook }
    : { names: [set], decidedBy: 'setting', stylebook };
}

/** A house as it is written on screen. */
export const shown = (house: House): string => house.names.map(settings.houseLabel).join(' + ');
