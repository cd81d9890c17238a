//! Reading a text as an article: its zones, paragraphs, words, sentences and quotations.

use std::borrow::Cow;

use crate::text::Span;
use crate::vocabulary::Lexemes;

mod blocks;
pub mod calendar;
mod dateline;
pub mod dates;
mod front_matter;
mod markup;
pub mod quotes;
pub mod reading;
pub mod sentences;
pub mod syllables;
pub mod tags;
pub mod words;
mod zones;

pub use crate::language::Language;
pub(crate) use blocks::Block;
pub use front_matter::FrontMatter;
pub(crate) use markup::Comment;

pub use quotes::{Mark, MarkRole, Quote};
pub use reading::Reading;
pub use sentences::Sentence;
pub use words::{Word, WordKind};

/// The part that a paragraph plays in the article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Zone {
    /// YAML, TOML or JSON before the article.
    FrontMatter,
    /// A slug or routing line.
    Slug,
    /// An embargo notice.
    Embargo,
    /// The headline.
    Headline,
    /// The deck, or standfirst, between headline and body.
    Deck,
    /// A byline or credit.
    Byline,
    /// A paragraph of the story.
    #[default]
    Body,
    /// A short headline between paragraphs of the body.
    Subheading,
    /// A paragraph that the markup says is quoted.
    BlockQuote,
    /// The text of a picture.
    Caption,
    /// An item of a list.
    ListItem,
    /// An end mark such as `-30-`.
    EndMark,
    /// A correction, an editor’s note, a line of additional credits.
    EndNote,
    /// Code, tables, comments, embeds: not prose.
    Opaque,
}

impl Zone {
    /// Whether the paragraph is prose of the story itself, where every rule may look.
    pub const fn is_story(self) -> bool {
        matches!(self, Zone::Body | Zone::BlockQuote | Zone::Caption | Zone::ListItem)
    }

    /// Whether it is a headline of any rank.
    pub const fn is_headline(self) -> bool {
        matches!(self, Zone::Headline | Zone::Deck | Zone::Subheading)
    }

    /// Whether any check looks at it: beside prose, the dates of an embargo and the names of a byline.
    pub const fn is_checked(self) -> bool {
        self.is_prose() || matches!(self, Zone::Embargo | Zone::Byline)
    }

    /// Whether it is prose, whose words are checked.
    pub const fn is_prose(self) -> bool {
        self.is_story() || self.is_headline() || matches!(self, Zone::EndNote)
    }
}

/// A day of the calendar, of which the year may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    /// The year, where the source of the date gives it.
    pub year: Option<i16>,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
}

/// The day of a dateline with a year: its own, or the one in which it is nearest to the day that the file's name or the command
/// line tells. A story filed on Dec. 31 may be dated Jan. 1.
fn with_year(day: Date, told: Option<Date>) -> Date {
    if day.year.is_some() {
        return day;
    }
    let nearest = told.and_then(|told| calendar::nearest(day.month, day.day, told));
    nearest.unwrap_or(Date { year: told.and_then(|told| told.year), ..day })
}

/// How the source of an article is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Text without markup.
    #[default]
    Plain,
    /// Markdown.
    Markdown,
}

impl Format {
    /// The format that a file's name tells; plain text where it tells none.
    pub fn of_name(name: &str) -> Format {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "mdown" | "mkd" | "mdx" | "qmd" => Format::Markdown,
            _ => Format::Plain,
        }
    }
}

/// What ends a paragraph in plain text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParagraphMode {
    /// Whichever of the two the text shows.
    #[default]
    Auto,
    /// A blank line.
    Blank,
    /// The end of a line.
    Line,
}

/// An article: the zones and paragraphs of a text, in order. The words of a paragraph are read when they are wanted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// What was settled for the whole of it.
    pub settings: Settings,
    /// What its front matter says.
    pub front_matter: FrontMatter,
    pub(crate) blocks: Vec<Block>,
    pub(crate) comments: Vec<Comment>,
}

impl Article {
    /// Reads the blocks and zones of a text. `settings` are those of the stylebook; the article’s own front matter and
    /// dateline are added to them.
    pub fn read(text: &str, format: Format, mode: ParagraphMode, settings: &Settings) -> Self {
        let front_matter = front_matter::read(text).unwrap_or_default();
        let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let from = front_matter.span.end.max(bom);
        let (mut blocks, comments) = match format {
            Format::Plain => (blocks::split(text, from, mode), Vec::new()),
            Format::Markdown => markup::split(text, from),
        };
        zones::assign(text, &mut blocks);
        if let Some(title) = front_matter.title {
            blocks.insert(0, Block::new(title, Zone::Headline, true));
        }
        let mut settings = settings.clone();
        settings.words.extend(front_matter.words.iter().cloned());
        settings.date = front_matter.date.or_else(|| {
            let day = zones::dateline_date(text, &blocks);
            day.map(|day| with_year(day, settings.date)).or(settings.date)
        });
        Article { settings, front_matter, blocks, comments }
    }

    /// The number of paragraphs, headlines and notes included.
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The zone of a paragraph.
    pub fn zone(&self, paragraph: usize) -> Zone {
        self.blocks[paragraph].zone
    }

    /// The span of a paragraph, in bytes of the text.
    pub fn span(&self, paragraph: usize) -> Span {
        self.blocks[paragraph].span
    }

    /// The number of the paragraph that a byte of the text is in.
    pub fn paragraph_at(&self, offset: usize) -> Option<usize> {
        let after = self.blocks.partition_point(|block| block.span.start <= offset);
        after.checked_sub(1).filter(|&i| offset <= self.blocks[i].span.end)
    }

    /// Reads a paragraph; `text` is what the article was read from.
    pub fn paragraph<'t>(
        &'t self,
        paragraph: usize,
        text: &'t str,
        reading: &Reading,
        lexemes: &mut Lexemes,
    ) -> Paragraph<'t> {
        let block = &self.blocks[paragraph];
        let prose = Cow::Borrowed(block.prose(text));
        let dateline = zones::dateline_span(block);
        let mut read = Paragraph::read(prose, block.zone, dateline, &self.settings, reading, lexemes);
        if let Some(markup) = &block.markup {
            read.map = Cow::Borrowed(&markup.map);
            read.emphasis = Cow::Borrowed(&markup.emphasis);
        }
        read
    }
}

/// What is settled once for an article, before its paragraphs are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// The language.
    pub language: Language,
    /// Whether quotations open with single marks first, as in British usage.
    pub single_quotes_first: bool,
    /// The article's date, from front matter, dateline, file name or command line; never from the clock.
    pub date: Option<Date>,
    /// Words that the front matter declares right.
    pub words: Vec<String>,
}

/// A paragraph as prose: what a check sees.
///
/// All spans count bytes of [`Paragraph::text`], the visible text with the markup taken out. A dateline stays part of the
/// text of its paragraph, but is no sentence.
#[derive(Debug)]
pub struct Paragraph<'t> {
    /// The visible text. Line breaks of the source stay in it, as white space.
    pub text: Cow<'t, str>,
    /// The part that it plays.
    pub zone: Zone,
    /// What was settled for the whole article.
    pub settings: &'t Settings,
    /// The dateline at its start, with the dash that ends it, or an empty span.
    pub dateline: Span,
    /// Words, numbers and other tokens, in order.
    pub words: Vec<Word>,
    /// Sentences, in order; together they hold all words after the dateline.
    pub sentences: Vec<Sentence>,
    /// Quotation marks and apostrophes, in order, with what each was decided to be.
    pub marks: Vec<Mark>,
    /// Quotations in order of their opening marks; nested ones follow the one that they are in.
    pub quotes: Vec<Quote>,
    /// Spans that the markup emphasises (italic or bold), in order.
    pub emphasis: Cow<'t, [Span]>,
    pub(crate) map: Cow<'t, SourceMap>,
}

impl<'t> Paragraph<'t> {
    /// Reads the words, sentences and quotations of a text that is one paragraph.
    pub fn read(
        text: Cow<'t, str>,
        zone: Zone,
        dateline: Span,
        settings: &'t Settings,
        reading: &Reading,
        lexemes: &mut Lexemes,
    ) -> Self {
        let mut paragraph = Paragraph {
            text,
            zone,
            settings,
            dateline,
            words: Vec::new(),
            sentences: Vec::new(),
            marks: Vec::new(),
            quotes: Vec::new(),
            emphasis: Cow::Borrowed(&[]),
            map: Cow::Owned(SourceMap::default()),
        };
        paragraph.words = words::read(&paragraph.text, reading, lexemes);
        paragraph.marks = quotes::read_marks(&paragraph, reading);
        paragraph.quotes = quotes::read_quotes(&paragraph, reading);
        paragraph.sentences = sentences::read(&paragraph, reading);
        paragraph
    }

    /// The text of a word.
    pub fn str(&self, word: &Word) -> &str {
        &self.text[word.span().range()]
    }

    /// The text between two neighbouring words; empty before the first and after the last of the paragraph.
    pub fn between(&self, left: usize, right: usize) -> &str {
        match (self.words.get(left), self.words.get(right)) {
            (Some(a), Some(b)) => &self.text[a.end as usize..(b.start as usize).max(a.end as usize)],
            _ => "",
        }
    }

    /// The sentence that a byte offset is in, by number.
    pub fn sentence_at(&self, offset: usize) -> Option<usize> {
        let after = self.sentences.partition_point(|sentence| sentence.span.start <= offset);
        after.checked_sub(1).filter(|&i| offset < self.sentences[i].span.end)
    }

    /// The number of the first word that starts at or after a byte offset.
    pub fn word_at_or_after(&self, offset: usize) -> usize {
        self.words.partition_point(|word| (word.start as usize) < offset)
    }

    /// Whether a byte offset is inside a quotation of the first level, its marks left out.
    pub fn in_quote(&self, offset: usize) -> bool {
        let after = self.quotes.partition_point(|quote| quote.span.start <= offset);
        // Deeper ones follow the one that they are in.
        let outer = self.quotes[..after].iter().rev().find(|quote| quote.level == 1);
        outer.is_some_and(|quote| quote.inner().contains(offset))
    }
}

/// From bytes of a paragraph's visible text to bytes of its source.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SourceMap {
    /// Runs that are copied from the source, in order: where each starts in the text and in the source, in bytes from
    /// the start of the paragraph. No run means that the text is the source.
    runs: Vec<Run>,
}

/// A stretch of visible text which stands in the source as it is, or for which something else stands there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Run {
    /// Bytes of the visible text.
    pub(crate) text: Span,
    /// Bytes of the source, from the start of the paragraph. Of another length than `text` for an entity.
    pub(crate) source: Span,
}

impl SourceMap {
    pub(crate) fn new(runs: Vec<Run>) -> Self {
        SourceMap { runs }
    }

    /// The source of a span of visible text, and whether all of it lies in one run, so that it can be edited as a whole.
    pub(crate) fn source(&self, span: Span) -> (Span, bool) {
        if self.runs.is_empty() {
            return (span, true);
        }
        let first = self.run_at(span.start, span.is_empty());
        let last = if span.is_empty() { first } else { self.run_at(span.end - 1, false) };
        let start = first.map_or(0, |run| run.to_source(span.start, false));
        let end = last.map_or(start, |run| run.to_source(span.end, true));
        (Span::new(start, end.max(start)), first == last)
    }

    /// The run that holds a byte; for an insertion also the run that ends there.
    fn run_at(&self, offset: usize, insertion: bool) -> Option<Run> {
        let after = self.runs.partition_point(|run| run.text.start <= offset);
        let run = self.runs.get(after.saturating_sub(1))?;
        if insertion && run.text.start == offset && after >= 2 {
            return self.runs.get(after - 2).copied();
        }
        Some(*run)
    }
}

impl Run {
    fn to_source(self, offset: usize, end: bool) -> usize {
        if self.text.len() == self.source.len() {
            self.source.start + offset.saturating_sub(self.text.start).min(self.source.len())
        } else if end || offset >= self.text.end {
            self.source.end
        } else {
            self.source.start
        }
    }
}
