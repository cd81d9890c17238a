//! Weekdays that are not the day’s, and days that are near.

use super::DateCheck;
use super::house::{MonthForm, WeekdayOrAny};
use crate::article::dates::{Cues, Expression, FullDate, Gap, MonthName, Reader, Weekday};
use crate::article::{Date, Paragraph, WordKind, calendar};
use crate::text::Span;

/// A date within so many days of the article’s is told by its weekday.
const WEEK: i32 = 7;

/// A story about so many years ago, or fewer, dates its days.
const RECENT: u16 = 3;

impl DateCheck {
    /// The right weekday of a date that has another one, and the day in full. The year is the one that is stated, or the one
    /// in which the day is nearest to the article’s date; where the text beside it tells of another year in which the weekday
    /// is right, that is the one.
    pub(super) fn mismatch(
        &self,
        paragraph: &Paragraph<'_>,
        expression: &Expression,
        day: &FullDate,
    ) -> Option<(u8, Date)> {
        let weekday = day.weekday.as_ref()?;
        let date = match day.year {
            Some(year) => Date { year: Some(year), month: day.month.number, day: day.day },
            None => calendar::nearest(day.month.number, day.day, paragraph.settings.date?)?,
        };
        let right = calendar::weekday(date).filter(|right| *right != weekday.number)?;
        let reader = Reader { paragraph, words: &self.writer.words };
        if day.year.is_none()
            && (tells_its_year(&reader, expression, date, weekday.number) || names_a_thing(&reader, expression, day))
        {
            return None;
        }
        Some((right, date))
    }

    /// The nearest day that has the weekday of a date whose weekday is wrong, in the form of the target.
    pub(super) fn same_weekday(&self, day: &FullDate, target: &FullDate, right: u8, date: Date) -> Option<FullDate> {
        let found = day.weekday.as_ref()?.number;
        let away = (i32::from(found) - i32::from(right) + 10).rem_euclid(7) - 3;
        let date = calendar::days_after(date, away)?;
        let mut other = target.clone();
        other.weekday.as_mut()?.number = found;
        other.day = date.day;
        other.last_day = None;
        if other.year.is_some() {
            other.year = date.year;
        }
        if date.month != other.month.number {
            let short = other.month.name > 0 && self.writer.words.months[usize::from(date.month) - 1].len() > 1;
            let (name, stop) = match self.house.month_with_day {
                MonthForm::Abbreviated => self.writer.abbreviated(date.month).unwrap_or((0, false)),
                _ => (u8::from(short), short && other.month.stop),
            };
            other.month = MonthName { number: date.month, name, stop, at: Span::default() };
        }
        Some(other)
    }

    /// The weekday of a date without one, if the house tells a day so near to the article’s by it.
    pub(super) fn in_the_window(
        &self,
        paragraph: &Paragraph<'_>,
        expression: &Expression,
        day: &FullDate,
    ) -> Option<Weekday> {
        let today = paragraph.settings.date?;
        if self.house.near_date != WeekdayOrAny::Weekday || day.weekday.is_some() || day.last_day.is_some() {
            return None;
        }
        let date = calendar::nearest(day.month.number, day.day, today)?;
        let distance = calendar::days_between(today, date)?;
        let reader = Reader { paragraph, words: &self.writer.words };
        let before = reader.cues_before(expression.first);
        // A name for something, or one end of a range.
        let is_named = before.any(Cues::KEEPS_DATE)
            || expression.lead.is_some()
            || matches!(reader.gap(expression.last), Gap::Hyphen | Gap::EnDash)
            || reader.gap(expression.last) == Gap::Space && reader.cues(expression.last + 1).any(Cues::KEEPS_DATE);
        let near = day.year.is_none_or(|year| date.year == Some(year)) && distance.abs() <= WEEK && !is_named;
        near.then_some(Weekday { number: calendar::weekday(date)?, name: 0, stop: false, at: Span::default() })
    }
}

/// Whether the sentence or the one before it tells of a year in which the day has that weekday.
fn tells_its_year(reader: &Reader<'_>, expression: &Expression, date: Date, number: u8) -> bool {
    let paragraph = reader.paragraph;
    let mut words = reader.sentence_around(expression.first);
    if let Some(before) = words.start.checked_sub(1) {
        words.start = reader.sentence_around(before).start;
    }
    words.filter(|&i| paragraph.words[i].kind == WordKind::Number).any(|i| {
        let text = reader.text(i);
        let figures = text.bytes().take_while(u8::is_ascii_digit).count();
        let year = text.get(..4).filter(|_| figures == 4).and_then(|year| year.parse::<i16>().ok());
        // A comparison with last year tells of no other day.
        let year = year.filter(|year| (1000..=2100).contains(year));
        let year = year.filter(|year| date.year.is_some_and(|near| near.abs_diff(*year) > RECENT));
        year.is_some() && calendar::weekday(Date { year, ..date }) == Some(number)
    })
}

/// *said Friday Jan. 6 defendants would …*: without a comma, the weekday may belong to what comes before it, and the date to
/// what comes after it.
fn names_a_thing(reader: &Reader<'_>, expression: &Expression, day: &FullDate) -> bool {
    let next = reader.paragraph.words.get(expression.last + 1);
    !day.day_first
        && !day.weekday_comma
        && reader.gap(expression.last) == Gap::Space
        && next.is_some_and(|next| !next.is_capitalised())
        && !reader.cues(expression.last + 1).any(Cues::MONTH_PREPOSITION | Cues::CLOCK | Cues::ON | Cues::NO_CLOCK)
}
