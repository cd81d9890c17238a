//! The built-in engine.

use std::fmt;

use rustc_hash::FxBuildHasher;

use super::{Dictionary, Engine};

/// A Hunspell dictionary read by the crate `spellbook`, always with a fixed hasher, so that every run gives
/// the same answer in the same order.
pub struct SpellbookDictionary {
    inner: spellbook::Dictionary<FxBuildHasher>,
}

impl SpellbookDictionary {
    /// Reads the text of an affix and a word file; the error is the engine's own words.
    pub fn new(aff: &str, dic: &str) -> Result<Self, String> {
        spellbook::Dictionary::new_with_hasher(aff, dic, FxBuildHasher)
            .map(|inner| Self { inner })
            .map_err(|error| error.to_string())
    }
}

impl Dictionary for SpellbookDictionary {
    fn accepts(&self, word: &str) -> bool {
        word.len() <= LONGEST && !word.contains('\0') && self.inner.check(word)
    }

    fn engine(&self) -> Engine {
        Engine::Spellbook
    }
}

impl fmt::Debug for SpellbookDictionary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SpellbookDictionary").finish_non_exhaustive()
    }
}

/// Longest word, in bytes, that an engine is asked about. Hunspell answers up to 299, slowly; no word of
/// English prose is near this.
pub(super) const LONGEST: usize = 99;
