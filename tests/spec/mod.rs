//! Runs the test tables of the rule specification, one line of data per test.
//!
//! A line is `ID | expected | text`. `-` expects nothing of the table's rule families. `⟦…⟧` marks the exact span,
//! ` => x` is the text of that span after its preferred fix, `¶` a blank line, `{…}` overrides the configuration, and several
//! expectations separated by `;` match the spans in order.

use copydesk::article::{Date, Language};
use copydesk::linter::Resources;
use copydesk::{Diagnostic, Linter, Source, Span, Stylebook, Text};

/// One line of a table.
pub struct Case {
    pub id: String,
    pub house: String,
    pub lang: Option<Language>,
    /// The names that the newsroom has decided, by what the table calls them.
    pub names: Option<String>,
    pub date: Option<Date>,
    pub expected: Vec<(String, Option<String>)>,
    pub text: String,
    pub spans: Vec<Span>,
}

/// Reads a table; `house` is what a line means that names none.
pub fn cases(table: &str, house: &str) -> Vec<Case> {
    table.lines().filter(|line| !line.trim().is_empty()).map(|line| case(line, house)).collect()
}

fn case(line: &str, house: &str) -> Case {
    let mut parts = line.splitn(3, " | ");
    let (id, expected, marked) = (parts.next(), parts.next(), parts.next());
    let (id, expected, marked) = (id.expect("an id"), expected.expect("an expectation"), marked.expect("a text"));
    let (config, expected) = match expected.trim().strip_prefix('{') {
        Some(rest) => rest.split_once('}').expect("a closing brace"),
        None => ("", expected),
    };
    let mut case = Case {
        id: id.to_owned(),
        house: house.to_owned(),
        lang: None,
        names: None,
        date: None,
        expected: Vec::new(),
        text: String::new(),
        spans: Vec::new(),
    };
    for key in config.split(',').map(str::trim).filter(|key| !key.is_empty()) {
        if let Some((name, value)) = key.split_once('=') {
            // Other settings are for those who run the table.
            match name {
                "date" => case.date = day(value),
                "names" => case.names = Some(value.to_owned()),
                _ => {}
            }
            continue;
        }
        match Language::from_tag(key) {
            Some(language) => case.lang = Some(language),
            None => key.clone_into(&mut case.house),
        }
    }
    if expected.trim() != "-" {
        for one in expected.split(';') {
            // The fix may be empty or end in a space, so only the space after the arrow is dropped.
            let (rule, fix) = match one.split_once("=>") {
                Some((rule, fix)) => (rule, Some(fix.strip_prefix(' ').unwrap_or(fix).to_owned())),
                None => (one, None),
            };
            case.expected.push((rule.trim().to_owned(), fix));
        }
    }
    for c in marked.replace('¶', "\n\n").chars() {
        let at = case.text.len();
        match c {
            '⟦' => case.spans.push(Span::new(at, at)),
            '⟧' => case.spans.last_mut().expect("an opening bracket").end = at,
            c => case.text.push(c),
        }
    }
    case
}

/// `2023-03-01`, or `none`.
pub fn day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let mut next = || parts.next().and_then(|part| part.parse::<i16>().ok());
    let (year, month, day) = (next()?, next()?, next()?);
    Some(Date { year: Some(year), month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? })
}

impl Case {
    /// The findings of the given families, such as `quote/`.
    pub fn check(&self, families: &[&str]) -> Vec<Diagnostic> {
        let mut stylebook = Stylebook::house(&self.house).unwrap_or_default();
        if let Some(language) = self.lang {
            stylebook.language = language;
        }
        let (linter, problems) = Linter::new(&stylebook, &Resources::default());
        assert!(problems.is_empty(), "{problems:?}");
        let source = Source { text: Text::new(&self.text), date: self.date, ..Source::default() };
        let mut found = linter.check(&source).diagnostics;
        found.retain(|diagnostic| families.iter().any(|family| diagnostic.rule.starts_with(family)));
        found
    }

    /// What is wrong with the findings, if anything.
    pub fn complaint(&self, found: &[Diagnostic]) -> Option<String> {
        let shown: Vec<String> = found
            .iter()
            .map(|d| format!("{} at ⟦{}⟧ fix {:?}", d.rule, &self.text[d.span.range()], d.preferred_fix()))
            .collect();
        let fail = |why: &str| Some(format!("{}: {why}\n  text: {}\n  found: {shown:#?}", self.id, self.text));
        if found.len() != self.expected.len() {
            return fail(&format!("expected {:?}", self.expected));
        }
        for (i, ((rule, fix), diagnostic)) in self.expected.iter().zip(found).enumerate() {
            if *diagnostic.rule != **rule {
                return fail(&format!("expected {rule}"));
            }
            let span = self.spans.get(i).copied();
            if span.is_some_and(|span| span != diagnostic.span) {
                return fail("another span");
            }
            let Some(fix) = fix else { continue };
            let got = diagnostic.preferred_fix().map(|fix| after(&self.text, diagnostic.span, &fix.edits));
            if got.as_deref() != Some(fix) {
                return fail(&format!("expected the fix ⟦{fix}⟧, got {got:?}"));
            }
        }
        None
    }
}

/// The text of a span after edits that lie inside it.
fn after(text: &str, span: Span, edits: &[copydesk::Edit]) -> String {
    let mut out = String::new();
    let mut at = span.start;
    for edit in edits {
        out.push_str(&text[at..edit.span.start.max(at)]);
        out.push_str(&edit.text);
        at = edit.span.end.max(at);
    }
    out.push_str(&text[at.min(span.end)..span.end]);
    out
}
