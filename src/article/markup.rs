//! Reading Markdown: which of it is prose, and where each byte of the prose stands in the source.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::blocks::{Block, trimmed};
use super::{Run, SourceMap, Zone};
use crate::text::Span;

/// The visible text of a block of markup, and where it comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Markup {
    /// What a reader sees.
    pub(crate) text: String,
    /// From bytes of `text` to bytes of the source, counted from the start of the block.
    pub(crate) map: SourceMap,
    /// Bytes of `text` that are emphasised.
    pub(crate) emphasis: Vec<Span>,
}

/// A comment in the markup that speaks to copydesk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    /// Bytes of the source.
    pub(crate) span: Span,
    /// Between `<!--` and `-->`, trimmed.
    pub(crate) text: String,
}

/// Stands for code, pictures and tags inside a line: no letter, no space.
const OBJECT: char = '\u{fffc}';

/// Reads the part of a Markdown text that starts at `from`: its blocks in order, and its comments.
pub(crate) fn split(text: &str, from: usize) -> (Vec<Block>, Vec<Comment>) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut reader = Reader { text, ..Reader::default() };
    for (event, range) in Parser::new_ext(&text[from..], options).into_offset_iter() {
        reader.event(event, range.start + from..range.end + from);
    }
    reader.blocks.sort_by_key(|block| block.span.start);
    (reader.blocks, reader.comments)
}

#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    blocks: Vec<Block>,
    comments: Vec<Comment>,
    /// The prose being read.
    open: Option<Open>,
    /// Texts of pictures inside the open block; they are captions of their own.
    captions: Vec<Open>,
    quotes: usize,
    items: usize,
    /// Depth of what is not prose: code, tables, embeds.
    opaque: usize,
    html: Option<Range<usize>>,
    images: usize,
    headings: usize,
}

#[derive(Default)]
struct Open {
    zone: Zone,
    text: String,
    runs: Vec<Run>,
    emphasis: Vec<Span>,
    unclosed: Vec<usize>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.add(&text, range),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) => {
                self.add(OBJECT.encode_utf8(&mut [0; 4]), range);
            }
            Event::InlineHtml(_) => self.comment(range),
            Event::Html(_) => match &mut self.html {
                Some(html) => html.end = range.end,
                None => self.comment(range),
            },
            Event::SoftBreak | Event::HardBreak => {
                // The end of a line, with the spaces or the backslash that make it a hard one.
                self.add("\n", range);
            }
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.open(self.zone()),
            Tag::Heading { level, .. } => {
                self.headings += 1;
                let first = *level == HeadingLevel::H1 && self.blocks.iter().all(|block| block.zone == Zone::Headline);
                self.open(if first { Zone::Headline } else { Zone::Subheading });
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            Tag::Item => {
                self.close();
                self.items += 1;
            }
            Tag::List(_) => self.close(),
            Tag::CodeBlock(_) | Tag::Table(_) | Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_) => {
                self.close();
                self.opaque += 1;
            }
            Tag::HtmlBlock => {
                self.close();
                self.html = Some(range.start..range.start);
            }
            Tag::Image { .. } => {
                self.add(OBJECT.encode_utf8(&mut [0; 4]), range.start..range.start + 1);
                self.images += 1;
                self.captions.push(Open { zone: Zone::Caption, ..Open::default() });
            }
            Tag::Emphasis | Tag::Strong => {
                if let Some(open) = self.target() {
                    open.unclosed.push(open.text.len());
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) => self.close(),
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::Item => {
                self.close();
                self.items = self.items.saturating_sub(1);
            }
            TagEnd::CodeBlock | TagEnd::Table | TagEnd::FootnoteDefinition | TagEnd::MetadataBlock(_) => {
                self.close();
                self.opaque = self.opaque.saturating_sub(1);
            }
            TagEnd::HtmlBlock => {
                if let Some(html) = self.html.take() {
                    self.comment(html);
                }
            }
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::Emphasis | TagEnd::Strong => {
                if let Some(open) = self.target()
                    && let Some(start) = open.unclosed.pop()
                {
                    let end = open.text.len();
                    open.emphasis.push(Span::new(start, end));
                }
            }
            _ => {}
        }
    }

    fn zone(&self) -> Zone {
        if self.quotes > 0 {
            Zone::BlockQuote
        } else if self.items > 0 {
            Zone::ListItem
        } else {
            Zone::Body
        }
    }

    fn open(&mut self, zone: Zone) {
        self.close();
        self.open = Some(Open { zone, ..Open::default() });
    }

    fn target(&mut self) -> Option<&mut Open> {
        if self.images > 0 { self.captions.last_mut() } else { self.open.as_mut() }
    }

    fn add(&mut self, text: &str, range: Range<usize>) {
        if self.opaque > 0 || self.html.is_some() || text.is_empty() {
            return;
        }
        if self.images == 0 && self.open.is_none() {
            // The text of a tight list item comes without a paragraph.
            self.open(self.zone());
        }
        let source = Span::new(range.start, range.end);
        let as_it_is = self.text.get(range) == Some(text);
        let Some(open) = self.target() else { return };
        let at = open.text.len();
        open.text.push_str(text);
        let run = Run { text: Span::new(at, open.text.len()), source };
        match open.runs.last_mut() {
            // Two runs that follow each other in both texts are one.
            Some(last) if as_it_is && last.text.len() == last.source.len() && last.source.end == source.start => {
                last.text.end = run.text.end;
                last.source.end = run.source.end;
            }
            _ => open.runs.push(run),
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.push(open);
        }
        for caption in std::mem::take(&mut self.captions) {
            self.push(caption);
        }
    }

    fn push(&mut self, mut open: Open) {
        let (Some(first), Some(last)) = (open.runs.first(), open.runs.last()) else {
            return;
        };
        if open.text.trim_matches(|c: char| c == OBJECT || c.is_whitespace()).is_empty() {
            return;
        }
        let whole = Span::new(first.source.start, last.source.end);
        let single_line = !open.text.contains('\n');
        if let [run] = open.runs.as_slice()
            && run.text.len() == run.source.len()
            && open.emphasis.is_empty()
            && self.text.get(whole.range()) == Some(open.text.as_str())
        {
            super::blocks::push(self.text, trimmed(self.text, whole), open.zone, single_line, &mut self.blocks);
            return;
        }
        for run in &mut open.runs {
            run.source = Span::new(run.source.start - whole.start, run.source.end - whole.start);
        }
        open.emphasis.sort_unstable();
        let markup = Markup { text: open.text, map: SourceMap::new(open.runs), emphasis: open.emphasis };
        let mut block = Block::new(whole, open.zone, single_line);
        block.markup = Some(Box::new(markup));
        self.blocks.push(block);
    }

    /// Keeps the comments of a stretch of HTML.
    fn comment(&mut self, range: Range<usize>) {
        let mut at = range.start;
        let Some(html) = self.text.get(range.clone()) else {
            return;
        };
        let mut rest = html;
        while let Some(open) = rest.find("<!--") {
            let Some(len) = rest[open..].find("-->") else {
                break;
            };
            let start = at + open;
            let end = start + len + 3;
            // `<!-->` is a whole comment, whose beginning and end share their hyphens.
            let text = rest.get(open + 4..open + len).unwrap_or_default().trim().to_owned();
            self.comments.push(Comment { span: Span::new(start, end), text });
            rest = &rest[open + len + 3..];
            at = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(Zone, String)> {
        split(text, 0).0.into_iter().map(|block| (block.zone, block.prose(text).to_owned())).collect()
    }

    #[test]
    fn takes_the_prose_out_of_the_markup() {
        let text = "# Head *line*\n\nA [link](http://x.y) &amp; `code`\nand\n\n> Quoted\n\n- one\n- two\n\n![Alt text](a.png)\n\n```\ncode\n```\n\n## Sub\n";
        let expected = [
            (Zone::Headline, "Head line"),
            (Zone::Body, "A link & \u{fffc}\nand"),
            (Zone::BlockQuote, "Quoted"),
            (Zone::ListItem, "one"),
            (Zone::ListItem, "two"),
            (Zone::Caption, "Alt text"),
            (Zone::Subheading, "Sub"),
        ];
        assert_eq!(read(text), expected.map(|(zone, text)| (zone, text.to_owned())));
    }

    #[test]
    fn maps_every_byte_back() {
        let text = "x\n\nThe *teh* &rsquo;s and **all** of it";
        let (blocks, _) = split(text, 0);
        let block = &blocks[1];
        let markup = block.markup.as_deref().expect("markup");
        for (word, source, whole) in [("teh", "teh", true), ("’", "&rsquo;", true), ("teh ’", "teh* &rsquo;", false)]
        {
            let at = markup.text.find(word).expect(word);
            let (span, one_run) = markup.map.source(Span::new(at, at + word.len()));
            assert_eq!((&text[span.shifted(block.span.start).range()], one_run), (source, whole));
        }
    }

    #[test]
    fn keeps_comments() {
        let (blocks, comments) = split("A <!-- copydesk-disable x --> b\n\n<!-- copydesk-enable x -->\n", 0);
        assert_eq!(blocks.len(), 1);
        assert_eq!(comments.len(), 2);
        assert_eq!(comments[1].text, "copydesk-enable x");
    }
}
