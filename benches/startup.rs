//! Making a linter ready: what the command does before it reads the first article.

use copydesk::linter::Resources;
use copydesk::{Linter, Source, Stylebook};
use divan::black_box;

fn main() {
    divan::main();
}

/// The stylebook from the bundled data.
#[divan::bench]
fn stylebook() -> Stylebook {
    Stylebook::default()
}

/// A linter from a stylebook.
#[divan::bench]
fn linter(bencher: divan::Bencher<'_, '_>) {
    let stylebook = Stylebook::default();
    bencher.bench_local(|| Linter::new(black_box(&stylebook), &Resources::default()));
}

/// Both, and the first article.
#[divan::bench]
fn first_article(bencher: divan::Bencher<'_, '_>) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stories/council-budget.txt");
    let text = std::fs::read_to_string(path).expect("a story");
    let source = Source { text: text.as_str().into(), ..Source::default() };
    bencher.bench_local(|| Linter::new(&Stylebook::default(), &Resources::default()).0.check(black_box(&source)));
}
