//! The word lists that reading itself needs, from `rules/reading.yaml`: abbreviations, sentence openers, elisions.

use serde::Deserialize;

use crate::vocabulary::{Vocabulary, WordSet};

/// What it takes to read a paragraph: the vocabulary of a linter and the sets that mark off words and sentences.
pub struct Reading {
    /// All word sets, those of the checks among them.
    pub vocabulary: Vocabulary,
    /// Abbreviations that end no sentence by their stop: *Gov.*, *Jan.*
    pub abbreviations: WordSet,
    /// Abbreviations that end no sentence before a number: *No. 5*.
    pub number_abbreviations: WordSet,
    /// Abbreviations that may end a sentence when a sentence opener follows: *Inc.*, *Jr.*
    pub final_abbreviations: WordSet,
    /// Words that show, after a doubtful stop, that a new sentence begins: *The*, *He*.
    pub openers: WordSet,
    /// Verbs of saying, in all their forms: *“Why?” Smith asked.* is one sentence.
    pub reporting_verbs: WordSet,
    /// Pronouns that can be the subject of a verb of saying.
    pub subject_pronouns: WordSet,
    /// Finite verbs that every sentence may have: *is*, *had*, *will*.
    pub auxiliaries: WordSet,
    /// Words whose first letters an apostrophe may replace: *’em*, *’til*.
    pub elisions: WordSet,
    /// Last parts of bare host names and file names: *com*, *pdf*.
    pub suffixes: Vec<String>,
}

/// `rules/reading.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingTable {
    /// Never the end of a sentence.
    pub abbreviations: Vec<String>,
    /// The end of a sentence unless a number follows.
    pub number_abbreviations: Vec<String>,
    /// The end of a sentence only before an opener.
    pub final_abbreviations: Vec<String>,
    /// Words that open sentences.
    pub openers: Vec<String>,
    /// Subject pronouns.
    pub subject_pronouns: Vec<String>,
    /// Finite verbs of many sentences.
    pub auxiliaries: Vec<String>,
    /// Words that lack their first letters.
    pub elisions: Vec<String>,
    /// Ends of host and file names, in lower case.
    pub suffixes: Vec<String>,
}

impl Reading {
    /// The sets of the table and the verbs of saying, added to a vocabulary that may already hold those of checks.
    pub fn new<S: AsRef<str>>(
        table: ReadingTable,
        verbs: impl IntoIterator<Item = S>,
        mut vocabulary: Vocabulary,
    ) -> Self {
        Reading {
            number_abbreviations: vocabulary.exact_set("reading/number-abbreviations", table.number_abbreviations),
            abbreviations: vocabulary.exact_set("reading/abbreviations", table.abbreviations),
            final_abbreviations: vocabulary.exact_set("reading/final-abbreviations", table.final_abbreviations),
            openers: vocabulary.exact_set("reading/openers", table.openers),
            reporting_verbs: vocabulary.set("reading/reporting-verbs", verbs),
            subject_pronouns: vocabulary.set("reading/subject-pronouns", table.subject_pronouns),
            auxiliaries: vocabulary.set("reading/auxiliaries", table.auxiliaries),
            elisions: vocabulary.set("reading/elisions", table.elisions),
            suffixes: table.suffixes,
            vocabulary,
        }
    }
}
