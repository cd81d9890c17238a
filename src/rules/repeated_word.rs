//! A word that stands twice in a row, *the the*, and two determiners where one belongs, *the a*.
//!
//! What may stand twice (*had had*, *Duran Duran*) is data, `rules/repeated.yaml`. Two equal names are decided in the article
//! as a whole: a name that is written so twice is meant so.

use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::article::{Paragraph, Word, WordKind};
use crate::check::{ArticleFacts, ArticleFindings, Check, Findings, FixDraft, Place};
use crate::diagnostic::Level;
use crate::rules::{Build, CheckType};
use crate::stylebook::Problem;
use crate::vocabulary::{WordSet, is_invisible, normalize};

/// Finds repeated words.
pub(super) const CHECK: CheckType = CheckType { name: "repeated-word", kinds: &["repeated-word"], build };

const KIND: &str = "repeated-word";

/// `rules/repeated.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// What the message adds, by case.
    notes: Notes,
    /// Words that may always stand twice.
    always: Vec<String>,
    /// Words that may stand twice unless one of some words follows.
    unless_before: Vec<Neighbours>,
    /// Words that may stand twice after some words.
    after: Vec<Neighbours>,
    /// Words repeated for effect: an error neither in a quotation nor as a single slip.
    intensives: Vec<String>,
    /// Of these, the ones that are worth a look outside quotations.
    overused: Vec<String>,
    /// Names of two equal words, with their capitals.
    names: Vec<String>,
    /// Other terms of two equal words.
    terms: Vec<String>,
    /// Words that are a name with a capital, so that the word and the name may stand side by side.
    homographs: Vec<String>,
    /// Determiners of which the second cannot follow the first.
    determiners: Vec<Clash>,
    /// Words after a determiner that show that the determiner is part of a phrase: *the a cappella group*.
    determiner_phrases: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Notes {
    same: String,
    capital: String,
    determiner: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Neighbours {
    words: Vec<String>,
    of: Vec<String>,
    /// How many words away the neighbour may be.
    #[serde(default = "next")]
    window: usize,
}

const fn next() -> usize {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Clash {
    first: String,
    second: Vec<String>,
}

struct RepeatedWord {
    notes: Notes,
    always: WordSet,
    unless_before: Vec<Condition>,
    after: Vec<Condition>,
    intensives: WordSet,
    overused: WordSet,
    names: WordSet,
    terms: WordSet,
    homographs: WordSet,
    clashes: Vec<(WordSet, WordSet)>,
    any_first: WordSet,
    determiner_phrases: WordSet,
}

struct Condition {
    words: WordSet,
    of: WordSet,
    window: usize,
}

/// The pairs of equal capitalised words of a paragraph: which word, and whether it stands inside a sentence, where a
/// capital means a name.
#[derive(PartialEq)]
struct Pairs(Vec<Pair>);

#[derive(PartialEq)]
struct Pair {
    word: Box<str>,
    found: Box<str>,
    inside: bool,
    place: u32,
}

fn build(build: &mut Build<'_>) -> Result<Box<dyn Check>, Problem> {
    let table: Table = build.stylebook.table("repeated.yaml")?;
    let vocabulary = &mut *build.vocabulary;
    let mut conditions = |name: &str, list: &[Neighbours]| -> Vec<Condition> {
        let condition = |(i, neighbours): (usize, &Neighbours)| Condition {
            words: vocabulary.set(format!("repeated/{name}-{i}"), &neighbours.words),
            of: vocabulary.set(format!("repeated/{name}-{i}-of"), &neighbours.of),
            window: neighbours.window,
        };
        list.iter().enumerate().map(condition).collect()
    };
    let unless_before = conditions("unless-before", &table.unless_before);
    let after = conditions("after", &table.after);
    let clash = |clash: &Clash| {
        let first = vocabulary.set(format!("repeated/first-{}", clash.first), [&clash.first]);
        let second = vocabulary.set(format!("repeated/second-{}", clash.first), &clash.second);
        (first, second)
    };
    let clashes = table.determiners.iter().map(clash).collect();
    Ok(Box::new(RepeatedWord {
        notes: table.notes,
        always: build.vocabulary.set("repeated/always", table.always),
        unless_before,
        after,
        intensives: build.vocabulary.set("repeated/intensives", table.intensives),
        overused: build.vocabulary.set("repeated/overused", table.overused),
        names: build.vocabulary.exact_set("repeated/names", table.names),
        terms: build.vocabulary.set("repeated/terms", table.terms),
        homographs: build.vocabulary.set("repeated/homographs", table.homographs),
        clashes,
        any_first: build.vocabulary.set("repeated/first", table.determiners.iter().map(|clash| &clash.first)),
        determiner_phrases: build.vocabulary.set("repeated/determiner-phrases", table.determiner_phrases),
    }))
}

impl Check for RepeatedWord {
    fn paragraph(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) {
        if !paragraph.zone.is_prose() {
            return;
        }
        let mut pairs = Vec::new();
        let mut i = 0;
        while i + 1 < paragraph.words.len() {
            let mut last = i;
            while last + 1 < paragraph.words.len() && is_repeated(paragraph, last) {
                last += 1;
            }
            if last > i {
                self.run(paragraph, i, last, findings, &mut pairs);
                i = last;
            } else if paragraph.words[i].classes.is(self.any_first) {
                self.determiners(paragraph, i, findings);
            }
            i += 1;
        }
        if !pairs.is_empty() {
            findings.remember(Pairs(pairs));
        }
    }

    fn article(&self, article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
        let mut once = FxHashSet::default();
        let mut twice = FxHashSet::default();
        let mut inside = FxHashSet::default();
        for (_, Pairs(pairs)) in article.all::<Pairs>() {
            for pair in pairs {
                if !once.insert(&pair.word) {
                    twice.insert(&pair.word);
                }
                if pair.inside {
                    inside.insert(&pair.word);
                }
            }
        }
        for (paragraph, Pairs(pairs)) in article.all::<Pairs>() {
            for pair in pairs {
                if twice.contains(&pair.word) && inside.contains(&pair.word) {
                    continue;
                }
                let place = Place { paragraph, place: pair.place };
                findings
                    .flag(KIND, place)
                    .slot("found", String::from(&*pair.found))
                    .slot("note", self.notes.same.clone())
                    .fix(FixDraft::safe("keep").edit(place, &*pair.word).preferred());
            }
        }
    }
}

impl RepeatedWord {
    /// Looks at a run of equal words, from `first` to `last`.
    fn run(
        &self,
        paragraph: &Paragraph<'_>,
        first: usize,
        last: usize,
        findings: &mut Findings,
        pairs: &mut Vec<Pair>,
    ) {
        let word = &paragraph.words[first];
        if self.is_meant(paragraph, first, last) {
            return;
        }
        let quoted = paragraph.in_quote(word.start as usize);
        let intensive = word.classes.is(self.intensives);
        if intensive && quoted {
            return;
        }
        let span = word.span().joined(paragraph.words[last].span());
        let text = paragraph.str(word);
        let found = &paragraph.text[span.range()];
        let run = &paragraph.words[first..=last];
        let same = run.iter().all(|other| same_text(paragraph.str(other), text));
        if same && last == first + 1 && word.is_capitalised() && word.is_long() {
            let inside = !opens_sentence(paragraph, first);
            pairs.push(Pair { word: text.into(), found: found.into(), inside, place: findings.place(span) });
            return;
        }
        // *79th air Air Assault*: before a capitalised word, the capitalised form is the part of a name.
        let name = paragraph.words.get(last + 1).is_some_and(|next| {
            next.is_capitalised() && paragraph.between(last, last + 1).chars().all(char::is_whitespace)
        });
        let kept = if same || !name { word } else { run.iter().find(|word| word.is_capitalised()).unwrap_or(word) };
        let note = if same { &self.notes.same } else { &self.notes.capital };
        let text = paragraph.str(kept).to_owned();
        let draft = findings.flag(KIND, span);
        draft.slot("note", note.clone());
        draft.fix(FixDraft::safe("keep").edit(span, text).preferred());
        if word.classes.is(self.overused) {
            draft.at_most(Level::Info);
        }
    }

    /// Whether a run of equal words is what the writer means.
    fn is_meant(&self, paragraph: &Paragraph<'_>, first: usize, last: usize) -> bool {
        let word = &paragraph.words[first];
        let is = |set| word.classes.is(set);
        // Letters and initials: *A A Milne*, *plan A a year later*. The pronoun is a word, and so is an article that
        // opens a sentence.
        if !word.is_long() && word.is_capitalised() {
            let article = opens_sentence(paragraph, first) && !paragraph.words[last].is_capitalised();
            return !article && paragraph.str(word) != "I";
        }
        if is(self.always) || is(self.terms) {
            return true;
        }
        // A word and a name, or a word and an acronym: *When will Will Hart come?*, *he told us US troops left*.
        let after = &paragraph.words[last];
        if last == first + 1 && after.is_capitalised() {
            let name = !word.is_capitalised() && is(self.homographs);
            if name || (after.is_all_caps() && !word.is_all_caps()) {
                return true;
            }
        }
        // *the Duran duran fans* is a slip, so both words must be written as the name is.
        if is(self.names) && paragraph.words[last].classes.is(self.names) {
            return true;
        }
        let near = |from: usize, to: usize, set| {
            paragraph.words[from..to.min(paragraph.words.len())].iter().any(|word| word.classes.is(set))
        };
        // A pair that is right unless it comes before a word of a list; a third one in a row is never right.
        if last == first + 1
            && self
                .unless_before
                .iter()
                .any(|condition| is(condition.words) && !near(last + 1, last + 1 + condition.window, condition.of))
        {
            return true;
        }
        let sentence = paragraph.sentence_at(word.start as usize).map_or(0, |s| paragraph.sentences[s].words.start);
        last == first + 1
            && self.after.iter().any(|condition| {
                is(condition.words) && near(first.saturating_sub(condition.window).max(sentence), first, condition.of)
            })
    }

    fn determiners(&self, paragraph: &Paragraph<'_>, i: usize, findings: &mut Findings) {
        let (word, next) = (&paragraph.words[i], &paragraph.words[i + 1]);
        let plain = |word: &Word| word.kind == WordKind::Plain && !word.has_apostrophe() && !word.has_hyphen();
        let clash = self.clashes.iter().any(|(first, second)| word.classes.is(*first) && next.classes.is(*second));
        // A capital is a letter or a name: *the A train*, *a The Who concert*.
        if !clash || next.is_capitalised() || !plain(word) || !plain(next) || !is_adjacent(paragraph, i) {
            return;
        }
        // A capital inside a sentence is a letter: *vitamin A an hour before*.
        if word.is_capitalised() && !word.is_long() && !opens_sentence(paragraph, i) {
            return;
        }
        let after = paragraph.words.get(i + 2);
        if !after.is_some_and(|after| {
            paragraph.between(i + 1, i + 2).chars().all(is_space) && !after.classes.is(self.determiner_phrases)
        }) {
            return;
        }
        let span = word.span().joined(next.span());
        let (first, second) = (paragraph.str(word).to_owned(), paragraph.str(next).to_owned());
        let second = if word.is_capitalised() { second[..1].to_uppercase() + &second[1..] } else { second };
        findings
            .flag(KIND, span)
            .slot("note", self.notes.determiner.clone())
            .fix(FixDraft::ask("keep").edit(span, second))
            .fix(FixDraft::ask("keep").edit(span, first));
    }
}

fn opens_sentence(paragraph: &Paragraph<'_>, i: usize) -> bool {
    let at = paragraph.words[i].start as usize;
    paragraph.sentence_at(at).is_some_and(|sentence| paragraph.sentences[sentence].words.start == i)
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Whether only white space, with at most one line break, is between word `i` and the next.
fn is_adjacent(paragraph: &Paragraph<'_>, i: usize) -> bool {
    let gap = paragraph.between(i, i + 1);
    gap == " " || (gap.chars().any(char::is_whitespace) && gap.chars().all(is_space) && gap.matches('\n').count() <= 1)
}

/// Whether word `i` and the next are the same but for their capitals.
fn is_repeated(paragraph: &Paragraph<'_>, i: usize) -> bool {
    let (left, right) = (&paragraph.words[i], &paragraph.words[i + 1]);
    let first = |word: &Word| paragraph.text.as_bytes()[word.start as usize];
    // Most pairs differ in their first letter, and nothing else need be looked at.
    let may_be = first(left).eq_ignore_ascii_case(&first(right)) || (first(left) >= 0x80 && first(right) >= 0x80);
    if !may_be || left.kind != WordKind::Plain || right.kind != WordKind::Plain || !is_adjacent(paragraph, i) {
        return false;
    }
    let (left, right) = (paragraph.str(left), paragraph.str(right));
    if left.is_ascii() && right.is_ascii() {
        return left.eq_ignore_ascii_case(right);
    }
    normalize(left).to_lowercase() == normalize(right).to_lowercase()
}

fn same_text(a: &str, b: &str) -> bool {
    a == b || normalize(a) == normalize(b)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::sync::Arc;

    use super::*;
    use crate::article::{Reading, Settings, Zone};
    use crate::dictionary::Lexicon;
    use crate::language::Language;
    use crate::stylebook::Stylebook;
    use crate::text::Span;
    use crate::vocabulary::{Lexemes, Vocabulary};

    /// What is flagged in a paragraph, and at which level at most.
    fn flagged(text: &str) -> Vec<(String, Option<Level>)> {
        let stylebook = Stylebook::default();
        let (mut vocabulary, mut problems) = (Vocabulary::default(), Vec::new());
        let check = build(&mut Build {
            stylebook: &stylebook,
            language: Language::EnUs,
            lexicon: Arc::new(Lexicon::bundled(Language::EnUs)),
            names: Arc::default(),
            vocabulary: &mut vocabulary,
            problems: &mut problems,
        })
        .unwrap();
        let reading = Reading::new(stylebook.table("reading.yaml").unwrap(), ["said"], vocabulary);
        let settings = Settings::default();
        let paragraph = Paragraph::read(
            Cow::Borrowed(text),
            Zone::Body,
            Span::default(),
            &settings,
            &reading,
            &mut Lexemes::default(),
        );
        let mut findings = Findings::default();
        check.paragraph(&paragraph, &mut findings);
        let span = |draft: &crate::check::Draft| match draft.anchor {
            crate::check::Anchor::Here(span) => text[span.range()].to_owned(),
            crate::check::Anchor::At(_) => String::new(),
        };
        findings.found.iter().map(|draft| (span(draft), draft.level)).collect()
    }

    #[test]
    fn speakers_may_repeat_for_effect_and_nothing_else() {
        assert_eq!(flagged("“It was very very cold and so so far, no no no,” she said."), []);
        assert_eq!(flagged("“It was the the end,” she said."), [("the the".to_owned(), None)]);
        assert_eq!(
            flagged("It was very very cold and so so far."),
            [("very very".to_owned(), Some(Level::Info)), ("so so".to_owned(), None)]
        );
    }
}
