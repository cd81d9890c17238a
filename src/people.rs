//! The people of an article, found by how a newspaper writes of them: titles, ages, given names, verbs of saying.
//!
//! [`Names::read`] takes the runs of capitalised words out of a paragraph, as [`NameFacts`] without any offset, so that
//! they stay equal while the text around them changes. A [`Cast`] joins those of all paragraphs: who is introduced where,
//! by which full name, and how often the last name then stands alone.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::article::{Paragraph, Word, WordKind};
use crate::dictionary::Lexicon;
use crate::stylebook::{Problem, Stylebook};
use crate::vocabulary::{Classes, Vocabulary, WordSet, normalize, possessive_stem};

mod cast;
mod facts;
mod runs;
mod titles;

pub use cast::{Cast, Form, FormId, Mention, Person, PersonId, RunAt, opens_with_a_word};
pub use facts::{Evidence, NameFacts, Oddity, OddityKind, Part, PartTraits, Run, Stands, Title, TitleKind};
use titles::{TitleIndex, TitleTable};

/// What it takes to find names: the word sets of `rules/names/`.
pub struct Names {
    /// First names that are nothing else.
    given: WordSet,
    /// First names that are words or places as well: *April*, *Paris*.
    ambiguous_given: WordSet,
    place: WordSet,
    /// Places and peoples that are names of people as well: *Jackson*, *French*.
    ambiguous_place: WordSet,
    /// The first word of a place of several words.
    place_start: WordSet,
    places: FxHashSet<Box<str>>,
    demonym: WordSet,
    designator: WordSet,
    opener: WordSet,
    particle: WordSet,
    weak_particle: WordSet,
    /// The last word of a title or an occupation; `titles` has the words before it.
    title_end: WordSet,
    title_abbreviation: WordSet,
    titles: TitleIndex,
    title_modifier: WordSet,
    pronoun: WordSet,
    conjunction: WordSet,
    light_verb: WordSet,
    human_verb: WordSet,
    action_verb: WordSet,
    before_noun: WordSet,
    place_preposition: WordSet,
    suffix: WordSet,
    known: WordSet,
    ordinary: WordSet,
    /// Sets whose members alone are no name.
    common: Classes,
}

#[derive(Deserialize)]
struct OrganizationTable {
    designators: Vec<String>,
    sentence_openers: Vec<String>,
    particles: Vec<String>,
}

/// `rules/names/context.yaml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContextTable {
    human_verbs: Vec<String>,
    action_verbs: Vec<String>,
    before_nouns: Vec<String>,
    place_prepositions: Vec<String>,
    weak_particles: Vec<String>,
    never_slips: Vec<String>,
    pronouns: Vec<String>,
    conjunctions: Vec<String>,
    light_verbs: Vec<String>,
    pub(crate) derived_endings: Vec<String>,
    pub(crate) gendered_endings: Vec<(String, String)>,
}

impl Names {
    /// Reads the lists of the stylebook into the vocabulary.
    ///
    /// # Errors
    /// When a table of `rules/names/` cannot be read.
    pub fn new(book: &Stylebook, words: &mut Vocabulary, lexicon: &Arc<Lexicon>) -> Result<Self, Problem> {
        let titles: TitleTable = book.table("names/titles.yaml")?;
        let organizations: OrganizationTable = book.table("names/organizations.yaml")?;
        let context: ContextTable = book.table("names/context.yaml")?;
        let (many, one): (Vec<&str>, Vec<&str>) =
            book.word_list("names/places.txt").partition(|name| name.contains(' '));
        let given = words.exact_set("names/given", book.word_list("names/given.txt"));
        let ambiguous_given = words.exact_set("names/given-ambiguous", book.word_list("names/given-ambiguous.txt"));
        let place = words.exact_set("names/places", one);
        let place_start = words.exact_set("names/place-starts", &many);
        let demonym = words.exact_set("names/demonyms", book.word_list("names/demonyms.txt"));
        let never_slip = words.exact_set("names/never-slips", context.never_slips);
        let all_titles: Vec<&String> = titles.all().collect();
        let abbreviations = all_titles.iter().filter(|title| title.ends_with('.'));
        let title_abbreviation =
            words.exact_set("names/title-abbreviations", abbreviations.map(|title| last_word(title)));
        let title_end = words.set("names/title-ends", all_titles.iter().map(|title| last_word(title)));
        let (known, ordinary) = dictionary_sets(words, lexicon);
        Ok(Names {
            given,
            ambiguous_given,
            place,
            ambiguous_place: words.exact_set("names/places-ambiguous", book.word_list("names/places-ambiguous.txt")),
            place_start,
            places: many.into_iter().map(Box::from).collect(),
            demonym,
            designator: words.exact_set(
                "names/designators",
                organizations.designators.iter().map(|word| word.trim_end_matches('.')),
            ),
            opener: words.exact_set("names/openers", openers(&organizations.sentence_openers)),
            particle: words.set("names/particles", organizations.particles),
            weak_particle: words.set("names/weak-particles", context.weak_particles),
            title_end,
            title_abbreviation,
            titles: TitleIndex::new(&titles),
            title_modifier: words.set("names/title-modifiers", &titles.modifiers),
            pronoun: words.set("names/pronouns", context.pronouns),
            light_verb: words.exact_set("names/light-verbs", context.light_verbs),
            conjunction: words.set("names/conjunctions", context.conjunctions),
            human_verb: words.exact_set("names/human-verbs", context.human_verbs),
            action_verb: words.exact_set("names/action-verbs", context.action_verbs),
            before_noun: words.exact_set("names/before-nouns", context.before_nouns),
            place_preposition: words.exact_set("names/place-prepositions", context.place_prepositions),
            suffix: words.exact_set("names/suffixes", ["Jr", "Sr", "II", "III", "IV"]),
            known,
            ordinary,
            common: place.mask().union(demonym.mask()).union(never_slip.mask()),
        })
    }

    /// The names in a paragraph, and where each part of them stands, in bytes of the paragraph's text: the facts hold
    /// no offsets themselves.
    pub fn read(&self, paragraph: &Paragraph<'_>) -> (NameFacts, Vec<crate::text::Span>) {
        runs::read(self, paragraph)
    }

    fn traits(&self, word: &Word) -> PartTraits {
        let classes = word.classes;
        let mut traits = PartTraits::default();
        for (set, bit) in [
            (self.given, PartTraits::GIVEN),
            (self.ambiguous_given, PartTraits::AMBIGUOUS_GIVEN),
            (self.place, PartTraits::PLACE),
            (self.ambiguous_place, PartTraits::AMBIGUOUS_PLACE),
            (self.designator, PartTraits::DESIGNATOR),
            (self.title_end, PartTraits::TITLE),
            (self.known, PartTraits::KNOWN),
            (self.ordinary, PartTraits::ORDINARY),
            (self.suffix, PartTraits::SUFFIX),
        ] {
            if classes.is(set) {
                traits = traits.with(bit);
            }
        }
        if classes.any(self.common) {
            traits = traits.with(PartTraits::COMMON);
        }
        if word.has_accents() {
            traits = traits.with(PartTraits::ACCENTED);
        }
        if !word.is_long() || word.kind == WordKind::Abbreviation {
            traits = traits.with(PartTraits::INITIAL);
        }
        traits
    }
}

/// Whether words are in the dictionary: as they stand, and in lower case.
fn dictionary_sets(words: &mut Vocabulary, lexicon: &Arc<Lexicon>) -> (WordSet, WordSet) {
    let (as_it_stands, small) = (Arc::clone(lexicon), Arc::clone(lexicon));
    let stem = |word: &str| -> Option<String> {
        let stem = possessive_stem(word).unwrap_or(word);
        (stem.starts_with(char::is_uppercase) && !stem.bytes().any(|b| b.is_ascii_digit())).then(|| stem.to_owned())
    };
    (
        words.predicate("names/known", move |word| stem(word).is_some_and(|stem| as_it_stands.accepts(&stem))),
        words.predicate("names/ordinary", move |word| {
            stem(word).is_some_and(|stem| small.accepts(&stem.to_lowercase()))
        }),
    )
}

/// The openers with both kinds of apostrophe made one.
fn openers(list: &[String]) -> impl Iterator<Item = String> + '_ {
    list.iter().map(|word| normalize(word).into_owned())
}

fn last_word(title: &str) -> &str {
    title.rsplit(' ').next().unwrap_or(title).trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::reading::ReadingTable;
    use crate::article::{Reading, Settings, Zone};
    use crate::stylebook::Stylebook;
    use crate::text::Span;
    use crate::vocabulary::Lexemes;

    /// The facts and the places of each paragraph.
    fn read(paragraphs: &[&str]) -> Vec<(NameFacts, Vec<Span>)> {
        let stylebook = Stylebook::default();
        let mut vocabulary = Vocabulary::default();
        let lexicon = Arc::new(Lexicon::bundled(crate::dictionary::Language::EnUs));
        let names = Names::new(&stylebook, &mut vocabulary, &lexicon).unwrap();
        let table: ReadingTable = stylebook.table("reading.yaml").unwrap();
        let reading = Reading::new(table, ["said"], vocabulary);
        let settings = Settings::default();
        let mut lexemes = Lexemes::default();
        paragraphs
            .iter()
            .map(|text| {
                names.read(&Paragraph::read(
                    (*text).into(),
                    Zone::Body,
                    Span::default(),
                    &settings,
                    &reading,
                    &mut lexemes,
                ))
            })
            .collect()
    }

    fn people(paragraphs: &[&str]) -> Vec<String> {
        let facts = read(paragraphs);
        let facts = facts.iter().enumerate().map(|(i, (facts, _))| (i, Zone::Body, facts));
        Cast::new(facts, &crate::names::KnownNames::default())
            .people
            .iter()
            .map(|person| {
                format!(
                    "{}|{}|{}|{} {}",
                    person.first,
                    person.middle,
                    person.last,
                    person.suffix,
                    person.mentions.len()
                )
            })
            .collect()
    }

    #[test]
    fn finds_people_and_nothing_else() {
        for (text, expected) in [
            ("State Department’s Antony Blinken spoke. Blinken left.", &["Antony||Blinken| 2"][..]),
            ("U.S. Secretary of State Antony Blinken said so.", &["Antony||Blinken| 1"]),
            ("The Rev. Martin Luther King Jr. spoke.", &["Martin|Luther|King|Jr 1"]),
            ("Ursula von der Leyen, 64, spoke. Von der Leyen left.", &["Ursula||von der Leyen| 2"]),
            ("Author J.K. Rowling said no.", &["J.K.||Rowling| 1"]),
            ("Edward “Ted” Hale, 50, spoke.", &["Edward||Hale| 1"]),
            (
                "Syrian President Bashar al-Assad spoke to Robert De Niro.",
                &["Bashar||al-Assad| 1", "Robert||De Niro| 1"],
            ),
            ("Ukraine’s 79th Air Assault Brigade said so.", &[]),
            ("The New York Times and Columbia University said so.", &[]),
            ("He flew to New York on Air France in March.", &[]),
            ("The Federal Security Service and the European Union disagreed.", &[]),
        ] {
            assert_eq!(people(&[text]), expected, "{text}");
        }
    }

    #[test]
    fn facts_do_not_change_with_what_is_around_the_names() {
        let before = "On the day, Sen. Maria Kowalski, 40, spoke of the vote. Kowalski left.";
        let after = "On the very long day, Sen. Maria Kowalski, 40, spoke of the other vote. Kowalski left.";
        let read = read(&[before, after]);
        assert_eq!(read[0].0, read[1].0);
        assert_eq!(&before[read[0].1[1].range()], "Kowalski");
        assert_eq!(&after[read[1].1[1].range()], "Kowalski");
        assert_eq!(&after[read[1].1[read[1].0.place_of(0) as usize].range()], "Maria Kowalski");
    }
}
