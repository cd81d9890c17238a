//! What is known at a place: of a finding why it is one, of a name what the newsroom has decided.

use std::fmt::Write as _;

use tower_lsp::lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::convert;
use super::documents::Reading;
use super::session::Session;
use crate::diagnostic::Diagnostic;
use crate::linter::Seen;
use crate::names::{Entry, Known, Role};
use crate::stylebook::Example;
use crate::text::Span;

/// What is to be said at a position.
pub(super) async fn at(session: &Session, params: HoverParams) -> Option<Hover> {
    let place = params.text_document_position_params;
    let reading = session.reading(&place.text_document.uri).await?;
    let client = session.state().client.clone();
    let text = &reading.analysis.text;
    let offset = convert::offset(text, place.position, client.encoding);
    let touched = |span: Span| span.start <= offset && offset <= span.end;
    let findings = reading.analysis.diagnostics.iter().filter(|found| touched(found.span));
    let mut parts: Vec<(Span, String)> = findings.map(|found| (found.span, finding(&reading, found))).collect();
    parts.extend(name(&reading, offset));
    // The smallest is what the reader points at.
    let span = parts.iter().map(|(span, _)| *span).min_by_key(|span| span.len())?;
    let said = parts.into_iter().map(|(_, said)| said).collect::<Vec<_>>().join("\n\n---\n\n");
    let (kind, value) =
        if client.markdown { (MarkupKind::Markdown, said) } else { (MarkupKind::PlainText, plain(&said)) };
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value }),
        range: Some(convert::range(text, span, client.encoding)),
    })
}

/// Why a finding is one.
fn finding(reading: &Reading, found: &Diagnostic) -> String {
    let mut said = format!("**{}** · {}\n\n{}", found.rule, found.level, escaped(&found.message));
    let Ok(page) = reading.project.stylebook.explain(&found.rule) else { return said };
    let rule = &page.rule;
    if !rule.why.trim().is_empty() {
        let _ = write!(said, "\n\n{}", escaped(rule.why.trim()));
    }
    let example = |wanted: &dyn Fn(&&Example) -> bool| rule.examples.iter().find(wanted);
    if let Some(Example { bad: Some(bad), better, .. }) = example(&|example| example.bad.is_some()) {
        let _ = write!(said, "\n\n- Found: {}", escaped(&one_line(bad)));
        if let Some(better) = better {
            let _ = write!(said, "\n- Becomes: {}", escaped(&one_line(better)));
        }
    }
    if let Some(Example { good: Some(good), .. }) = example(&|example| example.good.is_some()) {
        let _ = write!(said, "\n- Left alone: {}", escaped(&one_line(good)));
    }
    // The last of those who decided is the one that holds.
    if let Some(decided) = page.decisions.last().filter(|_| page.decisions.len() > 1) {
        let line = decided.line.map(|line| format!(", line {line}")).unwrap_or_default();
        let _ = write!(said, "\n\nHouse rule: {} ({}{line})", escaped(&decided.what), escaped(&decided.path));
    }
    if let Some(address) = rule.page() {
        let _ = write!(said, "\n\n[More on {}]({address})", found.rule);
    }
    said
}

/// What is known of a name at an offset: what the newsroom has decided, and where the story introduces it.
fn name(reading: &Reading, offset: usize) -> Option<(Span, String)> {
    let people = reading.project.linter.people(&reading.analysis);
    let touches = |span: &Span| span.start <= offset && offset <= span.end;
    let seen = people.iter().find_map(|person| {
        let mention = person.mentions.iter().find(|span| touches(span)).copied();
        let span = Some(person.introduced).filter(|span| touches(span)).or(mention)?;
        Some((person, span))
    });
    let names = &reading.project.names;
    let decided = (!names.is_empty()).then(|| decided(reading, offset)).flatten();
    // The story’s own person, by the full name, where only the last name stands.
    let decided = decided.or_else(|| {
        let (person, span) = seen?;
        Some((span, names.find_best(&person.full)?))
    });
    let span = decided.map(|(span, _)| span).or(seen.map(|(_, span)| span))?;
    let mut said = Vec::new();
    if let Some((_, known)) = decided {
        said.push(entry(known));
    }
    if let Some((person, _)) = seen {
        said.push(introduction(reading, person));
    }
    Some((span, said.join("\n\n")))
}

/// The longest run of words around an offset that the names file has.
fn decided(reading: &Reading, offset: usize) -> Option<(Span, Known<'_>)> {
    const WORDS: usize = 5;
    let source = reading.analysis.source();
    let article = reading.analysis.article();
    let paragraph = article.span(article.paragraph_at(offset)?);
    let text = source.get(paragraph.range())?;
    let mut words: Vec<Span> = Vec::new();
    for part in text.split_whitespace() {
        let start = part.as_ptr() as usize - text.as_ptr() as usize + paragraph.start;
        words.push(Span::new(start, start + part.len()));
    }
    let at = words.partition_point(|word| word.end < offset);
    let mut found: Option<(Span, Known<'_>)> = None;
    for first in at.saturating_sub(WORDS)..=at {
        for last in at..(first + WORDS).min(words.len()) {
            let (Some(from), Some(to)) = (words.get(first), words.get(last)) else { continue };
            let Some(whole) = source.get(from.start..to.end) else { continue };
            let form = whole.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
            let known = |form: &str| reading.project.names.find_best(form).is_some();
            let form = if known(form) { form } else { form.trim_end_matches('.') };
            let form = ["’s", "'s"].iter().find_map(|end| form.strip_suffix(end)).unwrap_or(form);
            let start = from.start + (form.as_ptr() as usize - whole.as_ptr() as usize);
            let span = Span::new(start, start + form.len());
            let longer = found.is_none_or(|(known, _)| known.len() < span.len());
            if longer
                && span.start <= offset
                && offset <= span.end
                && let Some(known) = reading.project.names.find_best(form)
            {
                found = Some((span, known));
            }
        }
    }
    found
}

fn entry(known: Known<'_>) -> String {
    let mut said = format!("**{}**", escaped(known.entry.name()));
    let mut add = |label: &str, value: &str| {
        if !value.is_empty() {
            let _ = write!(said, "\n- {label}: {}", escaped(value));
        }
    };
    let notes = match known.entry {
        Entry::Person(person) => {
            add("title", &person.title);
            add("second reference", person.last());
            add("also", &person.aliases.join(", "));
            add("never", &person.never.join(", "));
            add("pronouns", &person.pronouns);
            &person.notes
        }
        Entry::Place(place) => {
            add("also", &place.aliases.join(", "));
            add("never", &place.never.join(", "));
            &place.notes
        }
        Entry::Organization(organization) => {
            add("second reference", &organization.short);
            add("also", &organization.aliases.join(", "));
            add("never", &organization.never.join(", "));
            &organization.notes
        }
    };
    add("note", notes);
    let _ = match known.role {
        Role::Never => write!(said, "\n\nThe names file says never to write it so."),
        _ => write!(said, "\n\nAs the names file has it."),
    };
    said
}

fn introduction(reading: &Reading, person: &Seen) -> String {
    let line = reading.analysis.text.line_of(person.introduced.start) + 1;
    let count = person.mentions.len();
    let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
    format!("{}, first named on line {line}, is named {times} in this story.", escaped(&person.full))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as Markdown that shows it as it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '<' | '[' | ']' | '`' | '\\' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Our own Markdown as plain text.
fn plain(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut chars = markdown.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '*' if chars.peek() == Some(&'*') => {
                chars.next();
            }
            c => out.push(c),
        }
    }
    out.replace("\n\n---\n\n", "\n\n")
}
