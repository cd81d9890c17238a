//! `consistent`: of two ways to write a thing, one in an article.

use serde::Deserialize;

use super::inflection::Inflect;
use super::look::Look;
use super::template::in_case_of;
use super::{Compile, Form, Hits, Noted, PatternId, Verdict};
use crate::stylebook::Problem;

/// The keys of [`Consistent`].
pub(super) const KEYS: &[&str] = &["forms", "prefer"];

/// Ways to write the same.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Consistent {
    /// In each row the same word in all ways; a column is a way.
    forms: Vec<Vec<String>>,
    /// The column that is right, counted from 1; without it, that which the article uses most.
    prefer: Option<usize>,
}

struct Ways {
    forms: Vec<Vec<String>>,
    /// The patterns with their row and column.
    patterns: Vec<PatternId>,
    places: Vec<(usize, usize)>,
    prefer: Option<usize>,
}

pub(super) fn build(compile: &mut Compile<'_>) -> Result<Box<dyn Form>, Problem> {
    let options: Consistent = compile.options(KEYS)?;
    let columns = options.forms.first().map_or(0, Vec::len);
    if columns < 2 || options.forms.iter().any(|row| row.len() != columns) {
        return Err(compile.problem(&["forms"], "each row needs the same word in all ways to write it, two or more"));
    }
    if options.prefer.is_some_and(|way| !(1..=columns).contains(&way)) {
        return Err(compile.problem(&["prefer"], format!("this should be the number of a column, 1 to {columns}")));
    }
    let manner = compile.conditions.manner(Inflect::No);
    let (mut patterns, mut places) = (Vec::new(), Vec::new());
    for (row, forms) in options.forms.iter().enumerate() {
        for (column, form) in forms.iter().enumerate() {
            patterns.push(compile.pattern(form, manner, &["forms", &row.to_string(), &column.to_string()])?);
            places.push((row, column));
        }
    }
    Ok(Box::new(Ways { forms: options.forms, patterns, places, prefer: options.prefer.map(|way| way - 1) }))
}

impl Form for Ways {
    fn triggers(&self) -> &[PatternId] {
        &self.patterns
    }

    fn paragraph(&self, look: &Look<'_>, hits: &mut Hits) {
        for (pattern, found) in look.matches_of(&self.patterns) {
            hits.note(pattern as u32, found.span, look.text(found.span));
        }
    }

    fn article(&self, notes: &[Noted<'_>], verdicts: &mut Vec<Verdict>) {
        let columns = self.forms.first().map_or(0, Vec::len);
        let mut counts = vec![0usize; columns];
        for note in notes {
            counts[self.places[note.tag as usize].1] += 1;
        }
        if self.prefer.is_none() && counts.iter().filter(|count| **count > 0).count() < 2 {
            return;
        }
        // On a tie, the way that comes first in the article counts.
        let first = notes.first().map_or(0, |note| self.places[note.tag as usize].1);
        let most = (0..columns).max_by_key(|way| (counts[*way], *way == first)).unwrap_or(0);
        let right = self.prefer.unwrap_or(most);
        let example = notes.iter().position(|note| self.places[note.tag as usize].1 == right);
        for (i, note) in notes.iter().enumerate() {
            let (row, column) = self.places[note.tag as usize];
            if column != right {
                let better = in_case_of(note.text, &self.forms[row][right]);
                let slots = vec![("better", better.clone()), ("count", counts[right].to_string())];
                verdicts.push(Verdict {
                    note: i,
                    slots,
                    replacement: Some(("replace", better)),
                    related: example.map(|i| (i, notes[i].text.to_owned())),
                });
            }
        }
    }
}
