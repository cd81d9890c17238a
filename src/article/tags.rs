//! Tags: the words that say who speaks, beside a quotation. *Cho said*, *said the mayor*.

use serde::Deserialize;

use super::{Paragraph, Word};
use crate::vocabulary::{Vocabulary, WordSet, is_invisible};

/// `rules/verbs.yaml`: the verbs that attribute.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerbTable {
    /// Verbs that say no more than that something was said.
    pub neutral: Vec<Verb>,
    /// Verbs that judge what was said.
    pub loaded: Vec<Verb>,
    /// Verbs for what a face or a body does.
    pub non_speech: Vec<Verb>,
    /// Verbs for what a speaker does beside a quotation, which show who speaks but do not say so.
    pub gestures: Vec<Verb>,
}

/// A verb with its forms.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verb {
    /// The plain form, which is the present tense of the plural too.
    pub lemma: String,
    /// The past tense.
    pub past: String,
    /// The past participle.
    pub participle: String,
    /// The third person singular.
    pub present: String,
    /// The form in *-ing*.
    pub gerund: String,
    /// The word that must follow: *point out*.
    #[serde(default)]
    pub particle: Option<String>,
    /// Whether it counts only right beside a quotation.
    #[serde(default)]
    pub weak: bool,
    /// Whether it attributes only what is quoted in part.
    #[serde(default)]
    pub mental: bool,
    /// The language whose spelling it is.
    #[serde(default)]
    pub variant: Option<String>,
    /// What a loaded verb does to what was said.
    #[serde(default)]
    pub reason: Option<String>,
}

impl Verb {
    /// All its forms.
    pub fn forms(&self) -> [&str; 5] {
        [&self.lemma, &self.past, &self.participle, &self.present, &self.gerund]
    }
}

impl VerbTable {
    /// All verbs of one word, which need no particle to be verbs of saying.
    pub fn plain(&self) -> impl Iterator<Item = &Verb> {
        let all = self.neutral.iter().chain(&self.loaded).chain(&self.non_speech);
        all.filter(|verb| verb.particle.is_none() && !verb.lemma.contains(' '))
    }

    /// Every form of every verb of one word: what may follow a quotation as part of its sentence.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.plain().flat_map(Verb::forms)
    }
}

/// The sets that a reader of tags needs: who says, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tags {
    /// Verbs of saying that attribute wherever they stand in the sentence.
    pub(crate) strong: WordSet,
    /// Verbs of saying if one of the particles follows: *point out*.
    pub(crate) phrasal: WordSet,
    /// The second words of phrasal verbs.
    pub(crate) particles: WordSet,
    /// Verbs that attribute only beside a quotation.
    pub(crate) weak: WordSet,
    /// Verbs of thinking.
    pub(crate) mental: WordSet,
    /// Verbs that judge.
    pub(crate) loaded: WordSet,
    /// Verbs of gesture and face.
    pub(crate) non_speech: WordSet,
    /// Past and present forms of all these.
    pub(crate) finite: WordSet,
    /// Subjects that are no names.
    pub(crate) pronouns: WordSet,
}

impl Tags {
    pub(crate) fn new(verbs: &VerbTable, pronouns: &[String], vocabulary: &mut Vocabulary) -> Self {
        let plain = || {
            let spoken = verbs.neutral.iter().chain(&verbs.loaded);
            spoken.filter(|verb| verb.particle.is_none() && !verb.lemma.contains(' '))
        };
        let forms = |verbs: &mut dyn Iterator<Item = &Verb>| -> Vec<String> {
            verbs.flat_map(Verb::forms).map(str::to_owned).collect()
        };
        let strong = forms(&mut plain().filter(|verb| !verb.weak && !verb.mental));
        let weak = forms(&mut plain().filter(|verb| verb.weak));
        let all = || verbs.neutral.iter().chain(&verbs.loaded).chain(&verbs.non_speech);
        let phrasal = || all().filter(|verb| verb.particle.is_some() && !verb.lemma.contains(' '));
        let mental = forms(&mut plain().filter(|verb| verb.mental));
        let loaded = forms(&mut verbs.loaded.iter().filter(|verb| verb.particle.is_none()));
        let non_speech = forms(&mut verbs.non_speech.iter().filter(|verb| verb.particle.is_none()));
        let finite = verbs.plain().flat_map(|verb| [&*verb.past, &*verb.present, &*verb.lemma]);
        Tags {
            strong: vocabulary.set("attribution/strong", strong),
            phrasal: vocabulary.set("attribution/phrasal", forms(&mut phrasal())),
            particles: vocabulary.set("attribution/particles", phrasal().filter_map(|verb| verb.particle.as_deref())),
            weak: vocabulary.set("attribution/weak", weak),
            mental: vocabulary.set("attribution/mental", mental),
            loaded: vocabulary.set("attribution/loaded", loaded),
            non_speech: vocabulary.set("attribution/non-speech", non_speech),
            finite: vocabulary.set("attribution/finite", finite),
            pronouns: vocabulary.set("attribution/pronouns", pronouns),
        }
    }

    /// Whether a word is a finite verb that can tag a quotation: *said*, *claims*, not *saying*.
    pub(crate) fn is_tag_verb(&self, word: &Word) -> bool {
        word.classes.is(self.finite)
    }

    /// Whether a word is a verb that says, plainly and everywhere.
    pub(crate) fn is_plain_saying(&self, word: &Word) -> bool {
        word.classes.is(self.finite) && word.classes.is(self.strong) && !word.classes.is(self.loaded)
    }
}

/// *Cho said*, *said the mayor*: who speaks, and the verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    /// The number of the verb.
    pub(crate) verb: usize,
    /// The number of the last word of the tag.
    pub(crate) last: usize,
}

/// How many words a subject may have.
const SUBJECT: usize = 6;

/// The tag that starts at a word: a pronoun, or up to six words with a capital among them, and a verb of saying in front of
/// it or behind it. Only blanks may stand between its words.
pub(crate) fn tag_at(paragraph: &Paragraph<'_>, tags: &Tags, i: usize) -> Option<Tag> {
    let words = &paragraph.words;
    let first = words.get(i)?;
    let joined = |at: usize| {
        let gap = paragraph.between(at - 1, at);
        let gap = gap.strip_prefix('.').filter(|_| words[at - 1].end - words[at - 1].start <= 4).unwrap_or(gap);
        gap.chars().all(is_blank) && !gap.is_empty()
    };
    if tags.is_tag_verb(first) {
        let next = words.get(i + 1)?;
        if !joined(i + 1) {
            return None;
        }
        if next.classes.is(tags.pronouns) {
            return Some(Tag { verb: i, last: i + 1 });
        }
        let mut last = None;
        for (at, word) in words.iter().enumerate().skip(i + 1).take(SUBJECT) {
            if !joined(at) {
                break;
            }
            if word.is_capitalised() {
                last = Some(at);
            } else if last.is_some() {
                break;
            }
        }
        return last.map(|last| Tag { verb: i, last });
    }
    let mut named = false;
    for at in i..words.len().min(i + SUBJECT + 1) {
        if at > i && !joined(at) {
            return None;
        }
        let word = &words[at];
        if at > i && named && tags.is_tag_verb(word) {
            return Some(Tag { verb: at, last: at });
        }
        if at == i && word.classes.is(tags.pronouns) {
            named = true;
        } else if at > i && words[i].classes.is(tags.pronouns) {
            // A pronoun stands right before its verb, but for *also* and its like.
            if at > i + 1 {
                return None;
            }
        } else {
            named |= word.is_capitalised();
        }
    }
    None
}

/// White space, or what shows nothing.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}
