//! How names are compared: folded, by distance, by sound.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name as spellings are compared: small letters without accents.
///
/// Letters that Unicode does not take apart, such as `ø` and `ł`, become the letter that an English desk types for them.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    without_accents(name).to_lowercase()
}

/// A name without its accents, capitals kept.
pub fn without_accents(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ø' => out.push('o'),
            'Ø' => out.push('O'),
            'ł' => out.push('l'),
            'Ł' => out.push('L'),
            'đ' | 'ð' => out.push('d'),
            'Đ' | 'Ð' => out.push('D'),
            'ı' => out.push('i'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            '‑' => out.push('-'),
            c => out.push(c),
        }
    }
    out
}

/// A folded name with what it takes to compare it fast.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The letters.
    pub text: String,
    /// How many letters.
    pub len: usize,
    /// The letters as a bag: a bit for the first of each kind, another for the second.
    letters: u64,
}

impl Folded {
    /// Folds a name.
    pub fn new(name: &str) -> Self {
        let text = fold(name);
        let mut letters = 0_u64;
        let mut len = 0;
        for c in text.chars() {
            len += usize::from(c.is_alphabetic());
            let kind = match c {
                'a'..='z' => c as u32 - 'a' as u32,
                _ => 26 + (c as u32) % 6,
            };
            letters |= if letters >> kind & 1 == 0 { 1 << kind } else { 1 << (kind + 32) };
        }
        Folded { text, len, letters }
    }

    /// The first two characters.
    pub fn start(&self) -> (char, char) {
        let mut chars = self.text.chars();
        (chars.next().unwrap_or(' '), chars.next().unwrap_or(' '))
    }

    /// The optimal string alignment distance (insertions, deletions, substitutions and swaps of neighbours), if it is
    /// not more than `most`.
    pub fn distance(&self, other: &Folded, most: usize) -> Option<usize> {
        // An edit takes one letter out of the bag at most, and puts one in.
        if self.len.abs_diff(other.len) > most
            || (self.letters & !other.letters).count_ones() as usize > most
            || (other.letters & !self.letters).count_ones() as usize > most
        {
            return None;
        }
        let distance = strsim::osa_distance(&self.text, &other.text);
        (distance <= most).then_some(distance)
    }
}

/// How a name sounds, roughly: consonants only, those that English spells in several ways made one.
///
/// In the manner of Metaphone (Lawrence Philips, 1990), without its exceptions: it only backs up a distance of two.
pub fn sound(folded: &str) -> String {
    let letters: Vec<char> = folded.chars().filter(|c| c.is_alphabetic()).collect();
    let mut out = String::with_capacity(letters.len());
    let mut i = 0;
    while i < letters.len() {
        let next = letters.get(i + 1).copied().unwrap_or(' ');
        let (key, taken) = match (letters[i], next) {
            ('p', 'h') => ('f', 2),
            ('g', 'h') => (' ', 2),
            ('k', 'n') if i == 0 => ('n', 2),
            ('w', 'r') if i == 0 => ('r', 2),
            ('s' | 'c', 'h') => ('x', 2),
            ('t', 'h') | ('d', 't') => ('t', 2),
            ('z', 'h') => ('j', 2),
            ('k', 'h') | ('c', 'k') => ('k', 2),
            ('c', 'e' | 'i' | 'y') | ('x' | 'z', _) => ('s', 1),
            ('c' | 'q', _) => ('k', 1),
            ('v', _) => ('f', 1),
            ('w', _) if i == 0 => ('w', 1),
            ('g', 'e' | 'i' | 'y') => ('j', 1),
            ('a' | 'e' | 'i' | 'o' | 'u' | 'y', _) if i == 0 => ('a', 1),
            ('a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w', _) => (' ', 1),
            (c, _) => (c, 1),
        };
        if key != ' ' && !out.ends_with(key) {
            out.push(key);
        }
        i += taken;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_accents_and_case() {
        for (name, folded) in
            [("Ramírez", "ramirez"), ("Rami\u{301}rez", "ramirez"), ("Ø", "o"), ("O'Connor", "o'connor")]
        {
            assert_eq!(fold(name), folded);
        }
    }

    #[test]
    fn measures_slips() {
        for (one, other, most, distance) in [
            ("Kowalski", "Kowalksi", 2, Some(1)),
            ("Ford", "Frod", 1, Some(1)),
            ("Biden", "Blinken", 2, None),
            ("Blinken", "Blinked", 1, Some(1)),
            ("Ramírez", "Ramirez", 1, Some(0)),
        ] {
            assert_eq!(Folded::new(one).distance(&Folded::new(other), most), distance, "{one} {other}");
        }
    }

    #[test]
    fn hears_what_is_spelled_otherwise() {
        for (one, other, same) in [
            ("zelensky", "zelenskiy", true),
            ("stephens", "stevens", true),
            ("philips", "fillips", true),
            ("biden", "blinken", false),
        ] {
            assert_eq!(sound(one) == sound(other), same, "{one} {other}");
        }
    }
}
