//! The words around a word, and where an expression begins.

use super::{Cues, DateWords, Expression, Role, What};
use crate::article::{Paragraph, WordKind};
use crate::text::Span;
use crate::vocabulary::{is_invisible, normalize};

/// What stands between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// White space.
    Space,
    /// A comma and white space.
    Comma,
    /// A stop and white space.
    Stop,
    /// A stop, a comma and white space.
    StopComma,
    /// A hyphen, without white space.
    Hyphen,
    /// An en dash, without white space.
    EnDash,
    /// Anything else.
    Other,
}

/// So many words before and after a word are near it.
const NEAR: usize = 60;

/// Reads the expressions of a paragraph.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) paragraph: &'a Paragraph<'a>,
    pub(crate) words: &'a DateWords,
}

impl<'a> Reader<'a> {
    /// The expression that begins at a word.
    pub(crate) fn expression_at(&self, i: usize) -> Option<Expression> {
        let word = &self.paragraph.words[i];
        let (what, span, last) = if word.kind == WordKind::Number || word.kind == WordKind::Opaque {
            self.number(i)?
        } else {
            match self.role(i)? {
                // *the March 14 Movement*
                Role::Month(..) => self.month(i).filter(|(what, _, last)| !self.is_name_of(what, i, *last))?,
                Role::Weekday(..) => self.weekday(i)?,
                Role::Relative(days) => (What::Relative(days), word.span(), i),
            }
        };
        Some(self.finish(what, span, i, last))
    }

    fn number(&self, i: usize) -> Option<(What, Span, usize)> {
        let text = self.text(i);
        if text.len() > 24 {
            return None;
        }
        if self.paragraph.words[i].kind == WordKind::Opaque {
            return self.numeric(i, &text);
        }
        if !text.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.day_first(i)
            .or_else(|| self.time(i, &text))
            .or_else(|| self.decade(i, &text))
            .or_else(|| self.years(i, &text))
            .or_else(|| self.numeric(i, &text))
    }

    fn finish(&self, what: What, span: Span, first: usize, last: usize) -> Expression {
        let text: &str = &self.paragraph.text;
        let rest = text[span.end..].trim_start_matches(is_invisible);
        let (mut full_stop, mut unsure_stop) = (false, false);
        if text[..span.end].ends_with('.') {
            let sentence = self.paragraph.sentence_at(span.start).map(|i| self.paragraph.sentences[i].span.end);
            let beyond = sentence.map_or("", |end| text.get(span.end..end.max(span.end)).unwrap_or_default());
            full_stop =
                !beyond.contains(|c: char| c.is_alphanumeric() || matches!(c, ',' | ';' | ':' | '?' | '!' | '—' | '–'));
            let next = self.paragraph.words.get(last + 1);
            unsure_stop = !full_stop
                && self.gap(last) == Gap::Space
                && next.is_some_and(crate::article::Word::is_capitalised)
                && self.role(last + 1).is_none();
        }
        let stop_after = rest.starts_with('.') && !rest.starts_with("..");
        let lead = first.checked_sub(1).filter(|&before| self.gap(before) == Gap::Space).and_then(|before| {
            let word = self.text(before).to_lowercase();
            let lead = self.words.range_words.iter().position(|(lead, _)| *lead == word)?;
            Some((lead, self.paragraph.words[before].start as usize))
        });
        Expression { span, what, lead, first, last, full_stop, stop_after, unsure_stop }
    }

    /// The words of the sentence that a word is in, as far as they are near: a sentence may be as long as a book.
    pub(crate) fn sentence_around(&self, i: usize) -> std::ops::Range<usize> {
        let sentence = self.paragraph.sentence_at(self.paragraph.words[i].start as usize);
        let words = sentence.map_or(i..i + 1, |sentence| self.paragraph.sentences[sentence].words.clone());
        words.start.max(i.saturating_sub(NEAR))..words.end.min(i + NEAR)
    }

    /// A word in normal form.
    pub(crate) fn text(&self, i: usize) -> std::borrow::Cow<'a, str> {
        let paragraph = self.paragraph;
        paragraph.words.get(i).map_or_else(Default::default, |word| normalize(&paragraph.text[word.span().range()]))
    }

    /// What a word may be of an expression.
    pub(crate) fn role(&self, i: usize) -> Option<Role> {
        let word = self.paragraph.words.get(i)?;
        if !word.classes.is(self.words.trigger) {
            return None;
        }
        // A possessive is in the classes of its stem, but is no date.
        self.words.roles.get(&*self.text(i)).copied()
    }

    /// What a word shows, in any case; nothing past either end.
    pub(crate) fn cues(&self, i: usize) -> Cues {
        if i >= self.paragraph.words.len() {
            return Cues::default();
        }
        let text = self.text(i);
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            self.words.cues.get(text.to_lowercase().as_str())
        } else {
            self.words.cues.get(&*text)
        }
        .copied()
        .unwrap_or_default()
    }

    /// What the word before shows, if only white space stands between.
    pub(crate) fn cues_before(&self, i: usize) -> Cues {
        match i.checked_sub(1) {
            Some(before) if self.gap(before) == Gap::Space => self.cues(before),
            _ => Cues::default(),
        }
    }

    /// What stands between a word and the next one.
    pub(crate) fn gap(&self, i: usize) -> Gap {
        let gap = self.paragraph.between(i, i + 1);
        if gap == " " {
            return Gap::Space;
        }
        let mut signs = gap.chars().filter(|c| !is_invisible(*c));
        let (mut kind, mut blank) = (None, false);
        for c in &mut signs {
            kind = match (c, kind, blank) {
                (c, kind, _) if c.is_whitespace() => {
                    blank = true;
                    kind
                }
                (',', None, false) => Some(Gap::Comma),
                ('.', None, false) => Some(Gap::Stop),
                (',', Some(Gap::Stop), false) => Some(Gap::StopComma),
                ('-' | '‑', None, false) => Some(Gap::Hyphen),
                ('–', None, false) => Some(Gap::EnDash),
                _ => return Gap::Other,
            };
        }
        match kind {
            None if blank => Gap::Space,
            Some(Gap::Hyphen | Gap::EnDash) if blank => Gap::Other,
            Some(kind) if blank || matches!(kind, Gap::Hyphen | Gap::EnDash) => kind,
            _ => Gap::Other,
        }
    }

    /// Whether a number stands alone: no sign of money, minus or slash before it, no sign of a unit behind it.
    pub(crate) fn stands_alone(&self, span: Span) -> bool {
        let before = self.paragraph.text[..span.start].chars().next_back();
        let after = self.paragraph.text[span.end..].chars().next();
        before.is_none_or(|c| {
            c.is_whitespace() || matches!(c, '(' | '[' | '“' | '‘' | '"' | '\'' | '—' | '–' | '’') || is_invisible(c)
        }) && !after.is_some_and(|c| matches!(c, '%' | '°' | '/' | '"' | '$' | '€' | '£'))
    }

    /// Whether the word is part of a date that has a name of its own.
    pub(crate) fn is_proper(&self, i: usize) -> bool {
        if self.words.proper.is_empty() {
            return false;
        }
        let Some(phrases) = self.words.proper.get(self.text(i).to_lowercase().as_str()) else {
            return false;
        };
        phrases.iter().any(|(words, at)| {
            let Some(first) = i.checked_sub(*at) else { return false };
            (0..words.len()).all(|k| {
                self.text(first + k).to_lowercase() == *words[k]
                    && (k == 0 || matches!(self.gap(first + k - 1), Gap::Space))
            })
        })
    }

    /// Whether a date is the beginning of a name: *the March 14 Movement*.
    fn is_name_of(&self, what: &What, first: usize, last: usize) -> bool {
        let What::Day(day) = what else { return false };
        let next = self.paragraph.words.get(last + 1);
        day.year.is_none()
            && self.cues_before(first).any(Cues::THE)
            && self.gap(last) == Gap::Space
            && next.is_some_and(|next| next.is_capitalised() && next.kind == WordKind::Plain)
            && self.role(last + 1).is_none()
    }

    /// Whether the month at a word is the last name of a person, by what stands before it.
    pub(crate) fn is_surname(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else { return false };
        if !self.cues(i).any(Cues::ALSO_NAME) {
            return false;
        }
        let titled = self.paragraph.words[before].is_capitalised() && self.cues(before).any(Cues::SURNAME_TITLE);
        match self.gap(before) {
            Gap::Space => self.paragraph.words[before].classes.is(self.words.given) || titled,
            Gap::Stop => titled,
            _ => false,
        }
    }
}
