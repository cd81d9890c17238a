//! What must hold of any text and any edit, tried on random ones.

#![allow(clippy::print_stdout, clippy::cast_precision_loss, clippy::cast_sign_loss)]

use std::sync::{Arc, LazyLock};

use copydesk::article::Format;
use copydesk::linter::Resources;
use copydesk::{
    Analysis, Diagnostic, Edit, Encoding, Level, Linter, Position, Positions, Source, Span, Stylebook, Text,
};
use proptest::prelude::*;

/// What writers type, and what breaks readers of prose: marks, names, line ends, invisible characters, markup.
const FRAGMENTS: &[&str] = &[
    "“",
    "”",
    "‘",
    "’",
    "\"",
    "'",
    "“We will see,” ",
    "’s ",
    ",” Orr said. ",
    "‘em ",
    " said ",
    "the the ",
    "Medeiros ",
    "Mederos ",
    "Keisha Vance ",
    "Dr. ",
    "U.S. ",
    "3 p.m. ",
    "9:00AM ",
    "Monday, ",
    "Wed., ",
    "January 9, 2021 ",
    "Jan. 5 ",
    "5 May ",
    "Feb. 30 ",
    "May 1 ",
    "Theresa May ",
    "03/04/2022 ",
    "from 2010–15 ",
    "the 1990's ",
    "JUNE 4 (AP) — ",
    "KELSO, Ohio (AP) — ",
    ". ",
    "? ",
    ", ",
    "… ",
    "\n",
    "\n\n",
    "\r\n",
    "\r\n\r\n",
    "\r",
    "\t",
    " ",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{feff}",
    "\u{2028}",
    "e\u{301}",
    "é",
    "ß",
    "İ",
    "ﬁ",
    "😀",
    "👩‍🚒",
    "漢字",
    "\u{fffd}",
    "\0",
    "# ",
    "## Later\n\n",
    "> ",
    "- ",
    "1. ",
    "*",
    "**",
    "_",
    "`",
    "```\n",
    "[",
    "](https://example.org) ",
    "![",
    "<b>",
    "<!-- copydesk-disable spelling -->",
    "<!--",
    "-->",
    "&amp;",
    "&rsquo;",
    "---\n",
    "title: Ferry\n---\n",
    "-30-\n",
    "CAPTION: ",
    "By Ann Lee\n\n",
    "agression ",
    "accross ",
    "colour ",
    "organise ",
    "Becuase ",
    "solider ",
    "WASHINGTONIANS ",
    "x",
    "12-year-old ",
    "MiG-29 ",
    "a",
    "-",
    "—",
];

/// The stories of the folder, British ones included.
static STORIES: LazyLock<Vec<(Format, String)>> = LazyLock::new(|| {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories");
    let mut stories: Vec<_> = std::fs::read_dir(folder)
        .expect("the stories")
        .map(|entry| entry.expect("a story").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt" || extension == "md"))
        .collect();
    stories.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("a story");
        (Format::of_name(&path.to_string_lossy()), text)
    };
    stories.iter().map(read).collect()
});

static LINTER: LazyLock<Linter> = LazyLock::new(|| {
    let (linter, problems) = Linter::new(&Stylebook::default(), &Resources::default());
    assert!(problems.is_empty(), "{problems:?}");
    linter
});

/// An edit by shares of the text's length, so that it can be made up before the text is known.
#[derive(Clone, Debug)]
struct Change {
    at: f64,
    len: usize,
    text: String,
}

impl Change {
    fn to_edit(&self, text: &str) -> Edit {
        let start = boundary(text, (self.at * text.len() as f64) as usize);
        let end = boundary(text, start + self.len);
        Edit { span: Span::new(start, end), text: self.text.clone() }
    }
}

fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn applied(text: &str, edit: &Edit) -> String {
    format!("{}{}{}", &text[..edit.span.start], edit.text, &text[edit.span.end..])
}

fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => proptest::sample::select(FRAGMENTS).prop_map(str::to_owned),
        1 => "[a-zA-Z]{1,8}",
        1 => Just(String::new()),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let len = prop_oneof![4 => Just(0_usize), 4 => 1..6_usize, 2 => 6..80_usize, 1 => 80..900_usize];
    (0.0..=1.0, len, fragment()).prop_map(|(at, len, text)| Change { at, len, text })
}

fn story() -> impl Strategy<Value = (Format, String)> {
    (0..STORIES.len(), any::<bool>(), any::<bool>()).prop_map(|(number, markdown, crlf)| {
        let (format, text) = &STORIES[number];
        let format = if markdown { Format::Markdown } else { *format };
        (format, if crlf { text.replace('\n', "\r\n") } else { text.clone() })
    })
}

/// A short text put together from the fragments.
fn patchwork() -> impl Strategy<Value = String> {
    proptest::collection::vec(fragment(), 0..40).prop_map(|pieces| pieces.concat())
}

fn source(format: Format, text: &str) -> Source {
    Source { text: Text::new(text), format, ..Source::default() }
}

fn same(again: &Analysis, anew: &Analysis) -> Result<(), TestCaseError> {
    prop_assert_eq!(&again.diagnostics, &anew.diagnostics);
    let fixes = |analysis: &Analysis| -> Vec<_> { analysis.diagnostics.iter().flat_map(Diagnostic::fixes).collect() };
    prop_assert_eq!(fixes(again), fixes(anew));
    prop_assert_eq!(again.source(), anew.source());
    prop_assert_eq!(again.article(), anew.article());
    Ok(())
}

/// Findings, edits and related places lie on characters of the text, in order.
fn well_formed(analysis: &Analysis) -> Result<(), TestCaseError> {
    let text = analysis.source();
    let lies_inside = |span: Span| {
        span.start <= span.end
            && span.end <= text.len()
            && text.is_char_boundary(span.start)
            && text.is_char_boundary(span.end)
    };
    let mut last = 0;
    for diagnostic in &analysis.diagnostics {
        prop_assert!(lies_inside(diagnostic.span), "{:?}", diagnostic);
        prop_assert!(diagnostic.span.start >= last, "out of order: {:?}", diagnostic);
        last = diagnostic.span.start;
        prop_assert!(diagnostic.related.iter().all(|related| lies_inside(related.span)), "{:?}", diagnostic);
        for fix in diagnostic.fixes() {
            prop_assert!(!fix.edits.is_empty(), "{:?}", fix);
            prop_assert!(fix.edits.iter().all(|edit| lies_inside(edit.span)), "{:?}", fix);
            let in_order = |pair: &[Edit]| {
                pair[0].span.end <= pair[1].span.start
                    && (pair[0].span.start, pair[0].span.end) != (pair[1].span.start, pair[1].span.end)
            };
            prop_assert!(fix.edits.windows(2).all(in_order), "{:?}", fix);
        }
    }
    Ok(())
}

/// So many cases, or more if `PROPTEST_CASES` says more than its default of 256.
fn settings(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig { cases: (cases * default.cases).div_ceil(256), failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(settings(192))]

    /// Whatever analysis a recheck starts from, it says what a check says.
    #[test]
    fn a_recheck_says_what_a_check_says(
        (format, story) in story(),
        changes in proptest::collection::vec(change(), 1..6),
    ) {
        let mut text = story;
        let mut earlier = LINTER.check(&source(format, &text));
        let first = earlier.clone();
        for change in &changes {
            text = applied(&text, &change.to_edit(&text));
            let now = source(format, &text);
            let anew = LINTER.check(&now);
            let again = LINTER.recheck(&earlier, &now, &|| false).expect("nothing makes it stale");
            same(&again, &anew)?;
            well_formed(&anew)?;
            let from_first = LINTER.recheck(&first, &now, &|| false).expect("nothing makes it stale");
            same(&from_first, &anew)?;
            earlier = again;
        }
    }

    /// The same between two texts that have little in common.
    #[test]
    fn any_earlier_analysis_will_do(was in patchwork(), is in patchwork(), markdown in any::<bool>()) {
        let format = if markdown { Format::Markdown } else { Format::Plain };
        let earlier = LINTER.check(&source(format, &was));
        let again = LINTER.recheck(&earlier, &source(format, &is), &|| false).expect("nothing makes it stale");
        let anew = LINTER.check(&source(format, &is));
        same(&again, &anew)?;
        well_formed(&anew)?;
    }

    /// Fixing comes to an end, and brings no finding that was not there.
    #[test]
    fn fixes_converge_and_add_nothing(
        (format, story) in story(),
        changes in proptest::collection::vec(change(), 1..4),
    ) {
        let text = changes.iter().fold(story, |text, change| applied(&text, &change.to_edit(&text)));
        let before = serious(&LINTER.check(&source(format, &text)));
        let fixed = LINTER.fix_all(&source(format, &text));
        let mended = fixed.text.to_string();
        let after = LINTER.check(&source(format, &mended));
        prop_assert!(serious(&after) <= before, "{} serious findings became {}", before, serious(&after));
        if fixed.applied == 0 {
            prop_assert_eq!(&mended, &text);
        }
        let again = LINTER.fix_all(&source(format, &mended));
        prop_assert_eq!(again.applied, 0, "a second run changed {:?}", again.text.to_string());
    }
}

fn serious(analysis: &Analysis) -> usize {
    analysis.diagnostics.iter().filter(|diagnostic| diagnostic.level >= Level::Warning).count()
}

proptest! {
    #![proptest_config(settings(256))]

    /// No bytes make a check fail.
    #[test]
    fn any_bytes_can_be_checked(bytes in proptest::collection::vec(any::<u8>(), 0..400), markdown in any::<bool>()) {
        let format = if markdown { Format::Markdown } else { Format::Plain };
        well_formed(&LINTER.check(&source(format, &String::from_utf8_lossy(&bytes))))?;
    }

    /// Nor do any characters.
    #[test]
    fn any_characters_can_be_checked(text in "\\PC{0,200}", markdown in any::<bool>()) {
        let format = if markdown { Format::Markdown } else { Format::Plain };
        well_formed(&LINTER.check(&source(format, &text)))?;
    }

    /// A text is a string.
    #[test]
    fn a_text_is_like_a_string(start in patchwork(), changes in proptest::collection::vec(change(), 0..12)) {
        let mut model = start.clone();
        let mut text = Text::new(&start);
        for change in &changes {
            let edit = change.to_edit(&model);
            let snapshot = text.clone();
            text.apply(&edit);
            prop_assert_eq!(snapshot.to_string(), model.as_str());
            model = applied(&model, &edit);
            prop_assert_eq!(text.to_string(), model.as_str());
            prop_assert_eq!(text.len(), model.len());
            let inside = change.to_edit(&model).span;
            prop_assert_eq!(text.slice(inside), &model[inside.range()]);
        }
        prop_assert_eq!(text.line_count(), model.replace("\r\n", "\n").matches(['\n', '\r']).count() + 1);
    }

    /// An edit of bytes that are no characters, or not there, is moved and never fails.
    #[test]
    fn any_edit_can_be_applied(text in patchwork(), start in 0..500_usize, len in 0..500_usize, with in fragment()) {
        let mut changed = Text::new(&text);
        changed.apply(&Edit { span: Span::new(start, start + len), text: with.clone() });
        let (from, to) = (boundary(&text, start), boundary(&text, start + len));
        prop_assert_eq!(changed.to_string(), applied(&text, &Edit { span: Span::new(from, to), text: with }));
    }

    /// A position and its offset name the same place, in every encoding.
    #[test]
    fn positions_and_offsets_agree(text in patchwork(), line in 0..20_usize, column in 0..90_usize) {
        let rope = Text::new(&text);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let mut positions = Positions::new(&rope, &text, encoding);
            for offset in (0..text.len() + 2).chain((0..text.len()).rev().step_by(7)) {
                prop_assert_eq!(positions.at(offset), rope.position(offset, encoding), "{:?} {}", encoding, offset);
            }
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let position = rope.position(offset, encoding);
                let inside_line_break = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
                if !inside_line_break {
                    prop_assert_eq!(rope.offset(position, encoding), offset, "{:?} {:?}", encoding, position);
                }
                prop_assert_eq!(rope.line_of(offset), position.line);
            }
            let offset = rope.offset(Position { line, column }, encoding);
            prop_assert!(offset <= text.len() && text.is_char_boundary(offset));
            prop_assert_eq!(rope.offset(rope.position(offset, encoding), encoding), offset);
        }
    }
}

/// A check that has become stale ends without a result.
#[test]
fn a_stale_recheck_gives_up() {
    let (format, text) = &STORIES[0];
    let earlier = LINTER.check(&source(*format, text));
    let now: Arc<str> = applied(text, &Edit { span: Span::new(300, 300), text: "x".into() }).into();
    assert!(LINTER.recheck(&earlier, &source(*format, &now), &|| true).is_none());
    assert!(LINTER.recheck(&earlier, &source(*format, &now), &|| false).is_some());
}

/// What random edits have found before.
#[test]
fn what_was_found_stays_mended() {
    for comment in ["<!-->", "<!--->", "<!-- -->", "a\n\n<!--> x -->\n"] {
        well_formed(&LINTER.check(&source(Format::Markdown, comment))).expect("comments of any length");
    }
    // The paragraph becomes a heading without another change, and names in headings are judged otherwise.
    let story = "Ann Pickett said so to the council.\n\nPicket said the city would pay.\n\nIt will not be cheap.\n";
    let earlier = LINTER.check(&source(Format::Markdown, story));
    assert!(earlier.diagnostics.iter().any(|found| &*found.rule == "name/near-miss"), "{:?}", earlier.diagnostics);
    let now = source(Format::Markdown, &story.replace("pay.\n", "pay.\n---"));
    let again = LINTER.recheck(&earlier, &now, &|| false).expect("nothing makes it stale");
    same(&again, &LINTER.check(&now)).expect("the same findings");
}
