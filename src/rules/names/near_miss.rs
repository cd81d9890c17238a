//! `name/near-miss`: a capitalised word that is almost the last name of someone introduced, and no one else’s.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::{ArticleFindings, FixDraft, Place};
use crate::diagnostic::Level;
use crate::names::{Folded, KnownNames, sound};
use crate::people::{
    Cast, ContextTable, Evidence, Form, FormId, PartTraits, Person, PersonId, RunAt, opens_with_a_word,
};

/// The search, with the endings that make another word of a name.
pub(super) struct NearMisses {
    context: ContextTable,
}

/// A name that others may be slips for.
struct Target {
    form: FormId,
    folded: Folded,
    /// How often the article has it.
    count: u32,
    /// The person, or `None` for an organisation.
    person: Option<PersonId>,
    introduced_at: Place,
    introduction: Place,
}

/// Comparisons of one article. A novel needs fewer; only noise needs more, and of noise nothing is said.
const MOST_COMPARISONS: usize = 500_000;

/// More people of one last name than that are a list.
const LARGEST_FAMILY: usize = 24;

/// The last names of an article.
#[derive(Default)]
struct Targets {
    all: Vec<Target>,
    /// Sorted: a first name that goes before, or none; the first letter; the number of letters; the target.
    by_start: Vec<(Option<FormId>, char, usize, u32)>,
    /// How many people have a first name, by its form.
    bearers: Vec<u32>,
}

impl Targets {
    fn add(&mut self, target: Target, cast: &Cast<'_>) {
        if target.folded.len < 4 {
            return;
        }
        let number = self.all.len() as u32;
        let (letter, len) = (target.folded.start().0, target.folded.len);
        let people = cast.forms[target.form].people.iter();
        let first_names = people
            .map(|&person| cast.people[person].first_form)
            .filter(|&first_name| self.bearers[first_name] > 1)
            .map(Some);
        for first_name in std::iter::once(None).chain(first_names) {
            self.by_start.push((first_name, letter, len, number));
        }
        self.all.push(target);
    }

    /// The targets that are worth comparing with a form: those of as many letters, two more or two fewer, that start
    /// alike; if the form has a first name of its own, those that share it.
    fn near<'t>(
        &'t self,
        cast: &Cast<'_>,
        form: &Form<'_>,
        folded: &Folded,
    ) -> impl Iterator<Item = &'t Target> + use<'t> {
        let (first, second) = folded.start();
        let own = form.people.first().map(|&person| cast.people[person].first_form);
        let (short, long) = (folded.len.saturating_sub(2), folded.len + 2);
        [Some(first), (second != first).then_some(second)]
            .into_iter()
            .flatten()
            .flat_map(move |letter| {
                let from = self.by_start.partition_point(|entry| *entry < (own, letter, short, 0));
                self.by_start[from..].iter().take_while(move |entry| **entry <= (own, letter, long, u32::MAX))
            })
            .map(|&(.., number)| &self.all[number as usize])
            .filter(move |target| {
                let start = target.folded.start();
                start.0 == first || start == (second, first)
            })
    }
}

impl NearMisses {
    pub(super) fn new(context: ContextTable) -> Self {
        NearMisses { context }
    }

    /// Reports every near miss, and returns the forms that were reported, with those that they are slips for.
    pub(super) fn find(
        &self,
        cast: &Cast<'_>,
        known: &KnownNames,
        findings: &mut ArticleFindings,
    ) -> FxHashSet<FormId> {
        let mut explained = self.introductions(cast, known, findings);
        let targets = targets(cast);
        if targets.all.is_empty() {
            return explained;
        }
        let suspects = suspects(cast, known);
        let mut comparisons = 0;
        let mut slips: FxHashMap<FormId, Slip<'_>> = FxHashMap::default();
        for (suspect, form) in suspects.filter(|(suspect, _)| !explained.contains(suspect)) {
            // Who is introduced in full is someone else, unless by the same first name.
            if let Some(&person) = form.people.first()
                && targets.bearers[cast.people[person].first_form] < 2
            {
                continue;
            }
            let folded = Folded::new(form.text);
            let Some(slip) = self.best(cast, known, &targets, suspect, &folded, &mut comparisons) else {
                if comparisons > MOST_COMPARISONS {
                    return explained;
                }
                continue;
            };
            slips.insert(suspect, slip);
        }
        report(cast, &slips, findings, &mut explained);
        explained
    }

    /// Reports the slips at which someone is introduced: the last name never comes again, but one that is nearly the same
    /// does, and belongs to nobody.
    /// Returns the forms that are explained so.
    fn introductions(&self, cast: &Cast<'_>, known: &KnownNames, findings: &mut ArticleFindings) -> FxHashSet<FormId> {
        let mut explained = FxHashSet::default();
        let (orphans, weights) = orphans(cast, known);
        if orphans.all.is_empty() {
            return explained;
        }
        let mut comparisons = 0;
        for (id, person) in cast.people.iter().enumerate() {
            let form = &cast.forms[person.last_form];
            let [only] = form.people[..] else { continue };
            if only != id || form.alone > 0 || form.in_full > 1 || form.in_other || known.accepts(form.text) {
                continue;
            }
            let folded = Folded::new(form.text);
            let mut slips: Vec<Slip<'_>> = Vec::new();
            for target in orphans.near(cast, &Form::default(), &folded) {
                comparisons += 1;
                if comparisons > MOST_COMPARISONS {
                    return explained;
                }
                let other = &cast.forms[target.form];
                let right = other.text;
                let Some(distance) = allowed(form, &folded, target, right) else { continue };
                // Of a word and none, the word is more likely right.
                let is_word = |form: &Form<'_>| form.traits.any(PartTraits::KNOWN | PartTraits::ORDINARY);
                let enough = match (is_word(form), is_word(other)) {
                    (true, _) => weights[&target.form] >= 3 && target.count >= 2,
                    (false, true) => weights[&target.form] >= 2,
                    (false, false) => target.count >= 2,
                };
                if !enough {
                    continue;
                }
                if !self.is_derived(&folded.text, &target.folded.text) && !known.are_distinct(form.text, right) {
                    slips.push(Slip { target, distance });
                }
            }
            slips.sort_by_key(|slip| (slip.distance, std::cmp::Reverse(slip.target.count)));
            let Some(slip) = slips.first() else { continue };
            let mention = person.mentions[0];
            let at = &cast.runs[mention.run];
            if at.has(Evidence::WORK | Evidence::NICKNAMED) || at.facts.is_list {
                continue;
            }
            let right = cast.forms[slip.target.form].text;
            let large = at.facts.parts[mention.last.place as usize].traits.any(PartTraits::LARGE_PARTICLE);
            let right = if large { capitalised(right) } else { right.to_owned() };
            findings
                .flag("near-miss", mention.last)
                .slot("found", form.text.to_owned())
                .slot("name", right.clone())
                .slot("full", right.clone())
                .related(slip.target.introduction, right.clone())
                .fix(change(at).edit(mention.last, right).preferred());
            explained.extend([slip.target.form, person.last_form]);
        }
        explained
    }

    /// The name that a form is most likely a slip for.
    fn best<'t>(
        &self,
        cast: &Cast<'_>,
        known: &KnownNames,
        targets: &'t Targets,
        suspect: FormId,
        folded: &Folded,
        comparisons: &mut usize,
    ) -> Option<Slip<'t>> {
        let form = &cast.forms[suspect];
        let mut best: Option<Slip<'t>> = None;
        for target in targets.near(cast, form, folded) {
            *comparisons += 1;
            if *comparisons > MOST_COMPARISONS {
                return None;
            }
            let right = cast.forms[target.form].text;
            let Some(distance) = allowed(form, folded, target, right) else {
                continue;
            };
            if target.form == suspect
                || self.is_derived(&folded.text, &target.folded.text)
                || known.are_distinct(form.text, right)
                || !is_same_person(cast, form, target)
            {
                continue;
            }
            let rank = |slip: &Slip<'_>| (slip.distance, std::cmp::Reverse(slip.target.count));
            let slip = Slip { target, distance };
            if best.as_ref().is_none_or(|best| rank(&slip) < rank(best)) {
                best = Some(slip);
            }
        }
        best
    }

    /// Whether one is the other with an ending, or they are the names of a man and a woman of one family.
    fn is_derived(&self, one: &str, other: &str) -> bool {
        let ending = |long: &str, short: &str| {
            long.strip_prefix(short)
                .is_some_and(|rest| self.context.derived_endings.iter().any(|ending| ending == rest))
        };
        ending(one, other)
            || ending(other, one)
            || self.context.gendered_endings.iter().any(|(male, female)| {
                let pair = |a: &str, b: &str| {
                    a.strip_suffix(male.as_str()).zip(b.strip_suffix(female.as_str())).is_some_and(|(a, b)| a == b)
                };
                pair(one, other) || pair(other, one)
            })
    }
}

fn report(
    cast: &Cast<'_>,
    slips: &FxHashMap<FormId, Slip<'_>>,
    findings: &mut ArticleFindings,
    reported: &mut FxHashSet<FormId>,
) {
    if slips.is_empty() {
        return;
    }

    for at in &cast.runs {
        let Some((part, slip)) = slip_in(cast, at, slips) else {
            continue;
        };
        let wrong = cast.forms_of(at)[part];
        let form = &cast.forms[wrong];
        let right = cast.forms[slip.target.form].text;
        let count = form.alone + form.in_full;
        if !is_confident(form, count, slip.target) || !is_in_place(at, form, slip.target) {
            continue;
        }
        reported.insert(wrong);
        let traits = at.facts.parts[at.run.first as usize + part].traits;
        let right = if traits.any(PartTraits::LARGE_PARTICLE) { capitalised(right) } else { right.to_owned() };
        let place = at.place(part);
        let full = slip.target.person.map_or(right.as_str(), |person| cast.people[person].full).to_owned();
        let draft = findings.flag("near-miss", place);
        draft
            .slot("found", form.text.to_owned())
            .slot("name", right.clone())
            .slot("full", full.clone())
            .related(slip.target.introduction, full);
        if count > 1 && count * 2 > slip.target.count {
            draft.at_most(Level::Info);
        }
        draft.fix(change(at).edit(place, right.clone()).preferred());
        if count > 1 {
            draft.fix(change_all(cast, wrong, &right));
        }
    }
}

/// A fix that is safe outside quotations.
fn change(at: &RunAt<'_>) -> FixDraft {
    if at.has(Evidence::QUOTED) { FixDraft::ask("change") } else { FixDraft::safe("change") }
}

/// Last names that stand alone and whose bearer is nowhere named in full, and how much speaks for a person.
fn orphans(cast: &Cast<'_>, known: &KnownNames) -> (Targets, FxHashMap<FormId, u32>) {
    let mut targets = Targets { bearers: vec![0; cast.forms.len()], ..Targets::default() };
    let no_name =
        PartTraits::COMMON | PartTraits::TITLE | PartTraits::DESIGNATOR | PartTraits::INITIAL | PartTraits::SUFFIX;
    let mut seen: FxHashMap<FormId, (u32, u32, Place, Place)> = FxHashMap::default();
    for at in cast.runs.iter().filter(|at| at.run.len == 1 && !at.facts.is_list) {
        let (count, weight, ..) = seen.entry(cast.forms_of(at)[0]).or_insert((0, 0, at.place(0), at.whole()));
        *count += 1;
        let person = Evidence::HUMAN | Evidence::POSSESSIVE | Evidence::TITLE | Evidence::AGE | Evidence::APPOSITIVE;
        *weight += match (at.has(person), at.has(Evidence::AFTER_THE | Evidence::CAPITALS_AROUND)) {
            (true, _) => 2,
            (false, false) => 1,
            (false, true) => 0,
        };
    }
    let mut weights = FxHashMap::default();
    for (id, form) in cast.forms.iter().enumerate() {
        if form.people.is_empty()
            && form.alone >= 1
            && !form.is_first
            && !form.in_other
            && !form.traits.any(no_name)
            && !known.accepts(form.text)
            && let Some(&(count, weight, introduced_at, introduction)) = seen.get(&id)
        {
            let folded = Folded::new(form.text);
            let target = Target { form: id, folded, count, person: None, introduced_at, introduction };
            targets.add(target, cast);
            weights.insert(id, weight);
        }
    }
    targets.by_start.sort_unstable();
    (targets, weights)
}

/// A name that a form is a slip for.
struct Slip<'t> {
    target: &'t Target,
    distance: usize,
}

/// The last names of people and the short names of organisations.
fn targets(cast: &Cast<'_>) -> Targets {
    let mut targets = Targets { bearers: vec![0; cast.forms.len()], ..Targets::default() };
    for person in &cast.people {
        targets.bearers[person.first_form] += 1;
    }
    for (id, form) in cast.forms.iter().enumerate() {
        if let Some(&person) = form.people.first() {
            let target = Target {
                form: id,
                folded: Folded::new(form.text),
                count: form.alone + form.in_full,
                person: Some(person),
                introduced_at: cast.people[person].introduced_at,
                introduction: cast.people[person].introduction,
            };
            targets.add(target, cast);
        }
    }
    for at in cast.runs.iter().filter(|at| at.zone.is_story()) {
        let [short, _] = cast.forms_of(at) else { continue };
        let form = &cast.forms[*short];
        let no_name = PartTraits::COMMON | PartTraits::KNOWN | PartTraits::ORDINARY | PartTraits::GIVEN;
        if at.run.evidence.any(Evidence::ORGANIZATION)
            && form.people.is_empty()
            && form.alone > 0
            && !form.traits.any(no_name)
        {
            let target = Target {
                form: *short,
                folded: Folded::new(form.text),
                count: form.alone + 1,
                person: None,
                introduced_at: at.place(0),
                introduction: at.whole(),
            };
            targets.add(target, cast);
        }
    }
    targets.by_start.sort_unstable();
    targets
}

/// The forms that are no known name and could be a slip for one.
fn suspects<'c, 'a>(cast: &'c Cast<'a>, known: &'c KnownNames) -> impl Iterator<Item = (FormId, &'c Form<'a>)> + 'c {
    let named = PartTraits::COMMON | PartTraits::INITIAL | PartTraits::TITLE | PartTraits::SUFFIX;
    let given = PartTraits::GIVEN | PartTraits::AMBIGUOUS_GIVEN;
    cast.forms.iter().enumerate().filter(move |(_, form)| {
        !form.traits.any(named)
            && (!form.traits.any(given) || !form.people.is_empty() || form.alone == 1)
            && !form.is_first
            && form.text.len() >= 3
            && !known.accepts(form.text)
    })
}

/// The distance of a form from a name, if such a distance can be a slip.
fn allowed(form: &Form<'_>, folded: &Folded, target: &Target, right: &str) -> Option<usize> {
    let len = target.folded.len;
    let unknown = !form.traits.any(PartTraits::KNOWN | PartTraits::ORDINARY);
    let most = match len {
        0..4 => return None,
        4 if !unknown => return None,
        4 => 1,
        5..8 if !unknown => 1,
        _ => 2,
    };
    let distance = folded.distance(&target.folded, most)?;
    // *Mcdonald* for *McDonald*. What differs by accents is another rule’s.
    if distance == 0 && (!unknown || form.text.to_lowercase() != right.to_lowercase()) {
        return None;
    }
    if distance == 2 && len < 8 && sound(&folded.text) != sound(&target.folded.text) {
        return None;
    }
    if len == 4 && distance > 1 {
        return None;
    }
    Some(distance)
}

/// Whether the bearers of the two names can be one person: no one is introduced by the doubtful name, but with the same
/// first name.
fn is_same_person(cast: &Cast<'_>, form: &Form<'_>, target: &Target) -> bool {
    if target.person.is_none() || form.people.is_empty() {
        return form.people.is_empty();
    }
    let family = &cast.forms[target.form].people;
    if family.len() > LARGEST_FAMILY || form.people.len() > LARGEST_FAMILY {
        return false;
    }
    let is_one = |other: &Person<'_>, right: &Person<'_>| {
        other.first_form == right.first_form && !have_two_ages(other, right) && !share_a_sentence(cast, other, right)
    };
    form.people.iter().all(|&other| family.iter().any(|&right| is_one(&cast.people[other], &cast.people[right])))
        && precedes(form, target, cast)
}

/// Of two full names with the same first name, the rarer is doubted, and of two as rare the later.
fn precedes(form: &Form<'_>, target: &Target, cast: &Cast<'_>) -> bool {
    let count = form.alone + form.in_full;
    let introduced = cast.people[form.people[0]].introduced_at;
    count < target.count || (count == target.count && target.introduced_at < introduced)
}

/// Whether two ages are given.
fn have_two_ages(one: &Person<'_>, other: &Person<'_>) -> bool {
    one.age != other.age && one.age > 0 && other.age > 0
}

/// Whether both are introduced as people are: two people, then.
pub(super) fn have_two_descriptions(one: &Person<'_>, other: &Person<'_>) -> bool {
    let described = Evidence::AGE | Evidence::APPOSITIVE | Evidence::TITLE | Evidence::OCCUPATION;
    have_two_ages(one, other) || (one.evidence.any(described) && other.evidence.any(described))
}

/// Whether a full name of one stands in the same sentence as one of the other.
pub(super) fn share_a_sentence(cast: &Cast<'_>, one: &Person<'_>, other: &Person<'_>) -> bool {
    let sentences = |person: &Person<'_>| -> Vec<(usize, u16)> {
        person.mentions[..person.in_full]
            .iter()
            .map(|mention| {
                let at = &cast.runs[mention.run];
                (at.paragraph, at.run.sentence)
            })
            .collect()
    };
    let theirs = sentences(other);
    sentences(one).iter().any(|sentence| theirs.binary_search(sentence).is_ok())
}

/// The part of a run that is a slip, if the run is one name: a word alone, or after the first name of the right person.
fn slip_in<'s, 't>(
    cast: &Cast<'_>,
    at: &RunAt<'_>,
    slips: &'s FxHashMap<FormId, Slip<'t>>,
) -> Option<(usize, &'s Slip<'t>)> {
    let forms = cast.forms_of(at);
    if at.run.evidence.any(Evidence::WORK) || at.facts.is_list {
        return None;
    }
    match forms {
        [only] => slips.get(only).map(|slip| (0, slip)),
        [rest @ .., last] if at.facts.parts[at.run.parts().end - 1].traits.any(PartTraits::DESIGNATOR) => {
            // *Brightwatter Lines*: the same designator shows that the same organisation is meant.
            let [only] = rest else { return None };
            let slip = slips.get(only).filter(|slip| slip.target.person.is_none())?;
            let same = cast.runs.iter().any(|other| cast.forms_of(other) == [slip.target.form, *last]);
            same.then_some((0, slip))
        }
        [first, .., last] => {
            let slip = slips.get(last)?;
            let family = &cast.forms[slip.target.form].people;
            let same = family.iter().take(LARGEST_FAMILY).any(|&person| cast.people[person].first_form == *first);
            let opens = forms.len() == 2
                && opens_with_a_word(&cast.forms, at, forms)
                && !cast.forms[*last].traits.any(PartTraits::KNOWN | PartTraits::ORDINARY);
            (slip.target.person.is_some() && (same || opens)).then_some((forms.len() - 1, slip))
        }
        [] => None,
    }
}

/// Whether the name is common enough in the article, and the form rare enough.
fn is_confident(form: &Form<'_>, count: u32, target: &Target) -> bool {
    // A word that stands in other names is a name of its own.
    if form.in_other && target.person.is_some() {
        return false;
    }
    let ordinary = form.traits.any(PartTraits::ORDINARY);
    if ordinary {
        return count <= 1;
    }
    // Someone may be called by a first name that is nowhere explained, a child or a singer.
    if form.traits.any(PartTraits::GIVEN | PartTraits::AMBIGUOUS_GIVEN) {
        return count <= 1 && (target.count >= 3 || !form.people.is_empty());
    }
    if form.traits.any(PartTraits::KNOWN) {
        return count <= 1 && target.count >= 2;
    }
    count <= target.count
}

/// Whether a name is what stands in the place of this run.
fn is_in_place(at: &RunAt<'_>, form: &Form<'_>, target: &Target) -> bool {
    let evidence = at.run.evidence;
    let has = |bits| evidence.any(bits);
    if at.run.len > 1 {
        return true;
    }
    if has(Evidence::CAPITALS_AROUND) {
        return false;
    }
    let subject = has(Evidence::HUMAN | Evidence::POSSESSIVE | Evidence::TITLE);
    if form.traits.any(PartTraits::ORDINARY) {
        if at.zone.is_headline() {
            return false;
        }
        let acts = has(Evidence::ACTS) && !has(Evidence::LIGHT);
        return if has(Evidence::OPENING) {
            subject || acts || has(Evidence::APPOSITIVE | Evidence::AGE)
        } else {
            !has(Evidence::AFTER_THE) && (subject || has(Evidence::NOUN_PLACE))
        };
    }
    // *the Rosenbaum house*, but not *the Rosenbaums*.
    if has(Evidence::AFTER_THE) && !has(Evidence::TITLE) {
        let rare = form.alone + form.in_full == 1 && target.count >= 2;
        if !has(Evidence::SMALL_AFTER) || target.folded.len < 5 || (target.folded.len < 6 && !rare) {
            return false;
        }
    }
    if form.traits.any(PartTraits::KNOWN | PartTraits::GIVEN | PartTraits::AMBIGUOUS_GIVEN) {
        return subject || has(Evidence::ACTS | Evidence::APPOSITIVE | Evidence::AGE | Evidence::NOUN_PLACE);
    }
    if has(Evidence::OPENING) {
        return subject || has(Evidence::ACTS | Evidence::APPOSITIVE | Evidence::SMALL_AFTER | Evidence::AGE);
    }
    true
}

/// A fix that changes every place in which a form stands.
fn change_all(cast: &Cast<'_>, wrong: FormId, right: &str) -> FixDraft {
    let mut fix = FixDraft::ask("change-all").slot("text", right.to_owned());
    for at in &cast.runs {
        for (part, &id) in cast.forms_of(at).iter().enumerate() {
            if id == wrong {
                let place = at.place(part);
                let large = at.facts.parts[place.place as usize].traits.any(PartTraits::LARGE_PARTICLE);
                fix = fix.edit(place, if large { capitalised(right) } else { right.to_owned() });
            }
        }
    }
    fix
}

fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
