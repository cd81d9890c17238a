//! A names file of 100,000 people: how long it takes to read, and what a linter with it costs at the next key.

use std::cell::RefCell;
use std::sync::Arc;

use copydesk::linter::Resources;
use copydesk::names::NameList;
use copydesk::{Edit, Linter, Source, Span, Stylebook};
use divan::{Bencher, black_box};

const PEOPLE: usize = 100_000;

fn main() {
    divan::main();
}

/// A names file as a newsroom would keep it: most entries are a name, some have more to say.
fn names() -> String {
    let mut text = String::from("# Made up.\npeople:\n");
    let syllables = ["ka", "lo", "mi", "ren", "tsu", "vo", "wen", "bri", "dal", "eth", "fro", "gan", "hul", "ist"];
    let word = |mut number: usize| {
        let mut word = String::new();
        for _ in 0..5 {
            word += syllables[number % syllables.len()];
            number /= syllables.len();
        }
        let rest = word.split_off(1);
        word.to_uppercase() + &rest
    };
    for number in 0..PEOPLE {
        // The last name is another for each.
        let (first, last) = (word(number * 7919 % 1000), word(number));
        text.extend(["  - name: ", &first, " ", &last, "\n"]);
        if number % 4 == 0 {
            text.extend(["    never: [", &last, "y, ", &first, " ", &last, "ie]\n"]);
        }
        if number % 10 == 0 {
            text.extend(["    short: ", &last, "\n    notes: Seen by the desk\n"]);
        }
    }
    text
}

/// The file read and made ready for look-ups.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn read(bencher: Bencher<'_, '_>) {
    let text = names();
    bencher.bench_local(|| NameList::read("names.yaml", black_box(&text)));
}

/// A linter made with the names.
#[divan::bench(args = [false, true], sample_count = 20, sample_size = 1)]
fn linter(bencher: Bencher<'_, '_>, with_names: bool) {
    let stylebook = Stylebook::default();
    let resources = resources(with_names);
    bencher.bench_local(|| Linter::new(black_box(&stylebook), &resources));
}

/// A letter typed into a story, with the names and without.
#[divan::bench(args = [false, true], sample_count = 500, sample_size = 1)]
fn keystroke(bencher: Bencher<'_, '_>, with_names: bool) {
    let (linter, _) = Linter::new(&Stylebook::default(), &resources(with_names));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stories/council-budget.txt");
    let story = std::fs::read_to_string(path).expect("a story");
    let text = story.repeat(40);
    let mut source = Source { text: text.as_str().into(), ..Source::default() };
    let analysis = RefCell::new(linter.check(&source));
    let at = text.len() / 2 + text[text.len() / 2..].find(' ').unwrap_or_default();
    bencher
        .with_inputs(|| {
            source.text.apply(&Edit { span: Span::new(at, at), text: "e".into() });
            source.clone()
        })
        .bench_local_values(|source| {
            let next = linter.recheck(&analysis.borrow(), &source, &|| false);
            *analysis.borrow_mut() = black_box(next).expect("nothing makes it stale");
        });
}

fn resources(with_names: bool) -> Resources {
    let names = if with_names { NameList::read("names.yaml", &names()).0 } else { NameList::default() };
    Resources { names: Arc::new(names), ..Resources::default() }
}
