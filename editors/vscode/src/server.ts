// Where the server is. A program is run only from places that the user or this extension has chosen: an absolute path in the
// user's settings, the folder of this extension, or an absolute folder of PATH. Never from a folder that was opened.
import { accessSync, chmodSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

/** A server to run, and how it was found. */
export interface Server {
  readonly program: string;
  readonly from: 'setting' | 'bundled' | 'PATH';
}

/** Why there is none to run. */
export interface NoServer {
  readonly why: string;
  /** Whether a wrong setting is to blame, which then has to be changed. */
  readonly isSetting: boolean;
}

const WINDOWS = process.platform === 'win32';
const NAME = WINDOWS ? 'copydesk.exe' : 'copydesk';

/** The platform as the folders in `bin/` are called. */
export const PLATFORM = `${process.platform}-${process.arch}`;

/** What keeps a file from being run; nothing if it can be. */
function hindrance(file: string): string | undefined {
  try {
    if (statSync(file).isDirectory()) {
      return 'that is a folder; name the program in it';
    }
  } catch {
    return 'there is no such file';
  }
  try {
    accessSync(file, constants.X_OK);
    return undefined;
  } catch {
    return 'that file may not be run as a program';
  }
}

/** A path as people write it. */
function expanded(path: string): string {
  return path === '~' || path.startsWith('~/') || path.startsWith('~\\') ? join(homedir(), path.slice(1)) : path;
}

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, NAME)).find((file) => hindrance(file) === undefined);
}

function bundled(extension: string): string | undefined {
  const file = join(extension, 'bin', PLATFORM, NAME);
  if (hindrance(file) === 'that file may not be run as a program') {
    try {
      // Some ways to unpack an extension forget that a file is a program.
      chmodSync(file, 0o755);
    } catch {
      return undefined;
    }
  }
  return hindrance(file) === undefined ? file : undefined;
}

/** Finds the server: what the setting names, or what is bundled, or what is on PATH. */
export function findServer(setting: string, extension: string): Server | NoServer {
  if (setting !== '') {
    const program = expanded(setting);
    if (!isAbsolute(program)) {
      const why = `the setting copydesk.path is “${setting}”, but it has to be a whole path, such as ${
        WINDOWS ? 'C:\\Tools\\copydesk.exe' : '/usr/local/bin/copydesk'
      }`;
      return { why, isSetting: true };
    }
    const wrong = hindrance(program);
    return wrong === undefined
      ? { program, from: 'setting' }
      : { why: `the setting copydesk.path names ${program}, but ${wrong}`, isSetting: true };
  }
  const own = bundled(extension);
  if (own !== undefined) {
    return { program: own, from: 'bundled' };
  }
  const installed = onPath();
  if (installed !== undefined) {
    return { program: installed, from: 'PATH' };
  }
  const why = `this extension brings no copydesk for ${PLATFORM}, and none is installed on this computer`;
  return { why, isSetting: false };
}
