//! The two bundled dictionaries, and the index of all their forms.
//!
//! The index is an `fst` map, used in place from the binary: looking a word up needs no loading. Its
//! value packs, from the low end: 8 bits of frequency class, American, British, never suggested, and
//! "capitals only" (`MCDONALD`). `examples/build_lexicon` writes it and a test rebuilds it.

use std::sync::{Arc, OnceLock};

use fst::Streamer;

use super::letters::{Case, capitalised};
use super::{Dictionary, DictionarySource, Language, SpellbookDictionary};

static INDEX: &[u8] = include_bytes!("../../rules/dictionaries/english.fst");
/// The same forms arranged for suggestions; see `suggest::candidates`.
pub(super) static CANDIDATES: &[u8] = include_bytes!("../../rules/dictionaries/english.candidates");
static EN_US: [&str; 2] =
    [include_str!("../../rules/dictionaries/en_US.aff"), include_str!("../../rules/dictionaries/en_US.dic")];
static EN_GB: [&str; 2] =
    [include_str!("../../rules/dictionaries/en_GB.aff"), include_str!("../../rules/dictionaries/en_GB.dic")];

/// The news supplement: words that newspapers use and the dictionaries lack, for both languages and for one.
pub(super) fn supplement(language: Language) -> [&'static str; 2] {
    let own = match language {
        Language::EnUs => include_str!("../../rules/dictionaries/words/news-en-US.txt"),
        Language::EnGb => include_str!("../../rules/dictionaries/words/news-en-GB.txt"),
    };
    [include_str!("../../rules/dictionaries/words/news.txt"), own]
}

/// The source files of a bundled dictionary.
pub fn bundled_source(language: Language) -> DictionarySource<'static> {
    let ([aff, dic], aff_name, dic_name) = match language {
        Language::EnUs => (EN_US, "en_US.aff", "en_US.dic"),
        Language::EnGb => (EN_GB, "en_GB.aff", "en_GB.dic"),
    };
    DictionarySource { aff_name, aff: aff.as_bytes(), dic_name, dic: dic.as_bytes() }
}

/// The built-in engine over a bundled dictionary, loaded on first use (about 15 ms) and then shared.
pub fn bundled_dictionary(language: Language) -> Option<Arc<dyn Dictionary>> {
    static LOADED: [OnceLock<Option<Arc<dyn Dictionary>>>; 2] = [OnceLock::new(), OnceLock::new()];
    let (slot, [aff, dic]) = match language {
        Language::EnUs => (&LOADED[0], EN_US),
        Language::EnGb => (&LOADED[1], EN_GB),
    };
    slot.get_or_init(|| {
        SpellbookDictionary::new(aff, dic).ok().map(|dictionary| Arc::new(dictionary) as Arc<dyn Dictionary>)
    })
    .clone()
}

/// What the index knows of one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundledForm(u64);

impl BundledForm {
    /// The value as the file of candidates keeps it, which is all of it.
    pub(super) fn from_bits(bits: u16) -> Self {
        Self(bits.into())
    }

    /// Whether the dictionary of `language` accepts the form.
    pub fn is_in(self, language: Language) -> bool {
        let bit = match language {
            Language::EnUs => 8,
            Language::EnGb => 9,
        };
        self.0 >> bit & 1 == 1
    }

    /// Whether the dictionary asks never to suggest it.
    pub fn is_hidden(self) -> bool {
        self.0 >> 10 & 1 == 1
    }

    /// Whether the form is only the upper-case spelling of one with capitals inside.
    pub fn is_capitals_only(self) -> bool {
        self.0 >> 11 & 1 == 1
    }

    /// Frequency class: twentieths of a power of ten of the word's count in the frequency list; 0 if it
    /// is not listed.
    pub fn class(self) -> u8 {
        (self.0 & 0xff) as u8
    }

    /// How common the word is on the Zipf scale (logarithm of occurrences in a billion words; *the* is
    /// 7.4, *soldier* 4.0), or `None` when it is not listed.
    pub fn zipf(self) -> Option<f32> {
        (self.class() > 0).then(|| class_to_zipf(self.class()))
    }
}

/// A frequency class on the Zipf scale. The list counts a corpus of 1.02e12 words.
pub(super) fn class_to_zipf(class: u8) -> f32 {
    f32::from(class) / 20.0 - 3.01
}

/// A form exactly as written, in normal form, or `None` if neither dictionary has it.
pub(super) fn form(word: &str) -> Option<BundledForm> {
    map()?.get(word).map(BundledForm)
}

/// Whether the dictionary of `language` accepts a word in normal form, following Hunspell's rules for
/// capitals: `word` also as `Word` and `WORD`, `Word` also as `WORD`.
pub(super) fn accepts(word: &str, language: Language) -> bool {
    let is_known = |word: &str| form(word).is_some_and(|form| form.is_in(language));
    is_known(word)
        || match Case::of(word) {
            Case::Lower | Case::Mixed => false,
            Case::Capitalised => is_known(&word.to_lowercase()),
            Case::Upper => {
                let lower = word.to_lowercase();
                is_known(&lower) || is_known(&capitalised(&lower))
            }
        }
}

/// Whether the index alone decides about a word. It holds every form there is, save for numbers (`21st`),
/// which dictionaries put together. (Engines also take compounds apart at hyphens; so does the lexicon.)
pub(super) fn decides(word: &str) -> bool {
    !word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Every form in the index, in byte order.
pub fn bundled_forms(mut visit: impl FnMut(&str, BundledForm)) {
    let Some(map) = map() else { return };
    let mut stream = map.stream();
    while let Some((form, value)) = stream.next() {
        if let Ok(form) = std::str::from_utf8(form) {
            visit(form, BundledForm(value));
        }
    }
}

fn map() -> Option<&'static fst::Map<&'static [u8]>> {
    static MAP: OnceLock<Option<fst::Map<&'static [u8]>>> = OnceLock::new();
    MAP.get_or_init(|| fst::Map::new(INDEX).ok()).as_ref()
}
