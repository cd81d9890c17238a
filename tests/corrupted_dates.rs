//! Published stories with one date put in: a weekday that is not the day’s, a day that does not exist, a month in another form.
//! `COPYDESK_SHARED` names the folder that holds the stories; without it the test says that it is skipped.
//!
//! A weekday that stands by itself is where a date can stand. The calendar here is not the one of the program.

#![allow(clippy::print_stdout, clippy::cast_precision_loss)]

use std::path::{Path, PathBuf};

use copydesk::article::{Date, Format, Language};
use copydesk::linter::Resources;
use copydesk::{Diagnostic, Linter, Source, Span, Stylebook, Text};

const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// As American newsrooms write them with a day.
const SHORT: [&str; 12] =
    ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];

struct Story {
    name: String,
    text: String,
    american: bool,
    date: Date,
}

fn stories() -> Option<Vec<Story>> {
    let Some(shared) = std::env::var_os("COPYDESK_SHARED").map(PathBuf::from) else {
        println!("skipped: COPYDESK_SHARED names no folder of real stories");
        return None;
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(shared.join("samples/news"))
        .expect("stories")
        .map(|entry| entry.expect("a file").path())
        .collect();
    paths.sort();
    Some(paths.iter().map(|path| story(path)).collect())
}

/// The American stories carry their day in their names; the others get one.
fn story(path: &Path) -> Story {
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    let digits = name.split(['_', '-', '.']).find(|part| part.len() == 8 && part.bytes().all(|b| b.is_ascii_digit()));
    let date = digits.and_then(|digits| {
        let (year, month, day) = (digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?);
        Some(Date { year: Some(year), month, day })
    });
    let date = date.unwrap_or(Date { year: Some(2006), month: 5, day: 10 });
    let text = std::fs::read_to_string(path).expect("a story");
    Story { american: name.starts_with("us_"), name, text, date }
}

/// Weekdays by themselves, where a date can stand: no possessive, no name, no part of the day behind them.
fn places(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive([' ', '\n']) {
        let bare = word.trim_end_matches([' ', '\n', '\r']);
        let core = bare.trim_end_matches(['.', ',']);
        let next = text[at + word.len()..].split([' ', '\n']).next().unwrap_or_default();
        let follows = core.len() < bare.len()
            || !(next.starts_with(char::is_uppercase)
                || ["morning", "night", "afternoon", "evening", "and", "or"].iter().any(|part| next.starts_with(part)));
        let before = text[..at].trim_end().rsplit([' ', '\n']).next().unwrap_or_default();
        let named = before.starts_with(char::is_uppercase) || ["last", "next", "this"].contains(&before);
        if WEEKDAYS.contains(&core) && follows && !named {
            found.push(Span::new(at, at + core.len()));
        }
        at += word.len();
    }
    found
}

/// The weekday of a day, 0 for Sunday, by Sakamoto’s rule.
fn weekday(date: Date) -> usize {
    const SHIFTS: [i32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let month = i32::from(date.month);
    let year = i32::from(date.year.expect("a year")) - i32::from(month < 3);
    let sum = year + year / 4 - year / 100 + year / 400 + SHIFTS[usize::from(date.month) - 1] + i32::from(date.day);
    usize::try_from(sum.rem_euclid(7)).expect("a weekday")
}

/// The date written out, with a weekday or without.
fn written(story: &Story, weekday: Option<usize>, date: Date, year: bool) -> String {
    let weekday = weekday.map(|weekday| WEEKDAYS[weekday]);
    let month = usize::from(date.month) - 1;
    let stated = date.year.filter(|_| year);
    if story.american {
        let weekday = weekday.map(|weekday| format!("{weekday}, ")).unwrap_or_default();
        let year = stated.map(|year| format!(", {year},")).unwrap_or_default();
        format!("{weekday}{} {}{year}", SHORT[month], date.day)
    } else {
        let weekday = weekday.map(|weekday| format!("{weekday} ")).unwrap_or_default();
        let year = stated.map(|year| format!(" {year}")).unwrap_or_default();
        format!("{weekday}{} {}{year}", date.day, MONTHS[month])
    }
}

struct Checker {
    linters: [Linter; 2],
}

impl Checker {
    fn new() -> Self {
        let linters = [Language::EnUs, Language::EnGb].map(|language| {
            let (linter, problems) = Linter::new(&Stylebook::default().with_language(language), &Resources::default());
            assert!(problems.is_empty(), "{problems:?}");
            linter
        });
        Checker { linters }
    }

    fn dates(&self, story: &Story, text: &str) -> Vec<Diagnostic> {
        let source = Source {
            text: Text::new(text),
            format: Format::Plain,
            name: None,
            date: Some(story.date),
            ignores: Vec::new().into(),
        };
        let mut found = self.linters[usize::from(!story.american)].check(&source).diagnostics;
        found.retain(|diagnostic| diagnostic.rule.starts_with("date/"));
        found
    }
}

fn put(text: &str, at: Span, what: &str) -> String {
    format!("{}{what}{}", &text[..at.start], &text[at.end..])
}

/// How many were found, and how many had the right fix first.
#[derive(Default)]
struct Score {
    cases: usize,
    found: usize,
    right: usize,
    others: usize,
    missed: Vec<String>,
}

impl Score {
    /// Counts a case: the finding at a span by a rule, what its fix should make of the span, and findings beside it.
    fn count(&mut self, story: &Story, text: &str, found: &[Diagnostic], rule: &str, at: Span, right: Option<&str>) {
        self.cases += 1;
        let hit = found.iter().find(|one| &*one.rule == rule && one.span.overlaps(at));
        self.others += found.len() - usize::from(hit.is_some());
        let Some(hit) = hit else {
            let from = text[..at.start].char_indices().rev().nth(40).map_or(0, |(i, _)| i);
            self.missed.push(format!("{}: {}", story.name, &text[from..at.end]));
            return;
        };
        self.found += 1;
        let fixed = hit.preferred_fix().map(|fix| {
            let edit = &fix.edits[0];
            put(text, edit.span, &edit.text)
        });
        self.right += usize::from(match (right, fixed) {
            (Some(right), Some(fixed)) => fixed == put(text, at, right),
            (None, None) => true,
            _ => false,
        });
    }

    fn print(&self, what: &str) {
        let Score { cases, found, right, others, .. } = self;
        println!(
            "{what}: {found} of {cases} found, {right} with the right fix first or rightly with none, {others} other findings"
        );
        for missed in self.missed.iter().take(10) {
            println!("  missed {missed}");
        }
    }
}

#[test]
fn corrupted_dates_are_found() {
    let Some(stories) = stories() else { return };
    let checker = Checker::new();
    let [mut wrong, mut quiet, mut impossible, mut mixed] = [(); 4].map(|()| Score::default());
    let mut alarms = Vec::new();
    for story in &stories {
        let places = places(&story.text);
        let before = checker.dates(story, &story.text).len();
        // Each place takes several dates.
        for (number, &at) in places.iter().flat_map(|at| [at; 5]).enumerate() {
            let day = Date { day: (number * 9 % 28 + 1) as u8, ..story.date };
            let right = weekday(day);
            let year = number % 3 == 0;
            let good = written(story, Some(right), day, year);
            let text = put(&story.text, at, &good);
            let found = checker.dates(story, &text);
            quiet.cases += 1;
            if found.len() > before {
                alarms.push(format!("{}: {:?}", good, found.iter().map(|one| &*one.message).collect::<Vec<_>>()));
            }
            let bad = written(story, Some((right + 1 + number % 6) % 7), day, year);
            let text = put(&story.text, at, &bad);
            let found = checker.dates(story, &text);
            let here = Span::new(at.start, at.start + bad.len());
            wrong.count(story, &text, &found, "date/weekday-mismatch", here, Some(&good));

            let none = Date { month: 2, day: 30, ..story.date };
            let bad = written(story, None, none, year);
            let text = put(&story.text, at, &bad);
            let here = Span::new(at.start, at.start + bad.len());
            let found = checker.dates(story, &text);
            impossible.count(story, &text, &found, "date/impossible", here, None);
        }
        // Three months in one form and one in another, outside quotations.
        let outside: Vec<Span> = places.into_iter().filter(|at| !in_quotation(&story.text, at.start)).take(4).collect();
        if outside.len() == 4 {
            let form = |number: usize, short: bool| {
                let month = if short { SHORT[7 + number] } else { MONTHS[7 + number] };
                let day = number + 3;
                if story.american { format!("{month} {day}") } else { format!("{day} {month}") }
            };
            let odd = 1 + story.text.len() % 3;
            let mut text = story.text.clone();
            let mut here = Span::default();
            for (number, at) in outside.iter().enumerate().rev() {
                let new = form(number, (number == odd) != story.american);
                text = put(&text, *at, &new);
                if number == odd {
                    here = Span::new(at.start, at.start + new.len());
                } else if number < odd {
                    let moved = |offset: usize| offset + new.len() - at.len();
                    here = Span::new(moved(here.start), moved(here.end));
                }
            }
            let found = checker.dates(story, &text);
            mixed.count(story, &text, &found, "date/consistency", here, Some(&form(odd, story.american)));
        }
    }
    wrong.print("weekdays that are not the day’s");
    impossible.print("days that do not exist");
    mixed.print("months in another form");
    println!("dates that are right: {} of {} with a finding", alarms.len(), quiet.cases);
    alarms.iter().take(10).for_each(|alarm| println!("  {alarm}"));
    assert!(wrong.cases > 300 && mixed.cases > 5);
    assert_eq!((wrong.found, wrong.right), (wrong.cases, wrong.cases));
    assert_eq!((impossible.found, impossible.right), (impossible.cases, impossible.cases));
    assert_eq!((mixed.found, mixed.right), (mixed.cases, mixed.cases));
    assert!(alarms.is_empty());
}

/// A rough count between double marks, in the paragraph of the offset.
fn in_quotation(text: &str, at: usize) -> bool {
    let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
    let count = |marks: &[char]| text[start..at].matches(marks).count();
    count(&['"']) % 2 == 1 || count(&['“']) > count(&['”'])
}
