//! Dates, times, decades and ranges of years in a paragraph, as they are written.
//!
//! An expression is read into what it says and how it says it, with no opinion on either. A date needs an anchor: a month
//! alone, a number alone and *May* before a verb are none. Where something cannot be told from a name or a quantity, it is
//! not read.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::Paragraph;
use crate::text::Span;
use crate::vocabulary::{Vocabulary, WordSet};

mod days;
mod numbers;
mod reader;
mod times;

pub(crate) use reader::{Gap, Reader};

/// `rules/dates.yaml`: the words of dates and times.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the file says what each list is for")]
pub struct DateTable {
    pub months: Vec<Vec<String>>,
    pub abbreviable: Vec<String>,
    pub also_names: Vec<String>,
    pub weekdays: Vec<Vec<String>>,
    pub sure_abbreviations: Vec<String>,
    pub bare_month: Vec<String>,
    pub month_prepositions: Vec<String>,
    pub units: Vec<String>,
    pub numbered: Vec<String>,
    pub proper: Vec<String>,
    pub morning: Vec<String>,
    pub evening: Vec<String>,
    pub tonight: Vec<String>,
    pub noon: Vec<String>,
    pub midnight: Vec<String>,
    pub relative_days: Vec<String>,
    pub relative_weekday: Vec<String>,
    pub before_relative: Vec<String>,
    pub nowadays: Vec<String>,
    pub present: Vec<String>,
    pub past: Vec<String>,
    pub keeps_date: Vec<String>,
    pub range_words: Vec<(String, String)>,
    pub of: Vec<String>,
    pub the: Vec<String>,
    pub on: Vec<String>,
    pub keep_on: Vec<String>,
    pub clock: Vec<String>,
    pub no_clock: Vec<String>,
    pub before_decade: Vec<String>,
    pub no_decade: Vec<String>,
    pub no_decade_around: Vec<String>,
    pub plans: Vec<String>,
    pub surname_titles: Vec<String>,
}

/// A word that may begin or be part of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A month, 1 to 12, and which of its names: 0 is the full one.
    Month(u8, u8),
    /// A weekday, 0 for Monday, and which of its names.
    Weekday(u8, u8),
    /// Yesterday, today, tomorrow: -1, 0, 1.
    Relative(i8),
}

/// What a word shows about an expression beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cues(u32);

impl Cues {
    pub(crate) const BARE_MONTH: u32 = 1;
    pub(crate) const MONTH_PREPOSITION: u32 = 1 << 1;
    pub(crate) const UNIT: u32 = 1 << 2;
    pub(crate) const MORNING: u32 = 1 << 3;
    pub(crate) const EVENING: u32 = 1 << 4;
    pub(crate) const TONIGHT: u32 = 1 << 5;
    pub(crate) const NOON: u32 = 1 << 6;
    pub(crate) const MIDNIGHT: u32 = 1 << 7;
    pub(crate) const RELATIVE_WEEKDAY: u32 = 1 << 8;
    pub(crate) const BEFORE_RELATIVE: u32 = 1 << 9;
    pub(crate) const NOWADAYS: u32 = 1 << 10;
    pub(crate) const PRESENT: u32 = 1 << 11;
    pub(crate) const PAST: u32 = 1 << 12;
    pub(crate) const OF: u32 = 1 << 13;
    pub(crate) const THE: u32 = 1 << 14;
    pub(crate) const ON: u32 = 1 << 15;
    pub(crate) const KEEP_ON: u32 = 1 << 16;
    pub(crate) const CLOCK: u32 = 1 << 17;
    pub(crate) const NO_CLOCK: u32 = 1 << 18;
    pub(crate) const BEFORE_DECADE: u32 = 1 << 19;
    pub(crate) const NO_DECADE: u32 = 1 << 20;
    pub(crate) const NO_DECADE_AROUND: u32 = 1 << 21;
    pub(crate) const KEEPS_DATE: u32 = 1 << 22;
    pub(crate) const SURNAME_TITLE: u32 = 1 << 23;
    pub(crate) const ALSO_NAME: u32 = 1 << 24;
    pub(crate) const SURE: u32 = 1 << 25;
    pub(crate) const NUMBERED: u32 = 1 << 26;

    /// Whether it is any of these.
    pub(crate) const fn any(self, bits: u32) -> bool {
        self.0 & bits != 0
    }
}

/// The words of a date with a name of its own, and which of them is a month or a weekday.
type Proper = (Vec<Box<str>>, usize);

/// The table, ready to read with.
pub(crate) struct DateWords {
    /// Words with a [`Role`].
    trigger: WordSet,
    /// First names, after which a month is the name of a person.
    given: WordSet,
    roles: FxHashMap<Box<str>, Role>,
    cues: FxHashMap<Box<str>, Cues>,
    /// Names of dates, by a month or weekday in them and its place there.
    proper: FxHashMap<Box<str>, Vec<Proper>>,
    /// The names of the months and days, full names first.
    pub(crate) months: Vec<Vec<String>>,
    pub(crate) weekdays: Vec<Vec<String>>,
    /// The months that show a story's habit, by their numbers.
    pub(crate) abbreviable: FxHashSet<u8>,
    /// What joins a range in words: *from … to*.
    range_words: Vec<(String, String)>,
    /// The words for noon and midnight.
    pub(crate) noon: [String; 2],
    /// Plans, word by word.
    plans: Vec<Vec<String>>,
}

impl DateWords {
    pub(crate) fn new(table: DateTable, given: WordSet, vocabulary: &mut Vocabulary) -> Self {
        let mut roles: FxHashMap<Box<str>, Role> = FxHashMap::default();
        for (number, names) in (1..).zip(&table.months) {
            roles.extend((0..).zip(names).map(|(i, name)| (name.as_str().into(), Role::Month(number, i))));
        }
        for (number, names) in (0..).zip(&table.weekdays) {
            roles.extend((0..).zip(names).map(|(i, name)| (name.as_str().into(), Role::Weekday(number, i))));
        }
        roles.extend((-1..).zip(&table.relative_days).flat_map(|(days, word)| {
            let capital = word[..1].to_uppercase() + &word[1..];
            [word.as_str().into(), capital.into_boxed_str()].map(|word| (word, Role::Relative(days)))
        }));
        let mut cues: FxHashMap<Box<str>, Cues> = FxHashMap::default();
        for (words, bit) in [
            (&table.bare_month, Cues::BARE_MONTH),
            (&table.month_prepositions, Cues::MONTH_PREPOSITION),
            (&table.units, Cues::UNIT),
            (&table.numbered, Cues::NUMBERED),
            (&table.morning, Cues::MORNING),
            (&table.evening, Cues::EVENING),
            (&table.tonight, Cues::TONIGHT),
            (&table.noon, Cues::NOON),
            (&table.midnight, Cues::MIDNIGHT),
            (&table.relative_weekday, Cues::RELATIVE_WEEKDAY),
            (&table.before_relative, Cues::BEFORE_RELATIVE),
            (&table.nowadays, Cues::NOWADAYS),
            (&table.present, Cues::PRESENT),
            (&table.past, Cues::PAST),
            (&table.keeps_date, Cues::KEEPS_DATE),
            (&table.of, Cues::OF),
            (&table.the, Cues::THE),
            (&table.on, Cues::ON),
            (&table.keep_on, Cues::KEEP_ON),
            (&table.clock, Cues::CLOCK),
            (&table.no_clock, Cues::NO_CLOCK),
            (&table.before_decade, Cues::BEFORE_DECADE),
            (&table.no_decade, Cues::NO_DECADE),
            (&table.no_decade_around, Cues::NO_DECADE_AROUND),
            (&table.surname_titles, Cues::SURNAME_TITLE),
            (&table.also_names, Cues::ALSO_NAME),
            (&table.sure_abbreviations, Cues::SURE),
        ] {
            for word in words {
                cues.entry(word.to_lowercase().into_boxed_str()).or_default().0 |= bit;
            }
        }
        let mut proper: FxHashMap<Box<str>, Vec<Proper>> = FxHashMap::default();
        for phrase in &table.proper {
            let is_key = |word: &&str| roles.contains_key(*word);
            let Some(at) = phrase.split(' ').position(|word| is_key(&word)) else { continue };
            let words: Vec<Box<str>> = phrase.split(' ').map(|word| word.to_lowercase().into_boxed_str()).collect();
            proper.entry(words[at].clone()).or_default().push((words, at));
        }
        let number_of = |name: &String| match roles.get(name.as_str()) {
            Some(Role::Month(number, _)) => Some(*number),
            _ => None,
        };
        let first = |words: &[String]| words.first().cloned().unwrap_or_default();
        DateWords {
            trigger: vocabulary.exact_set("dates/triggers", roles.keys()),
            given,
            abbreviable: table.abbreviable.iter().filter_map(number_of).collect(),
            noon: [first(&table.noon), first(&table.midnight)],
            months: table.months,
            weekdays: table.weekdays,
            range_words: table.range_words,
            plans: table.plans.iter().map(|plan| plan.split(' ').map(str::to_owned).collect()).collect(),
            roles,
            cues,
            proper,
        }
    }

    /// The full name of a weekday, 0 for Monday.
    pub(crate) fn weekday(&self, number: u8) -> &str {
        name(&self.weekdays, usize::from(number), 0)
    }

    /// Whether a plan begins at a word.
    pub(crate) fn is_plan(&self, reader: &Reader<'_>, i: usize) -> bool {
        let here = reader.text(i);
        let rest = |plan: &[String]| (1..plan.len()).all(|k| reader.text(i + k) == *plan[k]);
        self.plans.iter().any(|plan| plan.first().is_some_and(|first| *first == here) && rest(plan))
    }

    /// The word that joins a range after the lead of that number.
    pub(crate) fn range_word(&self, lead: usize) -> &str {
        self.range_words.get(lead).map_or("", |(_, word)| word)
    }
}

fn name(names: &[Vec<String>], number: usize, which: usize) -> &str {
    names.get(number).and_then(|names| names.get(which)).map_or("", String::as_str)
}

/// A date, a time, a decade, a range of years or a weekday, as a paragraph has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expression {
    /// In bytes of the paragraph's text.
    pub(crate) span: Span,
    /// What it says and how.
    pub(crate) what: What,
    /// A *from* or *between* before a range: its number in the table, and its offset.
    pub(crate) lead: Option<(usize, usize)>,
    /// The number of its first word.
    pub(crate) first: usize,
    /// The number of its last word.
    pub(crate) last: usize,
    /// Whether its own last stop ends the sentence too.
    pub(crate) full_stop: bool,
    /// Whether a stop stands right behind it.
    pub(crate) stop_after: bool,
    /// Whether it cannot be told if its last stop ends the sentence too.
    pub(crate) unsure_stop: bool,
}

/// What an expression says, and how. Offsets count from its start.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    Day(FullDate),
    Month(MonthOnly),
    Numeric(Numeric),
    Time(Time),
    Decade(Decade),
    Years(Years),
    Weekday(Weekday),
    Relative(i8),
}

/// A day of the year: *Monday, March 3, 2021*; *3rd of March*.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a part of its form that stands by itself")]
pub(crate) struct FullDate {
    pub(crate) weekday: Option<Weekday>,
    pub(crate) weekday_comma: bool,
    /// The rest stands in brackets: *Tuesday (June 14)*.
    pub(crate) bracket: bool,
    pub(crate) month: MonthName,
    pub(crate) day: u8,
    /// Where *rd* of *3rd* stands.
    pub(crate) ordinal: Option<Span>,
    /// *3rd of March*, perhaps with *the*.
    pub(crate) of: bool,
    /// The last day of a range in one month.
    pub(crate) last_day: Option<(Dash, u8)>,
    pub(crate) year: Option<i16>,
    pub(crate) year_at: Span,
    pub(crate) year_comma: bool,
    pub(crate) after_year: AfterYear,
    /// Whether the day stands before the month.
    pub(crate) day_first: bool,
    /// Whether the month may as well be the name of a person.
    pub(crate) doubtful: bool,
}

/// What follows a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AfterYear {
    Comma,
    /// A word, though a comma is wanted between.
    Missing,
    /// A stop, a mark, a bracket, or the end.
    Other,
}

/// The name of a month as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MonthName {
    /// 1 to 12.
    pub(crate) number: u8,
    /// Which of its names: 0 is the full one.
    pub(crate) name: u8,
    pub(crate) stop: bool,
    /// With the stop.
    pub(crate) at: Span,
}

/// The name of a weekday as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weekday {
    /// 0 for Monday.
    pub(crate) number: u8,
    /// Which of its names: 0 is the full one.
    pub(crate) name: u8,
    pub(crate) stop: bool,
    /// With the stop.
    pub(crate) at: Span,
}

/// A month without a day: *March 2020*, *March of 2020*, *October, 2021*, *in Sept.*
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MonthOnly {
    pub(crate) month: MonthName,
    pub(crate) year: Option<i16>,
    pub(crate) comma: bool,
    pub(crate) of: bool,
}

/// *3/4/2021*, *2021-03-04*.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Numeric {
    /// The parts in the order of the text; of an ISO date the year is left out.
    pub(crate) parts: [u8; 2],
    pub(crate) year: i16,
    pub(crate) iso: bool,
}

/// A time of day.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Time {
    /// The beginning of a range.
    pub(crate) from: Option<(Clock, Dash)>,
    pub(crate) clock: Clock,
    /// None on the clock of 24 hours and for *12 noon*.
    pub(crate) meridiem: Option<Meridiem>,
    /// Noon (false) or midnight (true) in words after the figure.
    pub(crate) word: Option<bool>,
    /// What says again what the meridiem says.
    pub(crate) tail: Option<Tail>,
}

/// Hours and minutes as they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) hour: u8,
    pub(crate) minute: Option<u8>,
    /// A colon stands between them, or else a stop.
    pub(crate) colon: bool,
}

/// *a.m.* or *p.m.* as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "as above")]
pub(crate) struct Meridiem {
    pub(crate) pm: bool,
    pub(crate) stops: bool,
    pub(crate) capitals: bool,
    pub(crate) space: bool,
    /// *a.m* without its last stop.
    pub(crate) cut: bool,
}

/// What follows a time and repeats its half of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    /// *tonight*
    Tonight,
    /// *Tuesday night*
    Weekday(u8),
}

/// *1990s*, *’90s*.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Decade {
    pub(crate) value: u16,
    /// Two figures instead of four.
    pub(crate) short: bool,
    /// An apostrophe before the figures.
    pub(crate) lead: bool,
    /// An apostrophe before the *s*.
    pub(crate) inner: bool,
}

/// *2010-15*.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Years {
    pub(crate) from: u16,
    pub(crate) to: u16,
    /// Whether the last year has two figures only.
    pub(crate) short: bool,
    pub(crate) dash: Dash,
}

/// What joins a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dash {
    Hyphen,
    En,
}

/// The expressions of a paragraph after its dateline, in order.
pub(crate) fn read(paragraph: &Paragraph<'_>, words: &DateWords) -> Vec<Expression> {
    let reader = Reader { paragraph, words };
    let mut found = Vec::new();
    let mut i = paragraph.word_at_or_after(paragraph.dateline.end);
    while i < paragraph.words.len() {
        match reader.expression_at(i) {
            Some(expression) => {
                i = expression.last.max(i) + 1;
                found.push(expression);
            }
            None => i += 1,
        }
    }
    found
}

/// Whether a paragraph names a person by a month: *Theresa May*, *Mrs. May*. The numbers of the months as bits.
pub(crate) fn surnames(paragraph: &Paragraph<'_>, words: &DateWords) -> u16 {
    let reader = Reader { paragraph, words };
    let months = (1..paragraph.words.len()).filter_map(|i| match reader.role(i)? {
        Role::Month(number, _) if reader.is_surname(i) => Some(1 << number),
        _ => None,
    });
    months.fold(0, |all, month| all | month)
}

/// The months of a paragraph's dateline, with their places in the paragraph.
pub(crate) fn in_dateline(paragraph: &Paragraph<'_>, words: &DateWords) -> Vec<MonthName> {
    let reader = Reader { paragraph, words };
    let end = paragraph.word_at_or_after(paragraph.dateline.end);
    let months = (0..end).filter_map(|i| match reader.role(i)? {
        Role::Month(number, name) => Some(reader.month_name(i, number, name, name > 0 && reader.stop_follows(i))),
        _ => None,
    });
    months.collect()
}
