//! Dates in figures, decades, ranges of years.

use super::days::figures;
use super::{Cues, Dash, Decade, Gap, Numeric, Reader, What, Years};
use crate::text::Span;

type Found = Option<(What, Span, usize)>;

impl Reader<'_> {
    /// *3/4/2021*, *3.4.2021*, *2021-03-04*. Two figures are a year only between slashes: *10-2-13* is a team’s record.
    pub(super) fn numeric(&self, i: usize, text: &str) -> Found {
        let span = self.paragraph.words[i].span();
        // What was normalised is no date.
        if text.len() != span.len() || !self.stands_alone(span) {
            return None;
        }
        let sign = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '-' | '.'))?;
        let parts: Vec<&str> = text.split(sign).collect();
        let [a, b, c] = *parts.as_slice() else {
            return None;
        };
        if [a, b, c].iter().any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) {
            return None;
        }
        if sign == '-' && a.len() == 4 {
            if b.len() != 2 || c.len() != 2 {
                return None;
            }
            let year = a.parse().ok().filter(|year| (1000..=2999).contains(year))?;
            let numeric = Numeric { parts: [b.parse().ok()?, c.parse().ok()?], year, iso: true };
            return Some((What::Numeric(numeric), span, i));
        }
        if a.len() > 2 || b.len() > 2 || (sign == '.' && self.is_numbered(i)) {
            return None;
        }
        let year: i16 = c.parse().ok()?;
        let year = match c.len() {
            2 if sign == '/' => year + if year < 50 { 2000 } else { 1900 },
            4 if (1000..=2999).contains(&year) => year,
            _ => return None,
        };
        Some((What::Numeric(Numeric { parts: [a.parse().ok()?, b.parse().ok()?], year, iso: false }), span, i))
    }

    /// *1990s*, *1990's*, *’90s*. Two figures without an apostrophe need *the* before them, and nothing that makes them an
    /// age, a temperature or a score.
    pub(super) fn decade(&self, i: usize, text: &str) -> Found {
        let (value, rest) = figures(text, 4)?;
        let inner = match rest {
            "s" => false,
            "'s" => true,
            _ => return None,
        };
        if value % 10 != 0 {
            return None;
        }
        let span = self.paragraph.words[i].span();
        let before = self.cues_before(i);
        let short = text.len() - rest.len() == 2;
        if !short {
            // *2020's election* is a possessive.
            let decade = (1000..=2100).contains(&value) && (!inner || before.any(Cues::BEFORE_DECADE));
            let decade = decade && self.stands_alone(span);
            return decade.then_some((What::Decade(Decade { value, short, lead: false, inner }), span, i));
        }
        if value == 0 || text.len() - rest.len() != 2 {
            return None;
        }
        let mark = self.paragraph.text[..span.start].chars().next_back().filter(|c| matches!(c, '’' | '\'' | '‘'));
        let span = Span::new(span.start - mark.map_or(0, char::len_utf8), span.end);
        if mark.is_none() && (!before.any(Cues::BEFORE_DECADE) || self.is_no_decade(i)) {
            return None;
        }
        self.stands_alone(span).then_some((What::Decade(Decade { value, short, lead: mark.is_some(), inner }), span, i))
    }

    fn is_no_decade(&self, i: usize) -> bool {
        let two_before = i.checked_sub(2).is_some_and(|two| self.cues(two).any(Cues::NO_DECADE));
        if self.cues_before(i).any(Cues::NO_DECADE) || two_before {
            return true;
        }
        self.sentence_around(i).any(|word| self.cues(word).any(Cues::NO_DECADE_AROUND))
    }

    /// *2010-15*, *2010–2015*.
    pub(super) fn years(&self, i: usize, text: &str) -> Found {
        let (from, rest) = figures(text, 4)?;
        let (last, dash, tail) = match rest.strip_prefix(['-', '‑']) {
            Some(tail) => (i, Dash::Hyphen, tail.to_owned()),
            None if rest.is_empty() && self.gap(i) == Gap::EnDash => (i + 1, Dash::En, self.text(i + 1).into_owned()),
            None => return None,
        };
        let (end, rest) = figures(&tail, 4)?;
        let short = tail.len() == 2;
        let to = if short { from / 100 * 100 + end } else { end };
        let words = &self.paragraph.words;
        let span = Span::new(words[i].start as usize, words[last].end as usize);
        let counted = self.gap(last) == Gap::Space && self.cues(last + 1).any(Cues::UNIT);
        let years = rest.is_empty() && (short || tail.len() == 4) && (1700..=2100).contains(&from) && to > from;
        if !years || to > 2100 || counted || !self.stands_alone(span) {
            return None;
        }
        Some((What::Years(Years { from, to, short, dash }), span, last))
    }
}
