//! Times of day in the form of the house.

use super::DateCheck;
use super::house::{ClockForm, DropOrKeep, MeridiemForm, Minutes, NeverOrAny, WordOrAny};
use super::judge::{Case, Defects};
use crate::article::dates::{Clock, Meridiem, Tail, Time};
use crate::article::{Paragraph, calendar};

impl DateCheck {
    /// A time as the house would have it.
    pub(super) fn time(
        &self,
        paragraph: &Paragraph<'_>,
        time: &Time,
        free: bool,
        case: &mut Case,
        defects: &mut Defects<'_>,
    ) -> Time {
        let mut target = time.clone();
        let house = &self.house;
        let possible = |clock: Clock| clock.hour <= 12 && clock.minute.is_none_or(|minute| minute < 60);
        let is_possible = possible(time.clock) && time.from.is_none_or(|(from, _)| possible(from));
        if time.meridiem.is_some() && !is_possible {
            defects.whole("impossible");
            case.fixable = false;
        }
        if !free {
            return target;
        }
        let twelve = time.clock.hour == 12 && time.clock.minute.unwrap_or(0) == 0 && time.from.is_none();
        let figure = time.word.is_some() || (time.meridiem.is_some() && time.tail.is_none());
        if house.noon == WordOrAny::Word && twelve && figure && defects.whole("noon-midnight") {
            target.word = time.word.or_else(|| time.meridiem.map(|meridiem| !meridiem.pm));
            return target;
        }
        if time.word.is_some() {
            return target;
        }
        let wrong = self.time_form(time, &mut target);
        if wrong && !defects.whole("time-format") {
            target = time.clone();
        }
        if let Some((_, dash)) = &mut target.from {
            self.range(dash, defects);
        }
        if let Some(tail) = time.tail {
            if house.time_redundant == NeverOrAny::Never && defects.whole("time-redundant") {
                if tail == Tail::Tonight {
                    target.tail = paragraph.settings.date.and_then(calendar::weekday).map(Tail::Weekday);
                    case.fixable &= target.tail.is_some();
                }
            } else {
                case.fixable = false;
            }
        }
        target
    }

    /// Brings a time into the form of the house; whether anything had to change.
    fn time_form(&self, time: &Time, target: &mut Time) -> bool {
        let house = &self.house;
        if time.meridiem.is_none() {
            if house.clock != ClockForm::Twelve || house.meridiem.is_open() {
                return false;
            }
            target.clock.hour = match time.clock.hour % 12 {
                0 => 12,
                hour => hour,
            };
            target.meridiem =
                Some(Meridiem { pm: time.clock.hour >= 12, stops: true, capitals: false, space: true, cut: false });
        }
        if let Some(meridiem) = &mut target.meridiem {
            match house.meridiem {
                MeridiemForm::Stops => {
                    *meridiem = Meridiem { pm: meridiem.pm, stops: true, capitals: false, space: true, cut: false };
                }
                MeridiemForm::Plain => {
                    *meridiem = Meridiem { pm: meridiem.pm, stops: false, capitals: false, space: false, cut: false };
                }
                MeridiemForm::Any => {}
            }
        }
        let clocks = std::iter::once(&mut target.clock).chain(target.from.as_mut().map(|(from, _)| from));
        for clock in clocks {
            match house.minutes {
                Minutes::Colon => clock.colon = true,
                Minutes::Stop => clock.colon = clock.minute.is_none(),
                Minutes::Any => {}
            }
            match (house.zero_minutes, clock.minute) {
                (DropOrKeep::Drop, Some(0)) => (clock.minute, clock.colon) = (None, true),
                (DropOrKeep::Keep, None) => (clock.minute, clock.colon) = (Some(0), house.minutes != Minutes::Stop),
                _ => {}
            }
        }
        target != time
    }
}
