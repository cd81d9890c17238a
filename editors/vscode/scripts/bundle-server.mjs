// Puts a release build of the server into bin/, in the folder of the platform that this runs on:
//   npm run bundle-server [-- FILE]      FILE is ../../target/release/copydesk if it is not given, or $COPYDESK_SERVER
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const name = process.platform === 'win32' ? 'copydesk.exe' : 'copydesk';
const given = process.argv[2] ?? process.env.COPYDESK_SERVER;
const server = given === undefined ? join(root, '../../target/release', name) : resolve(given);
const fail = (why) => {
  console.error(why);
  process.exit(1);
};
if (!existsSync(server)) {
  fail(`There is no ${server}. Build it first: cargo build --release`);
}
const said = spawnSync(server, ['--version'], { encoding: 'utf8' });
if (said.status !== 0 || !said.stdout.startsWith('copydesk ')) {
  fail(`${server} is no copydesk that runs here.`);
}
const folder = join(root, 'bin', `${process.platform}-${process.arch}`);
mkdirSync(folder, { recursive: true });
copyFileSync(server, join(folder, name));
chmodSync(join(folder, name), 0o755);
// The dictionaries in it come from others.
const dictionaries = join(root, '../../rules/dictionaries');
const licences = join(root, 'bin/licences');
mkdirSync(licences, { recursive: true });
for (const file of readdirSync(dictionaries).filter((file) => /LICENSE|SOURCE|README/.test(file))) {
  copyFileSync(join(dictionaries, file), join(licences, file));
}
console.log(`bundled ${said.stdout.trim()} for ${process.platform}-${process.arch}`);
