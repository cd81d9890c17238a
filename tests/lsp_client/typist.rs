//! Somebody who types: random edits, and what the text is after them, worked out without the help of copydesk.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// What is typed: slips, names, marks, and characters of one to four bytes, in one unit of UTF-16 or two.
const PIECES: &[&str] = &[
    "teh ",
    "goverment",
    "the the ",
    " ",
    ",",
    ".",
    "“We will”",
    "”",
    "“",
    "’s ",
    "\"",
    "Mayor Ana Ruiz ",
    "Ruiz",
    "Riuz ",
    "said ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "😀",
    "👩‍👧",
    "e\u{301}",
    "naïve ",
    "北京",
    "\u{a0}",
    "\u{feff}",
    "Жук ",
    "a",
    "x",
    "colour ",
];

/// In what columns are counted.
#[derive(Clone, Copy, Debug)]
pub enum Units {
    Bytes,
    Utf16,
    Characters,
}

impl Units {
    pub const ALL: [(Units, &'static str); 3] =
        [(Units::Bytes, "utf-8"), (Units::Utf16, "utf-16"), (Units::Characters, "utf-32")];

    fn len(self, text: &str) -> usize {
        match self {
            Units::Bytes => text.len(),
            Units::Utf16 => text.encode_utf16().count(),
            Units::Characters => text.chars().count(),
        }
    }
}

/// A text that is typed.
pub struct Typist {
    pub text: String,
    pub version: i64,
    units: Units,
    random: TestRunner,
}

impl Typist {
    pub fn new(text: &str, units: Units) -> Self {
        Typist { text: text.to_owned(), version: 1, units, random: TestRunner::deterministic() }
    }

    fn pick(&mut self, from: usize, below: usize) -> usize {
        let strategy = from..below.max(from + 1);
        strategy.new_tree(&mut self.random).unwrap().current()
    }

    /// The changes of one message, and the text after them.
    pub fn message(&mut self) -> Value {
        self.version += 1;
        let count = self.pick(1, 4);
        (0..count).map(|_| self.change()).collect()
    }

    fn change(&mut self) -> Value {
        if self.pick(0, 200) == 0 {
            let text = self.typed(20);
            self.text.clone_from(&text);
            return json!({"text": text});
        }
        let start = self.place();
        let len = [0, 0, 0, 3, 12, 60][self.pick(0, 6)];
        let end = self.settled((start + len).min(self.text.len()));
        // A text that grows without end takes ever longer to check.
        let end = if self.text.len() > 4000 { self.text.len().min(end + 400) } else { end };
        let end = self.settled(end).max(start);
        let pieces = self.pick(0, 4);
        let text = self.typed(pieces);
        let range = json!({"start": self.position(start), "end": self.position(end)});
        self.text.replace_range(start..end, &text);
        json!({"range": range, "text": text})
    }

    fn typed(&mut self, pieces: usize) -> String {
        (0..pieces).map(|_| PIECES[self.pick(0, PIECES.len())]).collect()
    }

    fn place(&mut self) -> usize {
        let at = self.pick(0, self.text.len() + 1);
        self.settled(at)
    }

    /// A place that a client can name: between characters, and not inside a line break.
    fn settled(&self, at: usize) -> usize {
        let inside = |at: usize| self.text[..at].ends_with('\r') && self.text[at..].starts_with('\n');
        (0..=at).rev().find(|&at| self.text.is_char_boundary(at) && !inside(at)).unwrap_or(0)
    }

    fn position(&self, at: usize) -> Value {
        let before = &self.text[..at];
        let bytes = before.as_bytes();
        let ends =
            |i: usize| bytes[i] == b'\n' || (bytes[i] == b'\r' && self.text.as_bytes().get(i + 1) != Some(&b'\n'));
        let breaks: Vec<usize> = (0..bytes.len()).filter(|&i| ends(i)).collect();
        let start = breaks.last().map_or(0, |last| last + 1);
        json!({"line": breaks.len(), "character": self.units.len(&before[start..])})
    }
}
