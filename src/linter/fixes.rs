//! Applying fixes until none is left.

use super::{Analysis, Linter, Source};
use crate::diagnostic::{Applicability, Level};
use crate::text::Edit;

/// A text after its safe fixes.
pub struct Fixed {
    /// The text, mended.
    pub text: crate::text::Text,
    /// How many fixes were applied.
    pub applied: usize,
    /// What is still to be said of it, with the slow fixes.
    pub analysis: Analysis,
}

/// A fix may bring another finding to light, which may have a fix; three rounds are enough for all of them.
const ROUNDS: usize = 3;

/// Applies the preferred fixes that are safe and whose finding is at least a warning, from left to right, until there are
/// none. A round that would bring back an earlier text ends it.
pub(crate) fn fix_all(linter: &Linter, source: &Source) -> Fixed {
    let mut source = source.clone();
    let mut applied = 0;
    let mut analysis = linter.check(&source);
    linter.suggest_all(&mut analysis);
    for _ in 0..ROUNDS {
        let edits = edits(&analysis);
        if edits.is_empty() {
            break;
        }
        let mut mended = source.clone();
        for edit in edits.iter().rev().flatten() {
            mended.text.apply(edit);
        }
        let mut after = linter.recheck(&analysis, &mended, &|| false).unwrap_or_else(|| linter.check(&mended));
        linter.suggest_all(&mut after);
        applied += edits.len();
        source = mended;
        analysis = after;
    }
    Fixed { text: source.text, applied, analysis }
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
