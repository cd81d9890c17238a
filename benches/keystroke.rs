//! One character typed in an article of 100,000 words: what an editor waits for after each key.

use std::cell::RefCell;

use copydesk::article::Format;
use copydesk::linter::Resources;
use copydesk::{Analysis, Edit, Linter, Source, Span, Stylebook};
use divan::{Bencher, black_box};

#[allow(dead_code, reason = "other benchmarks use the rest of it")]
mod corpus;

use corpus::{Corpus, Markup, Random};

const WORDS: usize = 100_000;

fn main() {
    divan::main();
}

/// Where the character is typed.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// Somewhere in the article.
    Anywhere,
    /// Inside a word in small letters.
    Word,
    /// Inside a quotation.
    Quote,
    /// Inside a word with a capital.
    Name,
}

const PLACES: [Place; 4] = [Place::Anywhere, Place::Word, Place::Quote, Place::Name];

#[divan::bench(args = PLACES, sample_count = 200, sample_size = 1)]
fn plain(bencher: Bencher<'_, '_>, place: Place) {
    type_at(bencher, Markup::Plain, place);
}

#[divan::bench(args = PLACES, sample_count = 200, sample_size = 1)]
fn markdown(bencher: Bencher<'_, '_>, place: Place) {
    type_at(bencher, Markup::Markdown, place);
}

/// Each character is typed into the text that the one before has left, and the recheck starts from its analysis.
fn type_at(bencher: Bencher<'_, '_>, markup: Markup, place: Place) {
    let (linter, problems) = Linter::new(&Stylebook::default(), &Resources::default());
    assert!(problems.is_empty(), "{problems:?}");
    let text = Corpus::new(markup, 7).article(WORDS);
    let format = if markup == Markup::Plain { Format::Plain } else { Format::Markdown };
    let mut source = Source { text: text.as_str().into(), format, ..Source::default() };
    let mut random = Random(11);
    let analysis = RefCell::new(linter.check(&source));
    bencher
        .with_inputs(|| {
            let offset = find(analysis.borrow().source(), place, &mut random);
            let letter = char::from(b'a' + random.below(26) as u8);
            source.text.apply(&Edit { span: Span::new(offset, offset), text: letter.into() });
            source.clone()
        })
        .bench_local_values(|source| {
            let next: Option<Analysis> = linter.recheck(&analysis.borrow(), &source, &|| false);
            // What is put in its place is dropped here too, as an editor does.
            *analysis.borrow_mut() = black_box(next).expect("nothing makes it stale");
        });
}

/// An offset between two characters at a random place of that kind.
fn find(text: &str, place: Place, random: &mut Random) -> usize {
    loop {
        let at = random.below(text.len());
        if !text.is_char_boundary(at) {
            continue;
        }
        let start = text[..at].rfind([' ', '\n']).map_or(0, |space| space + 1);
        let starts_with = |is: fn(char) -> bool| text[start..].starts_with(is) && at > start;
        let fits = match place {
            Place::Anywhere => true,
            Place::Word => starts_with(char::is_lowercase),
            Place::Name => starts_with(char::is_uppercase),
            Place::Quote => {
                let paragraph = &text[text[..at].rfind("\n\n").unwrap_or(0)..at];
                paragraph.matches('“').count() > paragraph.matches('”').count()
            }
        };
        if fits {
            return at;
        }
    }
}
