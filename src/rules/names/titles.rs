//! `name/honorific`, `name/title-case` and `name/title-repeat`: what stands before a name, or after it.

use rustc_hash::FxHashMap;

use super::{CourtesyTitles, Story};
use crate::check::{ArticleFindings, FixDraft};
use crate::people::{Evidence, Person, PersonId, RunAt, Stands, Title, TitleKind};

/// Reports titles that the house would write otherwise.
pub(super) fn find(story: &Story<'_, '_>, courtesy: CourtesyTitles, findings: &mut ArticleFindings) {
    for (run, at) in story.runs() {
        if at.has(Evidence::WORK) {
            continue;
        }
        let person = story.person(run);
        for title in at.titles().filter(|title| !title.is_quoted) {
            case(at, title, person, findings);
            if let Some(person) = person {
                repeat(at, title, person, findings);
                if courtesy == CourtesyTitles::Never && is_address(title) {
                    without(at, title, "honorific", findings);
                }
            }
        }
        if let Some(person) = person
            && courtesy == CourtesyTitles::Always
            && is_second(at, person)
            && !at.has(Evidence::TITLE | Evidence::OCCUPATION)
        {
            findings
                .flag("honorific", at.whole())
                .slot("found", at.facts.join(at.run.parts()).to_owned())
                .slot("name", person.full.to_owned());
        }
    }
    if courtesy == CourtesyTitles::Infer {
        uneven(story, findings);
    }
}

fn is_address(title: &Title) -> bool {
    title.stands == Stands::Before && title.kind.any(TitleKind::ADDRESS) && title.is_capitalised
}

/// Whether a run is the last name alone of an adult who has been introduced.
fn is_second(at: &RunAt<'_>, person: &Person<'_>) -> bool {
    const SHOWS_A_PERSON: u32 = Evidence::HUMAN | Evidence::ACTS | Evidence::POSSESSIVE | Evidence::ADDRESSED;
    at.run.len == 1
        && person.introduced_at < at.place(0)
        && (person.age == 0 || person.age > 17)
        && at.has(SHOWS_A_PERSON)
        && !at.has(Evidence::QUOTED | Evidence::AFTER_THE)
}

/// A title that should not be there.
fn without(at: &RunAt<'_>, title: &Title, kind: &'static str, findings: &mut ArticleFindings) {
    let name = at.facts.join(at.run.parts()).to_owned();
    findings
        .flag(kind, at.extra(title.place + 1))
        .slot("found", format!("{} {name}", at.facts.title(title)))
        .slot("title", at.facts.title(title).to_owned())
        .slot("name", name.clone())
        .fix(FixDraft::ask("remove").edit(at.extra(title.place + 2), "").slot("text", name).preferred());
}

/// A formal title before the last name of someone who was introduced with one.
fn repeat(at: &RunAt<'_>, title: &Title, person: &Person<'_>, findings: &mut ArticleFindings) {
    if title.stands == Stands::Before
        && title.kind.any(TitleKind::FORMAL)
        && !title.kind.any(TitleKind::ROYAL | TitleKind::COURTESY)
        && title.is_capitalised
        && at.run.len == 1
        && person.introduced_at < at.place(0)
        && person.evidence.any(Evidence::FORMAL_TITLE)
    {
        without(at, title, "title-repeat", findings);
    }
}

/// A title with a capital where it should have none, or the other way round.
fn case(at: &RunAt<'_>, title: &Title, person: Option<&Person<'_>>, findings: &mut ArticleFindings) {
    let text = at.facts.title(title);
    let right = match title.stands {
        Stands::Before => {
            let full = person.is_some_and(|_| at.run.len > 1);
            if !title.is_capitalised && title.is_bare && full && title.kind.any(TitleKind::OFFICE) {
                capitalised(text)
            } else if title.is_capitalised && title.is_bare && full && is_description(title) && !title.is_opening {
                text.to_lowercase()
            } else {
                return;
            }
        }
        Stands::After => {
            let single = !text.contains([' ', '-', '.']) && !text.chars().skip(1).any(char::is_uppercase);
            let known = title.kind.any(TitleKind::OFFICE) || (single && title.kind.any(TitleKind::FORMAL));
            if !known || person.is_none() || at.run.len < 2 || text.contains('.') {
                return;
            }
            text.to_lowercase()
        }
        Stands::Alone => {
            if !title.kind.any(TitleKind::OFFICE) || !title.is_capitalised || at.has(Evidence::OPENING) {
                return;
            }
            text.to_lowercase()
        }
    };
    if right == text {
        return;
    }
    let place = at.extra(title.place);
    findings
        .flag("title-case", place)
        .slot("found", text.to_owned())
        .slot("name", right.clone())
        .fix(FixDraft::ask("change").edit(place, right).preferred());
}

/// Whether a title says what someone does and is no office.
fn is_description(title: &Title) -> bool {
    title.kind.any(TitleKind::DESCRIPTION)
        || (title.kind.any(TitleKind::OCCUPATION) && !title.kind.any(TitleKind::FORMAL | TitleKind::COURTESY))
}

/// Every word that is not short with a capital: *Secretary of State*.
fn capitalised(title: &str) -> String {
    let words = title.split(' ').map(|word| {
        if matches!(word, "of" | "the" | "for" | "and") {
            return word.to_owned();
        }
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What a story does with one person's last name.
#[derive(Default)]
struct Habit<'a> {
    with: u32,
    without: u32,
    address: Option<&'a str>,
}

/// Someone who is *Mr. Hale* and *Hale* in one story: the form that the story uses less is reported.
fn uneven(story: &Story<'_, '_>, findings: &mut ArticleFindings) {
    let mut habits: FxHashMap<PersonId, Habit<'_>> = FxHashMap::default();
    let (mut with, mut without_title) = (0_u32, 0_u32);
    for (run, at) in story.runs() {
        let Some(id) = story.people[run] else { continue };
        let person = &story.cast.people[id];
        if !is_second(at, person) {
            continue;
        }
        let habit = habits.entry(id).or_default();
        if at.has(Evidence::ADDRESSED) {
            with += 1;
            habit.with += 1;
            habit.address = at.titles().find(|title| is_address(title)).map(|title| at.facts.title(title));
        } else if !at.has(Evidence::TITLE | Evidence::OCCUPATION) {
            without_title += 1;
            habit.without += 1;
        }
    }
    let all = with + without_title;
    if all < 3 || with.max(without_title) * 3 < all * 2 || with == without_title {
        return;
    }
    for (run, at) in story.runs() {
        let Some(id) = story.people[run] else { continue };
        let person = &story.cast.people[id];
        let Some(habit) = habits.get(&id).filter(|habit| habit.with > 0 && habit.without > 0) else { continue };
        if !is_second(at, person) {
            continue;
        }
        if at.has(Evidence::ADDRESSED) && with < without_title {
            if let Some(title) = at.titles().find(|title| is_address(title)) {
                without(at, title, "honorific", findings);
            }
        } else if !at.has(Evidence::TITLE | Evidence::OCCUPATION) && with > without_title {
            let name = at.facts.join(at.run.parts());
            let draft = findings.flag("honorific", at.whole());
            draft.slot("found", name.to_owned()).slot("name", person.full.to_owned());
            if let Some(address) = habit.address.filter(|_| !name.contains('\'')) {
                draft.fix(FixDraft::ask("add").edit(at.whole(), format!("{address} {name}")).preferred());
            }
        }
    }
}
