//! Looking words up and making suggestions: `cargo bench --bench suggest`.

use copydesk::dictionary::{Language, Lexicon, SuggestContext, WordList};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// Known, possessive, compound, unknown.
const WORDS: [&str; 8] =
    ["government", "the", "President", "Ukraine’s", "closed-door", "counteroffensive", "agression", "Blinkenx"];

#[divan::bench(args = WORDS)]
fn verdict(bencher: Bencher<'_, '_>, word: &str) {
    let lexicon = Lexicon::bundled(Language::EnUs).with_words(WordList::of_words(["Brightwater", "livestreamer"]));
    bencher.bench(|| lexicon.verdict(black_box(word)));
}

#[divan::bench(args = ["teh", "agression", "goverment", "Becuase", "perimissions", "seperately", "xqzvkjw"])]
fn suggest(bencher: Bencher<'_, '_>, word: &str) {
    let lexicon = Lexicon::bundled(Language::EnUs);
    let context = SuggestContext::new([("aggression", 3), ("Blinken", 4)], ["Antony Blinken"], &lexicon);
    bencher.bench(|| lexicon.suggest(black_box(word), &context, 5));
}
