//! A table with a header row, as spreadsheets write it: fields between commas, semicolons or tabs, in quotation marks
//! where they hold one of these or a line end (RFC 4180).

use crate::text::Span;

/// A field, with the place where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) text: String,
    pub(super) at: Span,
}

/// The rows of a table, blank ones left out, and the place of a quotation mark that is never closed.
pub(super) fn rows(source: &str) -> (Vec<Vec<Field>>, Option<Span>) {
    let start = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let separator = separator(source);
    let bytes = source.as_bytes();
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    let mut at = start;
    let mut unclosed = None;
    loop {
        let (field, end) = field(source, at, separator, &mut unclosed);
        row.push(field);
        let ends_row = bytes.get(end) != Some(&separator);
        if ends_row {
            if row.iter().any(|field| !field.text.is_empty()) {
                rows.push(std::mem::take(&mut row));
            }
            row.clear();
        }
        if end >= bytes.len() {
            if !row.is_empty() {
                rows.push(row);
            }
            return (rows, unclosed);
        }
        let line_end = if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
        at = end + line_end;
    }
}

/// What stands between the fields: whichever the header has most of.
fn separator(source: &str) -> u8 {
    let header = source.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: &u8| header.bytes().filter(|byte| byte == separator).count();
    // The first of several that are as frequent is the comma.
    b",;\t".iter().copied().rev().max_by_key(count).unwrap_or(b',')
}

/// The field that begins at an offset, and the offset of what ends it.
fn field(source: &str, start: usize, separator: u8, unclosed: &mut Option<Span>) -> (Field, usize) {
    let bytes = source.as_bytes();
    let ends = |byte: u8| byte == separator || byte == b'\n' || byte == b'\r';
    let mut text = String::new();
    let mut at = start;
    if bytes.get(at) == Some(&b'"') {
        at += 1;
        loop {
            let Some(close) = source[at..].find('"').map(|length| at + length) else {
                unclosed.get_or_insert(Span::new(start, start + 1));
                text.push_str(&source[at..]);
                at = source.len();
                break;
            };
            text.push_str(&source[at..close]);
            at = close + 1;
            if bytes.get(at) != Some(&b'"') {
                break;
            }
            text.push('"');
            at += 1;
        }
    }
    let rest = at;
    while bytes.get(at).is_some_and(|byte| !ends(*byte)) {
        at += 1;
    }
    text.push_str(&source[rest..at]);
    let text = text.trim().to_owned();
    (Field { text, at: Span::new(start, at) }, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<Vec<String>> {
        rows(source).0.into_iter().map(|row| row.into_iter().map(|field| field.text).collect()).collect()
    }

    #[test]
    fn reads_what_spreadsheets_write() {
        for (source, expected) in [
            ("name,never\nKyiv,Kiev\n", vec![vec!["name", "never"], vec!["Kyiv", "Kiev"]]),
            ("\u{feff}name;never\r\nKyiv;\r\n\r\n;;\r\n", vec![vec!["name", "never"], vec!["Kyiv", ""]]),
            ("name\tnotes\nA\t\"x \"\"y\"\"\nz\"", vec![vec!["name", "notes"], vec!["A", "x \"y\"\nz"]]),
            ("name,a\n\"Hale, Jr.\",b", vec![vec!["name", "a"], vec!["Hale, Jr.", "b"]]),
            ("", vec![]),
        ] {
            assert_eq!(texts(source), expected, "{source:?}");
        }
        assert_eq!(rows("name\n\"Hale").1, Some(Span::new(5, 6)));
    }
}
