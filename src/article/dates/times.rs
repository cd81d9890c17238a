//! Times of day.

use super::days::figures;
use super::{Clock, Cues, Dash, Gap, Meridiem, Reader, Role, Tail, Time, What};
use crate::article::WordKind;
use crate::text::Span;

impl Reader<'_> {
    /// *7 p.m.*, *7:30pm*, *5-7 p.m.*, *12 noon*, *at 19:00*.
    pub(super) fn time(&self, i: usize, text: &str) -> Option<(What, Span, usize)> {
        let words = &self.paragraph.words;
        let start = words[i].start as usize;
        let (first, rest) = clock(text)?;
        let (from, this, rest, mut last) = match rest.strip_prefix(['-', '‑']) {
            Some(end) => {
                let (end, rest) = clock(end)?;
                (Some((first, Dash::Hyphen)), end, rest.to_owned(), i)
            }
            None if rest.is_empty() && self.gap(i) == Gap::EnDash => {
                let text = self.text(i + 1);
                let (end, rest) = clock(&text)?;
                (Some((first, Dash::En)), end, rest.to_owned(), i + 1)
            }
            None => (None, first, rest.to_owned(), i),
        };
        let mut end = words[last].end as usize;
        if !self.stands_alone(Span::new(start, end)) {
            return None;
        }
        let stop_follows = |end: usize| self.paragraph.text[end..].starts_with('.');
        let meridiem = if rest.is_empty() {
            self.meridiem_after(last)
        } else {
            let own = meridiem(&rest, false)?;
            Some(if own.stops && stop_follows(end) {
                end += 1;
                own
            } else {
                Meridiem { cut: own.stops, ..own }
            })
        };
        let Some(meridiem) = meridiem else {
            return self.time_in_words(i, from, this, start).or_else(|| self.clock_of_24(i, from, this, start));
        };
        if meridiem.space {
            last += 1;
            end = words[last].end as usize;
        }
        let tail = self.tail(last, meridiem.pm);
        if let Some((_, tail_last)) = tail {
            last = tail_last;
            end = words[last].end as usize;
        }
        if this.hour > 24 {
            return None;
        }
        let time = Time { from, clock: this, meridiem: Some(meridiem), word: None, tail: tail.map(|(tail, _)| tail) };
        Some((What::Time(time), Span::new(start, end), last))
    }

    fn meridiem_after(&self, i: usize) -> Option<Meridiem> {
        let next = self.paragraph.words.get(i + 1)?;
        if self.gap(i) != Gap::Space || !matches!(next.kind, WordKind::Plain | WordKind::Abbreviation) {
            return None;
        }
        if next.end - next.start > 4 {
            return None;
        }
        meridiem(&self.text(i + 1), true)
    }

    /// *12 noon*.
    fn time_in_words(
        &self,
        i: usize,
        from: Option<(Clock, Dash)>,
        clock: Clock,
        start: usize,
    ) -> Option<(What, Span, usize)> {
        if from.is_some() || clock.hour != 12 || clock.minute.unwrap_or(0) != 0 || self.gap(i) != Gap::Space {
            return None;
        }
        let cues = self.cues(i + 1);
        if !cues.any(Cues::NOON | Cues::MIDNIGHT) {
            return None;
        }
        let time = Time { from: None, clock, meridiem: None, word: Some(cues.any(Cues::MIDNIGHT)), tail: None };
        Some((What::Time(time), Span::new(start, self.paragraph.words[i + 1].end as usize), i + 1))
    }

    /// *at 19:00*. Playing times and results look alike, so a word before it must ask for a time.
    fn clock_of_24(
        &self,
        i: usize,
        from: Option<(Clock, Dash)>,
        clock: Clock,
        start: usize,
    ) -> Option<(What, Span, usize)> {
        let word = &self.paragraph.words[i];
        let two_figures = word.end - word.start == 5;
        let is_time = from.is_none()
            && two_figures
            && clock.colon
            && (clock.hour > 12 || clock.hour == 0)
            && clock.hour < 24
            && clock.minute.is_some_and(|minute| minute < 60 && minute % 5 == 0)
            && self.cues_before(i).any(Cues::CLOCK)
            && !(self.gap(i) == Gap::Space && self.cues(i + 1).any(Cues::NO_CLOCK));
        let time = Time { from: None, clock, meridiem: None, word: None, tail: None };
        is_time.then(|| (What::Time(time), Span::new(start, word.end as usize), i))
    }

    /// What says again which half of the day it is, and its last word.
    fn tail(&self, i: usize, pm: bool) -> Option<(Tail, usize)> {
        if self.gap(i) != Gap::Space {
            return None;
        }
        if pm && self.cues(i + 1).any(Cues::TONIGHT) {
            return Some((Tail::Tonight, i + 1));
        }
        let Some(Role::Weekday(number, 0)) = self.role(i + 1) else {
            return None;
        };
        let same = if pm { Cues::EVENING } else { Cues::MORNING };
        let part = self.gap(i + 1) == Gap::Space
            && self.cues(i + 2).any(same)
            && !self.paragraph.words[i + 2].is_capitalised();
        part.then_some((Tail::Weekday(number), i + 2))
    }
}

/// *7*, *7:30*, *7.30*, and what follows.
fn clock(text: &str) -> Option<(Clock, &str)> {
    let (hour, rest) = figures(text, 2)?;
    let hour = u8::try_from(hour).ok()?;
    let minute = |rest: &str| {
        let (minute, after) = figures(rest, 2)?;
        (rest.len() - after.len() == 2).then_some(u8::try_from(minute).ok()?)
    };
    if let Some(sign) = rest.chars().next().filter(|c| matches!(c, ':' | '.'))
        && let Some(value) = minute(&rest[1..])
    {
        return Some((Clock { hour, minute: Some(value), colon: sign == ':' }, &rest[3..]));
    }
    Some((Clock { hour, minute: None, colon: true }, rest))
}

/// *a.m.*, *pm*, *PM*.
fn meridiem(text: &str, space: bool) -> Option<Meridiem> {
    let (letters, cut) = match text.strip_suffix('.') {
        Some(letters) => (letters, false),
        None => (text, text.contains('.')),
    };
    let plain = letters.replace('.', "");
    let pm = match plain.to_ascii_lowercase().as_str() {
        "am" => false,
        "pm" => true,
        _ => return None,
    };
    let stops = text.contains('.');
    Some(Meridiem { pm, stops, capitals: plain.starts_with(|c: char| c.is_ascii_uppercase()), space, cut })
}
