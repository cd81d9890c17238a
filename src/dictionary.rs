//! Words: whether a word is known, and what it should have been.
//!
//! A [`Lexicon`] is the words of one newsroom in one language. It answers from layers, the last first:
//! article words, personal words, project words, the news supplement, and under them a base dictionary.
//! The base is a [`Dictionary`], an engine over Hunspell data; for the two bundled languages an index of all
//! the forms of those dictionaries answers before it (`bundled`), so that checking starts at once and the
//! engine is loaded only for words that the index cannot decide.
//!
//! ```
//! use copydesk::dictionary::{Language, Lexicon, SuggestContext, Verdict};
//! let lexicon = Lexicon::bundled(Language::EnUs);
//! assert_eq!(lexicon.verdict("aggression’s"), Verdict::Known);
//! assert_eq!(lexicon.verdict("anti-agression"), Verdict::Unknown { part: 5..14 });
//! assert_eq!(lexicon.suggest("agression", &SuggestContext::default(), 5)[0].text, "aggression");
//! ```
//!
//! Nothing here reads files or knows what an article is.

mod bundled;
mod letters;
mod lexicon;
mod spellbook;
mod suggest;
mod variants;
mod word_list;

#[cfg(feature = "hunspell")]
mod hunspell;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

pub use crate::language::Language;
pub use bundled::{BundledForm, bundled_dictionary, bundled_forms, bundled_source};
#[cfg(feature = "hunspell")]
pub use hunspell::HunspellDictionary;
pub use letters::Case;
pub use lexicon::{Lexicon, Verdict};
pub use spellbook::SpellbookDictionary;
pub use suggest::{SuggestContext, Suggestion, preferred};
pub use variants::IzeStyle;
pub use word_list::{LineError, LineProblem, WordList};

/// An engine over a Hunspell dictionary. Answers for one word exactly as written, hyphens and possessive
/// included; [`Lexicon`] does the taking apart.
pub trait Dictionary: Send + Sync + fmt::Debug {
    /// Whether the word is in the dictionary. Straight or curly apostrophes alike. A word that the engine
    /// cannot take (a NUL, hundreds of letters) is not.
    fn accepts(&self, word: &str) -> bool;

    /// The same for many words: one round trip for an engine that lives in a thread of its own.
    fn accepts_all(&self, words: &[&str]) -> Vec<bool> {
        words.iter().map(|word| self.accepts(word)).collect()
    }

    /// The engine's name as settings write it.
    fn engine(&self) -> Engine;

    /// What went wrong since the last call, once, in words for the user; an engine that had to be restarted says so.
    fn trouble(&self) -> Option<String> {
        None
    }
}

/// Which engine reads the Hunspell data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Engine {
    /// The one built in, in Rust.
    #[default]
    Spellbook,
    /// Hunspell itself, in a build with the feature `hunspell`.
    Hunspell,
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Spellbook => "spellbook",
            Self::Hunspell => "hunspell",
        })
    }
}

impl FromStr for Engine {
    type Err = DictionaryError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "spellbook" => Ok(Self::Spellbook),
            "hunspell" => Ok(Self::Hunspell),
            _ => Err(DictionaryError::UnknownEngine { name: name.to_owned() }),
        }
    }
}

/// The two files of a Hunspell dictionary, with the names by which a problem is reported.
#[derive(Clone, Copy, Debug)]
pub struct DictionarySource<'a> {
    /// Name of the affix file, usually its path.
    pub aff_name: &'a str,
    /// Its bytes.
    pub aff: &'a [u8],
    /// Name of the word file, usually its path.
    pub dic_name: &'a str,
    /// Its bytes.
    pub dic: &'a [u8],
}

impl<'a> DictionarySource<'a> {
    /// The stems of the word file, without flags and notes; none if it is not UTF-8.
    pub fn stems(&self) -> Vec<&'a str> {
        std::str::from_utf8(self.dic).map(|dic| plain_stems(dic).collect()).unwrap_or_default()
    }
}

/// Why there is no dictionary. Each message names the file and says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    /// An engine that does not exist.
    #[error("“{name}” is not a spelling engine; write spellbook or hunspell")]
    UnknownEngine {
        /// As written.
        name: String,
    },
    /// Hunspell asked of a build without it.
    #[error(
        "this copydesk was built without the engine hunspell; install it with `cargo install copydesk --features hunspell`, or write engine: spellbook"
    )]
    EngineNotBuilt,
    /// An empty file: often a failed download.
    #[error("{file}: the file is empty; fetch the dictionary again")]
    Empty {
        /// The file at fault.
        file: String,
    },
    /// A file in another encoding.
    #[error("{file}: not UTF-8 text{}; convert both files (`iconv -f ISO-8859-1 -t UTF-8`) and write `SET UTF-8` in the .aff file, or take a UTF-8 dictionary", declared.as_ref().map(|set| format!(" (it declares SET {set})")).unwrap_or_default())]
    NotUtf8 {
        /// The file at fault.
        file: String,
        /// The encoding in its `SET` line, if it has one.
        declared: Option<String>,
    },
    /// The first line of a `.dic` is the number of its entries; this is not a number, or far from the truth.
    #[error(
        "{file}: line 1 should be the number of entries, about {found}, but reads “{stated}”; the file is cut short or is not a Hunspell .dic file: fetch it again"
    )]
    Count {
        /// The file at fault.
        file: String,
        /// Line 1, shortened.
        stated: String,
        /// How many entries follow.
        found: usize,
    },
    /// The engine could not read the files.
    #[error(
        "{file}: {problem}; fetch the dictionary again, or remove dictionary: from copydesk.yaml to use the bundled one"
    )]
    Unreadable {
        /// The file at fault, or both.
        file: String,
        /// The engine's own words.
        problem: String,
    },
    /// Read without complaint, but no use: it refuses its own words or accepts nonsense.
    #[error("{file}: the dictionary loads, but {problem}; check that the .aff and the .dic belong together")]
    Unusable {
        /// The file at fault.
        file: String,
        /// What was seen.
        problem: String,
    },
}

/// Reads a dictionary, after checking what engines do not: encoding, the count in line 1, and that it knows
/// its own words and refuses nonsense.
pub fn load(source: &DictionarySource<'_>, engine: Engine) -> Result<Arc<dyn Dictionary>, DictionaryError> {
    let (aff, dic) = validated(source)?;
    let dictionary: Arc<dyn Dictionary> = match engine {
        Engine::Spellbook => Arc::new(SpellbookDictionary::new(aff, dic).map_err(|problem| {
            DictionaryError::Unreadable { file: format!("{} or {}", source.aff_name, source.dic_name), problem }
        })?),
        #[cfg(feature = "hunspell")]
        Engine::Hunspell => Arc::new(HunspellDictionary::new(aff, dic).map_err(|problem| {
            DictionaryError::Unreadable { file: format!("{} or {}", source.aff_name, source.dic_name), problem }
        })?),
        #[cfg(not(feature = "hunspell"))]
        Engine::Hunspell => return Err(DictionaryError::EngineNotBuilt),
    };
    probe(dictionary.as_ref(), source.dic_name, dic)?;
    Ok(dictionary)
}

/// Both files as text, if they can be a Hunspell dictionary at all.
fn validated<'a>(source: &DictionarySource<'a>) -> Result<(&'a str, &'a str), DictionaryError> {
    let mut texts = [""; 2];
    let declared = String::from_utf8_lossy(source.aff)
        .lines()
        .find_map(|line| line.trim().strip_prefix("SET ").map(|set| set.trim().to_owned()));
    for (text, (name, bytes)) in texts.iter_mut().zip([(source.aff_name, source.aff), (source.dic_name, source.dic)]) {
        let not_utf8 = || DictionaryError::NotUtf8 { file: name.to_owned(), declared: declared.clone() };
        *text = std::str::from_utf8(bytes).map_err(|_| not_utf8())?.trim_start_matches('\u{feff}');
        if text.trim().is_empty() {
            return Err(DictionaryError::Empty { file: name.to_owned() });
        }
        if text.contains('\0') {
            return Err(not_utf8());
        }
    }
    if declared.as_deref().is_some_and(|set| !set.eq_ignore_ascii_case("UTF-8")) {
        return Err(DictionaryError::NotUtf8 { file: source.aff_name.to_owned(), declared });
    }
    let [aff, dic] = texts;
    let stated = dic.lines().next().unwrap_or("").trim();
    let found = dic.lines().skip(1).filter(|line| !line.trim().is_empty()).count();
    let close = stated.parse::<usize>().is_ok_and(|count| count.abs_diff(found) * 5 <= found.max(1));
    if !close || found == 0 {
        let stated = stated.chars().take(40).collect();
        return Err(DictionaryError::Count { file: source.dic_name.to_owned(), stated, found });
    }
    Ok((aff, dic))
}

/// Asks for a few of the dictionary's own plain words, and for words that no language has.
fn probe(dictionary: &dyn Dictionary, file: &str, dic: &str) -> Result<(), DictionaryError> {
    let unusable = |problem: String| DictionaryError::Unusable { file: file.to_owned(), problem };
    let stems: Vec<&str> = plain_stems(dic).filter(|stem| stem.chars().all(char::is_alphabetic)).collect();
    let sample: Vec<&str> = stems.iter().step_by(stems.len() / 20 + 1).copied().collect();
    let known = dictionary.accepts_all(&sample);
    // Flags such as “only in compounds” make single stems unknown by right.
    if !sample.is_empty() && known.iter().filter(|known| **known).count() * 2 < sample.len() {
        return Err(unusable(format!("it does not know its own words, such as “{}”", sample[0])));
    }
    for nonsense in ["qxzvkqj", "zzqxwvv"] {
        if dictionary.accepts(nonsense) {
            return Err(unusable(format!("it accepts “{nonsense}”")));
        }
    }
    Ok(())
}

/// The stems of a `.dic` file, without flags and notes.
fn plain_stems(dic: &str) -> impl Iterator<Item = &str> {
    dic.lines().skip(1).filter_map(|line| {
        let stem = line.split(['/', '\t', ' ']).next().unwrap_or("");
        (!stem.is_empty()).then_some(stem)
    })
}
