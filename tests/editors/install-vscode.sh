#!/usr/bin/env bash
# Puts VS Code as a server (code-server) and a browser to look at it on this machine, for tests/editors/vscode.sh.
#   install-vscode.sh FOLDER
# FOLDER keeps code-server and playwright-core; chromium comes from the system. Nothing is done twice. Ends with 3, and a
# reason on the last line, where they cannot be had.
set -euo pipefail

folder="$1"
version=4.100.3        # VS Code 1.100, the last that runs on Node 20
playwright=1.65.1
ripgrep=1.18.0

cannot() { echo "$1"; exit 3; }

command -v node >/dev/null || cannot "there is no node; VS Code needs Node 20"
command -v npm >/dev/null || cannot "there is no npm, which installs VS Code"
major="$(node -p 'process.versions.node.split(".")[0]')"
[ "$major" = 20 ] || cannot "this is Node $major, but code-server $version needs Node 20"

if ! command -v chromium >/dev/null; then
  command -v apt-get >/dev/null || cannot "there is no chromium, and no apt-get to install it"
  [ "$(id -u)" = 0 ] || cannot "there is no chromium, and only root can install it: apt-get install chromium"
  echo "installing chromium"
  { apt-get -o DPkg::Lock::Timeout=400 update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=400 install -y -qq --no-install-recommends chromium; } \
    >/dev/null 2>&1 || cannot "chromium could not be installed with apt-get"
fi

[ -f "$folder/.installed" ] && exit 0
echo "installing code-server $version"
mkdir -p "$folder"
cd "$folder"
log="$folder/install.log"
install() { npm install --ignore-scripts --no-audit --no-fund "$@" >>"$log" 2>&1 || cannot "npm could not install VS Code; see $log"; }
: >"$log"
echo '{"private":true}' >package.json
# Its own script after installing downloads what is no package, and refuses root. What it does is done here by hand.
install "code-server@$version" "playwright-core@$playwright"
server="$folder/node_modules/code-server"
(cd "$server/lib/vscode" && install --omit=dev)
(cd "$server/lib/vscode/extensions" && install --omit=dev)
# It is loaded at the start, whether or not there is a password. The headers of Node are beside it.
headers="$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")"
[ -f "$headers/include/node/node.h" ] || headers=/usr
npm_config_nodedir="$headers" npm rebuild --foreground-scripts argon2 >>"$log" 2>&1 || cannot "argon2, which VS Code needs, could not be built; see $log"
machine="$(node -p '`${process.platform}-${process.arch}`')"
if [ ! -x "$server/lib/vscode/node_modules/@vscode/ripgrep/bin/rg" ]; then
  install "@vscode/ripgrep-$machine@$ripgrep"
  mkdir -p "$server/lib/vscode/node_modules/@vscode/ripgrep/bin"
  cp "node_modules/@vscode/ripgrep-$machine/bin/rg" "$server/lib/vscode/node_modules/@vscode/ripgrep/bin/rg"
fi
ln -sfn node_modules "$server/lib/vscode/node_modules.asar"
(cd "$server/lib/vscode/bin/remote-cli" && ln -sf code-linux.sh code-server)
(cd "$server/lib/vscode/bin/helpers" && ln -sf browser-linux.sh browser.sh)
HOME="$folder" XDG_CONFIG_HOME="$folder/config" XDG_DATA_HOME="$folder/data" node "$server/out/node/entry.js" --version >>"$log" 2>&1 \
  || cannot "code-server does not start; see $log"
touch "$folder/.installed"
