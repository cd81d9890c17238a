//! A YAML file as a tree that remembers where everything stands, so that a mistake can be shown in its place.
//!
//! The events come from `granit-parser`, the parser under `serde-saphyr`, because Serde hands on no place for a key and
//! stops at the first mistake. A value written without quotation marks stays text here; what it means is for its reader
//! to say, so `off`, `no` and `2016` are words where words are wanted.
//!
//! The build script shares this file: it turns `rules/` into JSON, which loads an order of magnitude faster.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError};

/// A value, with its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) at: At,
}

/// Where something stands: bytes of a file, which a stylebook knows by number. File 0 is the bundle, without places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct At {
    pub(super) file: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// What a value is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Kind {
    /// Nothing, `~` or `null`.
    #[default]
    Null,
    /// Text, a number or a truth value; `plain` if it stood without quotation marks.
    Scalar { text: Cow<'static, str>, plain: bool },
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in their order; no key comes twice.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) key: Cow<'static, str>,
    pub(super) at: At,
    pub(super) value: Node,
}

/// Why a file is not good YAML, in words for a person who does not write YAML every day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: At,
    pub(super) message: String,
    pub(super) help: Option<&'static str>,
}

/// Deeper nesting is no stylebook.
const DEEPEST: usize = 48;
/// Aliases may copy no more values than this altogether, so that a small file cannot grow to fill the memory.
const MOST_COPIED: usize = 10_000;

/// Reads a file. Duplicate keys and the like are reported and left out. When the file breaks off with an error that
/// nothing can be read past, `whole` is false and the tree holds what came before.
pub(super) fn parse(file: u32, source: &str) -> Parsed {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    let mut builder = Builder { file, ..Builder::default() };
    let mut whole = true;
    for next in Parser::new_from_str_with_options(source, options) {
        match next {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or_default();
                let at = At { file, start: range.start as u32, end: range.end as u32 };
                builder.event(event, at);
            }
            Err(error) => {
                builder.faults.push(fault(file, source, &error));
                whole = false;
                break;
            }
        }
    }
    while !builder.open.is_empty() {
        builder.close();
    }
    Parsed { root: builder.root.unwrap_or_default(), faults: builder.faults, whole }
}

/// What [`parse`] has read.
pub(super) struct Parsed {
    pub(super) root: Node,
    pub(super) faults: Vec<Fault>,
    pub(super) whole: bool,
}

#[derive(Default)]
struct Builder {
    file: u32,
    root: Option<Node>,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    copied: usize,
    faults: Vec<Fault>,
}

/// A list or mapping whose end has not come yet.
struct Open {
    node: Node,
    anchor: usize,
    key: Key,
    keys: HashSet<Cow<'static, str>>,
}

/// The key that waits for its value.
#[derive(Default)]
enum Key {
    #[default]
    None,
    LeftOut,
    Waiting(Cow<'static, str>, At),
}

impl Builder {
    fn event(&mut self, event: Event<'_>, at: At) {
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                self.fault(at, "a second document begins here", Some("Remove the line `---`; a file is one document."));
            }
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let kind = if plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL") {
                    Kind::Null
                } else {
                    Kind::Scalar { text: Cow::Owned(text.into_owned()), plain }
                };
                self.value(Node { kind, at }, anchor);
            }
            Event::SequenceStart(_, anchor, _) => self.start(Kind::List(Vec::new()), at, anchor),
            Event::MappingStart(_, anchor, _) => self.start(Kind::Map(Vec::new()), at, anchor),
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(id) => {
                let copy = self.anchors.get(&id).cloned();
                self.copied += copy.as_ref().map_or(0, size);
                if let Some(node) = copy.filter(|_| self.copied <= MOST_COPIED) {
                    self.value(node, 0);
                } else {
                    self.fault(at, "this alias copies too much", Some("Write the value out instead."));
                    self.value(Node { kind: Kind::Null, at }, 0);
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, kind: Kind, at: At, anchor: usize) {
        self.open.push(Open { node: Node { kind, at }, anchor, key: Key::None, keys: HashSet::new() });
    }

    fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.value(open.node, open.anchor);
        }
    }

    /// Puts a finished value where it belongs: into the list, as a key, as the value of a key, or at the root.
    fn value(&mut self, node: Node, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        match &mut open.node.kind {
            Kind::List(items) => items.push(node),
            Kind::Map(entries) => match std::mem::take(&mut open.key) {
                Key::None => {
                    let at = node.at;
                    let key = match node.kind {
                        Kind::Scalar { text, .. } => Some(text),
                        Kind::Null => Some(Cow::Borrowed("null")),
                        Kind::List(_) | Kind::Map(_) => None,
                    };
                    let fault = match &key {
                        None => Some("a key must be a word or a few, not a list or a mapping".to_owned()),
                        Some(key) if !open.keys.insert(key.clone()) => {
                            Some(format!("`{key}` stands here a second time"))
                        }
                        Some(_) => None,
                    };
                    open.key = match key.filter(|_| fault.is_none()) {
                        Some(key) => Key::Waiting(key, at),
                        None => Key::LeftOut,
                    };
                    if let Some(message) = fault {
                        self.fault(
                            at,
                            &message,
                            Some("Keep one of the two; if it is text that begins so, put it in quotation marks."),
                        );
                    }
                }
                Key::LeftOut => {}
                Key::Waiting(key, at) => entries.push(Entry { key, at, value: node }),
            },
            Kind::Null | Kind::Scalar { .. } => {}
        }
    }

    fn fault(&mut self, at: At, message: &str, help: Option<&'static str>) {
        self.faults.push(Fault { at: At { file: self.file, ..at }, message: message.to_owned(), help });
    }
}

/// The number of values in a tree, itself included.
fn size(node: &Node) -> usize {
    match &node.kind {
        Kind::Null | Kind::Scalar { .. } => 1,
        Kind::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Kind::Map(entries) => 1 + entries.iter().map(|entry| size(&entry.value)).sum::<usize>(),
    }
}

fn fault(file: u32, source: &str, error: &ScanError) -> Fault {
    use ErrorKind as E;
    let start = error.marker().byte_offset().unwrap_or(0).min(source.len()) as u32;
    let (message, help) = match error.kind() {
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabInPlainScalar
        | E::TabAtBlockScalarStart => {
            ("there is a tab here".into(), Some("Indent with spaces; YAML does not allow tabs."))
        }
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => (
            "a quotation mark opens here and is never closed".into(),
            Some(
                "Close it; inside single marks write an apostrophe twice ('don''t'), or use double marks (\"don't\").",
            ),
        ),
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => (
            "text goes on after the closing quotation mark".into(),
            Some(
                "Put the whole value in marks; inside single marks write an apostrophe twice ('don''t'), or use double marks.",
            ),
        ),
        E::UnclosedFlowCollection { open } => (
            format!("`{open}` opens here and is never closed"),
            Some("Close it. A text that begins with [ or { needs quotation marks around it."),
        ),
        E::MismatchedFlowCollectionEnd { open, close } => {
            (format!("`{open}` is closed by `{close}`"), Some("Use the matching bracket."))
        }
        E::MisplacedFlowCollectionEnd => {
            ("a bracket closes here that was not opened".into(), Some("Remove it, or put the text in quotation marks."))
        }
        E::ExpectedFlowMappingSeparator
        | E::ExpectedFlowSequenceSeparator
        | E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping => (
            "a list in brackets is not right here".into(),
            Some(
                "Put commas between its values and close the bracket. A text that begins with [ or { needs quotation marks around it.",
            ),
        ),
        E::MappingValueNotAllowed | E::InvalidColonPlacement | E::InvalidMappingValueWhitespace => (
            "a colon is not allowed here".into(),
            Some(
                "Put a text that has a colon in quotation marks, close the bracket before it, or check the indentation of this line.",
            ),
        ),
        E::SimpleKeyExpected | E::InvalidSimpleKey => (
            "this line is neither `key: value` nor part of a list".into(),
            Some("Write a colon and a space after the key, and check the indentation."),
        ),
        E::UnknownAnchor => (
            "a value begins with * and names nothing".into(),
            Some("Put a text that begins with * in quotation marks."),
        ),
        E::MissingAnchorOrAliasName => {
            ("a value begins with * or &".into(), Some("Put a text that begins with * or & in quotation marks."))
        }
        E::UnexpectedCharacter { character } => (
            format!("a value cannot begin with `{}`", character.escape_default()),
            Some("Put the text in quotation marks."),
        ),
        E::UnknownQuotedScalarEscape => (
            "a backslash in double quotation marks means something special".into(),
            Some("Write \\\\ for a backslash, or use single quotation marks."),
        ),
        E::RecursionLimitExceeded => (
            format!("values are nested more than {DEEPEST} deep"),
            Some("A stylebook needs three or four levels; check the brackets and the indentation."),
        ),
        kind => (
            format!("this is not YAML ({kind})"),
            Some("Check that keys of one group begin in the same column, and put unusual text in quotation marks."),
        ),
    };
    Fault { at: At { file, start, end: start }, message, help }
}

/// The tree as JSON: all values are strings, lists, objects or null.
#[allow(dead_code, reason = "only the build script writes JSON")]
pub(super) fn to_json(node: &Node, out: &mut String) {
    match &node.kind {
        Kind::Null => out.push_str("null"),
        Kind::Scalar { text, .. } => json_string(text, out),
        Kind::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                to_json(item, out);
            }
            out.push(']');
        }
        Kind::Map(entries) => {
            out.push('{');
            for (i, entry) in entries.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                json_string(&entry.key, out);
                out.push(':');
                to_json(&entry.value, out);
            }
            out.push('}');
        }
    }
}

fn json_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 0x20 => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
