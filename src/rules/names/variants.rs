//! `name/first-name-variant` and `name/diacritics`: one name, two spellings that are both right elsewhere.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::near_miss::{have_two_descriptions, share_a_sentence};
use crate::check::{ArticleFindings, FixDraft, Place};
use crate::names::{FirstNames, Folded, KnownNames, fold, without_accents};
use crate::people::{Cast, Evidence, FormId, Mention, PartTraits, Person, PersonId};
use crate::stylebook::{Problem, Stylebook};

/// The spellings of first names that are one name.
pub(super) struct Variants {
    first_names: FirstNames,
    /// The full forms of a folded short form.
    short_forms: FxHashMap<String, Vec<String>>,
}

/// `rules/names/given-variants.yaml`.
#[derive(Deserialize)]
struct VariantTable {
    spellings: Vec<Vec<String>>,
    short_forms: BTreeMap<String, Vec<String>>,
}

/// More people of one last name than that are a list, and each is someone else.
const LARGEST_FAMILY: usize = 24;

impl Variants {
    pub(super) fn new(stylebook: &Stylebook) -> Result<Self, Problem> {
        let table: VariantTable = stylebook.table("names/given-variants.yaml")?;
        let first_names = FirstNames::new(&table.spellings);
        let mut short_forms: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for (full, short) in &table.short_forms {
            for short in short {
                short_forms.entry(fold(short)).or_default().push(fold(full));
            }
        }
        Ok(Variants { first_names, short_forms })
    }

    pub(super) fn find(&self, cast: &Cast<'_>, known: &KnownNames, findings: &mut ArticleFindings) {
        for form in cast.forms.iter().filter(|form| form.people.len() > 1) {
            if form.people.len() <= LARGEST_FAMILY {
                self.compare(cast, known, &form.people, findings);
                self.compare_short_forms(cast, known, &form.people, findings);
            }
        }
        accents(cast, known, findings);
    }

    /// Compares the first names of people of one last name.
    fn compare(&self, cast: &Cast<'_>, known: &KnownNames, family: &[PersonId], findings: &mut ArticleFindings) {
        let mut flagged = FxHashSet::default();
        for (i, &one) in family.iter().enumerate() {
            for &other in &family[i + 1..] {
                let (one, other) = (&cast.people[one], &cast.people[other]);
                if fold(one.first) == fold(other.first)
                    || !self.is_variant(cast, one, other)
                    || have_two_descriptions(one, other)
                    || share_a_sentence(cast, one, other)
                    || (known.accepts(one.full) && known.accepts(other.full))
                {
                    continue;
                }
                // Whoever stands in the list of names is right, then the more frequent, then the first.
                let keeps = |person: &Person<'_>| (known.accepts(person.full), person.in_full);
                let (right, wrong) = if keeps(other) > keeps(one) { (other, one) } else { (one, other) };
                if flagged.insert(wrong.first_form) {
                    flag(findings, "first-name-variant", right, wrong, right.first, |mention| mention.first, cast);
                }
            }
        }
    }

    /// Compares the first names of people of one last name: *Robert* and *Bob*. The form that comes first is kept.
    fn compare_short_forms(
        &self,
        cast: &Cast<'_>,
        known: &KnownNames,
        family: &[PersonId],
        findings: &mut ArticleFindings,
    ) {
        for (i, &one) in family.iter().enumerate() {
            for &other in &family[i + 1..] {
                let (one, other) = (&cast.people[one], &cast.people[other]);
                let (a, b) = (fold(one.first), fold(other.first));
                if !(self.is_short_for(&a, &b) || self.is_short_for(&b, &a))
                    || have_two_descriptions(one, other)
                    || share_a_sentence(cast, one, other)
                    || one.evidence.any(Evidence::NICKNAMED)
                    || other.evidence.any(Evidence::NICKNAMED)
                    || known.accepts(one.full)
                    || known.accepts(other.full)
                {
                    continue;
                }
                let first = &other.mentions[..other.in_full.min(1)];
                for mention in first {
                    let Some(place) = mention.first else { continue };
                    if !cast.runs[mention.run].run.evidence.any(Evidence::WORK | Evidence::QUOTED) {
                        say(findings, "first-name-alias", place, other.first, one.first, one);
                    }
                }
            }
        }
    }

    fn is_short_for(&self, short: &str, full: &str) -> bool {
        self.short_forms.get(short).is_some_and(|forms| forms.iter().any(|form| form == full))
    }

    /// Whether two first names can be one: of one group, or so near that one is a slip.
    fn is_variant(&self, cast: &Cast<'_>, one: &Person<'_>, other: &Person<'_>) -> bool {
        let (a, b) = (Folded::new(one.first), Folded::new(other.first));
        if self.first_names.are_variants(&a.text, &b.text) {
            return true;
        }
        // Two first names that both exist are a family’s: *Daniel* and *Daniela*.
        let exists = |person: &Person<'_>| {
            cast.forms[person.first_form]
                .traits
                .any(PartTraits::GIVEN | PartTraits::AMBIGUOUS_GIVEN | PartTraits::INITIAL)
        };
        if (exists(one) && exists(other)) || a.start().0 != b.start().0 {
            return false;
        }
        let most = match a.len.min(b.len) {
            0..5 => return false,
            5..7 => 1,
            _ => 2,
        };
        a.distance(&b, most).is_some()
    }
}

/// Flags the rarer spelling of a name that stands with accents and without.
fn accents(cast: &Cast<'_>, known: &KnownNames, findings: &mut ArticleFindings) {
    let mut plain: FxHashMap<String, FormId> = FxHashMap::default();
    for (id, form) in cast.forms.iter().enumerate() {
        if !form.traits.any(PartTraits::ACCENTED) {
            continue;
        }
        let bare = without_accents(form.text).nfc().collect::<String>();
        if bare == form.text {
            continue;
        }
        if let Some(other) = cast.form(&bare) {
            compare_accents(cast, known, id, other, findings);
        }
        if let Some(&other) = plain.get(&bare) {
            compare_accents(cast, known, id, other, findings);
        }
        plain.entry(bare).or_insert(id);
    }
}

fn compare_accents(
    cast: &Cast<'_>,
    known: &KnownNames,
    accented: FormId,
    other: FormId,
    findings: &mut ArticleFindings,
) {
    let [one, two] = [&cast.forms[accented], &cast.forms[other]];
    let first_names =
        |people: &[PersonId]| -> Vec<String> { people.iter().map(|&person| fold(cast.people[person].first)).collect() };
    let (a, b) = (first_names(&one.people), first_names(&two.people));
    let as_last = !a.is_empty() || !b.is_empty();
    // Two people, each introduced by a full name.
    if !a.is_empty() && !b.is_empty() && !a.iter().all(|name| b.contains(name)) {
        return;
    }
    if known.are_distinct(one.text, two.text) {
        return;
    }
    if as_last {
        let count = |form: FormId| cast.forms[form].alone + cast.forms[form].in_full;
        let (right, wrong) = if count(other) > count(accented) { (other, accented) } else { (accented, other) };
        let person = cast.forms[right].people.first().or(cast.forms[wrong].people.first());
        let Some(&person) = person else { return };
        let person = &cast.people[person];
        for at in &cast.runs {
            let forms = cast.forms_of(at);
            let [.., last] = forms else { continue };
            let named = forms.len() == 1 || cast.forms[forms[0]].is_first;
            if *last != wrong || !named || at.zone.is_headline() || at.run.evidence.any(Evidence::WORK) {
                continue;
            }
            let place = at.place(forms.len() - 1);
            say(findings, "diacritics", place, cast.forms[wrong].text, cast.forms[right].text, person);
        }
        return;
    }
    // First names: the same person, whose last name is the same.
    for person in &cast.people {
        if person.first_form != other && person.first_form != accented {
            continue;
        }
        let twin = cast.forms[person.last_form]
            .people
            .iter()
            .map(|&id| &cast.people[id])
            .find(|twin| twin.first_form != person.first_form && [other, accented].contains(&twin.first_form));
        let Some(twin) = twin else { continue };
        let wins = |person: &Person<'_>| (person.in_full, person.first_form == accented);
        if wins(person) < wins(twin) {
            flag(findings, "diacritics", twin, person, twin.first, |mention| mention.first, cast);
        }
    }
}

/// Reports every full mention of a person who is another, by one part of the name.
fn flag(
    findings: &mut ArticleFindings,
    kind: &'static str,
    right: &Person<'_>,
    wrong: &Person<'_>,
    text: &str,
    part: impl Fn(&Mention) -> Option<Place>,
    cast: &Cast<'_>,
) {
    for mention in &wrong.mentions[..wrong.in_full] {
        let at = &cast.runs[mention.run];
        if let Some(place) = part(mention)
            && !at.run.evidence.any(Evidence::WORK)
        {
            let found = at.facts.str(place.place as usize).to_owned();
            say(findings, kind, place, &found, text, right);
        }
    }
}

fn say(
    findings: &mut ArticleFindings,
    kind: &'static str,
    place: Place,
    found: &str,
    right: &str,
    person: &Person<'_>,
) {
    findings
        .flag(kind, place)
        .slot("found", found.to_owned())
        .slot("name", right.to_owned())
        .slot("full", person.full.to_owned())
        .related(person.introduction, person.full)
        .fix(FixDraft::ask("change").edit(place, right).preferred());
}
