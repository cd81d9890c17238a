//! Names while they are typed: from the names file, and from the story itself.

use std::collections::HashSet;

use tower_lsp::lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionResponse, CompletionTextEdit,
    TextEdit,
};

use super::convert;
use super::documents::Reading;
use super::session::Session;
use crate::names::{Entry, fold};
use crate::text::{Encoding, Span, Text};

/// So many names are offered at once.
const MOST: usize = 50;
/// How far back a name can have begun, in bytes.
const REACH: usize = 120;

/// The names that may be meant at a position.
pub(super) async fn at(session: &Session, params: CompletionParams) -> Option<CompletionResponse> {
    let place = params.text_document_position;
    // The text as it is now: the names may be from a moment ago.
    let (text, encoding) = {
        let state = session.state();
        let document = state.documents.get(&place.text_document.uri)?;
        (document.text.clone(), state.client.encoding)
    };
    let reading = session.reading(&place.text_document.uri).await?;
    let offset = convert::offset(&text, place.position, encoding);
    let before = text.slice(Span::new(offset.saturating_sub(REACH), offset)).into_owned();
    let typed = typed(&before)?.to_owned();
    let made = tokio::task::spawn_blocking(move || {
        let mut list = Typed {
            text: &text,
            offset,
            encoding,
            before: &before,
            word: &typed,
            items: Vec::new(),
            seen: HashSet::new(),
        };
        list.add_all(&reading);
        list.into_list()
    });
    made.await.ok().map(CompletionResponse::List)
}

/// The word that is being typed, if it can be the start of a name.
fn typed(before: &str) -> Option<&str> {
    let start = before.char_indices().rev().take_while(|(_, c)| is_in_name(*c)).last()?.0;
    let word = &before[start..];
    word.starts_with(char::is_uppercase).then_some(word)
}

fn is_in_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '\u{301}')
}

/// Names for what is typed.
struct Typed<'a> {
    text: &'a Text,
    offset: usize,
    encoding: Encoding,
    before: &'a str,
    word: &'a str,
    items: Vec<CompletionItem>,
    seen: HashSet<String>,
}

impl Typed<'_> {
    fn add_all(&mut self, reading: &Reading) {
        for person in reading.project.linter.people(&reading.analysis) {
            // What is being typed is no name yet.
            let is_this = |span: &Span| span.start <= self.offset && self.offset <= span.end;
            if person.mentions.len() == 1 && person.mentions.iter().any(is_this) {
                continue;
            }
            self.add(&person.full, "in this story", '1');
            self.add(&person.last, &person.full, '1');
        }
        for entry in reading.project.names.entries() {
            if self.items.len() > MOST {
                break;
            }
            match entry {
                Entry::Person(person) => {
                    let detail = if person.title.is_empty() { "names file" } else { &person.title };
                    self.add(&person.name, detail, '2');
                    self.add(person.last(), &person.name, '2');
                }
                Entry::Place(place) => self.add(&place.name, "names file", '2'),
                Entry::Organization(organization) => {
                    self.add(&organization.name, "names file", '2');
                    self.add(&organization.short, &organization.name, '2');
                }
            }
        }
    }

    /// Adds a name if what is typed may be its start, or the start of one of its words.
    fn add(&mut self, name: &str, detail: &str, rank: char) {
        let Some((replaced, filter)) = self.fit(name) else { return };
        if !self.seen.insert(name.to_owned()) {
            return;
        }
        let span = Span::new(self.offset - replaced, self.offset);
        let range = convert::range(self.text, span, self.encoding);
        self.items.push(CompletionItem {
            label: name.to_owned(),
            kind: Some(CompletionItemKind::TEXT),
            detail: Some(detail.to_owned()),
            filter_text: Some(filter.to_owned()),
            sort_text: Some(format!("{rank}{name}")),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: name.to_owned() })),
            ..CompletionItem::default()
        });
    }

    /// How many bytes before the caret a name would replace, and the part of it that they are the start of.
    fn fit<'n>(&self, name: &'n str) -> Option<(usize, &'n str)> {
        if name.is_empty() || name == self.word {
            return None;
        }
        // More than one word of it may stand there already.
        if let Some(typed) = self.longest_start(name) {
            return Some((typed, name));
        }
        let mut words = name.split(' ').scan(0, |at, word| {
            let start = *at;
            *at += word.len() + 1;
            Some(start)
        });
        let start = words.find(|start| begins(&name[*start..], self.word))?;
        Some((self.word.len(), &name[start..]))
    }

    fn longest_start(&self, name: &str) -> Option<usize> {
        let word_start = self.before.len() - self.word.len();
        let starts = self.before[..word_start].match_indices(' ').map(|(at, _)| at + 1).chain([0, word_start]);
        let at_word = |start: &usize| {
            self.before.is_char_boundary(*start) && !self.before[..*start].chars().next_back().is_some_and(is_in_name)
        };
        let fits = starts.filter(at_word).filter(|start| begins(name, &self.before[*start..]));
        fits.map(|start| self.before.len() - start).max()
    }

    fn into_list(mut self) -> CompletionList {
        let is_incomplete = self.items.len() > MOST;
        self.items.truncate(MOST);
        CompletionList { is_incomplete, items: self.items }
    }
}

/// Whether a name begins with what is typed, accents left out of account.
fn begins(name: &str, typed: &str) -> bool {
    if typed.is_empty() {
        return false;
    }
    if name.is_ascii() && typed.is_ascii() {
        return name.len() >= typed.len() && name.as_bytes()[..typed.len()].eq_ignore_ascii_case(typed.as_bytes());
    }
    fold(name).starts_with(&fold(typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(before: &str, name: &str) -> Option<(usize, String)> {
        let text = Text::new(before);
        let word = typed(before)?;
        let list = Typed {
            text: &text,
            offset: before.len(),
            encoding: Encoding::Utf8,
            before,
            word,
            items: Vec::new(),
            seen: HashSet::new(),
        };
        list.fit(name).map(|(len, filter)| (len, filter.to_owned()))
    }

    #[test]
    fn a_name_takes_the_place_of_what_is_typed_of_it() {
        for (before, name, expected) in [
            ("said Ze", "Volodymyr Zelenskyy", Some((2, "Zelenskyy"))),
            ("said Volodymyr Ze", "Volodymyr Zelenskyy", Some((12, "Volodymyr Zelenskyy"))),
            ("said Volodymyr Ze", "Zelenskyy", Some((2, "Zelenskyy"))),
            ("Vol", "Volodymyr Zelenskyy", Some((3, "Volodymyr Zelenskyy"))),
            ("José Ram", "Jose Ramírez", Some((9, "Jose Ramírez"))),
            ("said ze", "Volodymyr Zelenskyy", None),
            ("said ", "Volodymyr Zelenskyy", None),
            ("said Zb", "Volodymyr Zelenskyy", None),
            ("said Zelenskyy", "Zelenskyy", None),
        ] {
            let expected = expected.map(|(len, filter)| (len, filter.to_owned()));
            assert_eq!(fit(before, name), expected, "{before:?} {name}");
        }
    }
}
