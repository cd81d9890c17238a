//! To whom a quotation without a source may be attributed.

use std::cell::OnceCell;

use super::fixes::Plan;
use crate::check::{ArticleFacts, Draft, FixDraft, Place};
use crate::names::KnownNames;
use crate::people::{Cast, NameFacts, Person};

/// The people of an article, as those who may have said something.
pub(super) struct Offers<'v, 'f> {
    article: &'v ArticleFacts<'f>,
    /// The verb of a tag, in the tense of the article.
    verb: &'static str,
    /// Those beside verbs of saying so far, as they are written there.
    speakers: Vec<&'f str>,
    /// Joined when the first quotation without a source is met: most articles have none.
    cast: OnceCell<Cast<'f>>,
}

/// How many people a finding offers as the speaker.
const OFFERED: usize = 5;
/// How many tags back they are looked for.
const REMEMBERED: usize = 64;

impl<'v, 'f> Offers<'v, 'f> {
    pub(super) fn new(article: &'v ArticleFacts<'f>, verb: &'static str) -> Self {
        Offers { article, verb, speakers: Vec::new(), cast: OnceCell::new() }
    }

    /// Notes who says something in the next paragraph.
    pub(super) fn heard(&mut self, speakers: &'f [String]) {
        self.speakers.extend(speakers.iter().map(String::as_str));
    }

    /// Adds a fix for each of the people who may have spoken, and one with a placeholder. The first of them is the one to
    /// take if `prefer` says so.
    pub(super) fn add(&self, draft: &mut Draft, plan: Option<&Plan>, paragraph: usize, prefer: bool) {
        let Some(plan) = plan else { return };
        let place = Place { paragraph, place: plan.place };
        let tag = |name: &str| format!("{}{name} {}{}", plan.before, self.verb, plan.after);
        let mut preferred = prefer;
        let mut add = |fix: FixDraft| {
            draft.fix(if std::mem::take(&mut preferred) { fix.preferred() } else { fix });
        };
        for name in self.names(paragraph) {
            add(FixDraft::ask("name").edit(place, tag(name)).slot("name", name.to_owned()));
        }
        add(FixDraft::ask("placeholder").edit(place, tag("TKTK")));
    }

    /// The last names of the people whom the story has introduced by a paragraph: who spoke last comes first, then who was
    /// named last.
    fn names(&self, paragraph: usize) -> Vec<&str> {
        let cast = self.cast.get_or_init(|| {
            let names = self.article.of_others::<NameFacts>().map(|(i, facts)| (i, self.article.zone(i), facts));
            Cast::new(names, &KnownNames::default())
        });
        let known = || cast.people.iter().filter(|person| person.introduced_at.paragraph <= paragraph);
        let mut names: Vec<&str> = Vec::new();
        for speaker in self.speakers.iter().rev().take(REMEMBERED) {
            let name = ["’s", "'s"].iter().find_map(|end| speaker.strip_suffix(end)).unwrap_or(speaker);
            let last = known().find(|person| is_called(name, person.last)).map(|person| person.last);
            names.extend(last.filter(|last| !names.contains(last)));
        }
        let last_named = |person: &Person<'_>| {
            person.mentions.iter().map(|mention| mention.last).filter(|at| at.paragraph <= paragraph).max()
        };
        let mut others: Vec<&Person<'_>> = known().filter(|person| !names.contains(&person.last)).collect();
        others.sort_by_key(|person| std::cmp::Reverse(last_named(person)));
        for person in others {
            if !names.contains(&person.last) {
                names.push(person.last);
            }
        }
        names.truncate(OFFERED);
        names
    }
}

/// Whether a name as it is written ends in a last name: *Mayor Ana Ruiz* in *Ruiz*.
fn is_called(name: &str, last: &str) -> bool {
    name.strip_suffix(last).is_some_and(|before| before.is_empty() || before.ends_with(' '))
}
