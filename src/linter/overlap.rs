//! Which of several findings at one place is reported.

use crate::diagnostic::Diagnostic;

/// Drops findings that another one says better. They are sorted by start, then by weight.
pub(crate) fn settle(diagnostics: &mut Vec<Diagnostic>) {
    let mut keep = vec![true; diagnostics.len()];
    let mut reach = 0;
    for i in 0..diagnostics.len() {
        // Only findings before this one that reach into it can be about the same place.
        let from = if reach > diagnostics[i].span.start { 0 } else { i };
        reach = reach.max(diagnostics[i].span.end);
        let mut j = i;
        while j > from {
            j -= 1;
            let (a, b) = (&diagnostics[j], &diagnostics[i]);
            if b.span.start - a.span.start > FARTHEST {
                break;
            }
            match weaker(a, b) {
                Some(Weaker::First) => keep[j] = false,
                Some(Weaker::Second) => keep[i] = false,
                None => {}
            }
        }
    }
    let mut keep = keep.into_iter();
    diagnostics.retain(|_| keep.next().unwrap_or(true));
}

/// Findings that are about one token start close together.
const FARTHEST: usize = 200;

enum Weaker {
    First,
    Second,
}

fn weaker(a: &Diagnostic, b: &Diagnostic) -> Option<Weaker> {
    if !a.span.overlaps(b.span) {
        return None;
    }
    // A name or a real word for another explains why a word is unknown.
    let explains = |rule: &str| rule.starts_with("name/") || rule == "spelling/confusion";
    let unknown = |rule: &str| rule == "spelling/unknown";
    if explains(&a.rule) && unknown(&b.rule) {
        return Some(Weaker::Second);
    }
    if unknown(&a.rule) && explains(&b.rule) {
        return Some(Weaker::First);
    }
    // A rule of Vale that names just this word says more of it.
    if a.span == b.span {
        let is_vale = |rule: &str| rule.contains('.') && !rule.contains('/');
        if unknown(&a.rule) && is_vale(&b.rule) {
            return Some(Weaker::First);
        }
        if is_vale(&a.rule) && unknown(&b.rule) {
            return Some(Weaker::Second);
        }
    }
    // The same cure for the same place is needed once: the more specific rule keeps it.
    if a.span == b.span && a.rule != b.rule && same_cure(a, b) {
        return Some(if specificity(&a.rule) >= specificity(&b.rule) { Weaker::Second } else { Weaker::First });
    }
    None
}

fn same_cure(a: &Diagnostic, b: &Diagnostic) -> bool {
    match (a.preferred_fix(), b.preferred_fix()) {
        (Some(a), Some(b)) => a.edits == b.edits,
        _ => false,
    }
}

fn specificity(rule: &str) -> u8 {
    match rule.split_once('/').map_or(rule, |(family, _)| family) {
        "name" => 4,
        "quote" | "date" | "attribution" => 3,
        "spelling" => {
            if rule == "spelling/unknown" {
                0
            } else {
                2
            }
        }
        // A rule of a pack or a team stands below those that know the text.
        _ => 1,
    }
}
