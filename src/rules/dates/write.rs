//! Writes an expression as it should be.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::article::dates::{
    Clock, Dash, DateWords, Decade, FullDate, Meridiem, MonthName, MonthOnly, Tail, Time, What,
};
use crate::article::dates::{Weekday, Years};

/// How the twelve months are abbreviated, where a house says so, and the words of dates.
pub(super) struct Writer {
    pub(super) words: DateWords,
    /// With their stops.
    pub(super) abbreviations: Vec<String>,
}

impl Writer {
    /// An expression without the stop of the sentence; a word between the parts of a range in place of its mark.
    pub(super) fn write(&self, what: &What, joint: Option<&str>) -> String {
        let mut out = String::new();
        match what {
            What::Day(day) => self.day(day, joint, &mut out),
            What::Month(month) => self.month(month, &mut out),
            What::Time(time) => self.time(time, joint, &mut out),
            What::Decade(decade) => write_decade(decade, &mut out),
            What::Years(years) => write_years(years, joint, &mut out),
            What::Weekday(weekday) => out.push_str(&self.weekday(weekday)),
            What::Numeric(_) | What::Relative(_) => {}
        }
        out
    }

    fn day(&self, day: &FullDate, joint: Option<&str>, out: &mut String) {
        if let Some(weekday) = &day.weekday {
            out.push_str(&self.weekday(weekday));
            out.push_str(match (day.bracket, day.weekday_comma) {
                (true, _) => " (",
                (false, true) => ", ",
                (false, false) => " ",
            });
        }
        let month = self.month_name(&day.month);
        let mut number = day.day.to_string();
        if day.ordinal.is_some() {
            number.push_str(ending(day.day));
        }
        if let Some((dash, last)) = day.last_day {
            join(&mut number, dash, joint);
            let _ = write!(number, "{last}");
        }
        if day.day_first {
            let _ = write!(out, "{number} {month}");
        } else {
            let _ = write!(out, "{month} {number}");
        }
        if let Some(year) = day.year {
            let _ = write!(out, "{} {year}", if day.year_comma { "," } else { "" });
        }
    }

    fn month(&self, month: &MonthOnly, out: &mut String) {
        out.push_str(&self.month_name(&month.month));
        if let Some(year) = month.year {
            let _ = write!(out, "{} {year}", if month.comma { "," } else { "" });
        }
    }

    fn time(&self, time: &Time, joint: Option<&str>, out: &mut String) {
        if let Some(midnight) = time.word {
            out.push_str(&self.words.noon[usize::from(midnight)]);
        } else {
            if let Some((from, dash)) = time.from {
                write_clock(from, out);
                join(out, dash, joint);
            }
            if time.meridiem.is_none() && time.clock.hour < 10 {
                out.push('0');
            }
            write_clock(time.clock, out);
            if let Some(meridiem) = time.meridiem {
                write_meridiem(meridiem, out);
            }
        }
        if let Some(Tail::Weekday(number)) = time.tail {
            let _ = write!(out, " {}", self.words.weekday(number));
        }
    }

    /// A month as it is written in the expression.
    pub(super) fn month_name(&self, month: &MonthName) -> Cow<'_, str> {
        let names = self.words.months.get(usize::from(month.number).wrapping_sub(1));
        let name = names.and_then(|names| names.get(usize::from(month.name))).map_or("", String::as_str);
        if month.stop { Cow::Owned(format!("{name}.")) } else { Cow::Borrowed(name) }
    }

    fn weekday(&self, weekday: &Weekday) -> Cow<'_, str> {
        let names = self.words.weekdays.get(usize::from(weekday.number));
        let name = names.and_then(|names| names.get(usize::from(weekday.name))).map_or("", String::as_str);
        if weekday.stop { Cow::Owned(format!("{name}.")) } else { Cow::Borrowed(name) }
    }

    /// The form in which the house abbreviates a month with a day: which of its names, and whether with a stop.
    pub(super) fn abbreviated(&self, number: u8) -> Option<(u8, bool)> {
        let form = self.abbreviations.get(usize::from(number).checked_sub(1)?)?;
        let bare = form.trim_end_matches('.');
        let names = self.words.months.get(usize::from(number) - 1)?;
        let name = names.iter().position(|name| name == bare)?;
        Some((u8::try_from(name).ok()?, form.ends_with('.')))
    }
}

fn join(out: &mut String, dash: Dash, joint: Option<&str>) {
    match (joint, dash) {
        (Some(word), _) => {
            let _ = write!(out, " {word} ");
        }
        (None, Dash::Hyphen) => out.push('-'),
        (None, Dash::En) => out.push('–'),
    }
}

fn ending(day: u8) -> &'static str {
    match (day % 10, day / 10) {
        (1, tens) if tens != 1 => "st",
        (2, tens) if tens != 1 => "nd",
        (3, tens) if tens != 1 => "rd",
        _ => "th",
    }
}

fn write_clock(clock: Clock, out: &mut String) {
    let _ = write!(out, "{}", clock.hour);
    if let Some(minute) = clock.minute {
        let _ = write!(out, "{}{minute:02}", if clock.colon { ':' } else { '.' });
    }
}

fn write_meridiem(meridiem: Meridiem, out: &mut String) {
    if meridiem.space {
        out.push(' ');
    }
    out.push_str(match (meridiem.pm, meridiem.stops, meridiem.capitals) {
        (false, true, false) => "a.m.",
        (true, true, false) => "p.m.",
        (false, false, false) => "am",
        (true, false, false) => "pm",
        (false, true, true) => "A.M.",
        (true, true, true) => "P.M.",
        (false, false, true) => "AM",
        (true, false, true) => "PM",
    });
}

fn write_decade(decade: &Decade, out: &mut String) {
    if decade.lead {
        out.push('’');
    }
    let _ = write!(out, "{}{}s", decade.value, if decade.inner { "’" } else { "" });
}

fn write_years(years: &Years, joint: Option<&str>, out: &mut String) {
    let _ = write!(out, "{}", years.from);
    join(out, years.dash, joint);
    if years.short && joint.is_none() {
        let _ = write!(out, "{:02}", years.to % 100);
    } else {
        let _ = write!(out, "{}", years.to);
    }
}
