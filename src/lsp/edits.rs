//! Edits as LSP has them.

use std::collections::HashMap;

use similar::{DiffTag, TextDiff};
use tower_lsp::lsp_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Url, WorkspaceEdit,
};

use super::client::Abilities;
use super::convert;
use super::documents::Reading;
use crate::text::{Edit, Span};

/// Edits of one document, for the version that was read if the client can tell versions.
pub(super) fn workspace_edit(client: &Abilities, uri: &Url, reading: &Reading, made: &[Edit]) -> WorkspaceEdit {
    let edit = |edit: &Edit| TextEdit {
        range: convert::range(&reading.analysis.text, edit.span, client.encoding),
        new_text: edit.text.clone(),
    };
    if made.is_empty() {
        return WorkspaceEdit::default();
    }
    if !client.versioned_edits {
        let changes = HashMap::from([(uri.clone(), made.iter().map(edit).collect())]);
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let text_document = OptionalVersionedTextDocumentIdentifier { uri: uri.clone(), version: Some(reading.version) };
    let edits = made.iter().map(|made| OneOf::Left(edit(made))).collect();
    let changes = DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }]);
    WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
}

/// The edits that make one text of another: whole words, and no more of them than need be, so that what stands beside them in
/// the editor stays where it is.
pub(super) fn between(old: &str, new: &str) -> Vec<Edit> {
    let lines = TextDiff::from_lines(old, new);
    let (old_lines, new_lines) = (starts(lines.iter_old_slices()), starts(lines.iter_new_slices()));
    let mut edits = Vec::new();
    for change in lines.ops().iter().filter(|change| change.tag() != DiffTag::Equal) {
        let was = Span::new(old_lines[change.old_range().start], old_lines[change.old_range().end]);
        let is = Span::new(new_lines[change.new_range().start], new_lines[change.new_range().end]);
        let (before, after) = (&old[was.range()], &new[is.range()]);
        let words = TextDiff::from_words(before, after);
        let (old_words, new_words) = (starts(words.iter_old_slices()), starts(words.iter_new_slices()));
        for change in words.ops().iter().filter(|change| change.tag() != DiffTag::Equal) {
            let from = Span::new(old_words[change.old_range().start], old_words[change.old_range().end]);
            let to = new_words[change.new_range().start]..new_words[change.new_range().end];
            let Edit { span, text } = trimmed(before, from, &after[to]);
            edits.push(Edit { span: span.shifted(was.start), text });
        }
    }
    edits
}

/// A replacement without the marks that it begins or ends with and that are there already.
fn trimmed(old: &str, span: Span, new: &str) -> Edit {
    let was = &old[span.range()];
    let mark = |(a, b): &(char, char)| a == b && !a.is_alphanumeric();
    let start: usize = was.chars().zip(new.chars()).take_while(mark).map(|(c, _)| c.len_utf8()).sum();
    let (rest, text) = (&was[start..], &new[start..]);
    let end: usize = rest.chars().rev().zip(text.chars().rev()).take_while(mark).map(|(c, _)| c.len_utf8()).sum();
    Edit { span: Span::new(span.start + start, span.end - end), text: text[..text.len() - end].to_owned() }
}

/// Where each of the pieces of a text starts, in bytes, and where the last one ends.
fn starts<'t>(pieces: impl Iterator<Item = &'t str>) -> Vec<usize> {
    let mut at = 0;
    let mut starts = vec![0];
    starts.extend(pieces.map(|piece| {
        at += piece.len();
        at
    }));
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_between_texts_are_small_and_lead_from_one_to_the_other() {
        for (old, new, expected) in [
            ("a b c\nd e\n", "a b c\nd e\n", &[][..]),
            ("Teh cat 😀 sat.\r\nThe the dog.\r\n", "The cat 😀 sat.\r\nThe dog.\r\n", &["Teh", " the"]),
            ("", "a\n", &[""]),
            ("no end", "no ends", &["end"]),
            ("(“agression.”) x", "(“aggression.”) x", &["agression"]),
        ] {
            let edits = between(old, new);
            let mut text = old.to_owned();
            for edit in edits.iter().rev() {
                text.replace_range(edit.span.range(), &edit.text);
            }
            assert_eq!(text, new);
            let replaced: Vec<&str> = edits.iter().map(|edit| &old[edit.span.range()]).collect();
            assert_eq!(replaced, expected, "{old:?}");
        }
    }
}
