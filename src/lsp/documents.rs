//! The documents that are open in the editor, in step with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tower_lsp::lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Url};

use super::convert;
use crate::article::Format;
use crate::diagnostic::Diagnostic;
use crate::linter::{Analysis, Source};
use crate::project::{ENDINGS, Project};
use crate::text::{Edit, Encoding, Span, Text};

/// The languages that are read as plain text, as editors call them.
const PLAIN: [&str; 5] = ["plaintext", "text", "txt", "mail", ""];
/// Those that are read as Markdown.
const MARKDOWN: [&str; 6] = ["markdown", "mdx", "quarto", "rmd", "pandoc", "markdown.mdx"];

/// A document that is open.
pub(super) struct Document {
    /// How the client names it.
    pub(super) uri: Url,
    /// Its file, if it has one.
    pub(super) path: Option<PathBuf>,
    /// How it is written; `None` for what is no article.
    pub(super) format: Option<Format>,
    /// The version that the client gave it last.
    pub(super) version: i32,
    /// What is in it now.
    pub(super) text: Text,
    /// The number of what happened to it last, so that work begun before can see that it is out of date.
    pub(super) changes: Arc<AtomicU64>,
    /// What was found in it last.
    pub(super) reading: Option<Reading>,
    /// Whether it waits to be checked.
    pub(super) is_queued: bool,
    /// What other stories say of it, in the text as it is now.
    pub(super) across: Vec<Diagnostic>,
    /// The words in which the last change was made, and when: they may not be finished.
    pub(super) typing: Option<Typing>,
}

/// What was found in a document.
#[derive(Clone)]
pub(super) struct Reading {
    /// The version that was read.
    pub(super) version: i32,
    /// The value of [`Document::changes`] then.
    pub(super) changes: u64,
    /// What was read.
    pub(super) source: Source,
    /// What was found.
    pub(super) analysis: Arc<Analysis>,
    /// What governed it.
    pub(super) project: Arc<Project>,
}

/// Words that are being typed.
#[derive(Clone, Debug)]
pub(super) struct Typing {
    /// Where they are, in bytes.
    pub(super) words: Vec<Span>,
    /// When the last key was pressed.
    pub(super) at: Instant,
}

impl Typing {
    /// Whether a finding touches one of them.
    pub(super) fn holds(&self, finding: Span) -> bool {
        self.words.iter().any(|word| word.start <= finding.end && finding.start <= word.end)
    }

    /// When they count as finished.
    pub(super) fn ends(&self, pause: Duration) -> Instant {
        self.at + pause
    }
}

/// Numbers whatever happens to any document, in order.
static HAPPENED: AtomicU64 = AtomicU64::new(1);

/// Why a change was not made as it was sent.
pub(super) type Oddity = String;

impl Document {
    /// A document as the client opens it.
    pub(super) fn open(item: TextDocumentItem) -> Self {
        let path = item.uri.to_file_path().ok();
        Document {
            format: format(&item.language_id, path.as_deref()),
            path,
            uri: item.uri,
            version: item.version,
            text: Text::new(&item.text),
            changes: Arc::new(AtomicU64::new(HAPPENED.fetch_add(1, Ordering::AcqRel))),
            reading: None,
            is_queued: false,
            across: Vec::new(),
            typing: None,
        }
    }

    /// The name of its file, which may tell the day of the article.
    pub(super) fn name(&self) -> Option<String> {
        self.path.as_deref()?.file_name().map(|name| name.to_string_lossy().into_owned())
    }

    /// Makes the changes of one message, each against the text that the ones before it left. What is odd about them is
    /// returned; they are made as far as they can be.
    pub(super) fn change(
        &mut self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Vec<Oddity> {
        let mut odd = Vec::new();
        if version <= self.version {
            odd.push(format!("version {version} came after version {}, and was left out", self.version));
            return odd;
        }
        let mut ends: Vec<usize> = Vec::new();
        for change in changes {
            let Some(range) = change.range else {
                self.text = Text::new(&change.text);
                self.across.clear();
                ends.clear();
                continue;
            };
            if !convert::is_possible(&self.text, range) {
                odd.push(format!("version {version} changes a range that is not there: {}", shown(range)));
            }
            let span = convert::span(&self.text, range, encoding);
            let grown = change.text.len();
            for end in &mut ends {
                *end = moved(*end, span, grown);
            }
            self.across.retain(|found| found.span.end < span.start || span.end < found.span.start);
            for found in &mut self.across {
                found.span = Span::new(moved(found.span.start, span, grown), moved(found.span.end, span, grown));
            }
            ends.push(span.start + grown);
            self.text.apply(&Edit { span, text: change.text });
        }
        self.version = version;
        self.outdate();
        let words: Vec<Span> = ends.into_iter().filter_map(|end| word_at(&self.text, end)).collect();
        self.typing = (!words.is_empty()).then(|| Typing { words, at: Instant::now() });
        odd
    }

    /// Notes that whatever was found before is of something else.
    pub(super) fn outdate(&self) {
        self.changes.store(HAPPENED.fetch_add(1, Ordering::AcqRel), Ordering::Release);
    }

    /// Whether what was found last is of the text as it is now.
    pub(super) fn is_read(&self) -> bool {
        self.reading.as_ref().is_some_and(|reading| reading.changes == self.changes.load(Ordering::Acquire))
    }
}

/// How a document is written, by the language that the editor gives it and by its name. What is in neither list is an
/// article only if its name says so.
fn format(language: &str, path: Option<&Path>) -> Option<Format> {
    let language = language.to_ascii_lowercase();
    if MARKDOWN.contains(&language.as_str()) {
        return Some(Format::Markdown);
    }
    let name = path.and_then(Path::to_str).unwrap_or_default();
    if PLAIN.contains(&language.as_str()) {
        return Some(Format::of_name(name));
    }
    let ending = path.and_then(Path::extension).unwrap_or_default();
    ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)).then(|| Format::of_name(name))
}

/// Where an offset is after a later change before it.
fn moved(offset: usize, change: Span, grown: usize) -> usize {
    if offset < change.start {
        offset
    } else if offset <= change.end {
        change.start + grown
    } else {
        offset - change.len() + grown
    }
}

/// The longest word that can still be being typed, in characters.
const LONGEST_WORD: usize = 64;

/// The word that an offset is in or at the end of, if there is one.
fn word_at(text: &Text, offset: usize) -> Option<Span> {
    let near = Span::new(offset.saturating_sub(LONGEST_WORD * 4), (offset + LONGEST_WORD * 4).min(text.len()));
    let start = text.offset(text.position(near.start, Encoding::Utf32), Encoding::Utf32).min(near.start);
    let around = text.slice(Span::new(start, near.end));
    let (before, after) = around.split_at_checked(offset - start)?;
    let inside = |c: &char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '‘' | '-' | '\u{301}' | '\u{ad}');
    let back: usize = before.chars().rev().take_while(inside).take(LONGEST_WORD).map(char::len_utf8).sum();
    let on: usize = after.chars().take_while(inside).take(LONGEST_WORD).map(char::len_utf8).sum();
    (back + on > 0).then(|| Span::new(offset - back, offset + on))
}

fn shown(range: tower_lsp::lsp_types::Range) -> String {
    let (a, b) = (range.start, range.end);
    format!("{}:{} to {}:{}", a.line, a.character, b.line, b.character)
}

#[cfg(test)]
mod tests {
    use tower_lsp::lsp_types::{Position, Range};

    use super::*;

    fn document(text: &str) -> Document {
        let uri = Url::parse("untitled:a").unwrap();
        Document::open(TextDocumentItem::new(uri, "plaintext".into(), 1, text.into()))
    }

    fn change(line: u32, from: u32, to: u32, text: &str) -> TextDocumentContentChangeEvent {
        let at = |character| Position { line, character };
        let range = Some(Range { start: at(from), end: at(to) });
        TextDocumentContentChangeEvent { range, range_length: None, text: text.into() }
    }

    fn typed(document: &Document) -> Vec<String> {
        let words = document.typing.iter().flat_map(|typing| typing.words.clone());
        words.map(|word| document.text.slice(word).into_owned()).collect()
    }

    #[test]
    fn the_word_at_the_last_change_is_being_typed() {
        let mut story = document("“Thé goverment” said 😀 so.");
        for (version, edit, words) in [
            (2, change(0, 14, 14, "s"), &["goverments"][..]),
            (3, change(0, 21, 21, "x"), &["saidx"]),
            (4, change(0, 21, 23, ""), &["said"]),
            (5, change(0, 0, 0, ""), &[]),
            (6, change(0, 1, 1, "A"), &["AThé"]),
            (7, change(0, 2, 2, " "), &["Thé"]),
        ] {
            assert!(story.change(version, vec![edit], Encoding::Utf16).is_empty(), "{version}");
            assert_eq!(typed(&story), words, "{version}: {}", story.text);
        }
        // Two carets at once.
        story.change(8, vec![change(0, 0, 0, "a"), change(0, 4, 4, "bc")], Encoding::Utf16);
        assert_eq!(typed(&story), ["a", "bcThé"]);
    }

    #[test]
    fn impossible_changes_are_made_as_they_can_be() {
        let mut story = document("one\ntwo\n");
        let odd = story.change(2, vec![change(0, 2, 1, "X")], Encoding::Utf16);
        assert_eq!((odd.len(), story.text.to_string()), (1, "oXe\ntwo\n".into()));
        let odd = story.change(3, vec![change(9, 0, 4, "!")], Encoding::Utf16);
        assert_eq!((odd.len(), story.text.to_string()), (1, "oXe\ntwo\n!".into()));
        let odd = story.change(3, vec![change(0, 0, 0, "again")], Encoding::Utf16);
        assert_eq!((odd.len(), story.text.to_string()), (1, "oXe\ntwo\n!".into()));
        let odd = story.change(4, vec![change(0, 99, 99, "?")], Encoding::Utf16);
        assert_eq!((odd.len(), story.text.to_string()), (0, "oXe?\ntwo\n!".into()));
        assert_eq!(story.version, 4);
    }

    #[test]
    fn articles_are_told_from_other_files() {
        for (language, name, expected) in [
            ("plaintext", "a.txt", Some(Format::Plain)),
            ("plaintext", "a.md", Some(Format::Markdown)),
            ("markdown", "a.txt", Some(Format::Markdown)),
            ("yaml", "copydesk.yaml", None),
            ("rust", "a.rs", None),
            ("asciidoc", "a.txt", Some(Format::Plain)),
        ] {
            assert_eq!(format(language, Some(Path::new(name))), expected, "{language} {name}");
        }
        assert_eq!(format("plaintext", None), Some(Format::Plain));
    }
}
