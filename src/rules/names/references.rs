//! `name/not-introduced`, `late-introduction`, `ambiguous-surname` and `full-name-again`: who is who at which mention.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Story;
use crate::article::Zone;
use crate::check::{ArticleFindings, FixDraft, Place};
use crate::names::{Entry, NameList};
use crate::people::{Evidence, FormId, PartTraits, Person, PersonId, RunAt, TitleKind};

/// After so many paragraphs without a mention, a reader may be reminded who that is.
const FORGOTTEN: usize = 12;

/// More people of one last name than that are a list.
const LARGEST_FAMILY: usize = 24;

/// A name alone that surely is a person's, and not what it is a mark of: *the Biden administration*.
const PERSON: u32 = Evidence::HUMAN | Evidence::ACTS;

/// The search for mentions that need another, or need less.
pub(super) struct References {
    names: Arc<NameList>,
}

impl References {
    pub(super) fn new(names: &Arc<NameList>) -> Self {
        References { names: Arc::clone(names) }
    }

    /// Reports them; of `slips` something else has been said.
    pub(super) fn find(&self, story: &Story<'_, '_>, slips: &FxHashSet<FormId>, findings: &mut ArticleFindings) {
        self.not_introduced(story, slips, findings);
        self.late(story, findings);
        ambiguous(story, findings);
        again(story, findings);
    }

    /// Whether a name may stand alone from the beginning.
    fn needs_no_introduction(&self, name: &str) -> bool {
        self.names.find(name).any(|known| match known.entry {
            Entry::Person(person) => person.mononym || person.first_ref_short,
            Entry::Place(_) | Entry::Organization(_) => true,
        })
    }

    /// Someone who is surely a person and whose full name is nowhere.
    fn not_introduced(&self, story: &Story<'_, '_>, slips: &FxHashSet<FormId>, findings: &mut ArticleFindings) {
        let cast = story.cast;
        let mut named = vec![false; cast.forms.len()];
        for at in &cast.runs {
            let forms = cast.forms_of(at);
            if forms.len() > 1 {
                for &form in forms {
                    named[form] = true;
                }
            } else if at.has(Evidence::FORMAL_TITLE) {
                named[forms[0]] = true;
            }
        }
        let mut told: FxHashSet<FormId> = FxHashSet::default();
        for (_, at) in story.runs() {
            let &[form] = cast.forms_of(at) else { continue };
            let address = at.titles().find(|title| at.has(Evidence::ADDRESSED) && title.is_capitalised);
            let surely = address.is_some() || at.has(Evidence::SAID_HE);
            if !surely
                || named[form]
                || slips.contains(&form)
                || at.zone == Zone::Caption
                || at.has(Evidence::QUOTED | Evidence::WORK | Evidence::CAPITALS_AROUND | Evidence::AFTER_THE)
                || is_no_last_name(cast.forms[form].traits, at, address.is_some())
                || self.needs_no_introduction(cast.forms[form].text)
                || !told.insert(form)
            {
                continue;
            }
            let name = cast.forms[form].text.to_owned();
            match address {
                Some(title) => findings
                    .flag("not-introduced", at.extra(title.place + 1))
                    .slot("found", format!("{} {name}", at.facts.title(title)))
                    .slot("name", name),
                None => findings.flag("not-introduced", at.whole()).slot("found", name.clone()).slot("name", name),
            };
        }
    }

    /// A last name alone before the full name.
    fn late(&self, story: &Story<'_, '_>, findings: &mut ArticleFindings) {
        // Where each word first stands among others, in italics and in lists as well.
        let mut first_in_full: Vec<Option<Place>> = vec![None; story.cast.forms.len()];
        // *President Clinton* needs no first name, and is not *Hillary Clinton*.
        let mut in_office = vec![false; story.cast.forms.len()];
        for at in story.cast.runs.iter().filter(|at| at.zone.is_story()) {
            let forms = story.cast.forms_of(at);
            if let [form] = forms {
                in_office[*form] |= at.has(Evidence::FORMAL_TITLE);
                continue;
            }
            for &form in forms {
                first_in_full[form].get_or_insert(at.place(0));
            }
        }
        for person in &story.cast.people {
            let form = &story.cast.forms[person.last_form];
            let common = PartTraits::COMMON | PartTraits::PLACE | PartTraits::DESIGNATOR | PartTraits::TITLE;
            if form.people.len() > 1
                || form.in_other
                || form.is_first
                || in_office[person.last_form]
                || form.traits.any(common)
            {
                continue;
            }
            let early = person.mentions[person.in_full..]
                .iter()
                .map(|mention| &story.cast.runs[mention.run])
                .take_while(|at| first_in_full[person.last_form].is_none_or(|full| at.place(0) < full))
                .find(|at| {
                    at.zone == Zone::Body
                        && !at.facts.is_list
                        && at.has(PERSON)
                        && !at.has(Evidence::QUOTED | Evidence::WORK | Evidence::CAPITALS_AROUND | Evidence::TITLE)
                        && !at.has(Evidence::AFTER_THE)
                });
            if let Some(at) = early.filter(|_| !self.needs_no_introduction(person.last)) {
                findings
                    .flag("late-introduction", at.whole())
                    .slot("found", person.last.to_owned())
                    .slot("full", person.full.to_owned())
                    .related(person.introduction, person.full);
            }
        }
    }
}

/// Whether a name that would need an introduction is rather something else: a first name, a place, a title, a word.
fn is_no_last_name(traits: PartTraits, at: &RunAt<'_>, addressed: bool) -> bool {
    let never = PartTraits::COMMON | PartTraits::TITLE | PartTraits::DESIGNATOR | PartTraits::INITIAL;
    if traits.any(never) {
        return true;
    }
    if addressed {
        return traits.any(PartTraits::ORDINARY) && !at.has(PERSON);
    }
    traits.any(PartTraits::GIVEN | PartTraits::AMBIGUOUS_GIVEN | PartTraits::ORDINARY | PartTraits::PLACE)
}

/// A last name alone that two people bear.
fn ambiguous(story: &Story<'_, '_>, findings: &mut ArticleFindings) {
    let cast = story.cast;
    // Whom of a family a paragraph names in full, and whether it names others too.
    let mut named: FxHashMap<(usize, FormId), (PersonId, bool)> = FxHashMap::default();
    for (run, at) in story.runs().filter(|(_, at)| at.run.len > 1) {
        let Some(id) = story.people[run] else { continue };
        let (who, others) = named.entry((at.paragraph, cast.people[id].last_form)).or_insert((id, false));
        *others |= *who != id;
    }
    // The last paragraph that names someone of a family in full.
    let mut latest: Vec<usize> = vec![usize::MAX; cast.forms.len()];
    // Whether a last name stood alone while only one person had it.
    let mut settled = vec![false; cast.forms.len()];
    let mut flagged: FxHashSet<(usize, FormId)> = FxHashSet::default();
    for (run, at) in story.runs() {
        let forms = cast.forms_of(at);
        if let (Some(id), true) = (story.people[run], forms.len() > 1) {
            let form = cast.people[id].last_form;
            latest[form] = at.paragraph;
            continue;
        }
        let &[form] = forms else { continue };
        let bearers = &cast.forms[form].people;
        if !(2..=LARGEST_FAMILY).contains(&bearers.len()) {
            continue;
        }
        let introduced = bearers.iter().filter(|&&id| cast.people[id].introduced_at < at.place(0)).count();
        if introduced < 2 {
            settled[form] |= introduced == 1;
            continue;
        }
        // A paragraph that names one of them means that one, and so does the next that names none.
        let telling = named.get(&(at.paragraph, form)).or_else(|| named.get(&(latest[form], form)));
        if settled[form]
            || telling.is_none_or(|(_, others)| !others)
            || at.zone != Zone::Body
            || !at.has(PERSON | Evidence::POSSESSIVE)
            || at.has(Evidence::TITLE | Evidence::OCCUPATION | Evidence::QUOTED | Evidence::WORK | Evidence::AFTER_THE)
            || at.has(Evidence::CAPITALS_AROUND)
            || !flagged.insert((at.paragraph, form))
        {
            continue;
        }
        let people: Vec<&Person<'_>> = bearers.iter().map(|&id| &cast.people[id]).take(2).collect();
        let draft = findings.flag("ambiguous-surname", at.whole());
        draft
            .slot("found", cast.forms[form].text.to_owned())
            .slot("one", people[0].full.to_owned())
            .slot("other", people[1].full.to_owned());
        for person in people {
            draft.related(person.introduction, person.full);
        }
    }
}

/// A full name again where the last name would do.
fn again(story: &Story<'_, '_>, findings: &mut ArticleFindings) {
    let cast = story.cast;
    for person in &cast.people {
        let form = &cast.forms[person.last_form];
        let first = &cast.forms[person.first_form];
        let a_first_name = PartTraits::GIVEN | PartTraits::AMBIGUOUS_GIVEN | PartTraits::INITIAL;
        // *Merrill Lynch* may be a firm. A pope keeps his name.
        let certain = Evidence::AGE | Evidence::APPOSITIVE | Evidence::TITLE | Evidence::OCCUPATION;
        let surely = person.evidence.any(certain) || (form.alone > 0 && form.acts);
        let introduction = &cast.runs[person.mentions[0].run];
        let royal = introduction.titles().any(|title| title.kind.any(TitleKind::ROYAL));
        if form.people.len() > 1
            || form.is_first
            || !first.traits.any(a_first_name)
            || person.in_full < 2
            || !surely
            || royal
            || !matches!(person.suffix, "" | "Jr" | "Sr")
        {
            continue;
        }
        let mut paragraphs: Vec<usize> =
            person.mentions.iter().map(|mention| cast.runs[mention.run].paragraph).collect();
        paragraphs.sort_unstable();
        for mention in &person.mentions[1..person.in_full] {
            let at = &cast.runs[mention.run];
            let here = paragraphs.partition_point(|&paragraph| paragraph < at.paragraph);
            let before = paragraphs[..here].last();
            let within = paragraphs.get(here + 1) == Some(&at.paragraph);
            let recent = within || before.is_some_and(|&paragraph| at.paragraph - paragraph < FORGOTTEN);
            let reminds = Evidence::AGE | Evidence::APPOSITIVE | Evidence::TITLE | Evidence::OCCUPATION;
            if at.zone != Zone::Body
                || !recent
                || at.facts.is_list
                || at.has(reminds | Evidence::QUOTED | Evidence::WORK | Evidence::CAPITALS_AROUND)
                || introduction.zone != Zone::Body
            {
                continue;
            }
            let draft = findings.flag("full-name-again", at.whole());
            draft
                .slot("found", at.facts.join(at.run.parts()).to_owned())
                .slot("name", person.last.to_owned())
                .related(person.introduction, person.full);
            // Which apostrophe the story has is not known here.
            if !person.last.contains('\'') {
                draft.fix(FixDraft::ask("change").edit(at.whole(), person.last).preferred());
            }
        }
    }
}
