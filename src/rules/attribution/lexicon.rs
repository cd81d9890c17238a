//! The words of `rules/verbs.yaml` and `rules/cues.yaml` as word sets.

use std::sync::Arc;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::{Build, Options};
use crate::article::Paragraph;
use crate::article::reading::ReadingTable;
use crate::article::tags::{Tags, Verb, VerbTable};
use crate::stylebook::Problem;
use crate::vocabulary::{WordSet, normalize};

/// `rules/cues.yaml`: other words that show who speaks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CueTable {
    pub(crate) pronouns: Vec<String>,
    pub(crate) signs: Vec<String>,
    pub(crate) sign_verbs: Vec<String>,
    pub(crate) works: Vec<String>,
    pub(crate) work_verbs: Vec<String>,
    pub(crate) small_words: Vec<String>,
    pub(crate) documents: Vec<String>,
    pub(crate) messages: Vec<String>,
    pub(crate) sources: Vec<String>,
    pub(crate) retro_cues: Vec<String>,
    pub(crate) not_speech: Vec<String>,
    pub(crate) disagreements: Vec<String>,
    pub(crate) loaded_objects: BTreeMap<String, Vec<String>>,
    pub(crate) court_words: Vec<String>,
    pub(crate) anonymous: Vec<String>,
    pub(crate) anonymous_phrases: Vec<String>,
    pub(crate) anonymity: Vec<String>,
    pub(crate) spokespeople: Vec<String>,
    pub(crate) habits: Vec<String>,
    pub(crate) determiners: Vec<String>,
    pub(crate) tense_verbs: Vec<String>,
    pub(crate) transcript_labels: Vec<String>,
    pub(crate) reasons: BTreeMap<String, String>,
}

/// Which form of a verb a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Lemma,
    Past,
    Participle,
    Present,
    Gerund,
}

impl Form {
    const ALL: [Form; 5] = [Form::Lemma, Form::Past, Form::Participle, Form::Present, Form::Gerund];
}

/// All that the rules of attribution know of words.
pub(super) struct Lexicon {
    pub(super) tags: Tags,
    pub(super) signs: WordSet,
    pub(super) sign_verbs: WordSet,
    pub(super) works: WordSet,
    pub(super) work_verbs: WordSet,
    pub(super) small: WordSet,
    pub(super) documents: WordSet,
    pub(super) messages: WordSet,
    pub(super) sources: WordSet,
    pub(super) gestures: WordSet,
    pub(super) disagreements: WordSet,
    pub(super) court: WordSet,
    pub(super) anonymous: WordSet,
    pub(super) faceless: WordSet,
    pub(super) excused: WordSet,
    pub(super) spokespeople: WordSet,
    pub(super) habits: WordSet,
    pub(super) auxiliaries: WordSet,
    pub(super) openers: WordSet,
    pub(super) determiners: WordSet,
    /// Past tenses: no other word stands for them.
    pub(super) past: WordSet,
    pub(super) not_speech_starts: WordSet,
    pub(super) retro_starts: WordSet,
    pub(super) not_speech: Vec<String>,
    pub(super) retro_cues: Vec<String>,
    pub(super) anonymous_phrases: Vec<String>,
    pub(super) anonymity: Vec<String>,
    pub(super) transcript_labels: Vec<String>,
    /// Every form of a loaded or non-speech verb, with its lemma and why it is loaded.
    pub(super) judged: FxHashMap<String, (Form, String, Option<String>)>,
    pub(super) loaded_objects: BTreeMap<String, Vec<String>>,
    /// Past and present of the verbs whose tense is compared, with the other tense.
    pub(super) tenses: FxHashMap<String, (Form, Arc<str>)>,
}

impl Lexicon {
    pub(super) fn new(build: &mut Build<'_>, options: &Options) -> Result<Self, Problem> {
        let mut verbs: VerbTable = build.stylebook.table("verbs.yaml")?;
        let cues: CueTable = build.stylebook.table("cues.yaml")?;
        let reading: ReadingTable = build.stylebook.table("reading.yaml")?;
        // A house may find a verb neutral.
        let (neutral, loaded) = verbs.loaded.into_iter().partition(|verb| options.neutral.contains(&verb.lemma));
        verbs.loaded = loaded;
        let neutral: Vec<Verb> = neutral;
        verbs.neutral.extend(neutral);
        let mut judged = FxHashMap::default();
        for verb in verbs.loaded.iter().chain(&verbs.non_speech).filter(|verb| verb.particle.is_none()) {
            let reason = verb.reason.as_ref().map(|reason| cues.reasons.get(reason).unwrap_or(reason).clone());
            for (form, text) in Form::ALL.into_iter().zip(verb.forms()) {
                judged.entry(text.to_owned()).or_insert_with(|| (form, verb.lemma.clone(), reason.clone()));
            }
        }
        let mut tenses = FxHashMap::default();
        for verb in verbs.neutral.iter().filter(|verb| cues.tense_verbs.contains(&verb.lemma)) {
            tenses.insert(verb.past.clone(), (Form::Past, verb.present.as_str().into()));
            tenses.insert(verb.present.clone(), (Form::Present, verb.past.as_str().into()));
        }
        let past = verbs.plain().map(|verb| verb.past.clone()).collect::<Vec<_>>();
        let gestures = verbs.gestures.iter().flat_map(|verb| [&verb.past, &verb.present, &verb.gerund]);
        let vocabulary = &mut *build.vocabulary;
        Ok(Lexicon {
            tags: Tags::new(&verbs, &cues.pronouns, vocabulary),
            signs: vocabulary.set("attribution/signs", &cues.signs),
            sign_verbs: vocabulary.set("attribution/sign-verbs", &cues.sign_verbs),
            works: vocabulary.set("attribution/works", &cues.works),
            work_verbs: vocabulary.set("attribution/work-verbs", &cues.work_verbs),
            small: vocabulary.set("attribution/small", &cues.small_words),
            documents: vocabulary.set("attribution/documents", &cues.documents),
            messages: vocabulary.set("attribution/messages", &cues.messages),
            sources: vocabulary.set("attribution/sources", &cues.sources),
            gestures: vocabulary.set("attribution/gestures", gestures),
            disagreements: vocabulary.set("attribution/disagreements", &cues.disagreements),
            court: vocabulary.set("attribution/court", &cues.court_words),
            anonymous: vocabulary.set("attribution/anonymous", &cues.anonymous),
            faceless: vocabulary.set("attribution/anonymous-phrases", &cues.anonymous_phrases),
            excused: vocabulary.set("attribution/anonymity", &cues.anonymity),
            spokespeople: vocabulary.set("attribution/spokespeople", &cues.spokespeople),
            habits: vocabulary.set("attribution/habits", &cues.habits),
            auxiliaries: vocabulary.set("reading/auxiliaries", &reading.auxiliaries),
            openers: vocabulary.exact_set("reading/openers", &reading.openers),
            determiners: vocabulary.set("attribution/determiners", &cues.determiners),
            past: vocabulary.set("attribution/past", past),
            not_speech_starts: vocabulary.set("attribution/not-speech", &cues.not_speech),
            retro_starts: vocabulary.set("attribution/retro", &cues.retro_cues),
            not_speech: cues.not_speech,
            retro_cues: cues.retro_cues,
            anonymous_phrases: cues.anonymous_phrases,
            anonymity: cues.anonymity,
            transcript_labels: cues.transcript_labels,
            judged,
            loaded_objects: cues.loaded_objects,
            tenses,
        })
    }
}

/// A word in the form in which the tables have it: small letters, straight apostrophes.
pub(super) fn plain(paragraph: &Paragraph<'_>, word: usize) -> String {
    paragraph.words.get(word).map_or_else(String::new, |word| normalize(paragraph.str(word)).to_lowercase())
}

/// If the words of a phrase start at a word, the number of the word after them.
pub(super) fn phrase_at(paragraph: &Paragraph<'_>, first: usize, phrases: &[String]) -> Option<usize> {
    phrases.iter().find_map(|phrase| {
        let mut at = first;
        for part in phrase.split(' ') {
            if !is_word(paragraph, at, part) {
                return None;
            }
            at += 1;
        }
        Some(at)
    })
}

/// Whether a word is one of the tables' words, in whatever dress.
pub(super) fn is_word(paragraph: &Paragraph<'_>, at: usize, word: &str) -> bool {
    paragraph.words.get(at).is_some_and(|found| {
        let found = paragraph.str(found);
        if found.is_ascii() { found.eq_ignore_ascii_case(word) } else { normalize(found).to_lowercase() == word }
    })
}
