//! The text of a document and the one place that knows lines and columns.
//!
//! Everything else in copydesk speaks in byte offsets ([`Span`]). This module turns them into the positions
//! that editors and terminals speak, and back. It is the only user of `ropey`.

use std::borrow::Cow;

use ropey::Rope;

/// A half-open range of bytes, `start..end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset just past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`, in bytes. An end before the start is read as an empty span at the start.
    pub const fn new(start: usize, end: usize) -> Self {
        Span { start, end: if end < start { start } else { end } }
    }

    /// The length in bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same span, moved towards the end of the text by `by` bytes.
    #[must_use]
    pub const fn shifted(self, by: usize) -> Self {
        Span { start: self.start + by, end: self.end + by }
    }

    /// Whether the byte at `offset` is inside.
    pub const fn contains(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether all of `other` lies inside.
    pub const fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn joined(self, other: Span) -> Self {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span as an index into a `str`.
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// The replacement of a span by other text; an empty text deletes, an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What is replaced, in bytes of the text before the edit.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// The unit in which a client counts columns. LSP 3.17 lets a client choose; the default is UTF-16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Columns are bytes.
    Utf8,
    /// Columns are UTF-16 code units.
    #[default]
    Utf16,
    /// Columns are Unicode scalar values.
    Utf32,
}

/// A place in a text, as LSP has it: both numbers count from zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 0; lines end at `\n`, `\r\n` or a lone `\r`.
    pub line: usize,
    /// Column, from 0, in units of an [`Encoding`].
    pub column: usize,
}

/// A text over a rope. Cloning is O(1), and a clone is a snapshot that later edits do not touch.
#[derive(Clone, Debug, Default)]
pub struct Text {
    rope: Rope,
}

impl Text {
    /// A text holding `source`.
    pub fn new(source: &str) -> Self {
        Text { rope: Rope::from_str(source) }
    }

    /// The length in bytes.
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// Whether there is no byte in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of lines, which is one more than the number of line breaks.
    pub fn line_count(&self) -> usize {
        self.rope.len_lines()
    }

    /// The pieces of the text in order, without copying.
    pub fn chunks(&self) -> impl Iterator<Item = &str> {
        self.rope.chunks()
    }

    /// The text of a span. Ends that fall outside the text or inside a character are moved down to the nearest
    /// character boundary.
    pub fn slice(&self, span: Span) -> Cow<'_, str> {
        let (start, end) = (self.char_at(span.start), self.char_at(span.end));
        if start >= end { Cow::Borrowed("") } else { self.rope.slice(start..end).into() }
    }

    /// Replaces a span. Ends outside the text or inside a character are moved down to the nearest character
    /// boundary, so that no edit can fail.
    pub fn apply(&mut self, edit: &Edit) {
        let (start, end) = (self.char_at(edit.span.start), self.char_at(edit.span.end));
        if start < end {
            self.rope.remove(start..end);
        }
        if !edit.text.is_empty() {
            self.rope.insert(start, &edit.text);
        }
    }

    /// The position of a byte offset, which is first moved down to a character boundary inside the text.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let at = self.char_at(offset);
        let line = self.rope.char_to_line(at);
        let start = self.rope.line_to_char(line);
        let column = match encoding {
            Encoding::Utf8 => self.rope.char_to_byte(at) - self.rope.char_to_byte(start),
            Encoding::Utf16 => self.rope.char_to_utf16_cu(at) - self.rope.char_to_utf16_cu(start),
            Encoding::Utf32 => at - start,
        };
        Position { line, column }
    }

    /// The byte offset of a position. A column past the end of its line means the end of the line (before its line
    /// break), a line past the end means the end of the text, and a column inside a character means its start.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        if position.line >= self.rope.len_lines() {
            return self.len();
        }
        let line = self.rope.line(position.line);
        let chars = line.len_chars() - line_break_chars(&line);
        let start = self.rope.line_to_char(position.line);
        let at = match encoding {
            Encoding::Utf8 => line.byte_to_char(position.column.min(line.char_to_byte(chars))),
            Encoding::Utf16 => line.utf16_cu_to_char(position.column.min(line.char_to_utf16_cu(chars))),
            Encoding::Utf32 => position.column.min(chars),
        };
        self.rope.char_to_byte(start + at)
    }

    /// The 0-based line that a byte offset is on.
    pub fn line_of(&self, offset: usize) -> usize {
        self.rope.char_to_line(self.char_at(offset))
    }

    /// The bytes of a 0-based line, its line break left out. A line past the end is empty, at the end of the text.
    pub fn line_span(&self, line: usize) -> Span {
        if line >= self.rope.len_lines() {
            return Span::new(self.len(), self.len());
        }
        let slice = self.rope.line(line);
        let start = self.rope.line_to_byte(line);
        Span::new(start, start + slice.len_bytes() - line_break_chars(&slice))
    }

    fn char_at(&self, offset: usize) -> usize {
        self.rope.byte_to_char(offset.min(self.rope.len_bytes()))
    }
}

/// Positions in a text that is at hand as one string as well, for those who want many of them. Neighbours are quickest.
pub struct Positions<'t> {
    text: &'t Text,
    whole: &'t str,
    encoding: Encoding,
    /// The line that was looked at last: its number, and its bytes with its line break.
    line: usize,
    span: Span,
    /// A place in that line, and its column.
    last: (usize, usize),
}

/// Further than this from a place whose column is known, in bytes, the rope is quicker.
const FAR: usize = 4096;

impl<'t> Positions<'t> {
    /// Positions in `text`; `whole` is the same text.
    pub fn new(text: &'t Text, whole: &'t str, encoding: Encoding) -> Self {
        Positions { text, whole, encoding, line: 0, span: Span::default(), last: (0, 0) }
    }

    /// What [`Text::position`] says.
    pub fn at(&mut self, offset: usize) -> Position {
        let at = floor(self.whole, offset);
        if !self.span.contains(at) {
            let rope = &self.text.rope;
            self.line = rope.byte_to_line(at.min(rope.len_bytes()));
            let next =
                if self.line + 1 < rope.len_lines() { rope.line_to_byte(self.line + 1) } else { rope.len_bytes() };
            self.span = Span::new(rope.line_to_byte(self.line), next);
            self.last = (self.span.start, 0);
        }
        let (from, known) = if self.last.0 <= at { self.last } else { (self.span.start, 0) };
        if at - from > FAR {
            let position = self.text.position(at, self.encoding);
            self.last = (at, position.column);
            return position;
        }
        let before = self.whole.get(from..at).unwrap_or_default();
        let more = match self.encoding {
            Encoding::Utf16 if !before.is_ascii() => before.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => before.chars().count(),
            Encoding::Utf8 | Encoding::Utf16 => before.len(),
        };
        self.last = (at, known + more);
        Position { line: self.line, column: known + more }
    }
}

/// The boundary of a character that is nearest to an offset in bytes, at or below it.
pub fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The boundary of a character that is nearest to an offset in bytes, at or above it.
pub fn ceil(text: &str, offset: usize) -> usize {
    (offset..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

impl From<&str> for Text {
    fn from(source: &str) -> Self {
        Text::new(source)
    }
}

/// How many characters at the end of a line are its line break: 0, 1 or 2. They are one byte each.
fn line_break_chars(line: &ropey::RopeSlice<'_>) -> usize {
    let n = line.len_chars();
    match (n > 1).then(|| line.char(n - 2)).zip((n > 0).then(|| line.char(n - 1))) {
        Some(('\r', '\n')) => 2,
        Some((_, '\n' | '\r')) => 1,
        None if n == 1 && matches!(line.char(0), '\n' | '\r') => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_line_breaks_that_lsp_counts() {
        let text = Text::new("a\nb\r\nc\rd\u{b}e\u{c}f\u{85}g\u{2028}h\u{2029}i");
        assert_eq!(text.line_count(), 4);
    }

    #[test]
    fn converts_positions_in_every_encoding() {
        let text = Text::new("é😀x\r\ny");
        for (encoding, column) in [(Encoding::Utf8, 6), (Encoding::Utf16, 3), (Encoding::Utf32, 2)] {
            let at = text.position(6, encoding);
            assert_eq!(at, Position { line: 0, column });
            assert_eq!(text.offset(at, encoding), 6);
            assert_eq!(text.offset(Position { line: 0, column: 99 }, encoding), 7);
            assert_eq!(text.offset(Position { line: 9, column: 0 }, encoding), text.len());
        }
        assert_eq!(text.offset(Position { line: 0, column: 2 }, Encoding::Utf16), 2);
    }
}
