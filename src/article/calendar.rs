//! Facts of the calendar, by the library `jiff`: how long a month is, which weekday a day is, how far two days are apart.

use jiff::civil;

use super::Date;

/// The number of days of a month, 1 to 12; February has 29 where the year is unknown. 0 if there is no such month.
pub fn days_in_month(year: Option<i16>, month: u8) -> u8 {
    // Any leap year will do for a day of an unknown year.
    let first = civil::Date::new(year.unwrap_or(2000), month.cast_signed(), 1);
    first.map_or(0, |first| first.days_in_month().cast_unsigned())
}

/// The weekday of a day, 0 for Monday to 6 for Sunday, if its year is known and there is such a day.
pub fn weekday(date: Date) -> Option<u8> {
    Some(civil(date)?.weekday().to_monday_zero_offset().cast_unsigned())
}

/// The days from one day to another, negative if the other comes before it.
pub fn days_between(from: Date, to: Date) -> Option<i32> {
    Some((civil(to)? - civil(from)?).get_days())
}

/// The day so many days after another; at most a few years away.
pub fn days_after(date: Date, days: i32) -> Option<Date> {
    let moved = civil(date)?.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    Some(Date { year: Some(moved.year()), month: moved.month().cast_unsigned(), day: moved.day().cast_unsigned() })
}

/// A day of the year, in the year in which it comes nearest to another day: half a year away at most.
pub fn nearest(month: u8, day: u8, to: Date) -> Option<Date> {
    let year = to.year?;
    let candidates = [year.checked_sub(1), Some(year), year.checked_add(1)].into_iter().flatten();
    candidates
        .filter_map(|year| {
            let date = Date { year: Some(year), month, day };
            Some((days_between(to, date)?.abs(), date))
        })
        .filter(|(distance, _)| *distance <= HALF_A_YEAR)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, date)| date)
}

/// In days.
const HALF_A_YEAR: i32 = 183;

fn civil(date: Date) -> Option<civil::Date> {
    civil::Date::new(date.year?, date.month.cast_signed(), date.day.cast_signed()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn day(year: i16, month: u8, day: u8) -> Date {
        Date { year: Some(year), month, day }
    }

    #[test]
    fn knows_the_calendar() {
        assert_eq!([days_in_month(None, 2), days_in_month(Some(2023), 2), days_in_month(Some(1900), 2)], [29, 28, 28]);
        assert_eq!(days_in_month(None, 13), 0);
        assert_eq!(weekday(day(2001, 9, 11)), Some(1));
        assert_eq!(weekday(Date { year: None, month: 9, day: 11 }), None);
        assert_eq!(days_between(day(2023, 12, 31), day(2024, 3, 1)), Some(61));
        assert_eq!(days_after(day(2024, 2, 28), 2), Some(day(2024, 3, 1)));
    }

    #[test]
    fn a_day_without_a_year_is_the_nearest_one() {
        assert_eq!(nearest(1, 2, day(2023, 12, 20)), Some(day(2024, 1, 2)));
        assert_eq!(nearest(12, 31, day(2024, 1, 1)), Some(day(2023, 12, 31)));
        assert_eq!(nearest(2, 29, day(2023, 3, 1)), None, "there was none within half a year");
        assert_eq!(nearest(2, 30, day(2023, 3, 1)), None);
    }
}
