//! The table of quotation and attribution, line by line.

mod spec;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use copydesk::{Linter, Source, Span, Stylebook, Text};

const TABLE: &str = include_str!("spec/c.txt");
const FAMILIES: &[&str] = &["quote/", "attribution/"];

/// The table, each line behind a first paragraph unless it is one itself.
fn table() -> Vec<spec::Case> {
    let lead = |line: &str| {
        let mut parts = line.splitn(3, " | ");
        let (id, expected, text) = (parts.next(), parts.next(), parts.next());
        let (id, expected, text) = (id.expect("an id"), expected.expect("an expectation"), text.expect("a text"));
        let text =
            text.strip_prefix("LEAD:").map_or_else(|| format!("The panel met at the town hall.¶{text}"), str::to_owned);
        format!("{id} | {expected} | {text}\n")
    };
    spec::cases(&TABLE.lines().map(lead).collect::<String>(), "consistency")
}

#[test]
fn table_of_quotes_and_attribution() {
    let cases = table();
    assert_eq!(cases.len(), 78);
    let complaints: Vec<String> = cases.iter().filter_map(|case| case.complaint(&case.check(FAMILIES))).collect();
    assert!(complaints.is_empty(), "{} of {}:\n{}", complaints.len(), cases.len(), complaints.join("\n"));
}

/// What a stylebook finds in a text: rule and span.
fn found(house: &str, text: &str) -> Vec<(String, Span)> {
    static LINTERS: LazyLock<BTreeMap<&str, Linter>> = LazyLock::new(|| {
        let build = |house| {
            let stylebook = Stylebook::house(house).expect("a bundled house");
            let (linter, problems) = Linter::new(&stylebook, &copydesk::linter::Resources::default());
            assert!(problems.is_empty(), "{problems:?}");
            (house, linter)
        };
        ["consistency", "ap", "guardian"].into_iter().map(build).collect()
    });
    let analysis = LINTERS[house].check(&Source { text: Text::new(text), ..Source::default() });
    let shown = analysis.diagnostics.iter().map(|d| (d.rule.to_string(), d.span));
    shown.filter(|(rule, _)| FAMILIES.iter().any(|family| rule.starts_with(family))).collect()
}

/// The text with every so-manieth of its blanks or letters dressed up, and where each old offset went.
fn dressed(text: &str, dress: impl Fn(char, Option<char>) -> Option<String>) -> (String, Vec<usize>) {
    let mut out = String::new();
    let mut at = vec![0; text.len() + 1];
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        at[i] = out.len();
        match dress(c, chars.peek().map(|(_, next)| *next)) {
            Some(other) => out.push_str(&other),
            None => out.push(c),
        }
        at[i + c.len_utf8()] = out.len();
    }
    (out, at)
}

#[test]
fn dress_changes_no_finding() {
    type Dress = Box<dyn Fn(char, Option<char>) -> Option<String>>;
    let dresses: Vec<(&str, Dress)> = vec![
        ("no-break spaces", Box::new(|c, _| (c == ' ').then(|| "\u{a0}".into()))),
        ("thin spaces", Box::new(|c, _| (c == ' ').then(|| "\u{2009}".into()))),
        (
            "soft hyphens",
            Box::new(|c, next| (c == 't' && next.is_some_and(char::is_alphabetic)).then(|| "t\u{ad}".into())),
        ),
        ("zero-width spaces", Box::new(|c, _| (c == ' ').then(|| " \u{200b}".into()))),
        ("soft-wrapped lines", Box::new(|c, _| (c == ' ').then(|| "\r\n".into()))),
    ];
    for case in table().iter().filter(|case| case.lang.is_none()) {
        let plain = found(&case.house, &case.text);
        for (name, dress) in &dresses {
            let (text, at) = dressed(&case.text, dress);
            let moved: Vec<(String, Span)> =
                plain.iter().map(|(rule, span)| (rule.clone(), Span::new(at[span.start], at[span.end]))).collect();
            let mut other = found(&case.house, &text);
            // What is said about a place may begin or end at an invisible character beside it.
            for (one, moved) in other.iter_mut().zip(&moved) {
                if text[one.1.range()].trim_matches(|c: char| c == '\u{200b}' || c == '\u{ad}')
                    == text[moved.1.range()].trim_matches(|c: char| c == '\u{200b}' || c == '\u{ad}')
                {
                    one.1 = moved.1;
                }
            }
            assert_eq!(other, moved, "{} with {name}: {text}", case.id);
        }
    }
}

#[test]
fn byte_order_marks_and_emoji_change_no_finding() {
    for case in table().iter().filter(|case| case.lang.is_none()) {
        let plain = found(&case.house, &case.text);
        for lead in ["\u{feff}", "\u{1f30a}\u{1f1fa}\u{1f1e6} ", "\u{1f30a}\n\n"] {
            let text = format!("{lead}{}", case.text);
            let moved: Vec<(String, Span)> =
                plain.iter().map(|(rule, span)| (rule.clone(), span.shifted(lead.len()))).collect();
            // A story that begins with its quotation has it no longer where a paragraph comes before.
            if lead.contains('\n') && case.id == "C19" {
                continue;
            }
            assert_eq!(found(&case.house, &text), moved, "{}: {text}", case.id);
        }
    }
}

#[test]
fn thousands_of_marks_are_survived() {
    // Counting steps needs a clock, so this only shows that texts which defeat a search from each mark are survived.
    for unit in ["“", "”", "\"", "' ", "‘a ", "“a ‘b ", "“A,” ", "a’ ", "\"'", "«", "“a.” b ", "said “a b c d e” and "]
    {
        let text = unit.repeat(4_000 / unit.chars().filter(|c| !c.is_alphanumeric() && *c != ' ').count().max(1));
        for house in ["consistency", "guardian", "ap"] {
            found(house, &text);
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_it(text in "(?s).{0,200}", marks in "[“”‘’\"'«»„.,?! \n\u{ad}\u{200b}a-cA-C0-9—:é😀-]{0,120}") {
        for house in ["consistency", "ap", "guardian"] {
            let _ = found(house, &text);
            for (_, span) in found(house, &marks) {
                assert!(marks.get(span.range()).is_some());
            }
        }
    }

    #[test]
    fn no_words_break_it(words in proptest::collection::vec(proptest::sample::select(vec![
        "“We", "won,”", "Cho", "said.", "said", "\"We", "won.\"", "‘no’", "’", "that", "officials", "and", "“", "”", "claimed",
        "shrugged.", "a person", "close to", "it", "\n\n", "According", "to", "Ruiz,", "called", "“unfair,”", "?", "Q:", "—", "'90s",
        "We", "waited.", "He", "Tuesday:", "“A", "Long", "Way”", "’em", "5'4\"", "sign",
    ]), 0..60)) {
        let text = words.join(" ");
        for house in ["consistency", "ap", "guardian"] {
            for (_, span) in found(house, &text) {
                assert!(text.get(span.range()).is_some());
            }
        }
    }
}
