#!/usr/bin/env bash
# The extension for VS Code, packaged and tried in VS Code.
#   vscode.sh SERVER [FOLDER]     SERVER is the program copydesk; screenshots go to FOLDER, target/editors if it is not given
# The editor is kept in $COPYDESK_EDITORS, or in copydesk-editors in the user's cache. About a minute, once it is there.
# COPYDESK_SHOTS=1 also takes the pictures of the README anew.
set -euo pipefail
server="$(realpath -m "$1")"
root="$(cd "$(dirname "$0")/../.." && pwd)"
out="$(realpath -m "${2:-$root/target/editors}")"
cache="$(realpath -m "${COPYDESK_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/copydesk-editors}")"
editor="$cache/code-server-4.100.3"
[ -x "$server" ] || { echo "$server is no program"; exit 2; }

code=0
said="$("$root/tests/editors/install-vscode.sh" "$editor")" || code=$?
[ -z "$said" ] || echo "$said"
if [ $code = 3 ]; then
  echo "skipped: the extension for VS Code is not tried: $(tail -n 1 <<<"$said")"
  exit 0
fi
[ $code = 0 ] || exit $code

cd "$root/editors/vscode"
# The compiler and the packager, as the lock file has them.
if ! cmp -s package-lock.json node_modules/.copydesk-lock; then
  if ! npm ci --ignore-scripts --no-audit --no-fund >/dev/null 2>&1; then
    echo "skipped: the extension for VS Code is not tried: npm could not install what it is built with"
    exit 0
  fi
  cp package-lock.json node_modules/.copydesk-lock
fi
rm -rf bin copydesk.vsix
said="$(COPYDESK_SERVER="$server" npm run --silent package 2>&1)" || { echo "$said"; echo "the extension cannot be packaged"; exit 1; }
grep -h '^bundled\|Packaged' <<<"$said"

mkdir -p "$out"
cd "$root"
EDITOR_FOLDER="$editor" VSIX="$root/editors/vscode/copydesk.vsix" OUT="$out" node tests/editors/vscode/run.mjs
