//! Applying fixes until none is left.

use super::{Analysis, Linter, Source};
use crate::diagnostic::{Applicability, Level};
use crate::text::Edit;

/// A text after its safe fixes.
#[derive(Clone)]
pub struct Fixed {
    /// The text, mended.
    pub text: crate::text::Text,
    /// How many fixes were applied.
    pub applied: usize,
    /// What is still to be said of it, with the slow fixes.
    pub analysis: Analysis,
}

/// A fix may bring another finding to light, which may have a fix; so many rounds are tried.
const ROUNDS: usize = 3;

/// Applies the preferred fixes that are safe and whose finding is at least a warning, from left to right, until there are
/// none. Where fixes call for each other without end, it stops at the first text with the fewest findings, so that a
/// second run would stop there too.
pub(crate) fn fix_all(linter: &Linter, source: &Source) -> Fixed {
    let mut source = source.clone();
    let mut analysis = linter.check(&source);
    linter.suggest_all(&mut analysis);
    let mut best: Option<Fixed> = None;
    let mut applied = 0;
    for round in 0..=ROUNDS {
        let edits = edits(&analysis);
        let now = Fixed { text: source.text.clone(), applied, analysis: analysis.clone() };
        if edits.is_empty() {
            return now;
        }
        let best = best.get_or_insert_with(|| now.clone());
        if serious(&analysis) < serious(&best.analysis) {
            *best = now;
        }
        if round == ROUNDS {
            break;
        }
        for edit in edits.iter().rev().flatten() {
            source.text.apply(edit);
        }
        let mut after = linter.recheck(&analysis, &source, &|| false).unwrap_or_else(|| linter.check(&source));
        linter.suggest_all(&mut after);
        applied += edits.len();
        analysis = after;
    }
    best.unwrap_or(Fixed { text: source.text, applied, analysis })
}

/// How many findings there are that a fix could be for.
fn serious(analysis: &Analysis) -> usize {
    analysis.diagnostics.iter().filter(|diagnostic| diagnostic.level >= Level::Warning).count()
}

/// The edits of one round, a list for each fix, each list with its last edit first. No two touch.
fn edits(analysis: &Analysis) -> Vec<Vec<Edit>> {
    let mut round: Vec<Vec<Edit>> = Vec::new();
    let mut free_from = 0;
    for diagnostic in &analysis.diagnostics {
        if diagnostic.level < Level::Warning {
            continue;
        }
        let Some(fix) = diagnostic.preferred_fix().filter(|fix| fix.applicability == Applicability::Safe) else {
            continue;
        };
        let (Some(first), Some(last)) = (fix.edits.first(), fix.edits.last()) else {
            continue;
        };
        if first.span.start < free_from {
            continue;
        }
        // Two fixes that meet at one point would be applied in an order that neither knows.
        free_from = last.span.end + 1;
        round.push(fix.edits.into_iter().rev().collect());
    }
    round
}
