//! The lines that a finding is on, cut around its mark so that they fit a terminal. A paragraph is often one line of two
//! thousand characters.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::text::{Span, Text, floor};

/// A finding over more lines than this is shown by its first line.
const LINES: usize = 3;
/// How many columns a tab takes.
const TAB: usize = 4;
/// A cut moves by up to so many columns to fall between words.
const SNAP: usize = 14;

/// What is shown of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// Whole or cut lines, with `\n` between them.
    pub(super) source: String,
    /// What is marked, in bytes of the source.
    pub(super) mark: Range<usize>,
    /// The 1-based number of the first line.
    pub(super) line: usize,
}

/// The lines around a span, none wider than `width` columns. The cost does not grow with the length of a line.
pub(super) fn excerpt(text: &Text, span: Span, width: usize) -> Excerpt {
    let first = text.line_of(span.start);
    let last = text.line_of(span.end.saturating_sub(1).max(span.start));
    let last = if last - first < LINES { last } else { first };
    let mut source = String::new();
    let mut mark = 0..0;
    for line in first..=last {
        let whole = text.line_span(line);
        let marked = Span::new(span.start.clamp(whole.start, whole.end), span.end.clamp(whole.start, whole.end));
        let (shown, range) = cut(text, whole, marked, width.max(20));
        if line == first {
            mark.start = source.len() + range.start;
        } else {
            source.push('\n');
        }
        mark.end = source.len() + range.end;
        source.push_str(&shown);
    }
    Excerpt { source, mark, line: first + 1 }
}

/// A line with what is marked in it, cut to a width.
fn cut(text: &Text, line: Span, marked: Span, width: usize) -> (String, Range<usize>) {
    // No character that takes a column is longer than four bytes.
    let reach = 4 * width;
    let from = line.start.max(marked.start.saturating_sub(reach));
    let to = line.end.min(marked.start + 2 * reach);
    let before = text.slice(Span::new(from, marked.start));
    let rest = text.slice(Span::new(marked.start, to));
    let mut before: &str = &before;
    if line.start == 0 {
        before = before.strip_prefix('\u{feff}').unwrap_or(before);
    }
    let (mark, after) = rest.split_at(floor(&rest, marked.len()));
    let complete = from == line.start && to == line.end;
    if complete && columns(before) + columns(mark) + columns(after) <= width {
        let range = before.len()..before.len() + mark.len();
        return (format!("{before}{mark}{after}"), range);
    }

    // Both sides get half of the room, and one that needs less leaves it to the other.
    let shown_mark = head(mark, width * 3 / 4);
    let room = width.saturating_sub(columns(shown_mark) + 2);
    let left_wants = columns(before);
    let right_wants = if shown_mark.len() < mark.len() { 0 } else { columns(after) };
    let left_room = left_wants.min((room / 2).max(room.saturating_sub(right_wants)));
    let right_room = right_wants.min(room - left_room);

    let left = tail(before, left_room);
    let left_is_cut = left.len() < before.len() || from > line.start;
    let left = if left_is_cut { from_word(left) } else { left };
    let right = if right_wants == 0 { "" } else { head(after, right_room) };
    let right_is_cut = marked.start + shown_mark.len() + right.len() < line.end;
    let right = if right_is_cut { to_word(right) } else { right };
    let mut shown = String::with_capacity(2 * reach);
    shown.push_str(if left_is_cut { "…" } else { "" });
    shown.push_str(left);
    let range = shown.len()..shown.len() + shown_mark.len();
    shown.push_str(shown_mark);
    shown.push_str(right);
    shown.push_str(if right_is_cut { "…" } else { "" });
    (shown, range)
}

/// The longest start of a text that fits into so many columns.
pub(super) fn head(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += width(c);
        if taken > columns {
            return &text[..at];
        }
    }
    text
}

/// The longest end of a text that fits into so many columns and does not start with a combining mark.
pub(super) fn tail(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    for (at, c) in text.char_indices().rev() {
        taken += width(c);
        if taken > columns {
            let rest = &text[at + c.len_utf8()..];
            return rest.trim_start_matches(|c| width(c) == 0);
        }
    }
    text
}

/// The text from its first whole word, if that is near.
fn from_word(text: &str) -> &str {
    match text.find(char::is_whitespace) {
        Some(at) if columns(&text[..at]) <= SNAP => text[at..].trim_start(),
        _ => text,
    }
}

/// The text up to its last whole word, if that is near.
fn to_word(text: &str) -> &str {
    match text.rfind(char::is_whitespace) {
        Some(at) if columns(&text[at..]) <= SNAP => text[..at].trim_end(),
        _ => text,
    }
}

pub(super) fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

fn width(c: char) -> usize {
    match c {
        '\t' => TAB,
        // A control character is shown by a replacement.
        c if c.is_control() => 1,
        c => c.width().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str, mark: &str, width: usize) -> (String, String) {
        let start = source.find(mark).unwrap();
        let cut = excerpt(&Text::new(source), Span::new(start, start + mark.len()), width);
        let marked = cut.source[cut.mark.clone()].to_owned();
        assert!(cut.source.lines().all(|line| columns(line) <= width.max(20)), "{cut:?}");
        (cut.source, marked)
    }

    #[test]
    fn a_line_that_fits_is_whole() {
        assert_eq!(shown("One two.\nThree four.\n", "four", 40), ("Three four.".into(), "four".into()));
    }

    #[test]
    fn a_long_line_is_cut_between_words_on_both_sides() {
        let long = format!("{}HERE {}", "lorem ipsum ".repeat(100), "dolor sit ".repeat(100));
        let (source, mark) = shown(&long, "HERE", 60);
        assert_eq!(mark, "HERE");
        assert!(source.starts_with('…') && source.ends_with('…'), "{source}");
        assert!(source.contains("ipsum HERE dolor"), "{source}");
        assert!(columns(&source) > 40, "{source}");
    }

    #[test]
    fn a_side_that_needs_little_room_leaves_it_to_the_other() {
        let (source, _) = shown(&format!("HERE {}", "dolor sit ".repeat(100)), "HERE", 60);
        assert!(source.starts_with("HERE dolor") && columns(&source) > 44, "{source}");
        let (source, _) = shown(&format!("{}HERE", "dolor sit ".repeat(100)), "HERE", 60);
        assert!(source.ends_with("sit HERE") && columns(&source) > 44, "{source}");
    }

    #[test]
    fn wide_and_combining_characters_count_by_columns() {
        let long = format!("{}HERE{}", "漢字".repeat(300), "e\u{301}".repeat(900));
        let (source, mark) = shown(&long, "HERE", 60);
        assert_eq!(mark, "HERE");
        assert!(columns(&source) > 50, "{source}");
    }

    #[test]
    fn a_mark_longer_than_the_terminal_is_cut_too() {
        let long = format!("a {} b", "x".repeat(1_000_000));
        let (source, mark) = shown(&long, &"x".repeat(1_000_000), 60);
        assert!(mark.len() < 60 && source.starts_with("a x") && source.ends_with('…'), "{source}");
    }

    #[test]
    fn two_lines_are_shown_and_many_are_not() {
        assert_eq!(shown("a the\nthe b\nc", "the\nthe", 40), ("a the\nthe b".into(), "the\nthe".into()));
        let (source, mark) = shown("a b\nc\nd\ne\nf", "b\nc\nd\ne", 40);
        assert_eq!((source.as_str(), mark.as_str()), ("a b", "b"));
    }

    #[test]
    fn any_span_of_any_text_can_be_shown() {
        use proptest::prelude::*;
        proptest!(|(source in "\\PC{0,80}[\t\r\n\u{feff}👩‍👩‍👧e\u{301}漢 a]{0,300}", a: usize, b: usize, width in 0usize..120)| {
            let mut at = [a % (source.len() + 1), b % (source.len() + 1)].map(|at| floor(&source, at));
            at.sort_unstable();
            let shown = excerpt(&Text::new(&source), Span::new(at[0], at[1]), width);
            prop_assert!(shown.source.get(shown.mark.clone()).is_some());
            prop_assert!(shown.source.split('\n').all(|line| columns(line) <= width.max(20)));
        });
    }
}
