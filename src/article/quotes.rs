//! Quotation marks and apostrophes: which is which, and what they enclose.

use super::{Paragraph, Reading};
use crate::text::Span;

/// What a mark was decided to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkRole {
    /// Opens a quotation.
    Open,
    /// Closes a quotation.
    Close,
    /// Stands for missing letters or a possessive.
    Apostrophe,
    /// Feet, inches, minutes.
    Prime,
}

/// A quotation mark or apostrophe that stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Offset of its first byte.
    pub at: u32,
    /// The character.
    pub glyph: char,
    /// What it was decided to be.
    pub role: MarkRole,
    /// Whether the glyph points the other way than its role asks.
    pub misdirected: bool,
}

impl Mark {
    /// Its span in the paragraph's text.
    pub const fn span(&self) -> Span {
        Span { start: self.at as usize, end: self.at as usize + self.glyph.len_utf8() }
    }
}

/// A quotation, or what stands of it in one paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// With its marks; an unclosed one reaches to the end of the paragraph.
    pub span: Span,
    /// 1 for a quotation of the text, 2 for one inside it, and so on.
    pub level: u8,
    /// The opening mark.
    pub open: Span,
    /// The closing mark, if there is one in this paragraph.
    pub close: Option<Span>,
}

impl Quote {
    /// What is quoted, without the marks.
    pub fn inner(&self) -> Span {
        Span::new(self.open.end, self.close.map_or(self.span.end, |close| close.start))
    }
}

/// Decides what each mark is.
pub fn read_marks(_paragraph: &Paragraph<'_>, _reading: &Reading) -> Vec<Mark> {
    Vec::new()
}

/// Pairs the marks.
pub fn read_quotes(_paragraph: &Paragraph<'_>, _reading: &Reading) -> Vec<Quote> {
    Vec::new()
}
