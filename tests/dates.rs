//! The table of dates and times, line by line.

#[allow(dead_code)]
mod spec;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use copydesk::linter::Resources;
use copydesk::{Linter, Source, Stylebook, Text};

/// The table of the specification.
const TABLE: &str = include_str!("spec/d.txt");
/// What else has to be held: defects that meet in one expression, the other houses, and what is no date.
const MORE: &str = include_str!("spec/dates.txt");

/// A table: a line that names no date is of March 1, 2023, and one that names no house is the AP’s.
fn table(lines: &str) -> Vec<spec::Case> {
    let mut cases = spec::cases(lines, "ap");
    for (case, line) in cases.iter_mut().zip(lines.lines()) {
        if !line.contains("date=") {
            case.date = spec::day("2023-03-01");
        }
    }
    cases
}

#[test]
fn table_of_dates_and_times() {
    assert_eq!(TABLE.lines().count(), 64);
    let cases: Vec<spec::Case> = table(TABLE).into_iter().chain(table(MORE)).collect();
    let complaints: Vec<String> = cases.iter().filter_map(|case| case.complaint(&case.check(&["date/"]))).collect();
    assert!(complaints.is_empty(), "{} of {}:\n{}", complaints.len(), cases.len(), complaints.join("\n"));
}

/// The findings of a house in a text of March 1, 2023: rule and span.
fn analysis(house: &str, text: &str) -> copydesk::Analysis {
    LINTERS[house].check(&source(text))
}

fn source(text: &str) -> Source {
    Source { text: Text::new(text), date: spec::day("2023-03-01"), ..Source::default() }
}

const HOUSES: [&str; 4] = ["consistency", "ap", "guardian", "chicago"];

static LINTERS: LazyLock<BTreeMap<&str, Linter>> = LazyLock::new(|| {
    let build = |house| {
        let stylebook = Stylebook::house(house).expect("a bundled house");
        let (linter, problems) = Linter::new(&stylebook, &Resources::default());
        assert!(problems.is_empty(), "{problems:?}");
        (house, linter)
    };
    HOUSES.into_iter().map(build).collect()
});

fn of_dates(analysis: &copydesk::Analysis) -> Vec<(String, String)> {
    let dates = analysis.diagnostics.iter().filter(|diagnostic| diagnostic.rule.starts_with("date/"));
    dates.map(|found| (found.rule.to_string(), analysis.source()[found.span.range()].to_owned())).collect()
}

/// What a fix makes of an expression needs no other fix.
#[test]
fn what_is_mended_stays_mended() {
    let mut complaints = Vec::new();
    for case in table(TABLE).iter().chain(&table(MORE)).filter(|case| HOUSES.contains(&&*case.house)) {
        let fixed = LINTERS[&*case.house].fix_all(&Source { date: case.date, ..source(&case.text) });
        let left = fixed.analysis.diagnostics.iter().filter(|found| {
            let safe = found.preferred_fix().is_some_and(|fix| fix.applicability == copydesk::Applicability::Safe);
            found.rule.starts_with("date/") && found.level >= copydesk::Level::Warning && safe
        });
        complaints.extend(left.map(|found| format!("{}: {} still in: {}", case.id, found.rule, fixed.text)));
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn dress_changes_no_finding() {
    let bare = |found: Vec<(String, String)>| -> Vec<(String, String)> {
        let clean = |text: &str| text.replace(['\u{ad}', '\u{200b}'], "").replace(['\u{a0}', '\u{2009}', '\n'], " ");
        found.into_iter().map(|(rule, text)| (rule, clean(&text))).collect()
    };
    for case in table(TABLE).iter().chain(&table(MORE)).filter(|case| HOUSES.contains(&&*case.house)) {
        let plain = of_dates(&analysis(&case.house, &case.text));
        for (name, from, to) in [
            ("no-break spaces", " ", "\u{a0}"),
            ("thin spaces", " ", "\u{2009}"),
            ("zero-width spaces", " ", " \u{200b}"),
            ("soft-wrapped lines", " ", "\n"),
            ("soft hyphens", "ar", "a\u{ad}r"),
        ] {
            // A dateline is told from the letters of its first line.
            if name.starts_with("soft") && case.text.contains(['—', '-']) {
                continue;
            }
            let dressed = case.text.replace(from, to);
            assert_eq!(bare(of_dates(&analysis(&case.house, &dressed))), plain, "{} with {name}: {dressed}", case.id);
        }
    }
}

#[test]
fn long_paragraphs_take_no_longer_than_they_must() {
    // Counting steps needs a clock, so this only shows that texts which defeat a search from each date are survived.
    for unit in [
        "the 90s ",
        "today ",
        "Tuesday, May 3 ",
        "from 2010-15 ",
        "7:00 p.m. ",
        "May ",
        "3 May, ",
        "on Monday ",
        "“9am ",
    ] {
        let text = unit.repeat(5_000);
        for house in HOUSES {
            analysis(house, &text);
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_words_break_it(words in proptest::collection::vec(proptest::sample::select(vec![
        "Monday", "Monday,", "Wed.", "Sun.", "January", "Jan.", "Sept", "May", "March,", "3", "3rd", "31", "0", "30,", "2021", "2021,", "of", "the",
        "on", "from", "between", "2010-15", "2010–2015", "14–16", "14-16", "7:00", "7.30", "7PM", "p.m.", "pm", "a.m", "12", "noon", "midnight", "19:00",
        "at", "1990's", "’90s", "90s", "'80's", "03/04/2022", "31/31/2022", "2022-02-30", "today", "yesterday,", "last", "Tuesday", "night", "tonight",
        "will", "rule", "“", "”", ".", ",", "—", "\n\n", "Theresa", "people", "\u{ad}", "June\u{200b}", "é", "Feb.", "29,", "9999", "00:00", "24",
    ]), 0..40), glue in proptest::sample::select(vec![" ", "", "\u{a0}", ", "])) {
        let text = words.join(glue);
        for house in HOUSES {
            let found = analysis(house, &text);
            for one in &found.diagnostics {
                assert!(text.get(one.span.range()).is_some());
                for fix in one.fixes() {
                    assert!(fix.edits.iter().all(|edit| text.get(edit.span.range()).is_some()));
                }
            }
        }
    }
}
