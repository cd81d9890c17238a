#!/usr/bin/env bash
# What copydesk costs beside typos on the same files, in turns: benches/compare.sh [ROUNDS]
#
# Needs python3, and typos (`cargo install typos-cli`); TYPOS=/path/to/typos where it is not on the PATH. The texts are
# made once, in target/corpus (about 200 MB).
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
typos=${TYPOS:-typos}
corpus=$PWD/target/corpus
copydesk=$PWD/target/release/copydesk

command -v "$typos" >/dev/null || { echo "typos is missing: cargo install typos-cli, or TYPOS=/path/to/typos"; exit 2; }
cargo build --release --quiet --bin copydesk --example corpus
[ -e "$corpus/made" ] || { target/release/examples/corpus "$corpus" && touch "$corpus/made"; }

measure() { python3 benches/measure.py --rounds "$@"; }
check() { echo "$copydesk check --no-suggest $1"; }

for files in small large one; do
  case $files in
    small) printf '\n## 2,000 files of 5 KB\n\n' ;;
    large) printf '\n## One file of 10 MB\n\n' ;;
    one) printf '\n## One file of 5 KB, start to end\n\n' ;;
  esac
  measure "$rounds" "copydesk --no-suggest=$(check "$corpus/$files")" \
    "copydesk=$copydesk check $corpus/$files" "typos=$typos --isolated $corpus/$files"
done

printf '\n## From 1 MB to 100 MB, --no-suggest\n\nThe ratio is to the last line; it should be that of the sizes.\n\n'
sizes=()
for file in "$corpus"/sizes/*.txt; do
  sizes+=("$(basename "$file" .txt)=$(check "$file")")
done
measure "$(( rounds < 3 ? rounds : 3 ))" "${sizes[@]}"
