#!/usr/bin/env bash
# The other configurations below editors/: Vim with ALE is run; those that cannot be run are read by a parser of their format,
# and the page that shows them is compared with them.
source "$(dirname "$0")/common.sh"
if command -v python3 >/dev/null; then
  python3 - "$root/editors" <<'PYTHON' || fail "a configuration cannot be read, or is not what the page shows"
import json, pathlib, sys
try:
    import tomllib
except ImportError:
    tomllib = None
editors = pathlib.Path(sys.argv[1])
page = (editors / "README.md").read_text(encoding="utf-8")
for name in ["helix/languages.toml", "kate/settings.json", "sublime/LSP.sublime-settings", "vim/copydesk-ale.vim"]:
    text = (editors / name).read_text(encoding="utf-8")
    read = "read"
    if name.endswith(".toml"):
        if tomllib:
            assert tomllib.loads(text)["language-server"]["copydesk"] == {
                "command": "copydesk", "args": ["lsp"], "config": {"copydesk": {"typingPause": 500}}}, name
        else:
            read = "not read, since this Python has no tomllib"
    elif not name.endswith(".vim"):
        assert '["copydesk", "lsp"]' in text and json.loads(text), name
    else:
        read = "not parsed here"
    assert text.strip() in page, f"{name} is not as editors/README.md shows it"
    print(f"{name}: {read}, and as the page shows it")
PYTHON
else
  echo "skipped: the parsing of configurations, since there is no python3"
fi

[ -d /usr/share/vim-ale ] && command -v vim.nox >/dev/null && command -v script >/dev/null \
  || { echo "skipped: Vim with ALE (on Debian 12: apt-get install vim-nox vim-ale)"; exit 0; }
say "$(vim.nox --version | head -n 1), ALE"
new_story vim
export COPYDESK_VIM="$root/editors/vim/copydesk-ale.vim" COPYDESK_OUT="$work/ale.txt"
timeout -k 2 30 script -qec "vim.nox -N -i NONE -u '$here/ale_story.vim' '$story'" /dev/null < /dev/null > "$work/ale.screen" 2>&1 \
  || { cat "$work/ale.txt" 2>/dev/null || cat "$work/ale.screen"; fail "Vim with ALE"; }
cp "$work/ale.txt" "$kept/ale.txt"
# ALE takes UTF-16 units for bytes, so only lines are compared.
[ "$(cut -d' ' -f1,2 "$work/ale.txt" | tr '\n' ',')" = "1 spelling/unknown,1 spelling/repeated-word,7 attribution/missing,9 name/near-miss,9 spelling/unknown," ] \
  || { cat "$work/ale.txt"; fail "Vim with ALE shows something else"; }
within 10 no_server || fail "Vim with ALE leaves a server"
echo "vim: the five marks are on their lines"
check_messages
