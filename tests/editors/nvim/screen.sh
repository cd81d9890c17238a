# The story on a screen, in a private tmux server; what is seen is kept. Sourced by nvim.sh.
say "on a screen"
new_story screen
cat > "$work/screen.lua" <<LUA
$rtp
vim.opt.swapfile = false
vim.diagnostic.config({ virtual_text = true })
require('copydesk').setup({})
LUA
screens="$kept/nvim-screen.txt"
: > "$screens"
t() { tmux -L "copydesk-$$" -f /dev/null "$@"; }
is_seen() { t capture-pane -p | grep -F -- "$1" > /dev/null; }
sees() {
  if ! within 10 is_seen "$1"; then
    t capture-pane -p
    t kill-server
    fail "never seen on the screen: $1"
  fi
  { printf -- '---- %s\n' "$1"; t capture-pane -p; } >> "$screens"
}
t new-session -d -x 120 -y 24 "exec '$new' -u '$work/screen.lua' -i NONE '$story'"
sees 'Direct quote wit'
t send-keys ':call search("Picket said")' Enter
t send-keys 'gra'
sees 'Change to “Pickett”'
t send-keys '1' Enter
sees 'Pickett said'
t send-keys ':Copydesk ledger' Enter
sees 'no attribution: “H'
t send-keys ':cclose' Enter ':3' Enter ':call search("accross", "w")' Enter ':Copydesk explain' Enter
sees 'spelling/unknown (error)'
t send-keys 'q' ':Copydesk fixall' Enter
sees 'go across the bay'
t send-keys ':w' Enter
within 10 grep -q 'go across the bay' "$story" || fail "the story was not saved"
[ -n "$(servers)" ] || fail "no server runs behind the screen"
t kill-server
within 10 no_server || fail "the server outlives the terminal"
echo "on a screen: told, and kept in target/editors/nvim-screen.txt"
