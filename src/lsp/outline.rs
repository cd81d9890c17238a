//! The shape of a story: its outline, what folds and what can be selected, and a line that counts.

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Value, json};
use tower_lsp::lsp_types::{
    CodeLens, DocumentSymbol, DocumentSymbolResponse, FoldingRange, FoldingRangeKind, Location, Position, Range,
    SelectionRange, SymbolInformation, SymbolKind, Url,
};

use super::commands::{self, Order};
use super::convert;
use super::documents::Reading;
use super::session::Session;
use crate::article::Zone;
use crate::linter::{Speech, Story};
use crate::text::{Encoding, Span};

/// So many headlines and paragraphs are in an outline. No story has more, and a client that is sent those of a text of
/// 20 MB does nothing else for a while.
const MOST: usize = 5_000;

/// A reading with the story it was made of, worked out where it keeps nobody waiting.
async fn story(session: &Arc<Session>, uri: &Url) -> Option<(Reading, Story, Encoding)> {
    let reading = session.reading(uri).await?;
    let encoding = session.state().client.encoding;
    let told = tokio::task::spawn_blocking(move || {
        let story = reading.project.linter.story(&reading.analysis);
        (reading, story, encoding)
    });
    told.await.ok()
}

/// Headlines and paragraphs, with who is quoted in them.
pub(super) async fn symbols(session: &Arc<Session>, uri: &Url) -> Option<DocumentSymbolResponse> {
    let (reading, story, encoding) = story(session, uri).await?;
    let nested = session.state().client.nested_symbols;
    let outline = Outline { reading: &reading, encoding };
    if nested {
        return Some(DocumentSymbolResponse::Nested(outline.nested(&story)));
    }
    let flat = outline.nested(&story).into_iter().flat_map(|symbol| flattened(&symbol, uri)).collect();
    Some(DocumentSymbolResponse::Flat(flat))
}

struct Outline<'a> {
    reading: &'a Reading,
    encoding: Encoding,
}

impl Outline<'_> {
    fn nested(&self, story: &Story) -> Vec<DocumentSymbol> {
        let article = self.reading.analysis.article();
        let mut speeches = story.quotations.iter().peekable();
        let mut symbols = Vec::new();
        for number in 0..article.len() {
            if symbols.len() == MOST {
                break;
            }
            let (zone, span) = (article.zone(number), article.span(number));
            let kind = match zone {
                _ if zone.is_headline() => SymbolKind::NAMESPACE,
                Zone::Body | Zone::BlockQuote | Zone::Caption | Zone::ListItem => SymbolKind::OBJECT,
                _ => continue,
            };
            let mut quoted = Vec::new();
            while let Some(speech) = speeches.next_if(|speech| speech.span.start < span.end) {
                quoted.push(self.quotation(speech));
            }
            let name = start_of(self.text(span), 60);
            if !name.is_empty() {
                symbols.push(self.symbol(name, zone_name(zone), kind, span, quoted));
            }
        }
        symbols
    }

    fn quotation(&self, speech: &Speech) -> DocumentSymbol {
        let speaker = speech.speaker.as_deref().unwrap_or(if speech.is_attributed { "Someone" } else { "Nobody" });
        let name = format!("{speaker}: {}", start_of(self.text(speech.span), 60));
        let detail = if speech.is_attributed { None } else { Some("who says this?") };
        self.symbol(name, detail, SymbolKind::STRING, speech.span, Vec::new())
    }

    #[allow(deprecated)] // The field has to be there.
    fn symbol(
        &self,
        name: String,
        detail: Option<&str>,
        kind: SymbolKind,
        span: Span,
        children: Vec<DocumentSymbol>,
    ) -> DocumentSymbol {
        let range = convert::range(&self.reading.analysis.text, span, self.encoding);
        DocumentSymbol {
            name,
            detail: detail.map(str::to_owned),
            kind,
            tags: None,
            deprecated: None,
            range,
            selection_range: range,
            children: (!children.is_empty()).then_some(children),
        }
    }

    fn text(&self, span: Span) -> &str {
        self.reading.analysis.source().get(span.range()).unwrap_or_default()
    }
}

fn zone_name(zone: Zone) -> Option<&'static str> {
    match zone {
        Zone::Headline => Some("headline"),
        Zone::Deck => Some("deck"),
        Zone::Subheading => Some("subheading"),
        Zone::Caption => Some("caption"),
        _ => None,
    }
}

/// The first characters of a text, on one line.
fn start_of(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(most) {
        Some((cut, _)) => format!("{}…", text[..cut].trim_end()),
        None => text,
    }
}

#[allow(deprecated)] // The field has to be there.
fn flattened(symbol: &DocumentSymbol, uri: &Url) -> Vec<SymbolInformation> {
    let information = |symbol: &DocumentSymbol, container: Option<String>| SymbolInformation {
        name: symbol.name.clone(),
        kind: symbol.kind,
        tags: None,
        deprecated: None,
        location: Location { uri: uri.clone(), range: symbol.range },
        container_name: container,
    };
    let mut all = vec![information(symbol, None)];
    let children = symbol.children.iter().flatten();
    all.extend(children.map(|child| information(child, Some(symbol.name.clone()))));
    all
}

/// Paragraphs of several lines, and front matter.
pub(super) async fn folds(session: &Session, uri: &Url) -> Option<Vec<FoldingRange>> {
    let reading = session.reading(uri).await?;
    let (text, article) = (&reading.analysis.text, reading.analysis.article());
    let fold = |span: Span, kind| {
        let (first, last) = (text.line_of(span.start), text.line_of(span.end.max(1) - 1));
        (first < last).then(|| FoldingRange {
            start_line: first as u32,
            end_line: last as u32,
            kind,
            ..FoldingRange::default()
        })
    };
    let front = article.front_matter.span;
    let front = (!front.is_empty()).then(|| fold(front, Some(FoldingRangeKind::Comment))).flatten();
    let paragraphs = (0..article.len()).filter(|&i| article.span(i).start >= article.front_matter.span.end);
    Some(front.into_iter().chain(paragraphs.filter_map(|i| fold(article.span(i), None))).collect())
}

/// What can be selected around each position: the word, the quotation, the sentence, the paragraph, the story.
pub(super) async fn selections(session: &Session, uri: &Url, positions: &[Position]) -> Option<Vec<SelectionRange>> {
    let reading = session.reading(uri).await?;
    let encoding = session.state().client.encoding;
    let text = &reading.analysis.text;
    let ranges = positions.iter().map(|position| {
        let offset = convert::offset(text, *position, encoding);
        let mut spans = reading.project.linter.around(&reading.analysis, offset).spans;
        spans.push(Span::new(0, text.len()));
        spans.dedup();
        let mut outer: Option<SelectionRange> = None;
        for span in spans.into_iter().rev() {
            let range = convert::range(text, span, encoding);
            outer = Some(SelectionRange { range, parent: outer.map(Box::new) });
        }
        let here = Range { start: *position, end: *position };
        outer.unwrap_or(SelectionRange { range: here, parent: None })
    });
    Some(ranges.collect())
}

/// A line above the story: how long it is, and how many of its quotations have a source.
pub(super) async fn lenses(session: &Arc<Session>, uri: &Url) -> Option<Vec<CodeLens>> {
    if !session.state().settings.code_lens {
        return Some(Vec::new());
    }
    let (reading, story, encoding) = story(session, uri).await?;
    if story.words == 0 {
        return Some(Vec::new());
    }
    let article = reading.analysis.article();
    let first = (0..article.len()).find(|&i| article.zone(i).is_headline() || article.zone(i).is_story());
    let start = first.map_or(0, |i| article.span(i).start);
    let range = convert::range(&reading.analysis.text, Span::new(start, start), encoding);
    let command = commands::command(summary(&story), &Order::Story { uri: uri.clone(), show: true });
    Some(vec![CodeLens { range, command: Some(command), data: None }])
}

/// The story in one line.
fn summary(story: &Story) -> String {
    let minutes = story.reading_seconds().div_ceil(60).max(1);
    let words = if story.words == 1 { "word" } else { "words" };
    let mut line = format!("{} {words} · {minutes} min", story.words);
    let quotations = story.quotations.len();
    if quotations > 0 {
        let noun = if quotations == 1 { "quotation" } else { "quotations" };
        let _ = write!(line, " · {} of {quotations} {noun} attributed", story.attributed());
    }
    line
}

/// The story in figures, with who is quoted where, for a client that makes a list of it; shown to the user if asked for.
pub(super) async fn ledger(session: &Arc<Session>, uri: &Url, show: bool) -> Option<Value> {
    let (reading, story, encoding) = story(session, uri).await?;
    let text = &reading.analysis.text;
    if show {
        let mut lines = vec![summary(&story)];
        lines.extend(story.quotations.iter().map(|speech| {
            let speaker = speech.speaker.as_deref().unwrap_or(if speech.is_attributed { "someone" } else { "nobody" });
            format!(
                "line {}: {speaker}: {}",
                text.line_of(speech.span.start) + 1,
                start_of(&text.slice(speech.span), 70)
            )
        }));
        session.outbox.show(tower_lsp::lsp_types::MessageType::INFO, lines.join("\n"));
    }
    let quotations: Vec<Value> = story
        .quotations
        .iter()
        .map(|speech| {
            json!({
                "range": convert::range(text, speech.span, encoding),
                "text": text.slice(speech.span),
                "speaker": speech.speaker,
                "attributed": speech.is_attributed,
                "partial": speech.is_partial,
            })
        })
        .collect();
    Some(json!({
        "uri": uri,
        "version": reading.version,
        "summary": summary(&story),
        "words": story.words,
        "sentences": story.sentences,
        "readingSeconds": story.reading_seconds(),
        "attributed": story.attributed(),
        "quotations": quotations,
    }))
}
