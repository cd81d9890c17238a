//! What may stand beside a wrong word: words, alternatives and classes of words, compared from the word outwards.

use rustc_hash::FxHashMap;

use super::lower;
use crate::article::{Paragraph, Word, WordKind};

/// A word in its sentence.
pub(super) struct Place<'p, 't> {
    pub(super) paragraph: &'p Paragraph<'t>,
    /// The number of the word.
    pub(super) at: usize,
    /// The numbers of the first word of the sentence and of the one after its last.
    first: usize,
    end: usize,
    /// Whether a capital on the word says nothing: it opens its sentence or a quotation.
    pub(super) starts: bool,
}

impl<'p, 't> Place<'p, 't> {
    /// The place of a word, unless it is outside all sentences, as in a dateline.
    pub(super) fn new(paragraph: &'p Paragraph<'t>, at: usize) -> Option<Self> {
        let sentence = paragraph.sentence_at(paragraph.words[at].start as usize)?;
        let words = &paragraph.sentences[sentence].words;
        Some(Place { paragraph, at, first: words.start, end: words.end, starts: starts(paragraph, at, words.start) })
    }

    fn word(&self, i: usize) -> Option<&'p Word> {
        (self.first..self.end).contains(&i).then(|| &self.paragraph.words[i])
    }
}

fn starts(paragraph: &Paragraph<'_>, at: usize, first: usize) -> bool {
    if at == first {
        return true;
    }
    let before = paragraph.between(at - 1, at);
    before.ends_with(['“', '"']) && before.trim_end_matches(['“', '"']).trim_end().ends_with([',', ':', '—', '–'])
}

/// Classes of words that are found by their shape and not by a list.
const SHAPES: [(&str, u16); 9] = [
    ("money", MONEY),
    ("digits", DIGITS),
    ("name", NAME),
    ("possessive", POSSESSIVE),
    ("n't", NOT),
    ("any", ANY),
    ("start", START),
    ("end", END),
    ("pause", PAUSE),
];
const MONEY: u16 = 1;
const DIGITS: u16 = 2;
const NAME: u16 = 4;
const POSSESSIVE: u16 = 8;
const NOT: u16 = 16;
const ANY: u16 = 32;
const START: u16 = 64;
const END: u16 = 128;
const PAUSE: u16 = 256;

/// The classes that patterns may name in angle brackets, by name.
#[derive(Default)]
pub(super) struct ClassTable {
    lists: FxHashMap<String, Element>,
    /// Words that stay what they are with a capital: no name begins a sentence with one of these alone.
    function: Vec<Box<str>>,
    contractions: Vec<Box<str>>,
    /// Words that end the noun phrase after a verb.
    phrase_ends: Vec<Box<str>>,
}

impl ClassTable {
    /// Reads the lists of classes. A list may name other lists that stand before it in the order given.
    pub(super) fn new<'a>(
        lists: impl Iterator<Item = (&'a String, &'a Vec<String>)> + Clone,
    ) -> Result<Self, PatternError> {
        let mut table = ClassTable::default();
        let mut waiting: Vec<_> = lists.collect();
        // A list that names another waits until that one is known; each round settles one or gives up.
        while !waiting.is_empty() {
            let before = waiting.len();
            let mut failed = None;
            waiting.retain(|(name, words)| {
                let mut element = Element::default();
                for word in *words {
                    if let Err(error) = element.add(word, &table) {
                        failed = Some(error);
                        return true;
                    }
                }
                table.lists.insert((*name).clone(), element);
                false
            });
            if let Some(error) = failed.filter(|_| waiting.len() == before) {
                return Err(error);
            }
        }
        let words = |name: &str| table.lists.get(name).map(|element| element.words.clone()).unwrap_or_default();
        (table.function, table.contractions, table.phrase_ends) =
            (words("function"), words("contractions"), words("phrase-ends"));
        Ok(table)
    }

    fn names(&self) -> String {
        let mut names: Vec<&str> = self.lists.keys().map(String::as_str).chain(SHAPES.map(|(name, _)| name)).collect();
        names.sort_unstable();
        names.join(", ")
    }
}

/// What is wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// A class that is not in the table.
    #[error("there is no class <{class}>; there are: {known}")]
    UnknownClass {
        /// As written, without the brackets.
        class: String,
        /// All that there are.
        known: String,
    },
    /// An empty word or alternative.
    #[error("“{pattern}” has an empty word in it")]
    Empty {
        /// As written.
        pattern: String,
    },
    /// A phrase without the sign for the wrong word, or with two.
    #[error("“{pattern}” must have one _ where the wrong word stands")]
    NoPlace {
        /// As written.
        pattern: String,
    },
    /// So many optional words that the phrase stands for too many.
    #[error("“{pattern}” has more than five optional words; write two phrases")]
    TooManyOptions {
        /// As written.
        pattern: String,
    },
}

/// What one word of a pattern may be.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    /// In small letters; these match in any case.
    words: Vec<Box<str>>,
    /// Written with a capital; these match a word with that capital only.
    capital: Vec<Box<str>>,
    shapes: u16,
}

impl Element {
    fn parse(text: &str, classes: &ClassTable) -> Result<Self, PatternError> {
        let mut element = Element::default();
        for alternative in text.split('/') {
            element.add(alternative, classes)?;
        }
        Ok(element)
    }

    /// Adds a word or a class.
    fn add(&mut self, text: &str, classes: &ClassTable) -> Result<(), PatternError> {
        if let Some(class) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
            if let Some((_, shape)) = SHAPES.iter().find(|(name, _)| *name == class) {
                self.shapes |= shape;
            } else if let Some(list) = classes.lists.get(class) {
                self.words.extend(list.words.iter().cloned());
                self.capital.extend(list.capital.iter().cloned());
                self.shapes |= list.shapes;
            } else {
                return Err(PatternError::UnknownClass { class: class.to_owned(), known: classes.names() });
            }
        } else if text.is_empty() {
            return Err(PatternError::Empty { pattern: text.to_owned() });
        } else {
            let word = crate::vocabulary::normalize(text);
            if word.chars().any(char::is_uppercase) {
                self.capital.push(word.into());
            } else {
                self.words.push(word.into());
            }
        }
        Ok(())
    }

    fn is_word(&self, place: &Place<'_, '_>, i: usize, classes: &ClassTable) -> bool {
        let Some(word) = place.word(i) else {
            return false;
        };
        let text = place.paragraph.str(word);
        let small = lower(text);
        if self.words.iter().any(|w| **w == *small) {
            return true;
        }
        if !self.capital.is_empty() && word.is_capitalised() {
            let exact = crate::vocabulary::normalize(text);
            if self.capital.iter().any(|w| **w == *exact) {
                return true;
            }
        }
        self.shapes != 0 && self.is_shape(place, i, word, &small, classes)
    }

    fn is_shape(&self, place: &Place<'_, '_>, i: usize, word: &Word, small: &str, classes: &ClassTable) -> bool {
        let has = |shape| self.shapes & shape != 0;
        let listed = |list: &[Box<str>]| list.iter().any(|w| **w == *small);
        let digits = word.kind == WordKind::Number;
        has(ANY)
            || (has(MONEY) && digits && ends_in_currency(before(place.paragraph, i)))
            || (has(DIGITS) && digits)
            || (has(NAME) && word.is_capitalised() && !digits && !listed(&classes.function))
            || (has(POSSESSIVE) && word.is_possessive() && !listed(&classes.contractions))
            || (has(NOT) && small.ends_with("n't"))
    }
}

fn before<'p>(paragraph: &'p Paragraph<'_>, i: usize) -> &'p str {
    i.checked_sub(1).map_or("", |left| paragraph.between(left, i))
}

fn ends_in_currency(gap: &str) -> bool {
    gap.ends_with(['$', '£', '€', '¥'])
}

/// Whether nothing but space is between two words. A currency sign belongs to the amount after it.
fn is_close(gap: &str) -> bool {
    gap.trim_end_matches(['$', '£', '€', '¥']).chars().all(|c| c.is_whitespace() || crate::vocabulary::is_invisible(c))
}

/// Words that stand in a row on one side of the wrong word, in the order of reading.
pub(super) type Side = Vec<Element>;

/// A side as written: *a*, *no small*, *in the/this*.
pub(super) fn side(text: &str, classes: &ClassTable) -> Result<Side, PatternError> {
    let side: Result<Side, _> = text.split_whitespace().map(|part| Element::parse(part, classes)).collect();
    match side {
        Ok(side) if !side.is_empty() => Ok(side),
        Err(PatternError::UnknownClass { class, known }) => Err(PatternError::UnknownClass { class, known }),
        _ => Err(PatternError::Empty { pattern: text.to_owned() }),
    }
}

/// A list of sides, of which one must match. Single words are put together, so that a long list is one comparison.
pub(super) fn sides(list: &[String], classes: &ClassTable) -> Result<Vec<Side>, PatternError> {
    let mut single = Element::default();
    let mut out = Vec::new();
    for text in list {
        if text.contains(char::is_whitespace) || text.is_empty() {
            out.push(side(text, classes)?);
        } else {
            for part in text.split('/') {
                single.add(part, classes)?;
            }
        }
    }
    if !single.words.is_empty() || !single.capital.is_empty() || single.shapes != 0 {
        out.insert(0, vec![single]);
    }
    Ok(out)
}

/// A phrase around the wrong word.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    before: Side,
    after: Side,
}

/// The phrases that one text stands for: `in (a/the) similar _` is two.
pub(super) fn phrases(text: &str, classes: &ClassTable) -> Result<Vec<Phrase>, PatternError> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.iter().filter(|part| **part == "_").count() != 1 {
        return Err(PatternError::NoPlace { pattern: text.to_owned() });
    }
    let optional: Vec<usize> =
        (0..parts.len()).filter(|&i| parts[i].starts_with('(') && parts[i].ends_with(')')).collect();
    if optional.len() > 5 {
        return Err(PatternError::TooManyOptions { pattern: text.to_owned() });
    }
    let mut out = Vec::new();
    for chosen in 0..1_usize << optional.len() {
        let mut phrase = Phrase { before: Vec::new(), after: Vec::new() };
        let mut passed = false;
        for (i, part) in parts.iter().enumerate() {
            if *part == "_" {
                passed = true;
                continue;
            }
            let option = optional.iter().position(|&o| o == i);
            if option.is_some_and(|o| chosen >> o & 1 == 0) {
                continue;
            }
            let part = if option.is_some() { &part[1..part.len() - 1] } else { part };
            let element = Element::parse(part, classes)?;
            if passed {
                phrase.after.push(element);
            } else {
                phrase.before.push(element);
            }
        }
        out.push(phrase);
    }
    Ok(out)
}

/// Whether one of the sides stands right before the word.
pub(super) fn any_before(sides: &[Side], place: &Place<'_, '_>, classes: &ClassTable) -> bool {
    sides.iter().any(|side| is_before(side, place, classes))
}

/// Whether one of the sides stands right after word `last`.
pub(super) fn any_after(sides: &[Side], place: &Place<'_, '_>, last: usize, classes: &ClassTable) -> bool {
    sides.iter().any(|side| is_after(side, place, last, classes))
}

/// Whether one of the phrases stands around the words from the place to `last`.
pub(super) fn any_phrase(phrases: &[Phrase], place: &Place<'_, '_>, last: usize, classes: &ClassTable) -> bool {
    phrases
        .iter()
        .any(|phrase| is_before(&phrase.before, place, classes) && is_after(&phrase.after, place, last, classes))
}

fn is_before(side: &Side, place: &Place<'_, '_>, classes: &ClassTable) -> bool {
    let mut at = place.at;
    for element in side.iter().rev() {
        if element.shapes & START != 0 && starts(place.paragraph, at, place.first) {
            return true;
        }
        if at == place.first || !is_close(before(place.paragraph, at)) || !element.is_word(place, at - 1, classes) {
            return false;
        }
        at -= 1;
    }
    true
}

fn is_after(side: &Side, place: &Place<'_, '_>, last: usize, classes: &ClassTable) -> bool {
    for (at, element) in (last..).zip(side) {
        if element.shapes & (END | PAUSE) != 0 {
            let gap = after(place.paragraph, at);
            let stop = gap.trim_start().chars().next();
            let ends = stop.is_some_and(|c| matches!(c, '.' | '!' | '?')) || at + 1 >= place.end;
            // A straight mark after a space opens a quotation; that is no pause.
            let closes = gap.starts_with(['"', '”']);
            let pauses = closes || stop.is_some_and(|c| matches!(c, ',' | ';' | ':' | '…' | '—' | '–'));
            if ends || (element.shapes & PAUSE != 0 && pauses) {
                return true;
            }
        }
        if at + 1 >= place.end
            || !is_close(place.paragraph.between(at, at + 1))
            || !element.is_word(place, at + 1, classes)
        {
            return false;
        }
    }
    true
}

/// The text between a word and the next, or the end of the paragraph.
fn after<'p>(paragraph: &'p Paragraph<'_>, i: usize) -> &'p str {
    if i + 1 < paragraph.words.len() {
        paragraph.between(i, i + 1)
    } else {
        &paragraph.text[paragraph.words[i].end as usize..]
    }
}

/// Words near the place, in its sentence.
#[derive(Clone, Debug)]
pub(super) struct Near {
    pub(super) words: Element,
    /// How many words away, to the left and to the right.
    pub(super) left: usize,
    pub(super) right: usize,
}

impl Near {
    pub(super) fn new(words: &[String], left: usize, right: usize, classes: &ClassTable) -> Result<Self, PatternError> {
        let mut element = Element::default();
        for word in words {
            if word.contains(char::is_whitespace) {
                return Err(PatternError::Empty { pattern: word.clone() });
            }
            for part in word.split('/') {
                element.add(part, classes)?;
            }
        }
        Ok(Near { words: element, left, right })
    }

    pub(super) fn is_near(&self, place: &Place<'_, '_>, last: usize, classes: &ClassTable) -> bool {
        let from = place.at.saturating_sub(self.left).max(place.first);
        let to = (last + 1 + self.right).min(place.end);
        (from..place.at).chain(last + 1..to).any(|i| self.words.is_word(place, i, classes))
    }
}

/// How many words after a verb its object may reach.
const OBJECT: usize = 4;

/// Whether one of the words is in the noun phrase after word `last`: an optional determiner and up to four words, up to
/// the first mark or preposition.
pub(super) fn is_object(words: &Element, place: &Place<'_, '_>, last: usize, classes: &ClassTable) -> bool {
    for i in last + 1..(last + 1 + OBJECT).min(place.end) {
        if !is_close(place.paragraph.between(i - 1, i)) {
            return false;
        }
        if words.is_word(place, i, classes) {
            return true;
        }
        let small = lower(place.paragraph.str(&place.paragraph.words[i]));
        if classes.phrase_ends.iter().any(|end| **end == *small) {
            return false;
        }
    }
    false
}

/// The single words of a list as one element.
pub(super) fn element(list: &[String], classes: &ClassTable) -> Result<Element, PatternError> {
    Ok(Near::new(list, 0, 0, classes)?.words)
}
