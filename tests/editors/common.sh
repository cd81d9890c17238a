# What the tests of editors share. To be sourced, with the server as $1.
# A test gets: $work (a folder of its own, with HOME in it), a program `copydesk` on the path, judged by the conformance proxy
# if ../shared is there, and the story. All is gone afterwards.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
[ $# -eq 1 ] && [ -x "$1" ] || { echo "usage: $0 SERVER_BINARY"; exit 2; }

say() { printf '== %s\n' "$1"; }
skip() { echo "skipped: $1"; exit 0; }
fail() { printf 'failed: %s\n' "$1"; exit 1; }

cache="${COPYDESK_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/copydesk-editors}"
kept="$root/target/editors"
mkdir -p "$kept"
work="$(mktemp -d)"
mkdir -p "$work/bin" "$work/home"
cp "$1" "$work/copydesk-server"
export HOME="$work/home" XDG_CONFIG_HOME="$work/home/config" XDG_DATA_HOME="$work/home/data" XDG_STATE_HOME="$work/home/state" \
  XDG_CACHE_HOME="$work/home/cache" LC_ALL=C.UTF-8
unset XDG_RUNTIME_DIR COPYDESK_CONFIG NVIM VIMINIT || true

# The servers that this test has started and that still run.
servers() {
  for program in /proc/[0-9]*/exe; do
    if [ "$(readlink "$program" 2>/dev/null || true)" = "$work/copydesk-server" ]; then
      program="${program#/proc/}"; echo "${program%/exe}"
    fi
  done
}

# Waits until a condition holds, for so many seconds.
within() {
  local ends=$((SECONDS + $1)); shift
  until "$@"; do
    [ "$SECONDS" -lt "$ends" ] || return 1
    sleep 0.05
  done
}
no_server() { [ -z "$(servers)" ]; }

ended() {
  code=$?
  tmux -L "copydesk-$$" kill-server 2>/dev/null || true
  for pid in $(servers); do kill -9 "$pid" 2>/dev/null || true; done
  rm -rf "$work"
  exit $code
}
trap ended EXIT

# The server by the name under which users have it; what is no `lsp` is not a session.
report="$work/findings.jsonl"
judge="$root/../shared/tools/editors"
: > "$report"
if [ -f "$judge/lsp_conformance.py" ] && command -v python3 >/dev/null; then
  judged=yes
  python="$(python3 -c 'import sys; print(sys.executable)')"
  cat > "$work/bin/copydesk" <<WRAPPER
#!/bin/sh
[ "\$1" = lsp ] || exec "$work/copydesk-server" "\$@"
exec "$python" "$judge/lsp_conformance.py" --model "$judge/metaModel.json" --report "$report" -- "$work/copydesk-server" "\$@"
WRAPPER
else
  judged=no
  echo "the messages are not judged: there is no ../shared"
  printf '#!/bin/sh\nexec "%s" "$@"\n' "$work/copydesk-server" > "$work/bin/copydesk"
fi
chmod +x "$work/bin/copydesk"
export PATH="$work/bin:$PATH"

# A project with one story: CRLF, with emoji and accents before each finding.
new_story() {
  story="$work/$1/story.txt"
  mkdir -p "$work/$1"
  printf 'extends: [consistency]\n' > "$work/$1/copydesk.yaml"
  printf '%s\r\n' \
    '🚢 Crews at the Café Zoë reopen one lane of the bridge 😀 and go accross the the bay' '' \
    'QUILLAN BAY, Ore., June 11 — “The café 🎭 is what we saved,” Mayor Priscilla Pickett told a crowd. The lane is 3 miles long.' '' \
    'The barge hit a pier near the Café Zoë. No one was hurt.' '' \
    '😀 “Hélas, it was like a train 🚂 going through the kitchen, and then all the lights went out.”' '' \
    'At the café 👩‍🚒 Picket said the grommeted 🛥️ ferry of Øyvind Quuxley would be free.' > "$story"
}

# What the story must be in the end, and what stands beside it.
check_files() {
  printf '%s\r\n' \
    '🚢 Crews at the Café Zoë reopen one lane of the bridge 😀 and go across the bay' '' \
    'QUILLAN BAY, Ore., June 11 — “The café 🎭 is what we saved,” Mayor Priscilla Pickett told a crowd. The lane is 3 miles long.' '' \
    'The barge hit a pier near the Café Zoë. No one was hurt.' '' \
    '😀 “Hélas, it was like a train 🚂 going through the kitchen, and then all the lights went out.”' '' \
    'At the café 👩‍🚒 Pickett said the grommeted 🛥️ ferry of Øyvind Quuxley would be free.' > "$work/expected"
  cmp "$work/expected" "$story" || fail "$1: the story on disk is not what it should be"
  printf 'grommeted\n' | cmp - "$(dirname "$story")/dictionary.txt" || fail "$1: the dictionary is not what it should be"
  grep -qx -- '  - name: Øyvind Quuxley' "$(dirname "$story")/names.yaml" || fail "$1: the name is not in the names file"
}

# What the proxy has found wrong with the messages of all sessions so far.
check_messages() {
  [ "$judged" = yes ] || return 0
  grep -q '"level": "summary"' "$report" || fail "the proxy has seen no session"
  if grep '"level": "\(error\|judge\)"' "$report"; then fail "messages that the protocol does not allow"; fi
  echo "$(grep -c '"level": "summary"' "$report") sessions judged, and no message that the protocol does not allow"
}
