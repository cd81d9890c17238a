//! `capitalization`: how the words of a line are capitalised.

use super::finder::Exceptions;
use super::pattern::{Pattern, translate};
use crate::stylebook::vale::Keys;
use crate::text::Span;

/// How a line should be capitalised.
pub(super) struct Case {
    style: Style,
    /// The share of words that must be right for the line to be so.
    threshold: f64,
    /// Words that are kept as they are written here.
    kept: Vec<String>,
    indicators: Vec<String>,
    prefix: String,
}

enum Style {
    Title(Vec<String>),
    Sentence,
    Lower,
    Upper,
    Matching(Pattern, String),
}

/// Which words stay small in a title.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SmallWords {
    ap: Vec<String>,
    chicago: Vec<String>,
}

impl Case {
    pub(super) fn new(keys: &Keys, small: &SmallWords, accepted: &[String]) -> Result<Self, (String, String)> {
        let style = match keys.r#match.as_str() {
            "$title" if keys.style.eq_ignore_ascii_case("chicago") => Style::Title(small.chicago.clone()),
            "$title" => Style::Title(small.ap.clone()),
            "$sentence" => Style::Sentence,
            "$lower" => Style::Lower,
            "$upper" => Style::Upper,
            pattern => {
                let read = Pattern::new(&translate(pattern, false)).map_err(|error| (pattern.to_owned(), error))?;
                Style::Matching(read, pattern.to_owned())
            }
        };
        let accepted = accepted.iter().filter(|_| keys.vocab.unwrap_or(true));
        Ok(Case {
            style,
            threshold: keys.threshold.filter(|share| *share > 0.0).unwrap_or(0.8),
            kept: keys.exceptions.0.iter().chain(accepted).cloned().collect(),
            indicators: keys.indicators.0.clone(),
            prefix: keys.prefix.clone(),
        })
    }

    /// Whether a better line can be made, not only asked for.
    pub(super) fn makes_lines(&self) -> bool {
        matches!(self.style, Style::Title(_) | Style::Sentence)
    }

    /// The line as it should be, if it is not right. `is_word` tells a word from a name, which keeps its capital.
    pub(super) fn better(&self, line: &str, exceptions: &Exceptions, is_word: &dyn Fn(&str) -> bool) -> Option<String> {
        let whole = Span::new(0, line.len());
        match &self.style {
            Style::Lower => (line != line.to_lowercase() && !exceptions.hold(line, whole)).then(|| line.to_lowercase()),
            Style::Upper => (line != line.to_uppercase() && !exceptions.hold(line, whole)).then(|| line.to_uppercase()),
            Style::Matching(pattern, shown) => {
                (!pattern.is_in(line) && !exceptions.hold(line, whole)).then(|| shown.clone())
            }
            Style::Title(small) => self.wanted(line, exceptions, &|words, at| title_word(line, words, at, small)),
            Style::Sentence => self.wanted(line, exceptions, &|words, at| sentence_word(line, words, at, is_word)),
        }
    }

    /// Makes a line word by word, and says it if too few of the words are right as they are.
    fn wanted(&self, line: &str, exceptions: &Exceptions, word: &dyn Fn(&[Span], usize) -> String) -> Option<String> {
        let lead = if self.prefix.is_empty() || !line.starts_with(&self.prefix) { 0 } else { self.prefix.len() };
        let words = words(line, lead);
        let mut better = line[..lead].to_owned();
        let mut from = lead;
        let mut right = 0_u32;
        for (at, span) in words.iter().enumerate() {
            let is = &line[span.range()];
            let after_indicator =
                at > 0 && self.indicators.iter().any(|end| line[..span.start].trim_end().ends_with(end.as_str()));
            let wanted = if self.keeps(is) || after_indicator || exceptions.hold(line, *span) || is == is.to_uppercase()
            {
                is.to_owned()
            } else if let Some(kept) = self.kept.iter().find(|kept| kept.to_lowercase() == is.to_lowercase()) {
                kept.clone()
            } else {
                word(&words, at)
            };
            right += u32::from(wanted == is);
            better.push_str(&line[from..span.start]);
            better.push_str(&wanted);
            from = span.end;
        }
        better.push_str(&line[from..]);
        let first_is_right = words.first().is_none_or(|first| {
            let is = &line[first.range()];
            !matches!(self.style, Style::Sentence)
                || better[lead..].get(first.start - lead..).is_some_and(|better| better.starts_with(is))
        });
        let share = f64::from(right) / f64::from(words.len().max(1) as u32);
        (!words.is_empty() && (share <= self.threshold || !first_is_right)).then_some(better)
    }

    fn keeps(&self, word: &str) -> bool {
        self.kept.iter().any(|kept| kept == word)
    }
}

/// The words of a line: from a letter or a figure to the next blank, marks at the end left out.
fn words(line: &str, from: usize) -> Vec<Span> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in line[from..].char_indices().map(|(at, c)| (at + from, c)).chain([(line.len(), ' ')]) {
        if c.is_whitespace() {
            if let Some(start) = start.take() {
                let word = line[start..at].trim_end_matches(|c: char| !c.is_alphanumeric());
                words.push(Span::new(start, start + word.len()));
            }
        } else if start.is_none() && c.is_alphanumeric() {
            start = Some(at);
        }
    }
    words
}

/// A word of a title: small words are small but at the ends and after a colon, others have a capital.
fn title_word(line: &str, words: &[Span], at: usize, small: &[String]) -> String {
    let word = &line[words[at].range()];
    let opens = at == 0 || line[..words[at].start].trim_end().ends_with([':', '.', '?', '!', '—', '–']);
    let lower = word.to_lowercase();
    if !opens && at + 1 < words.len() && small.contains(&lower) {
        return lower;
    }
    // A capital inside, as in iPhone, is somebody's spelling.
    if word.chars().skip(1).any(char::is_uppercase) { word.to_owned() } else { capitalised(word) }
}

/// A word of a sentence: the first has a capital, others are small unless they are spelled with capitals inside.
fn sentence_word(line: &str, words: &[Span], at: usize, is_word: &dyn Fn(&str) -> bool) -> String {
    let word = &line[words[at].range()];
    let opens = at == 0 || line[..words[at].start].trim_end().ends_with([':', '.', '?', '!']);
    if word.chars().skip(1).any(char::is_uppercase) {
        return word.to_owned();
    }
    match (at, opens) {
        (0, _) => capitalised(word),
        // After a colon either is right.
        (_, true) => word.to_owned(),
        _ if !is_word(&word.to_lowercase()) => word.to_owned(),
        _ => word.to_lowercase(),
    }
}

/// A word with a capital at its start.
pub(super) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
