//! The findings of one rule in a text, through the whole linter.

use copydesk::language::Language;
use copydesk::linter::Resources;
use copydesk::{Diagnostic, Linter, Source, Stylebook, Text};

/// The linter of the default stylebook.
pub fn linter(language: Language) -> Linter {
    let (linter, problems) = Linter::new(&Stylebook::default().with_language(language), &Resources::default());
    assert!(problems.is_empty(), "{problems:?}");
    linter
}

/// What one rule finds.
pub fn check(linter: &Linter, rule: &str, text: &str) -> Vec<Diagnostic> {
    let source = Source { text: Text::new(text), ..Source::default() };
    let mut found = linter.check(&source).diagnostics;
    found.retain(|diagnostic| &*diagnostic.rule == rule);
    found
}

/// Findings as `found→better`; nothing after the arrow where a person must choose.
pub fn shown(text: &str, found: &[Diagnostic]) -> Vec<String> {
    let one = |d: &Diagnostic| {
        let fix = d.preferred_fix().map(|fix| fix.edits[0].text.clone());
        format!("{}→{}", &text[d.span.range()], fix.unwrap_or_default())
    };
    found.iter().map(one).collect()
}
