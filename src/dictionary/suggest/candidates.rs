//! Words that may be suggested, arranged so that those near a given word are found by one quick pass.
//!
//! Each word has a signature: which letters it holds once, and which twice. One slip changes at most one bit
//! each way, so comparing signatures throws out nearly all words without looking at them; words are grouped by
//! length, so most are never even compared. That is faster here than walking an automaton at distance 2 (which
//! visits tens of thousands of states), allows distance 3, and takes a few milliseconds to set up.

use std::ops::Range;
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
        BUNDLED.get_or_init(|| Self::read(bundled::CANDIDATES).unwrap_or_default())
    }

    /// Reads what `examples/build_lexicon` wrote: the number of words; for each, in order of length, the lengths of
    /// its folded and (if it differs) written form, its value in the index and its sound; then their text. All numbers
    /// are little-endian. `None` if the bytes are anything else.
    fn read(bytes: &[u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk::<4>()?;
        let count = u32::from_le_bytes(*count) as usize;
        let (table, text) = rest.split_at_checked(count.checked_mul(RECORD)?)?;
        let mut candidates = Self { arena: std::str::from_utf8(text).ok()?.to_owned(), ..Self::default() };
        candidates.signatures.reserve_exact(count);
        candidates.sounds.reserve_exact(count);
        candidates.entries.reserve_exact(count);
        let (records, _) = table.as_chunks::<RECORD>();
        let mut start = 0;
        for [folded, written, low, high, sound @ ..] in records {
            let end = start + usize::from(*folded);
            let form = BundledForm::from_bits(u16::from_le_bytes([*low, *high]));
            let entry = Entry { start: start.try_into().ok()?, folded: *folded, written: *written, form: Some(form) };
            candidates.push(entry, signature(text.get(start..end)?), u32::from_le_bytes(*sound));
            start = end + usize::from(*written);
        }
        (start == text.len()).then_some(candidates)
    }

    /// The bundled words in small letters of at least a frequency, in order of length. It reads the table alone, so that
    /// a check that makes no suggestion need not set up the rest.
    pub fn common(zipf: f32) -> Vec<&'static str> {
        let Some((count, rest)) = bundled::CANDIDATES.split_first_chunk::<4>() else { return Vec::new() };
        let table = (u32::from_le_bytes(*count) as usize).saturating_mul(RECORD).min(rest.len());
        let (records, _) = rest[..table].as_chunks::<RECORD>();
        let mut common = Vec::new();
        let mut start = table;
        for [folded, written, low, high, ..] in records {
            let end = start + usize::from(*folded);
            let form = BundledForm::from_bits(u16::from_le_bytes([*low, *high]));
            if *written == 0 && form.zipf().is_some_and(|its| its >= zipf) {
                common.extend(rest.get(start..end).and_then(|word| std::str::from_utf8(word).ok()));
            }
            start = end + usize::from(*written);
        }
        common
    }

    /// Adds a word that is at least as long as those before it.
    fn push(&mut self, entry: Entry, signature: u64, sound: u32) {
        while self.by_length.len() <= usize::from(entry.folded) {
            self.by_length.push(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        }
        self.entries.push(entry);
        self.signatures.push(signature);
        self.sounds.push(sound);
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
        let near = match slips {
            0 | 1 => self.scan::<1>(signature, sound, range),
            2 => self.scan::<2>(signature, sound, range),
            _ => self.scan::<MOST_SLIPS>(signature, sound, range),
        };
        for (changed, indexes) in near.iter().enumerate() {
            for index in indexes {
                let index = *index as usize;
                visit(self.candidate(index, changed, self.sounds[index] == sound));
            }
        }
    }

    /// The words that pass, by how many letters differ at least.
    fn scan<const SLIPS: usize>(&self, signature: u64, sound: u32, range: Range<usize>) -> [Vec<u32>; MOST_SLIPS + 2] {
        let mut near: [Vec<u32>; MOST_SLIPS + 2] = Default::default();
        let columns = self.signatures[range.clone()].iter().zip(&self.sounds[range.clone()]);
        for (index, (other, other_sound)) in (range.start..).zip(columns) {
            let (extra, missing) = (signature & !other, other & !signature);
            let close = within::<SLIPS>(extra) & within::<SLIPS>(missing);
            if close || *other_sound == sound {
                let changed = extra.count_ones().max(missing.count_ones()) as usize;
                // Lossless: the index was made from a u32.
                near[changed.min(MOST_SLIPS + 1)].push(index as u32);
            }
        }
        near
    }

    fn range(&self, length: usize, reach: usize) -> Range<usize> {
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
        for entry in self.entries {
            let start = entry.start as usize;
            let word = &candidates.arena.as_bytes()[start..start + usize::from(entry.folded)];
            let (signature, sound) = (signature(word), sound::key(word));
            candidates.push(entry, signature, sound);
        }
        candidates
    }
}

/// Bytes of one word's record in the bundled file.
const RECORD: usize = 8;

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

/// Whether at most `COUNT` bits are set. Clearing the lowest bit is quicker than counting on processors that
/// the default target allows for.
#[inline]
fn within<const COUNT: usize>(mut bits: u64) -> bool {
    for _ in 0..COUNT {
        bits &= bits.wrapping_sub(1);
    }
    bits == 0
}
