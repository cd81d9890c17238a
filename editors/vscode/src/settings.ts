// The settings of this extension. Those that the server reads too are in `src/lsp/settings.rs`; the rest it leaves to us.
import * as vscode from 'vscode';

export const SECTION = 'copydesk';

/** The houses that are bundled with the server, as `copydesk init --house` takes them. */
export const HOUSES: readonly { readonly name: string; readonly label: string; readonly about: string }[] = [
  { name: 'consistency', label: 'No house', about: 'a story must agree with itself; nothing else is assumed' },
  { name: 'ap', label: 'AP', about: 'in the manner of The Associated Press' },
  { name: 'upi', label: 'UPI', about: 'in the manner of United Press International' },
  { name: 'reuters', label: 'Reuters', about: 'in the manner of Reuters' },
  { name: 'guardian', label: 'Guardian', about: 'in the manner of the Guardian; British English' },
  { name: 'bbc', label: 'BBC', about: 'in the manner of BBC News; British English' },
  { name: 'chicago', label: 'Chicago', about: 'in the manner of The Chicago Manual of Style' },
];

/** What a house is called on screen: its label if it is bundled, or else the name of its file. */
export function houseLabel(name: string): string {
  return HOUSES.find((house) => house.name === name)?.label ?? name.replace(/^.*[\\/]/, '').replace(/\.yaml$/, '');
}

const get = <T>(key: string, otherwise: T): T => vscode.workspace.getConfiguration(SECTION).get<T>(key) ?? otherwise;

/** What is to be run, as the user wrote it; empty if it is to be found. */
export const path = (): string => get('path', '').trim();
export const extraArguments = (): string[] => get<unknown[]>('arguments', []).filter((one) => typeof one === 'string');
export const isEnabled = (): boolean => get('enable', true);
export const house = (): string => get('house', '');
export const trace = (): string => get('trace.server', 'off');

/** The languages of VS Code whose documents are stories. */
export function languages(): string[] {
  const named = get<unknown[]>('languages', []).filter((one): one is string => typeof one === 'string' && one !== '');
  return [...new Set(named)];
}

/** The settings after whose change the server has to be started again. */
export const RESTARTING = ['path', 'arguments', 'enable', 'languages'].map((key) => `${SECTION}.${key}`);
