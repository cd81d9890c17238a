//! What it costs to have meant one word and typed another.
//!
//! Optimal string alignment (Damerau–Levenshtein without overlapping swaps) with a price for each kind of
//! slip, after spec B3: slips that people make often are cheap. Prices were fitted on one half of a list of
//! misspellings and checked on the other; `examples/suggestion_score.rs` measures them.

/// Longest word compared, in bytes.
pub(super) const LONGEST: usize = 48;

/// How far from the diagonal the comparison goes: more letters added or left out than this cost too much anyway.
const BAND: usize = 4;

/// The price list. An ordinary substitution costs 1.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    /// No slip costs less, marks aside: what makes quick lower bounds possible.
    pub least: f32,
    /// A letter too many, not explained by the rows below.
    pub extra: f32,
    /// A letter too few.
    pub missing: f32,
    /// A letter typed twice (`untill`).
    pub doubled: f32,
    /// A double letter typed once (`agression`).
    pub undoubled: f32,
    /// A vowel too few.
    pub vowel_missing: f32,
    /// A vowel too many.
    pub extra_vowel: f32,
    /// One vowel for another (`seperate`).
    pub vowel: f32,
    /// Letters that sound alike (`c`, `k`, `s`).
    pub alike: f32,
    /// A key beside the right one.
    pub beside: f32,
    /// A letter too many from a key beside one of its neighbours.
    pub extra_beside: f32,
    /// Two neighbouring letters in the wrong order (`teh`).
    pub swapped: f32,
    /// A missing or added apostrophe or hyphen.
    pub mark: f32,
    /// Added when the first letter changes.
    pub first: f32,
    /// Added when the first two letters are swapped.
    pub first_swapped: f32,
    /// Factor on changes to the last letter.
    pub last: f32,
}

impl Default for Prices {
    fn default() -> Self {
        Self {
            least: 0.45,
            extra: 1.0,
            missing: 0.6,
            doubled: 0.6,
            undoubled: 0.5,
            vowel_missing: 0.7,
            extra_vowel: 0.75,
            vowel: 0.65,
            alike: 0.7,
            beside: 0.8,
            extra_beside: 0.8,
            swapped: 0.6,
            mark: 0.3,
            first: 0.6,
            first_swapped: 0.3,
            last: 1.2,
        }
    }
}

/// The price of typing `typed` for `meant`, both folded; `None` above `limit` or for words too long.
pub(super) fn price(typed: &[u8], meant: &[u8], prices: &Prices, limit: f32) -> Option<f32> {
    let (rows, columns) = (typed.len(), meant.len());
    if rows > LONGEST || columns > LONGEST || rows == 0 || columns == 0 {
        return None;
    }
    let first = match (typed[0] == meant[0], typed.get(1), meant.get(1)) {
        (true, ..) => 0.0,
        (false, Some(second), Some(other)) if *second == meant[0] && *other == typed[0] => prices.first_swapped,
        _ => prices.first,
    };
    let limit = limit - first;
    if limit < 0.0 {
        return None;
    }
    let mut above2 = [f32::INFINITY; LONGEST + 1];
    let mut above = [f32::INFINITY; LONGEST + 1];
    let mut row = [f32::INFINITY; LONGEST + 1];
    above[0] = 0.0;
    for column in 1..=columns.min(BAND) {
        above[column] = above[column - 1] + missing(meant, column - 1, prices);
    }
    for index in 1..=rows {
        let typed_letter = typed[index - 1];
        let low = index.saturating_sub(BAND);
        let high = (index + BAND).min(columns);
        let mut best = f32::INFINITY;
        if low == 0 {
            row[0] = above[0] + extra(typed, meant, index - 1, 0, prices);
            best = row[0];
        } else {
            row[low - 1] = f32::INFINITY;
        }
        for column in low.max(1)..=high {
            let meant_letter = meant[column - 1];
            let mut value = if typed_letter == meant_letter {
                above[column - 1]
            } else {
                let at_end = index == rows && column == columns;
                above[column - 1]
                    + substitution(typed_letter, meant_letter, prices) * if at_end { prices.last } else { 1.0 }
            };
            value = value.min(above[column] + extra(typed, meant, index - 1, column, prices));
            value = value.min(row[column - 1] + missing(meant, column - 1, prices));
            if index > 1
                && column > 1
                && typed_letter != meant_letter
                && typed_letter == meant[column - 2]
                && typed[index - 2] == meant_letter
            {
                value = value.min(above2[column - 2] + prices.swapped);
            }
            row[column] = value;
            best = best.min(value);
        }
        if high < columns {
            row[high + 1] = f32::INFINITY;
        }
        if best > limit {
            return None;
        }
        std::mem::swap(&mut above2, &mut above);
        std::mem::swap(&mut above, &mut row);
    }
    let total = above[columns];
    (total <= limit).then_some(total + first)
}

/// `typed[at]` is a letter too many; so far `meant` has been matched up to `matched`.
fn extra(typed: &[u8], meant: &[u8], at: usize, matched: usize, prices: &Prices) -> f32 {
    let letter = typed[at];
    if is_mark(letter) {
        return prices.mark;
    }
    let before = at.checked_sub(1).map(|before| typed[before]);
    if before == Some(letter) || typed.get(at + 1) == Some(&letter) {
        return prices.doubled;
    }
    if is_vowel(letter) {
        return prices.extra_vowel;
    }
    let near = matched.checked_sub(1).is_some_and(|index| are_beside(letter, meant[index]))
        || meant.get(matched).is_some_and(|next| are_beside(letter, *next));
    if near { prices.extra_beside } else { prices.extra }
}

/// `meant[at]` was not typed.
fn missing(meant: &[u8], at: usize, prices: &Prices) -> f32 {
    let letter = meant[at];
    if is_mark(letter) {
        return prices.mark;
    }
    let before = at.checked_sub(1).map(|before| meant[before]);
    if before == Some(letter) || meant.get(at + 1) == Some(&letter) {
        return prices.undoubled;
    }
    if is_vowel(letter) { prices.vowel_missing } else { prices.missing }
}

fn substitution(typed: u8, meant: u8, prices: &Prices) -> f32 {
    let mut cost = 1.0_f32;
    if is_vowel(typed) && is_vowel(meant) {
        cost = cost.min(prices.vowel);
    }
    if sound_alike(typed, meant) {
        cost = cost.min(prices.alike);
    }
    if are_beside(typed, meant) {
        cost = cost.min(prices.beside);
    }
    cost
}

fn is_mark(letter: u8) -> bool {
    matches!(letter, b'\'' | b'-')
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

fn sound_alike(one: u8, other: u8) -> bool {
    let pair = if one < other { (one, other) } else { (other, one) };
    matches!(
        pair,
        (b'c', b'k' | b's' | b'q' | b't' | b'x')
            | (b's', b'z' | b't' | b'x')
            | (b'k', b'q')
            | (b'g', b'j')
            | (b'f', b'v')
            | (b'd', b't')
            | (b'b', b'p')
            | (b'm', b'n')
            | (b'v', b'w')
            | (b't', b's')
    )
}

/// Whether two keys of a QWERTY keyboard touch.
fn are_beside(one: u8, other: u8) -> bool {
    let index = |letter: u8| letter.wrapping_sub(b'a') as usize;
    BESIDE.get(index(one)).is_some_and(|keys| index(other) < 26 && keys >> index(other) & 1 == 1)
}

/// For each letter, the set of its neighbours on the keyboard.
static BESIDE: [u32; 26] = beside();

const fn beside() -> [u32; 26] {
    const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    let mut sets = [0u32; 26];
    let mut row = 0;
    while row < 3 {
        let mut key = 0;
        while key < ROWS[row].len() {
            let here = (ROWS[row][key] - b'a') as usize;
            if key > 0 {
                let left = (ROWS[row][key - 1] - b'a') as usize;
                sets[here] |= 1 << left;
                sets[left] |= 1 << here;
            }
            // A key touches two of the row above: the one over it and the next.
            if row > 0 {
                let mut above = key;
                while above <= key + 1 && above < ROWS[row - 1].len() {
                    let upper = (ROWS[row - 1][above] - b'a') as usize;
                    sets[here] |= 1 << upper;
                    sets[upper] |= 1 << here;
                    above += 1;
                }
            }
            key += 1;
        }
        row += 1;
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &str, meant: &str) -> f32 {
        price(typed.as_bytes(), meant.as_bytes(), &Prices::default(), 10.0).unwrap_or(f32::INFINITY)
    }

    #[test]
    fn common_slips_are_cheaper_than_odd_ones() {
        assert!(of("same", "same") < f32::EPSILON);
        assert!(of("teh", "the") < of("tqh", "the"));
        assert!(of("agression", "aggression") < of("aression", "agression"));
        assert!(of("seperate", "separate") < of("sekerate", "separate"));
        assert!(of("dont", "don't") < of("don", "dot"));
        assert!(of("becuase", "because") < of("vecuase", "because"));
    }

    #[test]
    fn keys_that_touch() {
        assert!(are_beside(b'a', b's') && are_beside(b's', b'w') && are_beside(b'g', b'h') && are_beside(b'b', b'h'));
        assert!(!are_beside(b'a', b'l') && !are_beside(b'a', b'\''));
    }

    #[test]
    fn long_and_empty_words_have_no_price() {
        assert_eq!(price(&[b'a'; 60], b"a", &Prices::default(), 10.0), None);
        assert_eq!(price(b"", b"a", &Prices::default(), 10.0), None);
    }
}
