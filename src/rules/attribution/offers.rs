//! To whom a quotation without a source may be attributed.

use rustc_hash::FxHashMap;

use super::fixes::Plan;
use crate::check::{ArticleFacts, Draft, FixDraft, Place};
use crate::names::KnownNames;
use crate::people::{Cast, NameFacts};

/// The people of an article, as those who may have said something. It is asked paragraph by paragraph, in order.
pub(super) struct Offers<'v, 'f> {
    article: &'v ArticleFacts<'f>,
    /// The verb of a tag, in the tense of the article.
    verb: &'static str,
    /// Those beside verbs of saying so far, as they are written there.
    speakers: Vec<&'f str>,
    /// Joined when the first quotation without a source is met: most articles have none.
    people: Option<People<'f>>,
}

/// Who is named where, by last names.
struct People<'f> {
    /// The paragraph in which a last name is first introduced.
    introduced: FxHashMap<&'f str, usize>,
    /// Every mention, in the order of the paragraphs.
    mentions: Vec<(usize, &'f str)>,
    /// How many of the mentions have been taken in.
    seen: usize,
    /// The last names that were mentioned last, the very last first.
    recent: Vec<&'f str>,
}

/// How many people a finding offers as the speaker.
const OFFERED: usize = 5;
/// How many tags back they are looked for.
const REMEMBERED: usize = 64;

impl<'v, 'f> Offers<'v, 'f> {
    pub(super) fn new(article: &'v ArticleFacts<'f>, verb: &'static str) -> Self {
        Offers { article, verb, speakers: Vec::new(), people: None }
    }

    /// Notes who says something in the next paragraph.
    pub(super) fn heard(&mut self, speakers: &'f [String]) {
        self.speakers.extend(speakers.iter().map(String::as_str));
    }

    /// Adds a fix for each of the people who may have spoken, and one with a placeholder. The first of them is the one to
    /// take if `prefer` says so.
    pub(super) fn add(&mut self, draft: &mut Draft, plan: Option<&Plan>, paragraph: usize, prefer: bool) {
        let Some(plan) = plan else { return };
        let place = Place { paragraph, place: plan.place };
        let verb = self.verb;
        let tag = |name: &str| format!("{}{name} {verb}{}", plan.before, plan.after);
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
    fn names(&mut self, paragraph: usize) -> Vec<&'f str> {
        let people = self.people.get_or_insert_with(|| People::of(self.article));
        people.go_to(paragraph);
        let mut names: Vec<&'f str> = Vec::new();
        let spoke =
            self.speakers.iter().rev().take(REMEMBERED).filter_map(|speaker| people.last_name(speaker, paragraph));
        for name in spoke.chain(people.recent.iter().copied()) {
            if !names.contains(&name) {
                names.push(name);
            }
            if names.len() == OFFERED {
                break;
            }
        }
        names
    }
}

impl<'f> People<'f> {
    fn of(article: &ArticleFacts<'f>) -> Self {
        let names = article.of_others::<NameFacts>().map(|(i, facts)| (i, article.zone(i), facts));
        let cast = Cast::new(names, &KnownNames::default());
        let mut introduced: FxHashMap<&'f str, usize> = FxHashMap::default();
        let mut mentions = Vec::new();
        for person in &cast.people {
            let first = introduced.entry(person.last).or_insert(person.introduced_at.paragraph);
            *first = (*first).min(person.introduced_at.paragraph);
            mentions.extend(person.mentions.iter().map(|mention| (mention.last.paragraph, person.last)));
        }
        mentions.sort_by_key(|(paragraph, _)| *paragraph);
        People { introduced, mentions, seen: 0, recent: Vec::new() }
    }

    /// Takes in the mentions up to a paragraph.
    fn go_to(&mut self, paragraph: usize) {
        while let Some((_, name)) = self.mentions.get(self.seen).filter(|(at, _)| *at <= paragraph) {
            let known = self.introduced.get(name).is_some_and(|introduced| *introduced <= paragraph);
            if known {
                self.recent.retain(|other| other != name);
                self.recent.insert(0, name);
                self.recent.truncate(OFFERED);
            }
            self.seen += 1;
        }
    }

    /// The last name of whoever is called so and has been introduced: *Ruiz* of *Mayor Ana Ruiz’s*.
    fn last_name(&self, called: &str, paragraph: usize) -> Option<&'f str> {
        let mut rest = ["’s", "'s"].iter().find_map(|end| called.strip_suffix(end)).unwrap_or(called);
        loop {
            let found = self.introduced.get_key_value(rest).filter(|(_, introduced)| **introduced <= paragraph);
            if let Some((name, _)) = found {
                return Some(name);
            }
            rest = rest.split_once(' ')?.1;
        }
    }
}
