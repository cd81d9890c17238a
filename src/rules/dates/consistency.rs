//! A story that writes dates or times in two ways: every expression votes on each of its parts, the house permitting.

use super::house::{Commas, Options};
use super::{DateCheck, Voter};
use crate::article::dates::{Dash, FullDate, Meridiem, Time, What};
use crate::check::Place;
use crate::diagnostic::Level;
use crate::text::Span;

/// What an expression can vote on. The order is that in which a rewrite applies them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dimension {
    /// MonthOnly first, day first.
    Order,
    /// A month with a day: in full, abbreviated.
    MonthForm,
    /// An abbreviated month: with a stop, without.
    Stop,
    /// September as its first abbreviation, or as its second.
    September,
    /// Without an ending, with.
    Ordinal,
    /// The year after the day: with a comma, without.
    YearComma,
    /// Weekdays: in full, abbreviated.
    Weekday,
    /// *1990s*, *1990’s*.
    Decade,
    /// *’90s*, *90s*.
    ShortDecade,
    /// *p.m.*, *pm*, *PM*, *P.M.*, the clock of 24 hours.
    Meridiem,
    /// A colon, a stop.
    Minutes,
    /// A space before *p.m.*, none.
    Space,
    /// *7 p.m.*, *7:00 p.m.*
    ZeroMinutes,
    /// In words, in figures.
    Numeric,
    /// A hyphen, an en dash.
    Range,
}

const DIMENSIONS: [Dimension; 15] = [
    Dimension::Order,
    Dimension::MonthForm,
    Dimension::Stop,
    Dimension::September,
    Dimension::Ordinal,
    Dimension::YearComma,
    Dimension::Weekday,
    Dimension::Decade,
    Dimension::ShortDecade,
    Dimension::Meridiem,
    Dimension::Minutes,
    Dimension::Space,
    Dimension::ZeroMinutes,
    Dimension::Numeric,
    Dimension::Range,
];

/// The most forms that a dimension has.
const FORMS: usize = 5;

impl Dimension {
    fn is_open(self, house: &Options) -> bool {
        match self {
            Dimension::Order => house.order.is_open(),
            Dimension::MonthForm | Dimension::Stop | Dimension::September => house.month_with_day.is_open(),
            Dimension::Ordinal => house.ordinal.is_open(),
            Dimension::YearComma => house.year_commas == Commas::Any,
            Dimension::Weekday => house.weekday.is_open(),
            Dimension::Decade => house.decade.is_open(),
            Dimension::ShortDecade => house.short_decade.is_open(),
            Dimension::Meridiem | Dimension::Space => house.meridiem.is_open(),
            Dimension::Minutes => house.minutes.is_open(),
            Dimension::ZeroMinutes => house.zero_minutes.is_open(),
            Dimension::Numeric => house.numeric.is_open(),
            Dimension::Range => house.range.is_open(),
        }
    }
}

impl DateCheck {
    /// The form of one part of an expression, if it has that part.
    fn form(&self, dimension: Dimension, what: &What) -> Option<usize> {
        match what {
            What::Day(day) => self.form_of_day(dimension, day),
            What::Time(time) => form_of_time(dimension, time),
            What::Numeric(numeric) => {
                let [a, b] = numeric.parts;
                let clear = numeric.iso || a > 12 || b > 12 || a == b;
                (dimension == Dimension::Numeric && clear).then_some(1)
            }
            What::Decade(decade) => match (dimension, decade.short) {
                (Dimension::Decade, false) => Some(usize::from(decade.inner)),
                (Dimension::ShortDecade, true) => Some(usize::from(!decade.lead)),
                _ => None,
            },
            What::Years(years) => (dimension == Dimension::Range).then_some(form_of_dash(years.dash)),
            What::Weekday(weekday) => (dimension == Dimension::Weekday).then_some(usize::from(weekday.name > 0)),
            What::Month(_) | What::Relative(_) => None,
        }
    }

    fn form_of_day(&self, dimension: Dimension, day: &FullDate) -> Option<usize> {
        let month = &day.month;
        let abbreviable = self.writer.words.abbreviable.contains(&month.number);
        match dimension {
            Dimension::Order => Some(usize::from(day.day_first)),
            Dimension::MonthForm => abbreviable.then_some(usize::from(month.name > 0)),
            // The stop of a month at the end of a sentence is not its own.
            Dimension::Stop => (abbreviable && month.name > 0 && (!day.day_first || day.year.is_some()))
                .then_some(usize::from(!month.stop)),
            Dimension::September => {
                let two = self.writer.words.months[usize::from(month.number) - 1].len() > 2;
                (two && month.name > 0).then(|| usize::from(month.name) - 1)
            }
            Dimension::Ordinal => Some(usize::from(day.ordinal.is_some())),
            Dimension::YearComma => (day.year.is_some() && !day.day_first).then_some(usize::from(!day.year_comma)),
            Dimension::Weekday => day.weekday.as_ref().map(|weekday| usize::from(weekday.name > 0)),
            Dimension::Numeric => day.year.is_some().then_some(0),
            Dimension::Range => day.last_day.map(|(dash, _)| form_of_dash(dash)),
            _ => None,
        }
    }
}

fn form_of_time(dimension: Dimension, time: &Time) -> Option<usize> {
    if time.word.is_some() {
        return None;
    }
    let Some(meridiem) = time.meridiem else {
        return (dimension == Dimension::Meridiem).then_some(4);
    };
    match dimension {
        Dimension::Meridiem => Some(match (meridiem.stops, meridiem.capitals) {
            (true, false) => 0,
            (false, false) => 1,
            (false, true) => 2,
            (true, true) => 3,
        }),
        Dimension::Space => Some(usize::from(!meridiem.space)),
        Dimension::Minutes => time.clock.minute.map(|_| usize::from(!time.clock.colon)),
        Dimension::ZeroMinutes => match time.clock.minute {
            None => Some(0),
            Some(0) => Some(1),
            Some(_) => None,
        },
        Dimension::Range => time.from.map(|(_, dash)| form_of_dash(dash)),
        _ => None,
    }
}

const fn form_of_dash(dash: Dash) -> usize {
    match dash {
        Dash::Hyphen => 0,
        Dash::En => 1,
    }
}

/// Whether an expression votes on anything that the house leaves open.
pub(super) fn is_voter(check: &DateCheck, what: &What) -> bool {
    DIMENSIONS.iter().any(|dimension| dimension.is_open(&check.house) && check.form(*dimension, what).is_some())
}

/// The outcome of one dimension.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    /// The form that most expressions have.
    winner: usize,
    /// The first expression that has it.
    example: Option<(Place, usize)>,
    /// Who is told: all others, or one expression by its number.
    told: Option<usize>,
    /// Who has the other form is told so much.
    level: Level,
}

/// The outcome of every dimension.
pub(super) struct Ballots<'a> {
    outcomes: [Option<Outcome>; DIMENSIONS.len()],
    texts: Vec<&'a str>,
}

/// What an expression does otherwise than the story.
pub(super) struct Misses {
    pub(super) level: Level,
    pub(super) target: What,
    pub(super) fixable: bool,
    /// An expression in the form of the story, and its text.
    pub(super) example: Option<(Place, String)>,
}

/// Counts the votes of a story. `weekdays` are those that stand in full by themselves: how many, and the first.
pub(super) fn count<'a>(
    check: &DateCheck,
    voters: &[(usize, &'a Voter)],
    weekdays: (u32, Option<(Place, &'a str)>),
) -> Ballots<'a> {
    let mut ballots = Ballots { outcomes: [None; DIMENSIONS.len()], texts: Vec::new() };
    ballots.texts = voters.iter().map(|(_, voter)| &*voter.case.text).collect();
    let (full_weekdays, first_weekday) = weekdays;
    for (number, dimension) in DIMENSIONS.into_iter().enumerate() {
        if !dimension.is_open(&check.house) {
            continue;
        }
        let mut counts = [0_usize; FORMS];
        let mut first: [Option<usize>; FORMS] = [None; FORMS];
        let mut last = 0;
        for (i, (_, voter)) in voters.iter().enumerate().filter(|(_, (_, voter))| voter.votes) {
            if let Some(form) = check.form(dimension, &voter.case.what) {
                counts[form] += 1;
                first[form].get_or_insert(i);
                last = i;
            }
        }
        let mut example = None;
        if dimension == Dimension::Weekday && counts[1] > 0 {
            counts[0] += full_weekdays as usize;
            if let (None, Some((place, text))) = (first[0], first_weekday) {
                ballots.texts.push(text);
                example = Some((place, ballots.texts.len() - 1));
            }
        }
        let used = || (0..FORMS).filter(|&form| counts[form] > 0);
        if used().count() < 2 {
            continue;
        }
        let total: usize = counts.iter().sum();
        let position = |form: usize| first[form].map_or(0, |i| i + 1);
        let Some(winner) = used().max_by_key(|&form| (counts[form], std::cmp::Reverse(position(form)))) else {
            continue;
        };
        let place = |i: usize| (Place { paragraph: voters[i].0, place: voters[i].1.whole }, i);
        let example = first[winner].map(place).or(example);
        let clear = total >= 3 && counts[winner] * 3 >= total * 2;
        let told = if clear {
            None
        } else if total == 2 {
            Some(last)
        } else {
            let rarest = used()
                .filter(|&form| form != winner)
                .min_by_key(|&form| (counts[form], std::cmp::Reverse(position(form))));
            let Some(told) = rarest.and_then(|form| first[form]) else { continue };
            Some(told)
        };
        let level = if clear { Level::Warning } else { Level::Info };
        ballots.outcomes[number] = Some(Outcome { winner, example, told, level });
    }
    ballots
}

impl Ballots<'_> {
    /// What the expression of that number does otherwise than the story, if anything.
    pub(super) fn misses(&self, check: &DateCheck, number: usize, voter: &Voter) -> Option<Misses> {
        let allowed = check.level("consistency")?;
        if !voter.votes {
            return None;
        }
        let mut misses: Option<Misses> = None;
        for (dimension, outcome) in DIMENSIONS.into_iter().zip(&self.outcomes) {
            let Some(outcome) = outcome else { continue };
            let Some(form) = check.form(dimension, &voter.case.what) else { continue };
            if form == outcome.winner || outcome.told.is_some_and(|told| told != number) {
                continue;
            }
            let misses = misses.get_or_insert_with(|| Misses {
                level: Level::Hint,
                target: voter.case.target.clone(),
                fixable: true,
                example: outcome.example.map(|(place, text)| (place, self.texts[text].to_owned())),
            });
            misses.level = misses.level.max(outcome.level).min(allowed);
            misses.fixable &= self.align(&mut misses.target, dimension, outcome.winner);
        }
        misses
    }

    /// Gives a part of an expression the form of the story; false if nobody can say how that would look.
    fn align(&self, target: &mut What, dimension: Dimension, form: usize) -> bool {
        let winner = |dimension: Dimension| {
            let at = DIMENSIONS.iter().position(|known| *known == dimension)?;
            Some(self.outcomes[at]?.winner)
        };
        match target {
            What::Day(day) => {
                match dimension {
                    Dimension::Order => {
                        day.day_first = form == 1;
                        day.year_comma = form == 0 && winner(Dimension::YearComma) != Some(1);
                        day.weekday_comma = form == 0;
                    }
                    Dimension::MonthForm if form == 0 => (day.month.name, day.month.stop) = (0, false),
                    Dimension::MonthForm => {
                        day.month.name = 1;
                        day.month.stop = winner(Dimension::Stop) != Some(1);
                    }
                    Dimension::Stop => day.month.stop = form == 0,
                    Dimension::September => day.month.name = form as u8 + 1,
                    Dimension::Ordinal => day.ordinal = (form == 1).then(Span::default),
                    Dimension::YearComma => day.year_comma = form == 0,
                    Dimension::Weekday => match &mut day.weekday {
                        Some(weekday) => (weekday.name, weekday.stop) = (form as u8, form == 1),
                        None => return false,
                    },
                    Dimension::Range => {
                        if let Some((dash, _)) = &mut day.last_day {
                            *dash = dash_of(form);
                        }
                    }
                    // How a date looks in figures, only the desk knows.
                    _ => return false,
                }
                true
            }
            What::Time(time) => align_time(time, dimension, form),
            What::Decade(decade) => {
                match dimension {
                    Dimension::Decade => decade.inner = form == 1,
                    _ => decade.lead = form == 0,
                }
                true
            }
            What::Years(years) => {
                years.dash = dash_of(form);
                true
            }
            What::Weekday(weekday) => {
                (weekday.name, weekday.stop) = (form as u8, form == 1);
                true
            }
            What::Numeric(_) | What::Month(_) | What::Relative(_) => false,
        }
    }
}

const fn dash_of(form: usize) -> Dash {
    if form == 0 { Dash::Hyphen } else { Dash::En }
}

fn align_time(time: &mut Time, dimension: Dimension, form: usize) -> bool {
    if time.tail.is_some() {
        return false;
    }
    match dimension {
        Dimension::Meridiem if form == 4 => {
            let Some(meridiem) = time.meridiem.take() else {
                return true;
            };
            if time.from.is_some() {
                return false;
            }
            time.clock.hour = time.clock.hour % 12 + if meridiem.pm { 12 } else { 0 };
            (time.clock.minute, time.clock.colon) = (Some(time.clock.minute.unwrap_or(0)), true);
        }
        Dimension::Meridiem => {
            let (stops, capitals) = [(true, false), (false, false), (false, true), (true, true)][form.min(3)];
            let pm = time.clock.hour >= 12;
            if time.meridiem.is_none() {
                time.clock.hour = match time.clock.hour % 12 {
                    0 => 12,
                    hour => hour,
                };
                time.clock.minute = time.clock.minute.filter(|minute| *minute > 0);
            }
            let old = time.meridiem.unwrap_or(Meridiem { pm, stops, capitals, space: stops, cut: false });
            time.meridiem = Some(Meridiem { stops, capitals, cut: false, ..old });
        }
        Dimension::Space => {
            if let Some(meridiem) = &mut time.meridiem {
                meridiem.space = form == 0;
            }
        }
        Dimension::Minutes => time.clock.colon = form == 0,
        Dimension::ZeroMinutes => {
            let clocks = std::iter::once(&mut time.clock).chain(time.from.as_mut().map(|(from, _)| from));
            for clock in clocks {
                match (form, clock.minute) {
                    (0, Some(0)) => (clock.minute, clock.colon) = (None, true),
                    (1, None) => clock.minute = Some(0),
                    _ => {}
                }
            }
        }
        Dimension::Range => {
            if let Some((_, dash)) = &mut time.from {
                *dash = dash_of(form);
            }
        }
        _ => return false,
    }
    true
}
