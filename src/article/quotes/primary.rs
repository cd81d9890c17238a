//! Which marks an article quotes with first: double ones, or single ones as in British usage.

/// Whether a text quotes with single marks first: it pairs no double marks outside single ones, and at least one pair of
/// single marks encloses three words or more.
///
/// Reads the source as it is, without regard to markup: one pass that stops at the first quotation in double marks.
pub fn single_quotes_first(source: &str) -> bool {
    let bytes = source.as_bytes();
    let mut found_single = false;
    let mut line = Line::default();
    let mut at = body_start(source);
    while let Some(ahead) = memchr::memchr3(b'"', b'\'', 0xe2, &bytes[at..]) {
        if !line.is_empty() && memchr::memchr(b'\n', &bytes[at..at + ahead]).is_some() {
            if line.ends_double() {
                return false;
            }
            line = Line::default();
        }
        at += ahead;
        let (glyph, len) = match &bytes[at..] {
            [b'"', ..] => ('"', 1),
            // An apostrophe inside a word, by far the most frequent mark.
            [b'\'', next, ..] if next.is_ascii_lowercase() && at > 0 && bytes[at - 1].is_ascii_alphabetic() => {
                at += 2;
                continue;
            }
            [b'\'', ..] => ('\'', 1),
            [0xe2, 0x80, 0x98, ..] => ('‘', 3),
            [0xe2, 0x80, 0x99, ..] => ('’', 3),
            [0xe2, 0x80, 0x9c, ..] => ('“', 3),
            [0xe2, 0x80, 0x9d, ..] => ('”', 3),
            _ => {
                at += 1;
                continue;
            }
        };
        match line.mark(source, at, at + len, glyph) {
            Some(Pair::Double) => return false,
            Some(Pair::Single) => found_single = true,
            None => {}
        }
        at += len;
    }
    found_single && !line.ends_double()
}

/// Front matter quotes its values by the rules of its format, so the scan starts after it.
fn body_start(source: &str) -> usize {
    for fence in ["---", "+++", ";;;"] {
        if let Some(rest) = source.strip_prefix(fence)
            && rest.starts_with(['\n', '\r'])
        {
            let close = ["\n---", "\n+++", "\n;;;"].into_iter().find(|c| c[1..] == *fence);
            return close.and_then(|close| rest.find(close)).map_or(0, |at| fence.len() + at + 4);
        }
    }
    0
}

enum Pair {
    Double,
    Single,
}

/// The quotations of one line.
#[derive(Default)]
struct Line {
    /// Where a single mark opened.
    single: Option<usize>,
    /// Whether a double mark is open, not inside single ones.
    double: bool,
    /// Whether a double mark is open inside single ones, and whether such a pair was seen.
    inner: bool,
    inner_pair: bool,
}

impl Line {
    fn mark(&mut self, source: &str, start: usize, end: usize, glyph: char) -> Option<Pair> {
        let before = source[..start].chars().next_back();
        let after = source[end..].chars().next();
        let opens = before
            .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '“' | '"' | '‘' | '\'' | '/'))
            && after.is_some_and(|c| !c.is_whitespace());
        let closes = before.is_some_and(|c| !c.is_whitespace()) && !after.is_some_and(char::is_alphanumeric);
        if matches!(glyph, '"' | '“' | '”') {
            let open = if self.single.is_some() { &mut self.inner } else { &mut self.double };
            if *open && (closes || glyph == '”') {
                *open = false;
                if self.single.is_none() {
                    return Some(Pair::Double);
                }
                self.inner_pair = true;
            } else if opens && glyph != '”' {
                *open = true;
            }
            return None;
        }
        if self.double {
            return None;
        }
        if opens && glyph != '’' && self.single.is_none() {
            let word_end = source[end..].find(|c: char| !c.is_alphanumeric()).map_or(source.len(), |len| end + len);
            let word = &source[end..word_end];
            let elided = word.starts_with(|c: char| c.is_ascii_digit())
                || ["em", "n", "til", "tis", "twas"].iter().any(|e| word.eq_ignore_ascii_case(e));
            if !elided {
                self.single = Some(end);
            }
            return None;
        }
        let from = self.single?;
        // A plural possessive is no end, unless a stop shows that it is.
        let possessive = before == Some('s') && after.is_some_and(char::is_whitespace);
        if closes && !possessive && glyph != '‘' {
            self.single = None;
            self.inner = false;
            self.inner_pair = false;
            if source[from..start].split_ascii_whitespace().nth(2).is_some() {
                return Some(Pair::Single);
            }
        }
        None
    }

    /// Whether nothing is open.
    fn is_empty(&self) -> bool {
        self.single.is_none() && !self.double && !self.inner && !self.inner_pair
    }

    /// Whether double marks paired behind a single one that opened nothing.
    fn ends_double(&self) -> bool {
        self.single.is_some() && self.inner_pair
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_single_from_double() {
        for (text, single) in [
            ("", false),
            ("‘We’ll appeal,’ said Cho. ‘The residents’ case is strong.’", true),
            ("'We will appeal,' said Cho.", true),
            ("‘He said “no” to all of us,’ Cho said.", true),
            ("“He said ‘no way at all’ to us,” Cho said.", false),
            ("The players' bus in the '90s was the boys' own.", false),
            ("The so-called ‘expert’ left.", false),
            ("Rock 'n' roll isn't dead, and the fans' joy isn't either.", false),
            ("'Em and the boys: \"We won,\" he said. It isn't over.", false),
            ("---\ntitle: \"A day\"\n---\n‘We will go home,’ he said.", true),
            ("‘We will go home,’ he said.\n\n“We won't,” she said.", false),
        ] {
            assert_eq!(single_quotes_first(text), single, "{text}");
        }
    }
}
