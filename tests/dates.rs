//! The table of dates and times, line by line.

#[allow(dead_code)]
mod spec;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use copydesk::article::{Date, Format};
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

/// Where the day of an article comes from: the first of these that tells.
#[test]
fn the_day_of_an_article() {
    let day = |text: &str| spec::day(text);
    let cli = day("2020-01-01");
    let bare = Date { year: None, month: 3, day: 2 };
    for (text, name, told, expected) in [
        ("---\ndate: 2023-03-01\ncopydesk: {date: 2022-02-02}\n---\nBody.", None, cli, day("2022-02-02")),
        ("---\ndate: 2023-03-01\n---\nMarch 2 (UPI) — Body.", Some("2021-05-05.txt"), cli, day("2023-03-01")),
        ("March 2, 2019 (UPI) — Body.", None, cli, day("2019-03-02")),
        ("March 2 (UPI) — Body.", Some("wire/2021-03-05-x.txt"), None, day("2021-03-02")),
        ("March 2 (UPI) — Body.", None, day("2023-03-05"), day("2023-03-02")),
        ("Dec. 31 (UPI) — Body.", Some("2024-01-01.txt"), None, day("2023-12-31")),
        ("March 2 (UPI) — Body.", None, None, Some(bare)),
        ("The body.", Some("2021-03-05-x.txt"), None, day("2021-03-05")),
        ("The body.", None, cli, cli),
        ("The body.", Some("story.txt"), None, None),
    ] {
        let source = Source { text: Text::new(text), name: name.map(str::to_owned), date: told, ..Source::default() };
        assert_eq!(LINTERS["ap"].check(&source).article().settings.date, expected, "{text}");
    }
}

/// A paragraph that is quoted or embargoed has only the calendar against it; a headline has nothing, a caption keeps its *on*.
#[test]
fn what_runs_in_which_part() {
    let body = "The story goes on here, as a story does, and ends here.";
    for (text, format, expected) in [
        (format!("Vote is January 15 or Feb. 30\n\n{body}"), Format::Plain, vec![]),
        (format!("Vote is near\n\nIt is January 15\n\nBy Ann Lee\n\n{body}"), Format::Plain, vec!["date/month-abbrev"]),
        (format!("EMBARGOED until Feb. 30 or January 15\n\n{body}"), Format::Plain, vec!["date/impossible"]),
        (format!("{body}\n\n> It was January 15 or Feb. 30.\n"), Format::Markdown, vec!["date/impossible"]),
        (
            format!("{body}\n\nCAPTION: The mayor spoke on Monday, January 16."),
            Format::Plain,
            vec!["date/month-abbrev"],
        ),
        (format!("{body}\n\nCORRECTION: The mayor spoke January 16."), Format::Plain, vec!["date/month-abbrev"]),
        (
            format!("{body}\n\n- The mayor spoke Jan. 1*6* and on *January* 20.\n"),
            Format::Markdown,
            vec!["date/month-abbrev"],
        ),
        (format!("{body}\n\nSee `January 15` in [the list](2022-03-24).\n"), Format::Markdown, vec![]),
    ] {
        let source = Source { format, ..source(&text) };
        let found = of_dates(&LINTERS["ap"].check(&source));
        assert_eq!(found.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>(), expected, "{text}");
    }
}

/// A team overrides its house key by key.
#[test]
fn a_team_decides_otherwise() {
    let load = |text: &str| Stylebook::load("copydesk.yaml", text, &mut |_| Err(std::io::ErrorKind::NotFound.into()));
    let text =
        "She resigned on Monday, January 16th, 2017.\n\nIt rained May 3rd. It rained May 4, May 5, May 6 and May 7.";
    let told = |text: &str, yaml: &str| {
        let (book, problems) = load(yaml);
        assert!(problems.is_empty(), "{problems:?}");
        let (linter, problems) = Linter::new(&book, &Resources::default());
        assert!(problems.is_empty(), "{problems:?}");
        of_dates(&linter.check(&source(text)))
    };
    let shown = |found: &[(String, String)]| {
        found.iter().map(|(rule, text)| format!("{rule} {text}")).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(
        shown(&told(text, "extends: [ap]")),
        "date/on-day  on; date/month-abbrev Monday, January 16th, 2017; date/ordinal rd"
    );
    // What is opened again, the story decides.
    assert_eq!(
        shown(&told(text, "extends: [ap]\ndates: {ordinal: any, on_weekday: any}\nrules: {date/month-abbrev: off}")),
        "date/consistency Monday, January 16th, 2017; date/consistency May 3rd"
    );
    assert_eq!(
        shown(&told(text, "dates: {month_with_day: abbreviated}\nrules: {date/consistency: off}")),
        "date/month-abbrev January"
    );
    let (_, problems) = load("dates: {order: day-first, dayorder: any}");
    assert_eq!(problems.len(), 2, "{problems:?}");
    let (book, _) = load("dates: {abbreviations: [Janu.]}");
    assert_eq!(Linter::new(&book, &Resources::default()).1.len(), 1);
}
