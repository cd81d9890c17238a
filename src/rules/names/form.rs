//! `name/suffix-comma` and `name/initial-spacing`: the punctuation of a name.

use super::{Initials, Story};
use crate::check::{ArticleFindings, FixDraft};
use crate::people::{Evidence, OddityKind};

/// Reports names that are not punctuated as the house punctuates them.
pub(super) fn find(story: &Story<'_, '_>, initials: Initials, findings: &mut ArticleFindings) {
    for (run, at) in story.runs() {
        if at.has(Evidence::WORK) || story.person(run).is_none() {
            continue;
        }
        for oddity in at.oddities() {
            let place = at.extra(oddity.place);
            let name = at.facts.join(at.run.parts()).to_owned();
            match (oddity.kind, initials) {
                (OddityKind::SuffixComma, _) => {
                    let suffix = at.facts.str(at.run.parts().end - 1).to_owned();
                    findings
                        .flag("suffix-comma", place)
                        .slot("found", ",")
                        .slot("suffix", suffix)
                        .slot("name", name)
                        .fix(FixDraft::ask("change").edit(place, "").preferred());
                }
                (OddityKind::SpacedInitials, Initials::Closed) | (OddityKind::ClosedInitials, Initials::Spaced) => {
                    let parts = at.run.parts().take(oddity.initials as usize);
                    let letters: Vec<char> =
                        parts.flat_map(|part| at.facts.str(part).chars()).filter(|c| c.is_alphabetic()).collect();
                    let letters = &letters[..letters.len().min(oddity.initials as usize)];
                    let between = if initials == Initials::Closed { "" } else { " " };
                    let right = letters.iter().map(|letter| format!("{letter}.")).collect::<Vec<_>>().join(between);
                    let other = if initials == Initials::Closed { " " } else { "" };
                    let found = letters.iter().map(|letter| format!("{letter}.")).collect::<Vec<_>>().join(other);
                    findings
                        .flag("initial-spacing", place)
                        .slot("found", found)
                        .slot("name", right.clone())
                        .fix(FixDraft::ask("change").edit(place, right).preferred());
                }
                _ => {}
            }
        }
    }
}
