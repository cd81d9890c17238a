//! Who is in an article: the names of all its paragraphs, joined.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::facts::{Evidence, NameFacts, Oddity, PartTraits, Run, Title};
use crate::article::Zone;
use crate::check::Place;
use crate::names::{KnownNames, is_suffix};

/// The number of a [`Form`] of a cast.
pub type FormId = usize;

/// The number of a [`Person`] of a cast.
pub type PersonId = usize;

/// The people of an article and the forms in which names stand in it.
#[derive(Debug, Default)]
pub struct Cast<'a> {
    /// The people, in the order in which they are introduced.
    pub people: Vec<Person<'a>>,
    /// Every word that stands in a run of capitals, once each.
    pub forms: Vec<Form<'a>>,
    /// All runs of the story and of its headlines, in order.
    pub runs: Vec<RunAt<'a>>,
    part_forms: Vec<FormId>,
    /// By the text, with a small first letter if that is a particle’s.
    index: FxHashMap<Cow<'a, str>, FormId>,
}

/// A run and where it is.
#[derive(Clone, Copy, Debug)]
pub struct RunAt<'a> {
    /// The number of the paragraph.
    pub paragraph: usize,
    /// Where the paragraph stands in the article.
    pub zone: Zone,
    /// The paragraph’s facts.
    pub facts: &'a NameFacts,
    /// The run.
    pub run: &'a Run,
    /// Its number in the facts.
    number: usize,
    forms: usize,
}

impl<'a> RunAt<'a> {
    /// The place of one of its parts.
    pub fn place(&self, part: usize) -> Place {
        Place { paragraph: self.paragraph, place: self.run.first + part as u32 }
    }

    /// The place of the whole run.
    pub fn whole(&self) -> Place {
        Place { paragraph: self.paragraph, place: self.facts.place_of(self.number) }
    }

    /// The titles beside it.
    pub fn titles(&self) -> impl Iterator<Item = &'a Title> + use<'a> {
        let number = self.number as u32;
        let from = self.facts.titles.partition_point(|title| title.run < number);
        self.facts.titles[from..].iter().take_while(move |title| title.run == number)
    }

    /// Its odd punctuation.
    pub fn oddities(&self) -> impl Iterator<Item = &'a Oddity> + use<'a> {
        let number = self.number as u32;
        let from = self.facts.oddities.partition_point(|oddity| oddity.run < number);
        self.facts.oddities[from..].iter().take_while(move |oddity| oddity.run == number)
    }

    /// The place of a title or of odd punctuation of its paragraph.
    pub fn extra(&self, place: u32) -> Place {
        Place { paragraph: self.paragraph, place: self.facts.extra_place(place) }
    }

    /// Whether it has any of this evidence.
    pub fn has(&self, evidence: u32) -> bool {
        self.run.evidence.any(evidence)
    }
}

/// A word of a name, with its particles, wherever it stands.
#[derive(Clone, Debug, Default)]
pub struct Form<'a> {
    /// The word, as a full name has it or else as it first stands.
    pub text: &'a str,
    /// What is known of it.
    pub traits: PartTraits,
    /// How often it stands alone in the story.
    pub alone: u32,
    /// How often it stands in the story as the last name of a person in full.
    pub in_full: u32,
    /// Whether it is a first or middle name of someone.
    pub is_first: bool,
    /// Whether it stands in a run that is no person.
    pub in_other: bool,
    /// Whether it stands alone as the subject of a verb or in a possessive.
    pub acts: bool,
    /// People of whom it is the last name.
    pub people: Vec<PersonId>,
}

/// Someone whom the article names in full.
#[derive(Clone, Debug)]
pub struct Person<'a> {
    /// The first name, or initials.
    pub first: &'a str,
    /// What stands between the first and the last name; may be empty.
    pub middle: &'a str,
    /// The last name with its particles.
    pub last: &'a str,
    /// *Jr.* and such, without the stop; may be empty.
    pub suffix: &'a str,
    /// The name as it is introduced, without title.
    pub full: &'a str,
    /// The form of the first name.
    pub first_form: FormId,
    /// The form of the last name.
    pub last_form: FormId,
    /// Full names first, then the last name alone; each in order.
    pub mentions: Vec<Mention>,
    /// How many of the mentions are full names.
    pub in_full: usize,
    /// Where the full name first stands: its first word.
    pub introduced_at: Place,
    /// The same, from the first word to the last.
    pub introduction: Place,
    /// All that is seen around the full name.
    pub evidence: Evidence,
    /// The age given, or 0.
    pub age: u8,
}

/// A place that names a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The run, by its number in [`Cast::runs`].
    pub run: usize,
    /// The last name.
    pub last: Place,
    /// The first name, if it is there.
    pub first: Option<Place>,
}

impl<'a> Cast<'a> {
    /// Joins the facts of paragraphs, in order. Headlines introduce no one; bylines, slugs and such are left out.
    pub fn new(paragraphs: impl Iterator<Item = (usize, Zone, &'a NameFacts)>, known: &KnownNames) -> Self {
        let mut cast = Cast::default();
        let paragraphs: Vec<_> = paragraphs.filter(|(_, zone, _)| zone.is_prose()).collect();
        cast.reserve(
            paragraphs.iter().map(|(.., facts)| facts.runs.len()).sum(),
            paragraphs.iter().map(|(.., facts)| facts.parts.len()).sum(),
        );
        for (paragraph, zone, facts) in paragraphs {
            cast.add(paragraph, zone, facts);
        }
        let candidates = cast.candidates(known);
        cast.introduce(candidates, known);
        cast.mention();
        cast
    }

    /// The form of a word of a name, if it stands in the article.
    pub fn form(&self, text: &str) -> Option<FormId> {
        self.index.get(text).copied()
    }

    /// The forms of the parts of a run.
    pub fn forms_of(&self, run: &RunAt<'_>) -> &[FormId] {
        &self.part_forms[run.forms..run.forms + run.run.len as usize]
    }

    /// The people who are introduced in full before a place or at it, in the order of their introductions.
    pub fn introduced_by(&self, place: Place) -> impl Iterator<Item = &Person<'a>> {
        self.people.iter().take_while(move |person| person.introduced_at <= place)
    }

    /// Every form of a person’s name that the article accepts by introducing it: first, middle and last names.
    pub fn accepted(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.forms.iter().filter(|form| !form.people.is_empty() || form.is_first).map(|form| form.text)
    }

    fn reserve(&mut self, runs: usize, parts: usize) {
        self.runs.reserve(runs);
        self.part_forms.reserve(parts);
        // An article repeats its names; one of 10 MB has no more of them than one of 1 MB.
        let distinct = (parts / 2).min(2048);
        self.index.reserve(distinct);
        self.forms.reserve(distinct);
    }

    fn add(&mut self, paragraph: usize, zone: Zone, facts: &'a NameFacts) {
        for (number, run) in facts.runs.iter().enumerate() {
            let forms = self.part_forms.len();
            for part in run.parts() {
                let text = facts.str(part);
                let traits = facts.parts[part].traits;
                let key = if traits.any(PartTraits::LARGE_PARTICLE) {
                    Cow::Owned(with_small_start(text))
                } else {
                    Cow::Borrowed(text)
                };
                let forms = &mut self.forms;
                let id = *self.index.entry(key).or_insert_with(|| {
                    forms.push(Form { text, ..Form::default() });
                    forms.len() - 1
                });
                let form = &mut self.forms[id];
                form.traits = form.traits.union(traits);
                self.part_forms.push(id);
            }
            if run.len == 1 && zone.is_story() {
                let form = &mut self.forms[self.part_forms[forms]];
                form.alone += 1;
                let person = Evidence::HUMAN | Evidence::POSSESSIVE | Evidence::ACTS | Evidence::ADDRESSED;
                form.acts |= run.evidence.any(person);
            }
            self.runs.push(RunAt { paragraph, zone, facts, run, number, forms });
        }
    }

    /// The runs that may be full names, those of the same first and last name together, in order.
    fn candidates(&mut self, known: &KnownNames) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut by_name: FxHashMap<(FormId, FormId), usize> = FxHashMap::default();
        for (number, at) in self.runs.iter().enumerate() {
            if !at.zone.is_story() || at.run.len < 2 {
                continue;
            }
            let Some(name) = FullName::of(at, self.forms_of(at), known) else {
                continue;
            };
            let candidate = *by_name.entry((name.first, name.last)).or_insert_with(|| {
                candidates.push(Candidate {
                    name,
                    runs: Vec::new(),
                    evidence: Evidence::default(),
                    unprompted: false,
                    inside: false,
                    age: 0,
                });
                candidates.len() - 1
            });
            let candidate = &mut candidates[candidate];
            candidate.runs.push(number);
            candidate.evidence = candidate.evidence.union(at.run.evidence);
            candidate.unprompted |= !at.run.evidence.any(Evidence::AFTER_PREPOSITION | Evidence::AFTER_THE);
            candidate.inside |= !at.run.evidence.any(Evidence::OPENING);
            candidate.age = candidate.age.max(at.run.age);
        }
        candidates
    }

    /// Makes people of the candidates that have the evidence, or whose last name is that of someone who has.
    fn introduce(&mut self, candidates: Vec<Candidate>, known: &KnownNames) {
        let mut accepted: Vec<bool> = candidates.iter().map(|candidate| candidate.score(self, known) >= 2).collect();
        let mut last_names = vec![false; self.forms.len()];
        for (candidate, _) in candidates.iter().zip(&accepted).filter(|(_, accepted)| **accepted) {
            last_names[candidate.name.last] = true;
        }
        for (candidate, accepted) in candidates.iter().zip(&mut accepted) {
            *accepted |= last_names[candidate.name.last] && candidate.is_plain(self);
        }
        for (candidate, _) in candidates.into_iter().zip(accepted).filter(|(_, accepted)| *accepted) {
            let name = candidate.name;
            let at = self.runs[candidate.runs[0]];
            let parts = at.run.parts();
            let part = |i: usize| parts.start + i;
            let id = self.people.len();
            let mentions: Vec<Mention> = candidate
                .runs
                .iter()
                .map(|&run| {
                    let at = &self.runs[run];
                    let (first, last) = FullName::of(at, self.forms_of(at), known)
                        .map_or((0, 0), |name| (name.first_part, name.last_part));
                    Mention { run, last: at.place(last), first: Some(at.place(first)) }
                })
                .collect();
            for &form in &self.part_forms[at.forms..at.forms + name.last_part.max(name.first_part)] {
                self.forms[form].is_first |= form != name.last;
            }
            self.forms[name.first].is_first = true;
            if self.forms[name.last].people.is_empty() {
                self.forms[name.last].text = at.facts.str(part(name.last_part));
            }
            self.forms[name.last].people.push(id);
            self.forms[name.last].in_full += candidate.runs.len() as u32;
            let suffix = at.facts.str(parts.end - 1);
            self.people.push(Person {
                first: at.facts.str(part(name.first_part)),
                middle: at.facts.join(part(name.first_part) + 1..part(name.last_part)),
                last: at.facts.str(part(name.last_part)),
                suffix: if is_suffix(suffix) { suffix } else { "" },
                full: at.facts.join(parts.clone()),
                first_form: name.first,
                last_form: name.last,
                in_full: mentions.len(),
                introduced_at: at.place(0),
                introduction: at.whole(),
                mentions,
                evidence: candidate.evidence,
                age: candidate.age,
            });
        }
    }

    /// Gives each last name that stands alone to its person, where there is one only, and marks the other words.
    fn mention(&mut self) {
        for (number, at) in self.runs.iter().enumerate() {
            let forms = &self.part_forms[at.forms..at.forms + at.run.len as usize];
            if at.run.len == 1 {
                if let [person] = self.forms[forms[0]].people[..]
                    && at.zone.is_story()
                {
                    self.people[person].mentions.push(Mention { run: number, last: at.place(0), first: None });
                }
                continue;
            }
            let named = forms.iter().any(|&form| self.forms[form].is_first)
                && forms.iter().any(|&form| !self.forms[form].people.is_empty());
            if !named && !opens_with_a_word(&self.forms, at, forms) {
                for &form in forms {
                    self.forms[form].in_other = true;
                }
            }
        }
    }
}

/// *Echoing Annan*: whether the first of two words has its capital only because it opens the sentence.
pub fn opens_with_a_word(all: &[Form<'_>], at: &RunAt<'_>, forms: &[FormId]) -> bool {
    let [first, _] = forms else { return false };
    let first = all[*first].traits;
    let name = PartTraits::GIVEN
        | PartTraits::AMBIGUOUS_GIVEN
        | PartTraits::COMMON
        | PartTraits::PLACE
        | PartTraits::DESIGNATOR
        | PartTraits::TITLE
        | PartTraits::PARTICLE
        | PartTraits::INITIAL;
    at.has(Evidence::OPENING) && first.any(PartTraits::ORDINARY) && !first.any(name)
}

/// Which parts of a run are its first and last name.
#[derive(Clone, Copy)]
struct FullName {
    first: FormId,
    last: FormId,
    first_part: usize,
    last_part: usize,
}

impl FullName {
    fn of(at: &RunAt<'_>, forms: &[FormId], known: &KnownNames) -> Option<FullName> {
        let run = at.run;
        let mut end = forms.len();
        if at.facts.parts[run.parts().end - 1].traits.any(PartTraits::SUFFIX) {
            end -= 1;
        }
        if !(2..=5).contains(&end) || run.evidence.any(Evidence::PLACE | Evidence::WORK) {
            return None;
        }
        let (mut first_part, mut last_part) = (0, end - 1);
        let start = run.first as usize;
        if known.is_family_first(at.facts.join(start..start + end)) {
            (first_part, last_part) = (last_part, first_part);
        }
        Some(FullName { first: forms[first_part], last: forms[last_part], first_part, last_part })
    }
}

struct Candidate {
    name: FullName,
    runs: Vec<usize>,
    evidence: Evidence,
    /// Whether it stands somewhere without a preposition before it.
    unprompted: bool,
    /// Whether it stands somewhere inside a sentence.
    inside: bool,
    age: u8,
}

impl Candidate {
    /// Whether nothing speaks against a person.
    fn is_plain(&self, cast: &Cast<'_>) -> bool {
        let no_first = PartTraits::COMMON | PartTraits::TITLE | PartTraits::DESIGNATOR;
        let first = cast.forms[self.name.first].traits;
        !first.any(no_first)
            && (!first.any(PartTraits::ORDINARY) || first.any(PartTraits::AMBIGUOUS_GIVEN))
            && !self.evidence.any(
                Evidence::ORGANIZATION | Evidence::CAPITALS_AROUND | Evidence::AFTER_THE | Evidence::AFTER_PREPOSITION,
            )
    }

    /// How much speaks for a person.
    fn score(&self, cast: &Cast<'_>, known: &KnownNames) -> i32 {
        let first = &cast.forms[self.name.first];
        let last = &cast.forms[self.name.last];
        let has = |bits| self.evidence.any(bits);
        let certain = has(Evidence::TITLE | Evidence::OCCUPATION | Evidence::AGE);
        let given = first.traits.any(PartTraits::GIVEN);
        // What organisations and places end in, and what is no last name but after a first name.
        if has(Evidence::ORGANIZATION) && !certain && !(given && has(Evidence::HUMAN)) {
            return 0;
        }
        if last.traits.any(PartTraits::INITIAL) || (last.traits.any(PartTraits::TITLE) && !given) {
            return 0;
        }
        let is_common =
            |form: &Form<'_>| form.traits.any(PartTraits::COMMON) && !form.traits.any(PartTraits::AMBIGUOUS_PLACE);
        if is_common(last) && !certain && !given {
            return 0;
        }
        // A people, a place or a day is no first name: *European Union*, *Boston Celtics*, *Thursday Night*.
        if is_common(first) && !first.traits.any(PartTraits::GIVEN | PartTraits::AMBIGUOUS_GIVEN) && !has(Evidence::AGE)
        {
            return 0;
        }
        // *the Paula Jones case* is about a person where *Jones* does something.
        let acts = given && last.acts;
        if has(Evidence::AFTER_THE) && !self.unprompted && !certain && !acts {
            return 0;
        }
        let mut score = 0;
        for (bits, worth) in [
            (Evidence::TITLE | Evidence::OCCUPATION, 3),
            (Evidence::AGE, 3),
            (Evidence::APPOSITIVE, 1),
            (Evidence::HUMAN, 2),
        ] {
            if has(bits) {
                score += worth;
            }
        }
        if given {
            score += 2;
        } else if first.traits.any(PartTraits::AMBIGUOUS_GIVEN) {
            // *Will Smith* may open a question; *with Will Smith* does not.
            score += if self.inside { 2 } else { 1 };
        } else if first.traits.any(PartTraits::INITIAL) {
            score += 1;
        }
        if !is_common(last) {
            score += match (last.acts, last.alone) {
                (true, _) => 2,
                (false, 2..) => 1,
                _ => 0,
            };
        }
        // Words of no dictionary are names, of whatever.
        let no_name = PartTraits::ORDINARY | PartTraits::COMMON | PartTraits::DESIGNATOR | PartTraits::TITLE;
        if !first.traits.union(last.traits).any(no_name) {
            score += i32::from(has(Evidence::ACTS));
            score += i32::from(!first.traits.union(last.traits).any(PartTraits::KNOWN));
        }
        if known.accepts(first.text) && known.accepts(last.text) {
            score += 5;
        }
        if has(Evidence::OPENING) && !certain && score < 2 {
            score -= 1;
        }
        if !self.unprompted && score < 2 {
            score -= 2;
        }
        score
    }
}

fn with_small_start(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
