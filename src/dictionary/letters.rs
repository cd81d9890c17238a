//! Letters: the forms in which one and the same word may be written.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The word as dictionaries write it: straight apostrophes, composed letters (NFC), ligatures opened,
/// soft hyphens and zero-width characters gone. Free for a word of ASCII letters.
pub fn normal(word: &str) -> Cow<'_, str> {
    if word.is_ascii() || (is_nfc(word) && !word.chars().any(|letter| plain(letter).is_some())) {
        return Cow::Borrowed(word);
    }
    let mut text = String::with_capacity(word.len());
    for letter in word.nfc() {
        match plain(letter) {
            Some(plain) => text.push_str(plain),
            None => text.push(letter),
        }
    }
    Cow::Owned(text)
}

/// What a letter of typography stands for; `None` for an ordinary letter.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        '’' | '‘' | '‛' | 'ʼ' | '＇' | '´' => "'",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        '‐' | '‑' => "-",
        '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => "",
        _ => return None,
    })
}

/// Whether [`normal`] writes this letter in another way.
pub fn is_typographic(letter: char) -> bool {
    plain(letter).is_some()
}

/// Whether a letter splits a compound: a hyphen in any of its three forms.
pub fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '‐' | '‑')
}

/// The word without its accents (`naïve` → `naive`, `Łódź` → `Lodz`); `None` when it has none.
pub fn unaccented(word: &str) -> Option<String> {
    if word.is_ascii() {
        return None;
    }
    let mut text = String::with_capacity(word.len());
    let mut changed = false;
    for letter in word.nfd() {
        if is_combining_mark(letter) {
            changed = true;
        } else if let Some(base) = stroked(letter) {
            text.push_str(base);
            changed = true;
        } else {
            text.push(letter);
        }
    }
    changed.then_some(text)
}

/// Letters that Unicode does not take apart, although readers of English do.
fn stroked(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ø' => "o",
        'Ø' => "O",
        'ł' => "l",
        'Ł' => "L",
        'đ' => "d",
        'Đ' => "D",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'Æ' => "Ae",
        'œ' => "oe",
        'Œ' => "Oe",
        _ => return None,
    })
}

/// The word in small letters and without accents: what the search for suggestions compares.
pub fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let lower = normal(word).to_lowercase();
    unaccented(&lower).unwrap_or(lower)
}

/// How a word uses capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `word`
    Lower,
    /// `Word`
    Capitalised,
    /// `WORD`, of two letters or more.
    Upper,
    /// `iPhone`, `McDonald`
    Mixed,
}

impl Case {
    /// The pattern of `word`; marks and digits have no say.
    pub fn of(word: &str) -> Self {
        let mut letters = word.chars().filter(|letter| letter.is_alphabetic());
        let first_upper = letters.next().is_some_and(char::is_uppercase);
        let (mut uppers, mut others) = (0usize, 0usize);
        for letter in letters {
            if letter.is_uppercase() {
                uppers += 1;
            } else {
                others += 1;
            }
        }
        match (first_upper, uppers, others) {
            (false, 0, _) => Self::Lower,
            (true, 0, _) => Self::Capitalised,
            (true, _, 0) => Self::Upper,
            _ => Self::Mixed,
        }
    }

    /// Writes `word` in this pattern. Capitals of its own are kept: `america` asked for in small
    /// letters is still `America`.
    pub fn apply(self, word: &str) -> String {
        match self {
            Self::Lower | Self::Mixed => word.to_owned(),
            Self::Capitalised => capitalised(word),
            Self::Upper => word.to_uppercase(),
        }
    }
}

/// `word` with a capital first letter.
pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
