//! Cutting a plain text into blocks: paragraphs and what stands for them.

use memchr::memchr2;

use super::{ParagraphMode, Zone};
use crate::text::Span;
use crate::vocabulary::is_invisible;

/// A paragraph of the source, before it is read as prose.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    /// Bytes of the text, without white space at either end.
    pub(crate) span: Span,
    /// The part that it plays.
    pub(crate) zone: Zone,
    /// How many bytes at its start are the dateline.
    pub(crate) dateline: u32,
    /// Whether it stands on one line of the source.
    pub(crate) single_line: bool,
    /// Its visible text, where markup stands between it and the source.
    pub(crate) markup: Option<Box<super::markup::Markup>>,
}

impl Block {
    pub(crate) fn new(span: Span, zone: Zone, single_line: bool) -> Self {
        Block { span, zone, dateline: 0, single_line, markup: None }
    }
}

/// A longer block is no paragraph of prose; it is read in pieces, so that none needs more memory than this allows.
pub(crate) const LONGEST_BLOCK: usize = 256 * 1024;

/// Cuts the part of a plain text that starts at `from` into blocks.
pub(crate) fn split(text: &str, from: usize, mode: ParagraphMode) -> Vec<Block> {
    let by_line = match mode {
        ParagraphMode::Line => true,
        ParagraphMode::Blank => false,
        ParagraphMode::Auto => lines_are_paragraphs(&text[from..]),
    };
    let mut blocks = Vec::with_capacity((text.len() - from) / 300 + 4);
    let mut open: Option<(Span, bool)> = None;
    let mut dashes = DashList::default();
    for line in lines(text, from) {
        let span = trimmed(text, line);
        if span.is_empty() {
            flush(text, &mut open, &mut blocks);
            dashes.ended();
            continue;
        }
        let item = list_item(text, span, &mut dashes);
        let indented = text.as_bytes()[line.start] == b'\t';
        if by_line || item.is_some() || indented {
            flush(text, &mut open, &mut blocks);
        }
        match (&mut open, item) {
            (_, Some(text_start)) => {
                let item = Span::new(text_start, span.end);
                push(text, item, Zone::ListItem, true, &mut blocks);
            }
            (Some((block, single)), None) => {
                block.end = span.end;
                *single = false;
            }
            (none, None) => *none = Some((span, true)),
        }
    }
    flush(text, &mut open, &mut blocks);
    blocks
}

fn flush(text: &str, open: &mut Option<(Span, bool)>, blocks: &mut Vec<Block>) {
    if let Some((span, single)) = open.take() {
        push(text, span, Zone::Body, single, blocks);
    }
}

/// Adds a block, in pieces if it is too long for one.
pub(crate) fn push(text: &str, span: Span, zone: Zone, single_line: bool, blocks: &mut Vec<Block>) {
    let mut start = span.start;
    while span.end - start > LONGEST_BLOCK {
        let mut cut = start + LONGEST_BLOCK;
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        // Better between two words than inside one, but a word may be longer than any block.
        let cut = text[start..cut].rfind([' ', '\n']).filter(|&space| space > 0).map_or(cut, |space| start + space);
        blocks.push(Block::new(Span::new(start, cut), zone, single_line));
        start = cut;
    }
    blocks.push(Block::new(Span::new(start, span.end), zone, single_line));
}

/// Lines of a text from a byte offset on, without their breaks, which are those that LSP counts.
pub(crate) fn lines(text: &str, from: usize) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut at = Some(from);
    std::iter::from_fn(move || {
        let start = at?;
        let Some(len) = memchr2(b'\n', b'\r', &bytes[start..]) else {
            at = None;
            return Some(Span::new(start, bytes.len()));
        };
        let end = start + len;
        let crlf = bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n');
        at = Some(end + if crlf { 2 } else { 1 });
        Some(Span::new(start, end))
    })
}

/// A span without white space and invisible characters at its ends.
pub(crate) fn trimmed(text: &str, span: Span) -> Span {
    let part = &text[span.range()];
    let blank = |c: char| c.is_whitespace() || is_invisible(c);
    // Nearly every line starts and ends in ASCII that is not blank.
    let bytes = part.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(b'!'..=b'~'), Some(b'!'..=b'~')) | (None, _) => span,
        _ => {
            let lead = part.len() - part.trim_start_matches(blank).len();
            let end = part.trim_end_matches(blank).len();
            Span::new(span.start + lead, span.start + end.max(lead))
        }
    }
}

/// Whether each line of a text is a paragraph: at least 60% of the lines end as a paragraph does, and they are long.
fn lines_are_paragraphs(text: &str) -> bool {
    let (mut count, mut ended, mut bytes) = (0_usize, 0_usize, 0_usize);
    for line in lines(text, 0) {
        let line = trimmed(text, line);
        if line.is_empty() {
            continue;
        }
        count += 1;
        bytes += line.len();
        ended += usize::from(text[line.range()].ends_with(['.', '!', '?', '”', '’', '"', '\'']));
    }
    count > 0 && ended * 10 >= count * 6 && bytes > count * 60
}

/// Lines that open with a dash are a list if there are two of them in a row; one alone may be speech or a signature.
#[derive(Default)]
struct DashList {
    seen: bool,
}

impl DashList {
    fn ended(&mut self) {
        self.seen = false;
    }
}

/// Where the text of a list item starts, if the line is one.
fn list_item(text: &str, line: Span, dashes: &mut DashList) -> Option<usize> {
    let part = &text[line.range()];
    let first = part.as_bytes()[0];
    if first.is_ascii_alphabetic() {
        dashes.ended();
        return None;
    }
    let marker = if first.is_ascii_digit() {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        (digits <= 2 && part[digits..].starts_with(['.', ')'])).then_some(digits + 1)
    } else if matches!(first, b'-' | b'*') {
        Some(1)
    } else if part.starts_with('•') {
        Some('•'.len_utf8())
    } else if part.starts_with('—') {
        let before = std::mem::replace(&mut dashes.seen, true);
        before.then_some('—'.len_utf8())
    } else {
        None
    }?;
    let rest = &part[marker..];
    let spaces = rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}']).len();
    (spaces > 0 && spaces < rest.len()).then_some(line.start + marker + spaces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        split(text, 0, ParagraphMode::Auto).iter().map(|block| &text[block.span.range()]).collect()
    }

    #[test]
    fn blank_lines_part_paragraphs_and_line_breaks_do_not() {
        assert_eq!(parts("One\ntwo\r\n \u{a0}\r\nThree\rfour\r\r\rFive"), ["One\ntwo", "Three\rfour", "Five"]);
    }

    #[test]
    fn long_lines_that_end_in_a_stop_are_paragraphs() {
        let line = "The council met on the quay to talk of the ferry, and of the weather, and of the fish.";
        assert_eq!(parts(&format!("{line}\n{line}\n{line}\n")).len(), 3);
    }

    #[test]
    fn items_of_a_list_are_paragraphs() {
        assert_eq!(parts("The list:\n- one\n- two\n1. three\n"), ["The list:", "one", "two", "three"]);
    }

    #[test]
    fn a_monster_is_read_in_pieces() {
        let text = "word ".repeat(200_000);
        let blocks = split(&text, 0, ParagraphMode::Auto);
        assert!(blocks.len() > 3 && blocks.iter().all(|block| block.span.len() <= LONGEST_BLOCK));
    }
}
