//! Between bytes of a text and the positions of LSP.

use tower_lsp::lsp_types;

use crate::text::{Encoding, Position, Span, Text};

/// The position of a byte offset.
pub(super) fn position(text: &Text, offset: usize, encoding: Encoding) -> lsp_types::Position {
    position_of(text.position(offset, encoding))
}

/// A position of ours.
pub(super) fn position_of(at: Position) -> lsp_types::Position {
    lsp_types::Position { line: at.line as u32, character: at.column as u32 }
}

/// The range of a span.
pub(super) fn range(text: &Text, span: Span, encoding: Encoding) -> lsp_types::Range {
    lsp_types::Range { start: position(text, span.start, encoding), end: position(text, span.end, encoding) }
}

/// The byte offset of a position; one that is not in the text is moved to the nearest that is.
pub(super) fn offset(text: &Text, position: lsp_types::Position, encoding: Encoding) -> usize {
    let position = Position { line: position.line as usize, column: position.character as usize };
    text.offset(position, encoding)
}

/// The span of a range. One that ends before it starts is read backwards.
pub(super) fn span(text: &Text, range: lsp_types::Range, encoding: Encoding) -> Span {
    let (a, b) = (offset(text, range.start, encoding), offset(text, range.end, encoding));
    Span::new(a.min(b), a.max(b))
}

/// Whether a range is one that the text has: in order, and without a part that had to be moved.
pub(super) fn is_possible(text: &Text, range: lsp_types::Range) -> bool {
    let order = |p: lsp_types::Position| (p.line, p.character);
    // A column past the end of a line is allowed and means its end; a line past the end is not.
    order(range.start) <= order(range.end) && (range.end.line as usize) < text.line_count()
}

/// The encoding that is used with a client: the first of those it offers, which are in its order of preference.
pub(super) fn encoding(offered: Option<&[lsp_types::PositionEncodingKind]>) -> Encoding {
    let known = |kind: &lsp_types::PositionEncodingKind| match kind.as_str() {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    };
    offered.unwrap_or_default().iter().find_map(known).unwrap_or_default()
}

/// The name that LSP has for an encoding.
pub(super) fn encoding_kind(encoding: Encoding) -> lsp_types::PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => lsp_types::PositionEncodingKind::UTF8,
        Encoding::Utf16 => lsp_types::PositionEncodingKind::UTF16,
        Encoding::Utf32 => lsp_types::PositionEncodingKind::UTF32,
    }
}
