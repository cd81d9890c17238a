//! Words, numbers and what is neither: the tokens of a paragraph.

use unicode_normalization::char::is_combining_mark;

use super::reading::Reading;
use crate::text::Span;
use crate::vocabulary::{Classes, Lexemes, is_invisible};

/// What a token is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WordKind {
    /// Letters, with inner apostrophes and hyphens.
    #[default]
    Plain,
    /// Anything with a digit: *79th*, *12-year-old*, *£48m*, *COVID-19*.
    Number,
    /// Letters with stops between: *U.S.*, *a.m.*; the last stop belongs to it.
    Abbreviation,
    /// A link, address, handle, tag, file name or path.
    Opaque,
}

/// A token of a paragraph. Offsets are bytes of the paragraph's text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word {
    /// Offset of its first byte.
    pub start: u32,
    /// Offset just past its last byte.
    pub end: u32,
    /// The word lists that it stands in.
    pub classes: Classes,
    shape: u8,
    /// What it is.
    pub kind: WordKind,
}

const CAPITAL: u8 = 1;
const ALL_CAPS: u8 = 2;
const INNER_CAPITAL: u8 = 4;
const NON_ASCII: u8 = 8;
const APOSTROPHE: u8 = 16;
const HYPHEN: u8 = 32;
const POSSESSIVE: u8 = 64;
const LONG: u8 = 128;

impl Word {
    /// Its span in the paragraph's text.
    pub const fn span(&self) -> Span {
        Span { start: self.start as usize, end: self.end as usize }
    }

    /// Whether its first letter is a capital.
    pub const fn is_capitalised(&self) -> bool {
        self.shape & CAPITAL != 0
    }

    /// Whether it has two letters or more and all are capitals.
    pub const fn is_all_caps(&self) -> bool {
        self.shape & ALL_CAPS != 0
    }

    /// Whether a capital follows a small letter, as in *iPhone* and *McDonald*.
    pub const fn has_inner_capital(&self) -> bool {
        self.shape & INNER_CAPITAL != 0
    }

    /// Whether a letter in it is not of ASCII; its apostrophes do not count.
    pub const fn has_accents(&self) -> bool {
        self.shape & NON_ASCII != 0
    }

    /// Whether it holds an apostrophe.
    pub const fn has_apostrophe(&self) -> bool {
        self.shape & APOSTROPHE != 0
    }

    /// Whether it holds a hyphen.
    pub const fn has_hyphen(&self) -> bool {
        self.shape & HYPHEN != 0
    }

    /// Whether it ends in an apostrophe and *s*.
    pub const fn is_possessive(&self) -> bool {
        self.shape & POSSESSIVE != 0
    }

    /// Whether it has more than one character.
    pub const fn is_long(&self) -> bool {
        self.shape & LONG != 0
    }
}

/// Reads the tokens of a text, in order.
pub fn read(text: &str, reading: &Reading, lexemes: &mut Lexemes) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6 + 1);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // A chunk is what stands between spaces. Only an unusual one is looked at as a whole.
        let mut end = at;
        let mut unusual = false;
        while end < bytes.len() && !matches!(bytes[end], b' ' | b'\n' | b'\r' | b'\t') {
            unusual |= UNUSUAL[bytes[end] as usize];
            end += 1;
        }
        if unusual && text[at..end].is_ascii() {
            read_unusual(text, at, end, reading, lexemes, &mut words);
        } else if unusual {
            // A no-break space parts words as any other.
            let mut from = at;
            for piece in text[at..end].split_inclusive(char::is_whitespace) {
                let to = from + piece.trim_end().len();
                if bytes[from..to].iter().any(|b| UNUSUAL[*b as usize]) {
                    read_unusual(text, from, to, reading, lexemes, &mut words);
                } else {
                    read_letters(text, from, to, reading, lexemes, &mut words);
                }
                from += piece.len();
            }
        } else {
            read_letters(text, at, end, reading, lexemes, &mut words);
        }
        at = end + 1;
    }
    words
}

/// Bytes that may make a chunk something other than words and their punctuation; the last one starts the character that
/// stands for damaged text.
const UNUSUAL: [bool; 256] = {
    let mut table = [false; 256];
    let marks = b"@/\\_#.:&0123456789\xef";
    let mut i = 0;
    while i < marks.len() {
        table[marks[i] as usize] = true;
        i += 1;
    }
    table
};

/// Words of letters, joined by inner apostrophes and hyphens.
fn read_letters(
    text: &str,
    mut at: usize,
    end: usize,
    reading: &Reading,
    lexemes: &mut Lexemes,
    words: &mut Vec<Word>,
) {
    let bytes = text.as_bytes();
    while at < end {
        let start = at;
        let mut shape = 0;
        let mut letters = 0_usize;
        let mut capitals = 0_usize;
        let mut last_small = false;
        while at < end {
            let b = bytes[at];
            if b.is_ascii_lowercase() {
                letters += 1;
                last_small = true;
                at += 1;
            } else if b.is_ascii_uppercase() {
                if letters == 0 {
                    shape |= CAPITAL;
                }
                if last_small {
                    shape |= INNER_CAPITAL;
                }
                letters += 1;
                capitals += 1;
                last_small = false;
                at += 1;
            } else if b == b'-' || b == b'\'' {
                if letters == 0 || !letter_follows(text, at + 1, end) {
                    break;
                }
                // What follows a hyphen or an apostrophe is a part of its own: *O’Brien* has no inner capital.
                shape |= if b == b'-' { HYPHEN } else { APOSTROPHE };
                last_small = false;
                at += 1;
            } else if b < 0x80 {
                break;
            } else {
                let Some(c) = text[at..end].chars().next() else {
                    break;
                };
                if c.is_alphabetic() {
                    if c.is_uppercase() {
                        if letters == 0 {
                            shape |= CAPITAL;
                        }
                        if last_small {
                            shape |= INNER_CAPITAL;
                        }
                        capitals += 1;
                    }
                    last_small = c.is_lowercase();
                    letters += 1;
                    shape |= NON_ASCII;
                } else if matches!(c, '’' | '‘' | 'ʼ' | '＇' | '‑') {
                    if letters == 0 || !letter_follows(text, at + c.len_utf8(), end) {
                        break;
                    }
                    shape |= if c == '‑' { HYPHEN } else { APOSTROPHE };
                    last_small = false;
                } else if letters > 0 && (is_combining_mark(c) || is_invisible(c)) {
                    shape |= NON_ASCII;
                } else {
                    break;
                }
                at += c.len_utf8();
            }
        }
        if letters == 0 {
            at = start + text[start..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let mut stop = at;
        // An invisible character at the end belongs to no word.
        while let Some(c) = text[start..stop].chars().next_back().filter(|c| is_invisible(*c)) {
            stop -= c.len_utf8();
        }
        if letters > 1 {
            shape |= LONG;
            if capitals == letters || (capitals > 1 && all_caps_possessive(&text[start..stop])) {
                shape |= ALL_CAPS;
                shape &= !INNER_CAPITAL;
            }
        }
        push(text, start, stop, shape, WordKind::Plain, reading, lexemes, words);
    }
}

fn letter_follows(text: &str, at: usize, end: usize) -> bool {
    text[at..end].chars().find(|c| !is_invisible(*c)).is_some_and(char::is_alphabetic)
}

/// *NATO’s*: capitals but for the possessive.
fn all_caps_possessive(word: &str) -> bool {
    let stem = ["’s", "'s", "‘s"].iter().find_map(|end| word.strip_suffix(end));
    stem.is_some_and(|stem| !stem.chars().any(char::is_lowercase))
}

#[allow(clippy::too_many_arguments)]
fn push(
    text: &str,
    start: usize,
    end: usize,
    mut shape: u8,
    kind: WordKind,
    reading: &Reading,
    lexemes: &mut Lexemes,
    words: &mut Vec<Word>,
) {
    let word = &text[start..end];
    if shape & APOSTROPHE != 0 && ["’s", "'s", "‘s", "’S", "'S"].iter().any(|s| word.ends_with(s)) {
        shape |= POSSESSIVE;
    }
    let classes =
        if kind == WordKind::Opaque { Classes::default() } else { lexemes.classes(&reading.vocabulary, word) };
    words.push(Word { start: start as u32, end: end as u32, classes, shape, kind });
}

/// A chunk with a digit, a stop inside, or a sign of an address or a path.
fn read_unusual(text: &str, at: usize, end: usize, reading: &Reading, lexemes: &mut Lexemes, words: &mut Vec<Word>) {
    let chunk = &text[at..end];
    let is_part = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let lead = chunk.find(|c: char| is_part(c) || matches!(c, '@' | '#' | '/' | '\\' | '_')).unwrap_or(chunk.len());
    let core = chunk[lead..].trim_end_matches(|c: char| !is_part(c) && !matches!(c, '/' | '_'));
    if core.is_empty() {
        return;
    }
    let start = at + lead;
    let stop = start + core.len();
    if has_entity(chunk) || is_opaque(core, reading) {
        push(text, start, stop, 0, WordKind::Opaque, reading, lexemes, words);
        return;
    }
    // Otherwise the chunk falls apart at whatever cannot be inside a word, a number or an abbreviation.
    let mut from = start;
    while from < stop {
        let Some(c) = text[from..stop].chars().next() else {
            break;
        };
        if !is_part(c) {
            from += c.len_utf8();
            continue;
        }
        let to = from + token_len(&text[from..stop]);
        let token = &text[from..to];
        if token.bytes().any(|b| b.is_ascii_digit()) || token.chars().any(char::is_numeric) {
            let shape = if c.is_uppercase() { CAPITAL | LONG } else { LONG };
            push(text, from, to, shape, WordKind::Number, reading, lexemes, words);
            from = to;
        } else if token.contains('.') && is_dotted(token) {
            let to = if text[to..end].starts_with('.') { to + 1 } else { to };
            let shape = if c.is_uppercase() { CAPITAL | LONG } else { LONG };
            push(text, from, to, shape, WordKind::Abbreviation, reading, lexemes, words);
            from = to;
        } else {
            // A stop between words of letters is a missing space.
            let to = from + token.find('.').unwrap_or(token.len());
            let to = to.max(from + c.len_utf8());
            read_letters(text, from, to, reading, lexemes, words);
            from = to;
        }
    }
}

/// The length in bytes of the token at the start of a text: letters and digits joined by single inner marks.
fn token_len(text: &str) -> usize {
    let mut len = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        if c.is_alphanumeric() || is_combining_mark(c) || is_invisible(c) {
            len = i + c.len_utf8();
        } else if matches!(c, '.' | ',' | ':' | '\'' | '’' | '‘' | 'ʼ' | '-' | '‑') {
            if !chars.peek().is_some_and(|(_, next)| next.is_alphanumeric()) {
                break;
            }
            // A comma or a colon joins digits only.
            if matches!(c, ',' | ':') && !text[..i].ends_with(|p: char| p.is_numeric()) {
                break;
            }
        } else {
            break;
        }
    }
    len
}

/// Whether a chunk holds an HTML entity, which in plain text is damage that no dictionary can judge: *H&ocirc;pital*.
fn has_entity(core: &str) -> bool {
    core.split_once('&').and_then(|(_, rest)| rest.split_once(';')).is_some_and(|(name, _)| {
        !name.is_empty() && name.len() <= 8 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
    })
}

/// Parts of one to three letters between stops, the first part of at most two: *U.S*, *a.m*, *Ph.D*, *W.Va*.
fn is_dotted(token: &str) -> bool {
    let mut parts = token.split('.');
    parts.next().is_some_and(|first| (1..=2).contains(&first.chars().count()))
        && parts.all(|part| (1..=3).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic))
}

/// Whether a chunk is a link, an address, a handle, a tag, a file name or a path.
fn is_opaque(core: &str, reading: &Reading) -> bool {
    if core.contains('\u{fffd}') {
        return true;
    }
    if core.contains("://") || core.contains('@') || core.contains('_') || core.contains('\\') {
        return true;
    }
    if core.starts_with("www.") {
        return true;
    }
    if let Some(tag) = core.strip_prefix('#') {
        return tag.starts_with(char::is_alphanumeric);
    }
    if core.contains('/') {
        return true;
    }
    // A bare host or a file name: its last part is a known ending, in lower case or all in capitals.
    if let Some((stem, last)) = core.trim_end_matches(|c: char| !c.is_alphanumeric()).rsplit_once('.') {
        let last = last.strip_suffix("’s").or_else(|| last.strip_suffix("'s")).unwrap_or(last);
        if stem.chars().count() > 1
            && stem.ends_with(|c: char| c.is_alphanumeric())
            && !last.is_empty()
            && !is_dotted(&core.to_lowercase())
            && (last.chars().all(char::is_lowercase) || last.chars().all(char::is_uppercase))
            && reading.suffixes.iter().any(|suffix| suffix.eq_ignore_ascii_case(last))
        {
            return true;
        }
    }
    // Hexadecimal ids and such: digits and letters mixed in a long run.
    core.len() >= 16
        && core.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
        && core.bytes().any(|b| b.is_ascii_digit())
        && core.bytes().any(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::reading::ReadingTable;
    use crate::vocabulary::Vocabulary;

    fn read_all(text: &str) -> Vec<(String, WordKind)> {
        let table = ReadingTable { suffixes: vec!["com".into(), "pdf".into()], ..ReadingTable::default() };
        let reading = Reading::new(table, ["said"], Vocabulary::default());
        let words = read(text, &reading, &mut Lexemes::default());
        words.iter().map(|word| (text[word.span().range()].to_owned(), word.kind)).collect()
    }

    #[test]
    fn tells_words_from_what_is_none() {
        use WordKind::{Abbreviation, Number, Opaque, Plain};
        for (text, expected) in [
            ("Ukraine‘s army", vec![("Ukraine‘s", Plain), ("army", Plain)]),
            ("‘The players’ bus’", vec![("The", Plain), ("players", Plain), ("bus", Plain)]),
            ("well-known—so-so", vec![("well-known", Plain), ("so-so", Plain)]),
            ("a 12-year-old, 79th", vec![("a", Plain), ("12-year-old", Number), ("79th", Number)]),
            (
                "U.S. at 7:30 p.m.",
                vec![("U.S.", Abbreviation), ("at", Plain), ("7:30", Number), ("p.m.", Abbreviation)],
            ),
            ("(see https://x.y/z).", vec![("see", Plain), ("https://x.y/z", Opaque)]),
            ("Amazon.com’s a@b.com", vec![("Amazon.com’s", Opaque), ("a@b.com", Opaque)]),
            ("the end.Next day", vec![("the", Plain), ("end", Plain), ("Next", Plain), ("day", Plain)]),
            ("£48m, 9/11 and #tag", vec![("48m", Number), ("9/11", Opaque), ("and", Plain), ("#tag", Opaque)]),
            ("so\u{ad}lid nai\u{308}ve", vec![("so\u{ad}lid", Plain), ("nai\u{308}ve", Plain)]),
            (
                "H&ocirc;pital Poincar&eacute; R&D Ta\u{fffd}on",
                vec![
                    ("H&ocirc;pital", Opaque),
                    ("Poincar&eacute", Opaque),
                    ("R", Plain),
                    ("D", Plain),
                    ("Ta\u{fffd}on", Opaque),
                ],
            ),
            ("said: “Go”", vec![("said", Plain), ("Go", Plain)]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(word, kind)| (word.to_owned(), kind)).collect();
            assert_eq!(read_all(text), expected, "{text}");
        }
    }

    #[test]
    fn sees_the_shape_of_a_word() {
        let reading = Reading::new(ReadingTable::default(), ["said"], Vocabulary::default());
        let shape = |text: &str| {
            let word = read(text, &reading, &mut Lexemes::default())[0];
            [word.is_capitalised(), word.is_all_caps(), word.has_inner_capital(), word.is_possessive()]
        };
        assert_eq!(shape("NATO’s"), [true, true, false, true]);
        assert_eq!(shape("iPhone"), [false, false, true, false]);
        assert_eq!(shape("O’Brien"), [true, false, false, false]);
        assert_eq!(shape("McDonald's"), [true, false, true, true]);
    }
}
