//! `capitalize`: how the words of a headline are written.

use serde::Deserialize;

use super::look::Look;
use super::template::capital;
use super::{Compile, Form, Hit, Hits, PatternId};
use crate::article::{Word, WordKind};
use crate::stylebook::{OneOrMore, Problem};
use crate::text::Span;

/// The keys of [`Capitalize`].
pub(super) const KEYS: &[&str] = &["style", "exceptions", "small", "least"];

/// How words are written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Capitalize {
    style: Style,
    /// Words that are written as they stand here.
    exceptions: OneOrMore,
    /// Words that `title` leaves small inside a headline.
    small: OneOrMore,
    /// How many words must be written otherwise before anything is said, since a name or two tell nothing.
    least: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Style {
    #[default]
    Sentence,
    Title,
    Lower,
    Upper,
}

pub(super) fn build(compile: &mut Compile<'_>) -> Result<Box<dyn Form>, Problem> {
    let options: Capitalize = compile.options(KEYS)?;
    Ok(Box::new(options))
}

impl Form for Capitalize {
    fn triggers(&self) -> &[PatternId] {
        &[]
    }

    fn paragraph(&self, look: &Look<'_>, hits: &mut Hits) {
        let words: Vec<&Word> = look.paragraph.words.iter().filter(|word| word.kind != WordKind::Opaque).collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        let whole = Span::new(first.start as usize, last.end as usize);
        let mut changes = Vec::new();
        for (i, word) in words.iter().enumerate() {
            let text = look.text(word.span());
            let better = self.written(text, i == 0 || opens(look, word), i + 1 == words.len());
            if better != text && look.is_prose(word.span()) {
                changes.push((word.span(), better));
            }
        }
        if changes.len() < self.least.unwrap_or(1) {
            return;
        }
        let mut better = String::new();
        let mut from = whole.start;
        for (span, text) in &changes {
            better.push_str(look.text(Span::new(from, span.start)));
            better.push_str(text);
            from = span.end;
        }
        better.push_str(look.text(Span::new(from, whole.end)));
        let replacements = vec![("replace", whole, better.clone())];
        hits.found.push(Hit { span: whole, slots: vec![("better", better)], replacements });
    }
}

impl Capitalize {
    fn written(&self, text: &str, first: bool, last: bool) -> String {
        let lower = text.to_lowercase();
        if let Some(kept) = self.exceptions.0.iter().find(|kept| kept.to_lowercase() == lower) {
            return kept.clone();
        }
        // What has a capital further in, or a digit, is written as its owner writes it.
        let odd = text.chars().skip(1).any(char::is_uppercase) || text.contains(|c: char| c.is_ascii_digit());
        match self.style {
            Style::Upper => text.to_uppercase(),
            _ if odd => text.to_owned(),
            Style::Sentence if first => capital(text),
            Style::Title if first || last || !self.small.0.contains(&lower) => capital(text),
            Style::Sentence | Style::Title | Style::Lower => lower,
        }
    }
}

/// Whether a word opens a part of a headline, after a colon or an opening quotation mark.
fn opens(look: &Look<'_>, word: &Word) -> bool {
    let before = look.text(Span::new(0, word.start as usize)).trim_end();
    before.ends_with([':', '.', '?', '!']) || before.ends_with(['“', '‘', '"'])
}
