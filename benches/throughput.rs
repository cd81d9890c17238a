//! Checking a text from nothing, suggestions aside.

use copydesk::article::Format;
use copydesk::linter::Resources;
use copydesk::{Linter, Source, Stylebook};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

#[allow(dead_code, reason = "other benchmarks use the rest of it")]
mod corpus;

use corpus::{Corpus, Markup};

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [5_000, 100_000, 1_000_000];

#[divan::bench(args = SIZES)]
fn plain(bencher: Bencher<'_, '_>, bytes: usize) {
    check(bencher, Markup::Plain, bytes);
}

#[divan::bench(args = SIZES)]
fn markdown(bencher: Bencher<'_, '_>, bytes: usize) {
    check(bencher, Markup::Markdown, bytes);
}

fn check(bencher: Bencher<'_, '_>, markup: Markup, bytes: usize) {
    let (linter, problems) = Linter::new(&Stylebook::default(), &Resources::default());
    assert!(problems.is_empty(), "{problems:?}");
    let text = Corpus::new(markup, 13).text(bytes);
    let format = if markup == Markup::Plain { Format::Plain } else { Format::Markdown };
    let source = Source { text: text.as_str().into(), format, ..Source::default() };
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| linter.check(black_box(&source)));
}
