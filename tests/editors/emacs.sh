#!/usr/bin/env bash
# The configuration for Emacs in a real Emacs with eglot: one story told, and an Emacs killed.
source "$(dirname "$0")/common.sh"

command -v emacs >/dev/null || skip "there is no Emacs (on Debian 12: apt-get install emacs-nox elpa-eglot)"
emacs -q --batch --eval '(progn (package-initialize) (require (quote eglot)))' > "$work/probe" 2>&1 \
  || skip "this Emacs has no eglot (on Debian 12: apt-get install elpa-eglot)"

say "$(emacs --version | head -n 1)"
run() { timeout -k 2 60 emacs -q --batch -l "$here/emacs/story.el"; }
export COPYDESK_EL="$root/editors/emacs/copydesk-eglot.el"

new_story emacs
export COPYDESK_STORY="$story"
run > "$work/emacs.out" 2>&1 || { cat "$work/emacs.out"; fail "emacs"; }
cp "$work/emacs.out" "$kept/emacs.txt"
check_files emacs
within 10 no_server || fail "the server is still there"
echo "emacs: told"

new_story killed
COPYDESK_STORY="$story" COPYDESK_TEST_HOLD="$work/ready" emacs -q --batch -l "$here/emacs/story.el" < /dev/null > "$work/killed.out" 2>&1 &
editor=$!
within 20 test -e "$work/ready" || { kill -9 $editor; cat "$work/killed.out"; fail "killed: it was never ready"; }
[ -n "$(servers)" ] || { kill -9 $editor; fail "killed: there is no server to begin with"; }
kill -9 $editor
wait $editor 2>/dev/null || true
within 10 no_server || fail "killed: the server outlives the editor"
echo "killed: the server is gone too"
check_messages
