//! How a pattern of a rule is written: as words, `center~ around (the) <place>`, or as a regular expression between
//! slashes. Words become a regular expression too, so that one engine finds both.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use regex_syntax::escape;

use super::inflection::{Inflect, Inflections};
use super::numbers::NumberWords;

/// What is wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotationError {
    #[error("there is no list <{name}>; there are: {known}")]
    UnknownList { name: String, known: String },
    #[error("`{word}` is not closed: a list is written <name>, a word that may be missing (name)")]
    Unclosed { word: String },
    #[error("this pattern is empty")]
    Empty,
    #[error("this regular expression does not work: {message}")]
    Regex { message: String },
}

/// What stands for a list in words.
const BUILT_IN: [(&str, &str); 3] = [
    ("digits", r"\d+(?:,\d{3})*(?:\.\d+)?"),
    ("name", r"(?-i:\p{Lu})[\p{L}\p{M}\d’'.-]*"),
    ("word", r"[\p{L}\d][\p{L}\p{M}\d’'.-]*"),
];
/// The start and the end of a sentence: the first and the last of a pattern beside a match.
pub(super) const START: &str = "<s>";
pub(super) const END: &str = "<end>";
/// Between two words.
const BLANK: &str = r"\s+";

/// The word lists that patterns may name, as alternations.
#[derive(Default)]
pub(super) struct Lists {
    words: BTreeMap<String, Vec<String>>,
    inflections: Inflections,
}

impl Lists {
    /// The lists of a stylebook, with those that are always there.
    pub(super) fn new(
        mut words: BTreeMap<String, Vec<String>>,
        inflections: Inflections,
        numbers: &NumberWords,
    ) -> Self {
        words.entry("number".into()).or_insert_with(|| numbers.words());
        Lists { words, inflections }
    }

    /// How words are inflected.
    pub(super) fn inflections(&self) -> &Inflections {
        &self.inflections
    }

    fn alternation(&self, name: &str) -> Result<String, NotationError> {
        if let Some((_, regex)) = BUILT_IN.iter().find(|(known, _)| *known == name) {
            return Ok((*regex).to_owned());
        }
        let words = self.words.get(name).ok_or_else(|| NotationError::UnknownList {
            name: name.to_owned(),
            known: self
                .words
                .keys()
                .map(String::as_str)
                .chain(BUILT_IN.map(|(name, _)| name))
                .collect::<Vec<_>>()
                .join(", "),
        })?;
        Ok(alternatives(words.iter().map(|word| phrase(word))))
    }
}

/// A pattern in the notation of a stylebook as a regular expression.
pub(super) struct Written {
    /// The expression.
    pub(super) regex: String,
    /// Whether it was written as one.
    pub(super) is_regex: bool,
}

/// Reads a pattern. `inflect` says which forms of a word marked with `~` are meant.
pub(super) fn read(pattern: &str, lists: &Lists, inflect: Inflect) -> Result<Written, NotationError> {
    let pattern = pattern.trim();
    if let Some(regex) = pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).filter(|it| !it.is_empty()) {
        return Ok(Written { regex: with_lists(regex, lists)?, is_regex: true });
    }
    let (mut out, mut begins) = (String::new(), true);
    for word in split(pattern) {
        if word == START || word == END {
            continue;
        }
        let (inner, optional) = match word.strip_prefix('(') {
            None => (word, false),
            Some(rest) => match rest.strip_suffix(')') {
                Some(inner) => (inner, true),
                None => return Err(NotationError::Unclosed { word: word.to_owned() }),
            },
        };
        let one = slot(inner, lists, inflect)?;
        // The blank goes with the word that may be missing.
        match (begins, optional) {
            (true, true) => write_to(&mut out, format_args!("(?:{one}{BLANK})?")),
            (true, false) => out.push_str(&one),
            (false, true) => write_to(&mut out, format_args!("(?:{BLANK}{one})?")),
            (false, false) => write_to(&mut out, format_args!("{BLANK}{one}")),
        }
        begins &= optional;
    }
    if out.is_empty() && !pattern.contains(START) && !pattern.contains(END) {
        return Err(NotationError::Empty);
    }
    Ok(Written { regex: out, is_regex: false })
}

fn write_to(out: &mut String, text: std::fmt::Arguments<'_>) {
    // A string takes whatever is written.
    let _ = out.write_fmt(text);
}

/// The words of a pattern: blanks inside brackets separate nothing.
fn split(pattern: &str) -> Vec<&str> {
    let (mut words, mut start, mut depth) = (Vec::new(), 0, 0usize);
    for (i, c) in pattern.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if c.is_whitespace() && depth == 0 => {
                words.push(&pattern[start..i]);
                start = i + c.len_utf8();
            }
            _ => {}
        }
    }
    words.push(&pattern[start..]);
    words.retain(|word| !word.is_empty());
    words
}

/// One place of a pattern: a word, a list, or several with `/` between.
fn slot(word: &str, lists: &Lists, inflect: Inflect) -> Result<String, NotationError> {
    if let Some(name) = word.strip_prefix('<') {
        return match name.strip_suffix('>') {
            Some(name) => lists.alternation(name).map(|it| format!("(?:{it})")),
            None => Err(NotationError::Unclosed { word: word.to_owned() }),
        };
    }
    let mut forms = Vec::new();
    for one in word.split('/').filter(|one| !one.is_empty()) {
        if one.starts_with('<') {
            forms.push(slot(one, lists, inflect)?);
        } else if let Some(stem) = one.strip_suffix('~') {
            forms.extend(lists.inflections.forms(stem, inflect.or_verb()).iter().map(|form| phrase(form)));
        } else {
            forms.push(phrase(one));
        }
    }
    if forms.is_empty() {
        // A slash by itself.
        return Ok(phrase(word));
    }
    Ok(alternatives(forms))
}

/// Words as they stand; an apostrophe is either of the two, a blank any run of blanks.
pub(super) fn phrase(words: &str) -> String {
    let words: Vec<String> = words.split_whitespace().map(|word| escape(word).replace(['\'', '’'], "['’]")).collect();
    words.join(BLANK)
}

/// Several expressions as one, the longest first: the first that fits is taken.
fn alternatives(expressions: impl IntoIterator<Item = String>) -> String {
    let mut all: Vec<String> = expressions.into_iter().collect();
    all.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    all.dedup();
    match all.as_slice() {
        [one] => one.clone(),
        all => format!("(?:{})", all.join("|")),
    }
}

/// A regular expression with its `{{lists}}` written out.
fn with_lists(regex: &str, lists: &Lists) -> Result<String, NotationError> {
    let mut out = String::with_capacity(regex.len());
    let mut rest = regex;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else { break };
        out.push_str(before);
        write_to(&mut out, format_args!("(?:{})", lists.alternation(name.trim())?));
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers() -> NumberWords {
        crate::stylebook::Stylebook::default().table("numbers.yaml").unwrap()
    }

    fn finds(pattern: &str, text: &str) -> bool {
        let lists = Lists::new(
            BTreeMap::from([("place".to_owned(), vec!["New York".to_owned(), "Ohio".to_owned()])]),
            Inflections::default(),
            &numbers(),
        );
        let written = read(pattern, &lists, Inflect::Verb).unwrap();
        regex::Regex::new(&format!("^(?:{})$", written.regex)).unwrap().is_match(text)
    }

    #[test]
    fn words_become_expressions() {
        assert!(finds("in (the) <place>", "in New\u{a0}York"));
        assert!(finds("in (the) <place>", "in the\nOhio"));
        assert!(!finds("in (the) <place>", "in  an Ohio"));
        assert!(finds("(all) (the) end", "all the end") && finds("(all) (the) end", "the end"));
        assert!(finds("(the) end", "end") && finds("(the) end", "the end"));
        assert!(finds("his/her own", "her own"));
        assert!(finds("don't", "don’t"));
        assert!(finds("center~ around", "centering around"));
        assert!(finds("<digits> percent", "1,200.5 percent"));
        assert!(finds("<number> days", "twenty-one days"));
        assert!(finds("/{{place}} \\d+/", "Ohio 12"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let lists = Lists::new(BTreeMap::new(), Inflections::default(), &numbers());
        let error = |pattern| read(pattern, &lists, Inflect::Verb).err().unwrap().to_string();
        assert!(error("in <plaice>").contains("no list <plaice>"));
        assert!(error("in (the").contains("not closed"));
        assert!(error(" ").contains("empty"));
    }
}
