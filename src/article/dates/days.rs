//! Days and months by their names.

use super::{AfterYear, Cues, Dash, FullDate, Gap, MonthName, MonthOnly, Reader, Role, Weekday, What};
use crate::article::WordKind;
use crate::text::Span;
use crate::vocabulary::is_invisible;

/// A day as a number, perhaps with an ending, perhaps the first of a range.
struct DayNumber {
    day: u8,
    /// Length of the figures in bytes, before *rd*.
    figures: usize,
    ordinal: bool,
    last_day: Option<(Dash, u8)>,
    /// The number of the last word.
    last: usize,
}

/// Years that a bare number after a month can be; a comma before it allows earlier ones.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;
const EARLY_YEARS: std::ops::RangeInclusive<i16> = 1500..=2100;

impl Reader<'_> {
    /// The expression that a month begins: *March 3, 2021*, *March 2020*, *in Sept.*
    pub(super) fn month(&self, i: usize) -> Option<(What, Span, usize)> {
        if self.is_proper(i) || self.is_surname(i) {
            return None;
        }
        if let Some((day, last)) = self.month_first(i, false) {
            let span = self.span(i, last, 0);
            return Some((What::Day(relative(day, span.start)), span, last));
        }
        self.month_and_year(i).or_else(|| self.bare_month(i))
    }

    /// The expression that a weekday begins: a date, or the weekday itself.
    pub(super) fn weekday(&self, i: usize) -> Option<(What, Span, usize)> {
        let Role::Weekday(number, name) = self.role(i)? else {
            return None;
        };
        if self.is_proper(i) {
            return None;
        }
        let gap = self.gap(i);
        let bracket = self.gap(i) == Gap::Other && self.opens_bracket(i);
        let short = name > 0;
        let stop = short && self.stop_follows(i);
        let start = self.paragraph.words[i].start as usize;
        let end = self.paragraph.words[i].end as usize + usize::from(stop);
        let weekday = Weekday { number, name, stop, at: Span::new(start, end) };
        let joined = match gap {
            Gap::Space => !stop,
            Gap::Comma => true,
            Gap::Stop | Gap::StopComma => short,
            _ => bracket,
        };
        if joined && let Some((mut day, last)) = self.dated(i + 1) {
            day.weekday = Some(weekday);
            day.weekday_comma = matches!(gap, Gap::Comma | Gap::StopComma);
            day.bracket = bracket;
            day.doubtful = false;
            let span = self.span(i, last, 0);
            return Some((What::Day(relative(day, span.start)), span, last));
        }
        if short && !self.is_weekday_alone(i, stop) {
            return None;
        }
        let span = Span::new(start, end);
        let weekday = Weekday { at: Span::new(0, span.len()), ..weekday };
        Some((What::Weekday(weekday), span, i))
    }

    /// Whether an abbreviation of a weekday is one although no date follows: *Sun* is a newspaper and *Wed* a verb.
    fn is_weekday_alone(&self, i: usize, stop: bool) -> bool {
        if self.cues(i).any(Cues::SURE) {
            return true;
        }
        let before = i.checked_sub(1).map(|before| &self.paragraph.words[before]);
        let after_name = before.is_some_and(crate::article::Word::is_capitalised) || self.cues_before(i).any(Cues::THE);
        // The stop of a sentence is no stop of an abbreviation.
        let goes_on = match self.gap(i) {
            Gap::StopComma => true,
            Gap::Stop => self.paragraph.words.get(i + 1).is_some_and(|next| !next.is_capitalised()),
            _ => false,
        };
        stop && goes_on && !after_name && before.is_some()
    }

    /// A day with its month from a word on, after a weekday.
    fn dated(&self, i: usize) -> Option<(FullDate, usize)> {
        match self.role(i) {
            Some(Role::Month(..)) if !self.is_proper(i) => self.month_first(i, true),
            Some(_) => None,
            None if self.cues(i).any(Cues::THE) && self.gap(i) == Gap::Space => self.day_and_month(i + 1),
            None => self.day_and_month(i),
        }
    }

    /// *March 3, 2021* from the month on.
    fn month_first(&self, i: usize, after_weekday: bool) -> Option<(FullDate, usize)> {
        let Role::Month(number, name) = self.role(i)? else {
            return None;
        };
        let stop = match self.gap(i) {
            Gap::Space => false,
            Gap::Stop if name > 0 => true,
            _ => return None,
        };
        let day = self.day_number(i + 1)?;
        let (year, last, year_comma) = match self.year_after(day.last, &[Gap::Space, Gap::Comma]) {
            Some((year, comma)) => (Some(year), day.last + 1, comma),
            None => (None, day.last, false),
        };
        let before = self.cues_before(i);
        if year.is_none() && !day.ordinal {
            let counted = self.gap(day.last) == Gap::Space && self.cues(day.last + 1).any(Cues::UNIT);
            let bare = name == 0 && !after_weekday && before.any(Cues::BARE_MONTH);
            if counted || bare {
                return None;
            }
        }
        let possible = (1..=31).contains(&day.day);
        if !possible && year.is_none() && !after_weekday && !stop && !before.any(Cues::ON) {
            return None;
        }
        if !self.stands_alone(self.paragraph.words[day.last].span()) {
            return None;
        }
        let also_name = self.cues(i).any(Cues::ALSO_NAME);
        let doubtful = also_name
            && year.is_none()
            && !after_weekday
            && !stop
            && !before.any(Cues::MONTH_PREPOSITION | Cues::ON | Cues::THE | Cues::CLOCK);
        let month = self.month_name(i, number, name, stop);
        Some((self.day(month, &day, i + 1, year, year_comma, last, false, doubtful), last))
    }

    /// *3 March 2021*, *the 3rd of March*: the expression that a number begins.
    pub(super) fn day_first(&self, i: usize) -> Option<(What, Span, usize)> {
        let (day, last) = self.day_and_month(i)?;
        if day.year.is_none() && self.is_numbered(i) {
            return None;
        }
        let with_article = day.of && self.cues_before(i).any(Cues::THE);
        let first = if with_article { i - 1 } else { i };
        let stop = usize::from(day.year.is_none() && day.month.stop);
        let span = self.span(first, last, stop);
        Some((What::Day(relative(day, span.start)), span, last))
    }

    /// *Chapter 5*, *Apollo 11*: the number belongs to the word before it.
    pub(super) fn is_numbered(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else { return false };
        let cue = self.cues(before).any(Cues::NUMBERED) && matches!(self.gap(before), Gap::Space | Gap::Stop);
        let word = &self.paragraph.words[before];
        let sentence = self.paragraph.sentence_at(word.start as usize).map(|i| self.paragraph.sentences[i].words.start);
        cue || (self.gap(before) == Gap::Space && word.is_capitalised() && sentence.is_some_and(|first| first < before))
    }

    fn day_and_month(&self, i: usize) -> Option<(FullDate, usize)> {
        let day = self.day_number(i)?;
        if !self.stands_alone(self.paragraph.words[i].span()) || self.gap(day.last) != Gap::Space {
            return None;
        }
        let of = day.ordinal && self.cues(day.last + 1).any(Cues::OF) && self.gap(day.last + 1) == Gap::Space;
        let at = day.last + 1 + usize::from(of);
        let Role::Month(number, name) = self.role(at)? else {
            return None;
        };
        if self.is_proper(at) {
            return None;
        }
        let gap = self.gap(at);
        let year = match gap {
            Gap::Stop | Gap::StopComma if name == 0 => None,
            _ => self.year_after(at, &[Gap::Space, Gap::Comma, Gap::Stop, Gap::StopComma]),
        };
        let (year, last, comma) = match year {
            Some((year, comma)) => (Some(year), at + 1, comma),
            None => (None, at, false),
        };
        if year.is_none() {
            // *At 5 May Ellis left*: the month is the first name of a person.
            let next = self.paragraph.words.get(at + 1);
            let named = next.is_some_and(crate::article::Word::is_capitalised) && gap == Gap::Space;
            // *Sept. 5 Jan. 6*: the number belongs to the month before it.
            if self.cues(at).any(Cues::ALSO_NAME) && named
                || !((1..=31).contains(&day.day) || self.cues_before(i).any(Cues::ON))
            {
                return None;
            }
            // *In 12 March games*, *No. 5 March*.
            if self.day_number(at + 1).is_some_and(|next| (1..=31).contains(&next.day)) && gap == Gap::Space {
                return None;
            }
        }
        let next_is_small = self.paragraph.words.get(at + 1).is_some_and(|next| !next.is_capitalised());
        let stop = name > 0
            && self.stop_follows(at)
            && (year.is_some() || gap == Gap::StopComma || gap == Gap::Stop && next_is_small);
        let month = self.month_name(at, number, name, stop);
        let mut read = self.day(month, &day, i, year, comma, last, true, false);
        read.of = of;
        Some((read, last))
    }

    #[allow(clippy::too_many_arguments)]
    fn day(
        &self,
        month: MonthName,
        number: &DayNumber,
        at: usize,
        year: Option<i16>,
        year_comma: bool,
        last: usize,
        day_first: bool,
        doubtful: bool,
    ) -> FullDate {
        let start = self.paragraph.words[at].start as usize + number.figures;
        let end = self.paragraph.words[at].end as usize;
        FullDate {
            weekday: None,
            weekday_comma: false,
            bracket: false,
            month,
            day: number.day,
            ordinal: number.ordinal.then(|| Span::new(start, end)),
            of: false,
            last_day: number.last_day,
            year,
            year_at: if year.is_some() { self.paragraph.words[last].span() } else { Span::default() },
            year_comma,
            after_year: if year.is_some() { self.after_year(last) } else { AfterYear::Other },
            day_first,
            doubtful,
        }
    }

    /// A day at a word: *3*, *3rd*, *3-5*, *3–5*.
    fn day_number(&self, i: usize) -> Option<DayNumber> {
        if self.paragraph.words.get(i)?.kind != WordKind::Number {
            return None;
        }
        let text = self.text(i);
        let (day, rest) = figures(&text, 2)?;
        let figures = text.len() - rest.len();
        let day = u8::try_from(day).ok()?;
        let number = |ordinal, last_day, last| Some(DayNumber { day, figures, ordinal, last_day, last });
        if let Some(rest) = rest.strip_prefix(['-', '‑']) {
            let (last_day, rest) = self::figures(rest, 2)?;
            let last_day = u8::try_from(last_day).ok().filter(|last| rest.is_empty() && *last > day && *last <= 31)?;
            return number(false, Some((Dash::Hyphen, last_day)), i);
        }
        match rest {
            "" if self.gap(i) == Gap::EnDash => {
                let text = self.text(i + 1);
                let (last_day, rest) = self::figures(&text, 2)?;
                let last_day =
                    u8::try_from(last_day).ok().filter(|last| rest.is_empty() && *last > day && *last <= 31)?;
                number(false, Some((Dash::En, last_day)), i + 1)
            }
            "" => number(false, None, i),
            "st" | "nd" | "rd" | "th" => number(true, None, i),
            _ => None,
        }
    }

    /// A year of four figures after a word, and whether a comma stands before it.
    fn year_after(&self, i: usize, gaps: &[Gap]) -> Option<(i16, bool)> {
        let gap = self.gap(i);
        let word = self.paragraph.words.get(i + 1)?;
        if word.kind != WordKind::Number || !gaps.contains(&gap) {
            return None;
        }
        let text = self.text(i + 1);
        if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let year: i16 = text.parse().ok()?;
        let comma = matches!(gap, Gap::Comma | Gap::StopComma);
        let range = if comma { EARLY_YEARS } else { YEARS };
        let counted = self.gap(i + 1) == Gap::Space && self.cues(i + 2).any(Cues::UNIT);
        (range.contains(&year) && !counted && self.stands_alone(word.span())).then_some((year, comma))
    }

    fn after_year(&self, last: usize) -> AfterYear {
        let rest = &self.paragraph.text[self.paragraph.words[last].end as usize..];
        let rest = rest.trim_start_matches(is_invisible);
        if rest.starts_with(',') {
            return AfterYear::Comma;
        }
        let bare = rest.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c));
        let word_follows = bare.len() < rest.len() && bare.starts_with(char::is_alphanumeric);
        if word_follows { AfterYear::Missing } else { AfterYear::Other }
    }

    /// *March 2020*, *October, 2021*, *March of 2020*.
    fn month_and_year(&self, i: usize) -> Option<(What, Span, usize)> {
        let Role::Month(number, name) = self.role(i)? else {
            return None;
        };
        let before = self.cues_before(i);
        let also_name = self.cues(i).any(Cues::ALSO_NAME);
        if self.gap(i) == Gap::Space && self.cues(i + 1).any(Cues::OF) && !(also_name && before.any(Cues::THE)) {
            let (year, _) = self.year_after(i + 1, &[Gap::Space])?;
            let span = self.span(i, i + 2, 0);
            let month = self.month_name(i, number, name, false);
            let month = MonthName { at: Span::new(0, month.at.len()), ..month };
            return Some((What::Month(MonthOnly { month, year: Some(year), comma: false, of: true }), span, i + 2));
        }
        if name == 0 && matches!(self.gap(i), Gap::Stop | Gap::StopComma) {
            return None;
        }
        let (year, comma) = self.year_after(i, &[Gap::Space, Gap::Comma, Gap::Stop, Gap::StopComma])?;
        if comma && !before.any(Cues::MONTH_PREPOSITION) && (also_name || !YEARS.contains(&year)) {
            return None;
        }
        let span = self.span(i, i + 1, 0);
        let month = self.month_name(i, number, name, name > 0 && self.stop_follows(i));
        let month = MonthName { at: Span::new(0, month.at.len()), ..month };
        Some((What::Month(MonthOnly { month, year: Some(year), comma, of: false }), span, i + 1))
    }

    /// *in Sept.*: an abbreviation without a day.
    fn bare_month(&self, i: usize) -> Option<(What, Span, usize)> {
        let Role::Month(number, name) = self.role(i)? else {
            return None;
        };
        let abbreviated = name > 0 && self.stop_follows(i) && self.cues_before(i).any(Cues::MONTH_PREPOSITION);
        let number_follows = self.paragraph.words.get(i + 1).is_some_and(|next| next.kind == WordKind::Number)
            && matches!(self.gap(i), Gap::Stop | Gap::StopComma);
        if !abbreviated || number_follows {
            return None;
        }
        let span = self.span(i, i, 1);
        let month = MonthName { number, name, stop: true, at: Span::new(0, span.len()) };
        Some((What::Month(MonthOnly { month, year: None, comma: false, of: false }), span, i))
    }

    pub(super) fn month_name(&self, i: usize, number: u8, name: u8, stop: bool) -> MonthName {
        let word = &self.paragraph.words[i];
        MonthName { number, name, stop, at: Span::new(word.start as usize, word.end as usize + usize::from(stop)) }
    }

    /// Whether nothing but white space and an opening bracket follows a word.
    fn opens_bracket(&self, i: usize) -> bool {
        let shown = |c: &char| !c.is_whitespace() && !is_invisible(*c);
        let gap = self.paragraph.between(i, i + 1);
        gap.starts_with(char::is_whitespace) && gap.chars().filter(shown).eq(['('])
    }

    /// Whether a stop stands right behind a word.
    pub(super) fn stop_follows(&self, i: usize) -> bool {
        self.paragraph.text[self.paragraph.words[i].end as usize..].starts_with('.')
    }

    /// From the start of a word to the end of another and so many bytes more.
    fn span(&self, first: usize, last: usize, more: usize) -> Span {
        let words = &self.paragraph.words;
        Span::new(words[first].start as usize, words[last].end as usize + more)
    }
}

/// Offsets from the start of the expression.
fn relative(mut day: FullDate, start: usize) -> FullDate {
    let moved = |span: Span| Span::new(span.start.saturating_sub(start), span.end.saturating_sub(start));
    day.month.at = moved(day.month.at);
    day.ordinal = day.ordinal.map(moved);
    day.year_at = if day.year.is_some() { moved(day.year_at) } else { day.year_at };
    if let Some(weekday) = &mut day.weekday {
        weekday.at = moved(weekday.at);
    }
    day
}

/// The number at the start of a text, of so many figures at most, and what follows it.
pub(super) fn figures(text: &str, most: usize) -> Option<(u16, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    if len == 0 || len > most {
        return None;
    }
    Some((text[..len].parse().ok()?, &text[len..]))
}
