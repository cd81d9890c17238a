//! How an English word sounds, roughly: equal keys are a reason to prefer a suggestion, no more.
//!
//! In the manner of Metaphone (L. Philips, 1990), far simpler: vowels count at the start only, voiced
//! and unvoiced partners stay apart, common spellings of one sound fall together.

/// A hash of the sound of a word in small ASCII letters; other bytes are silent.
pub(super) fn key(word: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    let mut last = 0;
    let mut push = |sound: u8| {
        if sound != last {
            hash = (hash ^ u32::from(sound)).wrapping_mul(0x0100_0193);
            last = sound;
        }
    };
    let at = |index: usize| word.get(index).copied().unwrap_or(0);
    let front = |letter: u8| matches!(letter, b'e' | b'i' | b'y');
    let mut index = 0;
    // Silent first letters.
    match (at(0), at(1)) {
        (b'k' | b'g', b'n') | (b'w', b'r') | (b'p', b's' | b'n') => index = 1,
        (b'w', b'h') => {
            push(b'w');
            index = 2;
        }
        _ => {}
    }
    while index < word.len() {
        let (letter, next) = (at(index), at(index + 1));
        let mut taken = 1;
        let is_vowel = matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
        if index > 0 && (is_vowel || matches!(letter, b'h' | b'w')) {
            index += 1;
            continue;
        }
        match letter {
            _ if is_vowel => push(b'a'),
            b'c' if next == b'h' => {
                push(b'x');
                taken = 2;
            }
            b'c' if next == b'i' && matches!(at(index + 2), b'a' | b'o') => push(b'x'),
            b'c' if front(next) => push(b's'),
            b's' if next == b'c' && front(at(index + 2)) => {
                push(b's');
                taken = 2;
            }
            b'c' | b'q' | b'k' => push(b'k'),
            b't' if next == b'h' => {
                push(b'0');
                taken = 2;
            }
            b't' | b's' if next == b'i' && matches!(at(index + 2), b'o' | b'a') => push(b'x'),
            b's' if next == b'h' => {
                push(b'x');
                taken = 2;
            }
            b's' if next == b's' && at(index + 2) == b'i' && at(index + 3) == b'o' => {
                push(b'x');
                taken = 2;
            }
            b't' if next == b'c' && at(index + 2) == b'h' => {}
            b'd' if next == b'g' && front(at(index + 2)) => {
                push(b'j');
                taken = 2;
            }
            b'g' if next == b'h' => {
                if index == 0 {
                    push(b'k');
                }
                taken = 2;
            }
            b'g' if next == b'n' => {}
            b'g' if front(next) => push(b'j'),
            b'g' => push(b'g'),
            b'p' if next == b'h' => {
                push(b'f');
                taken = 2;
            }
            b'x' => {
                push(b'k');
                push(b's');
            }
            b'z' => push(b's'),
            b'm' if next == b'b' && index + 2 == word.len() => {
                push(b'm');
                taken = 2;
            }
            b'a'..=b'z' => push(letter),
            _ => {}
        }
        index += taken;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn spellings_of_one_sound() {
        for (one, other) in [
            ("fourty", "forty"),
            ("seperate", "separate"),
            ("fisics", "physics"),
            ("nife", "knife"),
            ("akward", "awkward"),
            ("nite", "night"),
        ] {
            assert_eq!(key(one.as_bytes()), key(other.as_bytes()), "{one} {other}");
        }
        for (one, other) in [("cat", "sat"), ("three", "tree"), ("at", "t")] {
            assert_ne!(key(one.as_bytes()), key(other.as_bytes()), "{one} {other}");
        }
    }
}
