//! What is known of a word by itself: in which of the word lists of `rules/` it stands.
//!
//! A check that cares about reporting verbs, titles or place names asks for a [`WordSet`] when it is built. Each distinct
//! word of a text is then looked up once, in all lists together, and a check over prose tests one bit of the
//! [`Classes`] which every [`crate::article::Word`] carries. Prose repeats its words, so the cost of a list does not grow
//! with the length of an article.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The word sets that a word belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes([u64; 2]);

impl Classes {
    /// Whether the word belongs to a set.
    pub const fn is(self, set: WordSet) -> bool {
        self.0[(set.0 >> 6) as usize] >> (set.0 & 63) & 1 == 1
    }

    /// Whether the word belongs to any of several sets.
    pub const fn any(self, of: Classes) -> bool {
        self.0[0] & of.0[0] | self.0[1] & of.0[1] != 0
    }

    /// The classes of a word that is in all sets that either is in.
    #[must_use]
    pub const fn union(self, other: Classes) -> Classes {
        Classes([self.0[0] | other.0[0], self.0[1] | other.0[1]])
    }
}

/// A list of words that belong together, such as the reporting verbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordSet(u8);

impl WordSet {
    /// The set as a mask for [`Classes::any`].
    pub const fn mask(self) -> Classes {
        let mut bits = [0; 2];
        bits[(self.0 >> 6) as usize] = 1 << (self.0 & 63);
        Classes(bits)
    }
}

type Predicate = Box<dyn Fn(&str) -> bool + Send + Sync>;

/// Every list of words that the checks of one linter asked for.
#[derive(Default)]
pub struct Vocabulary {
    names: Vec<Cow<'static, str>>,
    any_case: FxHashMap<Box<str>, Classes>,
    exact: FxHashMap<Box<str>, Classes>,
    predicates: Vec<(WordSet, Predicate)>,
}

impl Vocabulary {
    /// The set called `name`, made of `words` the first time that it is asked for. The words match in any case.
    /// An entry of several words adds its first word, so that a check can test that cheaply and then compare the rest.
    pub fn set<S: AsRef<str>>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        words: impl IntoIterator<Item = S>,
    ) -> WordSet {
        let (set, new) = self.named(name.into());
        if new {
            for word in words {
                let first = word.as_ref().split(' ').next().unwrap_or_default();
                let key = normalize(first).to_lowercase().into_boxed_str();
                let classes = self.any_case.entry(key).or_default();
                *classes = classes.union(set.mask());
            }
        }
        set
    }

    /// Like [`Vocabulary::set`], for words that match only as they are written: months, initialisms, names.
    pub fn exact_set<S: AsRef<str>>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        words: impl IntoIterator<Item = S>,
    ) -> WordSet {
        let (set, new) = self.named(name.into());
        if new {
            for word in words {
                let first = word.as_ref().split(' ').next().unwrap_or_default();
                let classes = self.exact.entry(normalize(first).into_owned().into_boxed_str()).or_default();
                *classes = classes.union(set.mask());
            }
        }
        set
    }

    /// A set whose members are found by asking, once per distinct word, in its normal form (see [`normalize`]) with its case.
    pub fn predicate(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        member: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> WordSet {
        let (set, new) = self.named(name.into());
        if new {
            self.predicates.push((set, Box::new(member)));
        }
        set
    }

    /// Looks a word up in all lists. A possessive is also what its stem is: *Department’s* is a designator.
    pub fn classify(&self, word: &str) -> Classes {
        let word = normalize(word);
        let mut classes = self.listed(&word);
        if let Some(stem) = possessive_stem(&word) {
            classes = classes.union(self.listed(stem));
        }
        for (set, member) in &self.predicates {
            if member(&word) {
                classes = classes.union(set.mask());
            }
        }
        classes
    }

    fn listed(&self, word: &str) -> Classes {
        let exact = self.exact.get(word).copied().unwrap_or_default();
        let any = if word.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
            self.any_case.get(word.to_lowercase().as_str())
        } else {
            self.any_case.get(word)
        };
        exact.union(any.copied().unwrap_or_default())
    }

    fn named(&mut self, name: Cow<'static, str>) -> (WordSet, bool) {
        if let Some(at) = self.names.iter().position(|known| *known == name) {
            return (WordSet(at as u8), false);
        }
        assert!(self.names.len() < 128, "a linter can hold 128 word sets");
        self.names.push(name);
        (WordSet((self.names.len() - 1) as u8), true)
    }
}

/// The classes of the words seen so far: one look-up in all lists per distinct word.
#[derive(Default)]
pub struct Lexemes {
    seen: FxHashMap<Box<str>, Classes>,
}

/// Past this many distinct words the memory starts anew; hardly a story has so many, and those of hours of typing are noise.
const REMEMBERED: usize = 65_536;
/// A longer word is not remembered: it will hardly come again.
const LONGEST: usize = 64;

impl Lexemes {
    /// The classes of a word as it stands in the text.
    pub fn classes(&mut self, vocabulary: &Vocabulary, word: &str) -> Classes {
        if let Some(classes) = self.seen.get(word) {
            return *classes;
        }
        let classes = vocabulary.classify(word);
        if word.len() <= LONGEST {
            if self.seen.len() >= REMEMBERED {
                self.seen.clear();
            }
            self.seen.insert(word.into(), classes);
        }
        classes
    }
}

/// The form in which words are compared: composed (NFC), apostrophes straight, invisible characters left out.
pub fn normalize(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let clean = |c: char| !is_invisible(c) && !matches!(c, '’' | '‘' | 'ʼ' | '＇' | 'ﬁ' | 'ﬂ' | 'ﬀ' | 'ﬃ' | 'ﬄ');
    if word.chars().all(clean) && is_nfc_quick(word.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(word);
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars().filter(|c| !is_invisible(*c)).nfc() {
        match c {
            '’' | '‘' | 'ʼ' | '＇' => out.push('\''),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬀ' => out.push_str("ff"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Characters that show nothing and change no word: soft hyphen, zero-width spaces and joiners, byte-order mark.
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The stem of a possessive in normal form: *Ukraine* of *Ukraine's*.
pub fn possessive_stem(word: &str) -> Option<&str> {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("'S")).filter(|stem| !stem.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_word_in_its_sets_whatever_its_dress() {
        let mut vocabulary = Vocabulary::default();
        let said = vocabulary.set("said", ["said", "according to"]);
        let month = vocabulary.exact_set("month", ["March"]);
        let long = vocabulary.predicate("long", |word| word.len() > 6);
        assert_eq!(vocabulary.set("said", ["other"]), said);
        let mut lexemes = Lexemes::default();
        for (word, sets) in [
            ("Said", [true, false, false]),
            ("march", [false, false, false]),
            ("March’s", [false, true, true]),
            ("accord\u{ad}ing", [true, false, true]),
        ] {
            let classes = lexemes.classes(&vocabulary, word);
            assert_eq!([said, month, long].map(|set| classes.is(set)), sets, "{word}");
        }
    }
}
