//! Words that may be suggested, arranged so that those near a given word are found by one quick pass.
//!
//! Each word has a signature: which letters it holds once, and which twice. One slip changes at most one bit
//! each way, so comparing signatures throws out nearly all words without looking at them; words are grouped by
//! length, so most are never even compared. That is faster here than walking an automaton at distance 2 (which
//! visits tens of thousands of states), allows distance 3, and takes a few milliseconds to set up.

use std::sync::OnceLock;

use super::super::bundled::{self, BundledForm};
use super::super::letters::folded;
use super::cost::LONGEST;
use super::sound;

/// Most slips that are searched for.
pub(super) const MOST_SLIPS: usize = 3;

/// A set of words to choose suggestions from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates {
    /// Signatures, sounds and entries are parallel, ordered by length of the folded word.
    signatures: Vec<u64>,
    sounds: Vec<u32>,
    entries: Vec<Entry>,
    /// `by_length[n]` is where words of `n` bytes begin.
    by_length: Vec<u32>,
    /// Folded words, each followed by how it is written when that differs.
    arena: String,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    start: u32,
    folded: u8,
    written: u8,
    form: Option<BundledForm>,
}

/// One word of the set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'a> {
    /// In small letters, without accents.
    pub folded: &'a str,
    /// As it is written.
    pub written: &'a str,
    /// What the bundled index knows of it; `None` for a word from a list.
    pub form: Option<BundledForm>,
    /// At least so many letters differ, whatever their order.
    pub changed: usize,
    /// Whether it sounds like the word looked for.
    pub sounds_alike: bool,
}

impl Candidates {
    /// All that both bundled dictionaries may suggest; built once, on first use.
    pub fn bundled() -> &'static Self {
        static BUNDLED: OnceLock<Candidates> = OnceLock::new();
        BUNDLED.get_or_init(|| {
            let mut words = Unsorted::default();
            bundled::bundled_forms(|word, form| {
                if !form.is_hidden() && !form.is_capitals_only() {
                    words.push(word, Some(form));
                }
            });
            words.sorted()
        })
    }

    /// The words of a list.
    pub fn of_words(list: &[&str]) -> Self {
        let mut words = Unsorted::default();
        for word in list {
            words.push(word, bundled::form(word));
        }
        words.sorted()
    }

    /// Visits every word whose letters are within `slips` slips of `word` (folded), or that sounds like it;
    /// those with the fewest letters changed come first, so that the visitor soon knows what is good enough.
    pub(super) fn near(&self, word: &str, slips: u32, mut visit: impl FnMut(Candidate<'_>)) {
        let (signature, sound) = (signature(word.as_bytes()), sound::key(word.as_bytes()));
        let range = self.range(word.len(), slips as usize);
        let mut near: [Vec<u32>; MOST_SLIPS + 2] = Default::default();
        let columns = self.signatures[range.clone()].iter().zip(&self.sounds[range.clone()]);
        for (index, (other, other_sound)) in (range.start..).zip(columns) {
            let (extra, missing) = (signature & !other, other & !signature);
            if (within(extra, slips) && within(missing, slips)) || *other_sound == sound {
                let changed = extra.count_ones().max(missing.count_ones()) as usize;
                // Lossless: the index was made from a u32.
                near[changed.min(MOST_SLIPS + 1)].push(index as u32);
            }
        }
        for (changed, indexes) in near.iter().enumerate() {
            for index in indexes {
                let index = *index as usize;
                visit(self.candidate(index, changed, self.sounds[index] == sound));
            }
        }
    }

    fn range(&self, length: usize, reach: usize) -> std::ops::Range<usize> {
        let at = |length: usize| self.by_length.get(length).map_or(self.entries.len(), |start| *start as usize);
        at(length.saturating_sub(reach))..at(length + reach + 1)
    }

    fn candidate(&self, index: usize, changed: usize, sounds_alike: bool) -> Candidate<'_> {
        let entry = &self.entries[index];
        let start = entry.start as usize;
        let middle = start + usize::from(entry.folded);
        let folded = &self.arena[start..middle];
        let written =
            if entry.written == 0 { folded } else { &self.arena[middle..middle + usize::from(entry.written)] };
        Candidate { folded, written, form: entry.form, changed, sounds_alike }
    }
}

/// The words in the order in which they come.
#[derive(Default)]
struct Unsorted {
    entries: Vec<Entry>,
    arena: String,
}

impl Unsorted {
    fn push(&mut self, word: &str, form: Option<BundledForm>) {
        let lower_ascii = word.bytes().all(|byte| byte.is_ascii_lowercase());
        let start = self.arena.len();
        if lower_ascii {
            self.arena.push_str(word);
        } else {
            self.arena.push_str(&folded(word));
        }
        let length = self.arena.len() - start;
        let (Ok(start32), Ok(length8), Ok(written)) =
            (u32::try_from(start), u8::try_from(length), u8::try_from(word.len()))
        else {
            self.arena.truncate(start);
            return;
        };
        if length == 0 || length > LONGEST {
            self.arena.truncate(start);
            return;
        }
        let differs = !lower_ascii && self.arena[start..] != *word;
        if differs {
            self.arena.push_str(word);
        }
        self.entries.push(Entry { start: start32, folded: length8, written: if differs { written } else { 0 }, form });
    }

    fn sorted(mut self) -> Candidates {
        self.entries.sort_by_key(|entry| entry.folded);
        let mut candidates = Candidates { arena: self.arena, ..Candidates::default() };
        candidates.signatures.reserve_exact(self.entries.len());
        candidates.sounds.reserve_exact(self.entries.len());
        for (index, entry) in self.entries.iter().enumerate() {
            while candidates.by_length.len() <= usize::from(entry.folded) {
                candidates.by_length.push(u32::try_from(index).unwrap_or(u32::MAX));
            }
            let start = entry.start as usize;
            let word = &candidates.arena.as_bytes()[start..start + usize::from(entry.folded)];
            candidates.signatures.push(signature(word));
            candidates.sounds.push(sound::key(word));
        }
        candidates.entries = self.entries;
        candidates
    }
}

/// Bit `2n` says that letter `n` occurs, bit `2n + 1` that it occurs again; anything else shares the two bits
/// after `z`.
fn signature(word: &[u8]) -> u64 {
    let mut bits = 0u64;
    for byte in word {
        let letter = if byte.is_ascii_lowercase() { u32::from(byte - b'a') } else { 26 };
        let once = 1u64 << (2 * letter);
        bits |= if bits & once == 0 { once } else { once << 1 };
    }
    bits
}

/// Whether at most `count` bits are set. Clearing the lowest bit is quicker than counting on processors that
/// the default target allows for.
#[inline]
fn within(mut bits: u64, count: u32) -> bool {
    for _ in 0..count {
        bits &= bits.wrapping_sub(1);
    }
    bits == 0
}
