//! Quotation marks and apostrophes: which is which, and what they enclose.

use super::{Paragraph, Reading};
use crate::text::Span;

mod marks;
mod primary;

pub use marks::read_marks;
pub use primary::single_quotes_first;

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

/// Marks that pair with one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// `“ ” "` and `„`.
    Double,
    /// `‘ ’ '`.
    Single,
    /// `« »`.
    Guillemet,
    /// `‹ ›`.
    SingleGuillemet,
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

    /// The marks it can pair with.
    pub const fn kind(&self) -> MarkKind {
        match self.glyph {
            '\'' | '‘' | '’' => MarkKind::Single,
            '«' | '»' => MarkKind::Guillemet,
            '‹' | '›' => MarkKind::SingleGuillemet,
            _ => MarkKind::Double,
        }
    }

    /// Whether it is a straight mark, which has no direction.
    pub const fn is_straight(&self) -> bool {
        matches!(self.glyph, '\'' | '"')
    }
}

/// A quotation, or what stands of it in one paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// With its marks. An unclosed one reaches to the next quotation of its level or to the end of the paragraph.
    pub span: Span,
    /// 1 for a quotation of the text, 2 for one inside it, and so on.
    pub level: u8,
    /// The opening mark.
    pub open: Span,
    /// The closing mark, if there is one in this paragraph.
    pub close: Option<Span>,
    /// The marks it stands in.
    pub kind: MarkKind,
    /// Whether it stands in the same marks as the quotation right around it.
    pub misnested: bool,
}

impl Quote {
    /// What is quoted, without the marks.
    pub fn inner(&self) -> Span {
        Span::new(self.open.end, self.close.map_or(self.span.end, |close| close.start))
    }
}

/// Pairs the marks.
pub fn read_quotes(paragraph: &Paragraph<'_>, _reading: &Reading) -> Vec<Quote> {
    if paragraph.marks.is_empty() {
        return Vec::new();
    }
    pair(&paragraph.marks, paragraph.text.trim_end().len(), paragraph.settings.single_quotes_first).0
}

/// The numbers of the closing marks that close nothing, in order. Only marks of the article's first kind count: any other
/// may be an apostrophe.
pub fn unopened(paragraph: &Paragraph<'_>) -> Vec<usize> {
    pair(&paragraph.marks, paragraph.text.trim_end().len(), paragraph.settings.single_quotes_first).1
}

/// Pairs marks in one pass with a stack: quotations in order of their opening marks, and closing marks without one.
fn pair(marks: &[Mark], end: usize, single_first: bool) -> (Vec<Quote>, Vec<usize>) {
    let count = |role| {
        let of = |mark: &&Mark| mark.role == role && mark.kind() == MarkKind::Double;
        marks.iter().filter(of).count()
    };
    // As many closing marks as opening ones: a second opening mark is a quotation in a quotation. Otherwise the first one
    // was never closed.
    let balanced = count(MarkRole::Open) == count(MarkRole::Close);
    let mut quotes: Vec<Quote> = Vec::new();
    let mut dropped: Vec<usize> = Vec::new();
    let mut unopened = Vec::new();
    let mut stack: Vec<usize> = Vec::new();
    // How many of the stack are of each kind, so that a closing mark is matched without a search.
    let mut open_of = [0_usize; 4];
    for (i, mark) in marks.iter().enumerate() {
        let kind = mark.kind();
        match mark.role {
            MarkRole::Open => {
                let mut misnested = false;
                if let Some(&top) = stack.last()
                    && quotes[top].kind == kind
                {
                    if balanced && kind == MarkKind::Double {
                        misnested = true;
                    } else {
                        stack.pop();
                        open_of[kind as usize] -= 1;
                        quotes[top].span.end = mark.at as usize;
                        if !keeps_unclosed(kind, single_first) {
                            dropped.push(top);
                        }
                    }
                }
                stack.push(quotes.len());
                open_of[kind as usize] += 1;
                quotes.push(Quote {
                    span: Span::new(mark.at as usize, end),
                    level: u8::try_from(stack.len()).unwrap_or(u8::MAX),
                    open: mark.span(),
                    close: None,
                    kind,
                    misnested,
                });
            }
            MarkRole::Close => {
                if open_of[kind as usize] == 0 {
                    if kind == if single_first { MarkKind::Single } else { MarkKind::Double } {
                        unopened.push(i);
                    }
                    continue;
                }
                while let Some(top) = stack.pop() {
                    open_of[quotes[top].kind as usize] -= 1;
                    if quotes[top].kind == kind {
                        quotes[top].close = Some(mark.span());
                        quotes[top].span.end = mark.span().end;
                        break;
                    }
                    // What is still open inside a quotation that closes was never closed.
                    quotes[top].span.end = mark.at as usize;
                    if quotes[top].kind != MarkKind::Double {
                        dropped.push(top);
                    }
                }
            }
            MarkRole::Apostrophe | MarkRole::Prime => {}
        }
    }
    for top in stack {
        if !keeps_unclosed(quotes[top].kind, single_first) {
            dropped.push(top);
        }
    }
    if !dropped.is_empty() {
        drop_quotes(&mut quotes, &mut dropped);
    }
    (quotes, unopened)
}

/// Whether a quotation in such marks counts although nothing closes it. Guillemets and single marks of lower rank do not:
/// they are as likely a sign or an apostrophe.
fn keeps_unclosed(kind: MarkKind, single_first: bool) -> bool {
    kind == MarkKind::Double || (kind == MarkKind::Single && single_first)
}

/// Takes out quotations that were none, and lifts those inside them by a level.
fn drop_quotes(quotes: &mut Vec<Quote>, dropped: &mut [usize]) {
    dropped.sort_unstable();
    let mut next = dropped.iter().copied().peekable();
    // The ends of the dropped quotations that are open here.
    let mut around: Vec<usize> = Vec::new();
    let mut kept = Vec::with_capacity(quotes.len());
    for (i, mut quote) in quotes.drain(..).enumerate() {
        while around.last().is_some_and(|&end| end <= quote.span.start) {
            around.pop();
        }
        if next.next_if_eq(&i).is_some() {
            around.push(quote.span.end);
            continue;
        }
        let lift = u8::try_from(around.len()).unwrap_or(u8::MAX);
        quote.level = quote.level.saturating_sub(lift).max(1);
        kept.push(quote);
    }
    *quotes = kept;
}
