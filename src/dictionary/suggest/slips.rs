//! How many slips lie between two words, quickly.
//!
//! The bit-parallel optimal string alignment of H. Hyyrö, “A bit-vector algorithm for computing Levenshtein and
//! Damerau edit distances” (2003): one step for each letter of the other word. Words of more than 64 bytes
//! do not occur here (`cost::LONGEST`).

/// A word prepared for comparing with many others.
pub(super) struct Slips {
    /// For each byte, the places where the word has it.
    places: [u64; 256],
    length: u32,
}

impl Slips {
    /// `word` has 1 to 64 bytes; of a longer one the rest is left out.
    pub fn from(word: &[u8]) -> Self {
        let word = &word[..word.len().min(64)];
        let mut places = [0u64; 256];
        for (index, byte) in word.iter().enumerate() {
            places[usize::from(*byte)] |= 1 << index;
        }
        // Lossless: at most 64.
        Self { places, length: word.len() as u32 }
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
    pub fn to(&self, other: &[u8]) -> u32 {
        let Some(last) = self.length.checked_sub(1) else { return other.len() as u32 };
        let last = 1u64 << last;
        let (mut positive, mut negative, mut diagonal, mut before) = (u64::MAX, 0u64, 0u64, 0u64);
        let mut distance = self.length;
        for byte in other {
            let places = self.places[usize::from(*byte)];
            let swapped = ((!diagonal & places) << 1) & before;
            diagonal = ((places & positive).wrapping_add(positive) ^ positive) | places | negative | swapped;
            let mut up = negative | !(diagonal | positive);
            let mut down = diagonal & positive;
            distance += u32::from(up & last != 0);
            distance -= u32::from(down & last != 0);
            up = up << 1 | 1;
            down <<= 1;
            positive = down | !(diagonal | up);
            negative = up & diagonal;
            before = places;
        }
        distance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The textbook definition.
    fn plainly(one: &[u8], other: &[u8]) -> u32 {
        let mut table = vec![vec![0u32; other.len() + 1]; one.len() + 1];
        for i in 0..=one.len() {
            for j in 0..=other.len() {
                table[i][j] = match (i, j) {
                    (0, _) => j as u32,
                    (_, 0) => i as u32,
                    _ => {
                        let mut least = (table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                        least = least.min(table[i - 1][j - 1] + u32::from(one[i - 1] != other[j - 1]));
                        if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                            least = least.min(table[i - 2][j - 2] + 1);
                        }
                        least
                    }
                };
            }
        }
        table[one.len()][other.len()]
    }

    proptest! {
        #[test]
        fn the_quick_way_is_right(one in "[a-d]{1,20}", other in "[a-d]{0,20}") {
            prop_assert_eq!(Slips::from(one.as_bytes()).to(other.as_bytes()), plainly(one.as_bytes(), other.as_bytes()));
        }
    }
}
