//! Quotation marks: pairs, direction, nesting, the stops beside them, one kind in a story.

use serde::Deserialize;

use super::{Build, CheckType};
use crate::article::quotes::{self, MarkKind};
use crate::article::tags::{Tags, VerbTable, is_blank, tag_at};
use crate::article::{MarkRole, Paragraph, Quote, Zone};
use crate::check::{ArticleFacts, ArticleFindings, Check, Findings, FixDraft, Place};
use crate::stylebook::Problem;
use crate::text::Span;

mod mixed;
mod punctuation;

pub(super) const CHECK: CheckType = CheckType {
    name: "quotes",
    kinds: &["unclosed", "unopened", "mark-direction", "apostrophe-direction", "nesting", "punctuation", "mixed-marks"],
    build,
};

/// The section `quotes` of a stylebook.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Which marks quote first.
    pub primary: Primary,
    /// Where commas and stops stand beside a closing mark.
    pub punctuation: Punctuation,
}

/// Which marks quote first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Primary {
    /// Double marks, whatever the article does.
    Double,
    /// Single marks, whatever the article does.
    Single,
    /// As the article does.
    #[default]
    Auto,
}

impl Primary {
    /// Whether single marks quote first in this source.
    pub fn single_quotes_first(self, source: &str) -> bool {
        match self {
            Primary::Double => false,
            Primary::Single => true,
            Primary::Auto => quotes::single_quotes_first(source),
        }
    }
}

/// Where commas and stops stand beside a closing mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Punctuation {
    /// Always before the mark.
    Inside,
    /// Before it only if they belong to what is quoted.
    Logical,
    /// As the article does most of the time.
    #[default]
    Infer,
}

fn build(build: &mut Build<'_>) -> Result<Box<dyn Check>, Problem> {
    let verbs: VerbTable = build.stylebook.table("verbs.yaml")?;
    let cues: Pronouns = build.stylebook.table("cues.yaml")?;
    Ok(Box::new(QuoteMarks {
        options: build.stylebook.section("quotes")?,
        tags: Tags::new(&verbs, &cues.pronouns, build.vocabulary),
    }))
}

/// What this check needs of `rules/cues.yaml`.
#[derive(Deserialize)]
struct Pronouns {
    pronouns: Vec<String>,
}

struct QuoteMarks {
    options: Options,
    tags: Tags,
}

/// What the article check needs to know of a paragraph with marks.
#[derive(Debug, Default, PartialEq)]
struct MarkFacts {
    /// Whether the paragraph begins with an opening mark.
    opens: bool,
    /// Whether its first mark of the first level is a closing one without an opening one.
    closes_first: bool,
    /// The quotation that is still open at its end.
    unclosed: Option<Unclosed>,
    /// The pairs and the apostrophes.
    style: mixed::Style,
    /// Stops and commas beside closing marks.
    stops: Vec<punctuation::Case>,
}

/// An opening mark that nothing closes, and where the closing one may go.
#[derive(Clone, Debug, PartialEq)]
struct Unclosed {
    open: u32,
    close_at: u32,
    close: &'static str,
    /// Whether a tag such as *Cho said* shows the place.
    certain: bool,
}

impl Check for QuoteMarks {
    fn paragraph(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) {
        if paragraph.marks.is_empty() || !paragraph.zone.is_prose() {
            return;
        }
        direction(paragraph, findings);
        if paragraph.zone.is_headline() {
            return;
        }
        let mut facts = MarkFacts { opens: quotes_first(paragraph), ..MarkFacts::default() };
        if !paragraph.quotes.is_empty() || paragraph.marks.iter().any(|mark| mark.role == MarkRole::Close) {
            let stray = quotes::unopened(paragraph);
            self.unopened(paragraph, &stray, findings);
            facts.closes_first = stray.first().is_some_and(|&mark| {
                let at = paragraph.marks[mark].at as usize;
                paragraph.quotes.first().is_none_or(|quote| at < quote.span.start)
            });
            nesting(paragraph, findings);
            facts.unclosed = self.unclosed(paragraph, findings);
            facts.stops = punctuation::check(paragraph, self.options.punctuation, &self.tags, findings);
        }
        facts.style = mixed::read(paragraph, findings);
        if facts != MarkFacts::default() {
            // Facts are kept as long as the article.
            facts.stops.shrink_to_fit();
            facts.style.shrink();
            findings.remember(facts);
        }
    }

    fn article(&self, article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
        for (at, facts) in article.all::<MarkFacts>() {
            let Some(unclosed) = &facts.unclosed else { continue };
            let next = (at + 1..article.len()).find(|&next| continues(article.zone(at), article.zone(next)));
            let next = next.and_then(|next| article.facts::<MarkFacts>(next));
            // Where the next paragraph closes what it did not open, the mark that is missing is its first one.
            if next.is_some_and(|next| next.opens || next.closes_first) {
                continue;
            }
            flag_unclosed(unclosed, |place| Place { paragraph: at, place }, findings);
        }
        mixed::article(article, findings);
        if self.options.punctuation == Punctuation::Infer {
            punctuation::article(article, findings);
        }
    }
}

/// Whether a quotation may go on from a paragraph to one of another zone: pictures and headlines in between do not count.
fn continues(from: Zone, to: Zone) -> bool {
    to.is_story() && (to == from || (to != Zone::Caption && from != Zone::Caption))
}

/// Whether the first thing of a paragraph is an opening mark of the first level.
fn quotes_first(paragraph: &Paragraph<'_>) -> bool {
    paragraph.quotes.first().is_some_and(|quote| {
        quote.level == 1
            && paragraph.text[paragraph.dateline.end.min(quote.span.start)..quote.span.start]
                .chars()
                .all(|c| !c.is_alphanumeric())
    })
}

/// Marks that point the wrong way.
fn direction(paragraph: &Paragraph<'_>, findings: &mut Findings) {
    for mark in paragraph.marks.iter().filter(|mark| mark.misdirected) {
        let (kind, right) = match (mark.role, mark.kind()) {
            (MarkRole::Apostrophe | MarkRole::Prime, _) => ("apostrophe-direction", "’"),
            (MarkRole::Open, MarkKind::Single) => ("mark-direction", "‘"),
            (MarkRole::Close, MarkKind::Single) => ("mark-direction", "’"),
            (MarkRole::Open, _) => ("mark-direction", "“"),
            (MarkRole::Close, _) => ("mark-direction", "”"),
        };
        let fix = if encloses(paragraph, mark.span()) { FixDraft::ask("replace") } else { FixDraft::safe("replace") };
        findings.flag(kind, mark.span()).fix(fix.edit(mark.span(), right).preferred());
    }
}

/// Whether a span lies inside a quotation of the first level, its marks left out.
fn encloses(paragraph: &Paragraph<'_>, span: Span) -> bool {
    // Quotations of the first level do not overlap, and deeper ones lie inside them: the last one that starts before the
    // span is in the same outer one, if any is.
    let after = paragraph.quotes.partition_point(|quote| quote.span.start < span.start);
    let mut at = after;
    while let Some(quote) = at.checked_sub(1).and_then(|at| paragraph.quotes.get(at)) {
        if quote.inner().covers(span) {
            return true;
        }
        if quote.level == 1 {
            return false;
        }
        at -= 1;
    }
    false
}

/// Double marks right inside double marks.
fn nesting(paragraph: &Paragraph<'_>, findings: &mut Findings) {
    for quote in paragraph.quotes.iter().filter(|quote| quote.misnested) {
        let Some(close) = quote.close else { continue };
        let straight = paragraph.text[quote.open.range()].starts_with('"');
        let (left, right) = if straight { ("'", "'") } else { ("‘", "’") };
        findings
            .flag("nesting", quote.span)
            .fix(FixDraft::ask("singles").edit(quote.open, left).edit(close, right).preferred());
    }
}

impl QuoteMarks {
    /// Closing marks with nothing open, by their numbers.
    fn unopened(&self, paragraph: &Paragraph<'_>, stray: &[usize], findings: &mut Findings) {
        let mut quotes = paragraph.quotes.iter().peekable();
        // Where the last quotation before the mark ends: what the mark closes cannot begin before that.
        let mut free = 0;
        for mark in stray.iter().map(|&mark| &paragraph.marks[mark]) {
            let span = mark.span();
            while let Some(quote) = quotes.next_if(|quote| quote.span.end <= span.start) {
                free = free.max(quote.span.end);
            }
            let sentence = paragraph.sentence_at(span.start).map_or(0, |i| paragraph.sentences[i].span.start);
            let gap = &paragraph.text[free.min(span.start)..span.start];
            let start = sentence.max(free + gap.len() - gap.trim_start_matches(is_blank).len()).min(span.start);
            free = span.end;
            let open = match mark.glyph {
                '"' => "\"",
                '\'' => "'",
                '’' | '‘' => "‘",
                _ => "“",
            };
            let tagged = tag_at(paragraph, &self.tags, paragraph.word_at_or_after(span.end)).is_some();
            let insert = if tagged { FixDraft::safe("open") } else { FixDraft::ask("open") };
            findings
                .flag("unopened", span)
                .fix(insert.edit(Span::new(start, start), open).preferred())
                .fix(FixDraft::ask("delete").edit(span, ""));
        }
    }

    /// Flags quotations that end because another one opens; returns the one that is open at the end.
    fn unclosed(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) -> Option<Unclosed> {
        let end = paragraph.text.trim_end_matches(is_blank).len();
        let mut last = None;
        for quote in paragraph.quotes.iter().filter(|quote| quote.close.is_none()) {
            let (at, certain) = self.close_at(paragraph, quote);
            let close = match (quote.kind, paragraph.text[quote.open.range()].starts_with(['"', '\''])) {
                (MarkKind::Single, true) => "'",
                (MarkKind::Single, false) => "’",
                (_, true) => "\"",
                (_, false) => "”",
            };
            let open = findings.place(quote.open);
            let close_at = findings.place(Span::new(at, at));
            let unclosed = Unclosed { open, close_at, close, certain };
            if quote.span.end >= end && quote.level == 1 {
                last = Some(unclosed);
                continue;
            }
            let fix = if certain && quote.level == 1 { FixDraft::safe("close") } else { FixDraft::ask("close") };
            findings.flag("unclosed", quote.open).fix(fix.edit(Span::new(at, at), close).preferred());
        }
        last
    }

    /// Where the closing mark of an unclosed quotation belongs, and whether a tag shows it.
    fn close_at(&self, paragraph: &Paragraph<'_>, quote: &Quote) -> (usize, bool) {
        let words = &paragraph.words;
        let first = paragraph.word_at_or_after(quote.open.end);
        for i in first..words.len().saturating_sub(1) {
            let end = words[i].end as usize;
            if words[i + 1].start as usize >= quote.span.end {
                break;
            }
            let gap = paragraph.between(i, i + 1);
            if gap.starts_with([',', '?', '!']) && tag_at(paragraph, &self.tags, i + 1).is_some() {
                return (end + 1, true);
            }
        }
        let sentence =
            paragraph.sentence_at(quote.open.start).map_or(quote.span.end, |i| paragraph.sentences[i].span.end);
        let end = sentence.clamp(quote.open.end, quote.span.end.max(quote.open.end));
        let inner = &paragraph.text[quote.open.end..end];
        (quote.open.end + inner.trim_end_matches(is_blank).len(), false)
    }
}

fn flag_unclosed(unclosed: &Unclosed, place: impl Fn(u32) -> Place, findings: &mut ArticleFindings) {
    let fix = if unclosed.certain { FixDraft::safe("close") } else { FixDraft::ask("close") };
    findings.flag("unclosed", place(unclosed.open)).fix(fix.edit(place(unclosed.close_at), unclosed.close).preferred());
}
