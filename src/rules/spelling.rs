//! Words that no dictionary has, and words spelled in the manner of the other side of the Atlantic.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;

use super::{Build, CheckType};
use crate::article::{MarkRole, Paragraph, Word, WordKind};
use crate::check::{ArticleFacts, ArticleFindings, Check, Findings, FixDraft, Place, SuggestRequest};
use crate::diagnostic::Level;
use crate::dictionary::{IzeStyle, Lexicon, Verdict, preferred};
use crate::names::KnownNames;
use crate::people::{Cast, NameFacts};
use crate::stylebook::Problem;
use crate::text::Span;
use crate::vocabulary::{WordSet, normalize};

/// Finds `spelling/unknown` and `spelling/variant`.
pub(super) const CHECK: CheckType = CheckType { name: "spelling", kinds: &["unknown", "variant"], build };

/// The section `spelling` of a stylebook.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// What an unknown word with a capital is taken for.
    pub unknown_capitalised: Capitalised,
    /// Which of *-ise* and *-ize* a British text writes.
    pub ize: IzeChoice,
    /// Words that are names wherever they have a capital, such as the Labor Party of Australia.
    pub variant_names: Vec<String>,
}

/// What an unknown word with a capital is taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Capitalised {
    /// A name, about which the rules for names may have something to say.
    #[default]
    Names,
    /// A word to look at once.
    Hint,
    /// A word like any other.
    Error,
}

/// Which of *-ise* and *-ize* a British text writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IzeChoice {
    /// Either, if it keeps to it.
    #[default]
    Any,
    /// *-ise*.
    Ise,
    /// *-ize*.
    Ize,
}

/// The shortest word in capitals that is looked up; a shorter one is an acronym.
const SHORTEST_SHOUT: usize = 7;
/// The shortest word at the start of a sentence that is taken for a slip rather than a name.
const SHORTEST_SLIP: usize = 6;
/// No word that is very common is longer than this.
const LONGEST_SLIP: usize = 16;
/// How many unknown words make a stretch of a quotation foreign.
const FOREIGN_RUN: usize = 3;
/// The shortest second word of the Latin name of a species, in bytes; a shorter one is a slip after a name: *Brannock wsa*.
const SHORTEST_SPECIES: usize = 5;
/// How the second word of the Latin name of a species ends.
const LATIN_ENDINGS: [&str; 8] = ["us", "is", "um", "ae", "i", "oides", "a", "ans"];
/// How many suggestions are made.
const MOST_SUGGESTIONS: usize = 5;

fn build(build: &mut Build<'_>) -> Result<Box<dyn Check>, Problem> {
    let options: Options = build.stylebook.section("spelling")?;
    let lexicon = Arc::clone(&build.lexicon);
    let lookup = Arc::clone(&lexicon);
    // What has a digit is no word; only its letters are looked at.
    let known = build.vocabulary.predicate("spelling/known", move |word| !has_digit(word) && lookup.accepts(word));
    let lookup = Arc::clone(&lexicon);
    let styled = build.vocabulary.predicate("spelling/ize", move |word| {
        (word.contains("is") || word.contains("iz")) && lookup.ize_style(word).is_some()
    });
    let lookup = Arc::clone(&lexicon);
    let slip = build.vocabulary.predicate("spelling/slip", move |word| is_slip_for_common(&lookup, word));
    let lookup = Arc::clone(&lexicon);
    let unknown_name = build.vocabulary.predicate("spelling/unknown-name", move |word| {
        word.starts_with(char::is_uppercase)
            && !has_digit(word)
            && matches!(lookup.verdict(word), Verdict::Unknown { part } if part.start == 0 && !word.contains('-'))
    });
    let names: NameWords = build.stylebook.table("names/organizations.yaml")?;
    let particle = build.vocabulary.set("names/particles", names.particles);
    Ok(Box::new(Spelling { lexicon, options, known, styled, slip, unknown_name, particle }))
}

struct Spelling {
    lexicon: Arc<Lexicon>,
    options: Options,
    known: WordSet,
    styled: WordSet,
    /// Unknown, with a capital, and one slip away from a very common word.
    slip: WordSet,
    /// Unknown as a whole, with a capital: a name, wherever no sentence begins.
    unknown_name: WordSet,
    /// Small words inside names: *von*, *bin*.
    particle: WordSet,
}

/// What the table of organisations says of names in general.
#[derive(Deserialize)]
struct NameWords {
    particles: Vec<String>,
}

/// What the article as a whole decides.
#[derive(Debug, Default, PartialEq)]
struct Facts {
    /// Unknown words in small letters.
    unknown: Vec<String>,
    /// Unknown words with a capital that opens a sentence, in small letters, with their text.
    openers: Vec<(String, String, u32)>,
    /// Other unknown words with a capital.
    capitalised: Vec<(String, u32)>,
    /// Words in -ise or -ize: whether it is -ise, and the word spelled the other way.
    ize: Vec<(bool, String, String, u32)>,
}

/// An unknown word of a paragraph.
struct Unknown {
    word: usize,
    part: Span,
    forbidden: bool,
}

impl Check for Spelling {
    fn paragraph(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) {
        if !paragraph.zone.is_prose() {
            return;
        }
        let mut facts = Facts::default();
        let mut unknown: Vec<Unknown> = Vec::new();
        for (i, word) in paragraph.words.iter().enumerate() {
            if word.classes.is(self.styled) && !self.is_foreign_case(paragraph, i) {
                self.note_ize(paragraph, word, &mut facts, findings);
            }
            if word.classes.is(self.known) || self.is_surely_a_name(paragraph, i) {
                continue;
            }
            match word.kind {
                WordKind::Plain if word.is_long() => self.look_at(paragraph, i, &mut unknown, findings, &mut facts),
                WordKind::Number => self.look_at_suffix(paragraph, i, &mut unknown),
                _ => {}
            }
        }
        drop_foreign_runs(paragraph, self.known, &mut unknown);
        for Unknown { word, part, forbidden } in unknown {
            let text = &paragraph.text[part.range()];
            if !forbidden {
                facts.unknown.push(normalize(text).to_lowercase());
            }
            let draft = findings.flag("unknown", part);
            draft.slot("language", self.lexicon.language().tag());
            if paragraph.words[word].is_all_caps() {
                draft.at_most(Level::Info);
            }
        }
        if facts != Facts::default() {
            findings.remember(facts);
        }
    }

    fn article(&self, article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
        // A word that opens a sentence is a slip if it is one elsewhere, where a small letter shows that it is no name.
        let small: BTreeSet<&str> =
            article.all::<Facts>().flat_map(|(_, facts)| facts.unknown.iter().map(String::as_str)).collect();
        // A name that the article introduces needs no hint.
        let mut hinted: BTreeSet<&str> = BTreeSet::new();
        let cast = (self.options.unknown_capitalised == Capitalised::Hint).then(|| {
            let names = article.of_others::<NameFacts>().map(|(i, facts)| (i, article.zone(i), facts));
            Cast::new(names, &KnownNames::default())
        });
        hinted.extend(cast.iter().flat_map(Cast::accepted));
        for (paragraph, facts) in article.all::<Facts>() {
            for (lower, text, place) in &facts.openers {
                let at = Place { paragraph, place: *place };
                if small.contains(lower.as_str()) {
                    self.flag_at(findings, at, text);
                } else if self.options.unknown_capitalised == Capitalised::Hint && hinted.insert(text) {
                    self.flag_at(findings, at, text).at_most(Level::Hint);
                }
            }
            for (text, place) in &facts.capitalised {
                if hinted.insert(text) {
                    self.flag_at(findings, Place { paragraph, place: *place }, text).at_most(Level::Hint);
                }
            }
        }
        self.judge_ize(article, findings);
    }

    fn also_reads(&self) -> &'static [&'static str] {
        if self.options.unknown_capitalised == Capitalised::Hint { &["names"] } else { &[] }
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Vec<FixDraft> {
        if request.kind != "unknown" {
            return Vec::new();
        }
        let suggestions = self.lexicon.suggest(request.found, request.context, MOST_SUGGESTIONS);
        let certain = preferred(&suggestions);
        let fixes = suggestions.into_iter().enumerate().map(|(i, suggestion)| {
            let one_word = !suggestion.text.contains(' ');
            let fix = if i == 0 && certain && one_word { FixDraft::safe("replace") } else { FixDraft::ask("replace") };
            let fix = fix.edit(Span::default(), suggestion.text);
            if i == 0 && certain { fix.preferred() } else { fix }
        });
        fixes.collect()
    }
}

impl Spelling {
    fn flag_at<'f>(&self, findings: &'f mut ArticleFindings, at: Place, text: &str) -> &'f mut crate::check::Draft {
        let draft = findings.flag("unknown", at);
        draft.slot("found", text.to_owned()).slot("language", self.lexicon.language().tag())
    }

    /// Whether a word is an unknown one that the capital makes a name, where names are not looked at.
    fn is_surely_a_name(&self, paragraph: &Paragraph<'_>, i: usize) -> bool {
        self.options.unknown_capitalised == Capitalised::Names
            && paragraph.words[i].classes.is(self.unknown_name)
            && !opens_sentence(paragraph, i)
    }

    /// A word that is in no list as it stands.
    fn look_at(
        &self,
        paragraph: &Paragraph<'_>,
        i: usize,
        unknown: &mut Vec<Unknown>,
        findings: &mut Findings,
        facts: &mut Facts,
    ) {
        let word = &paragraph.words[i];
        let text = paragraph.str(word);
        if word.is_all_caps() {
            self.look_at_shout(paragraph, i, unknown);
            return;
        }
        if word.has_accents() && !text.chars().all(is_latin) {
            return;
        }
        if is_placeholder(text) || self.is_clipped(paragraph, i) || is_roman(text) {
            return;
        }
        if !paragraph.settings.words.is_empty() && declared(&paragraph.settings.words, text) {
            return;
        }
        let start = word.start as usize;
        match self.lexicon.verdict(text) {
            Verdict::Known => {}
            Verdict::Forbidden { part } => {
                unknown.push(Unknown { word: i, part: within(start, part), forbidden: true });
            }
            Verdict::Variant { part, preferred } => {
                self.flag_variant(paragraph, i, within(start, part), &preferred, findings);
            }
            Verdict::Unknown { part } => {
                let part = within(start, part);
                let piece = &paragraph.text[part.range()];
                if !piece.starts_with(char::is_uppercase) {
                    if !word.has_inner_capital() && !self.is_part_of_name(paragraph, i) {
                        unknown.push(Unknown { word: i, part, forbidden: false });
                    }
                } else if self.options.unknown_capitalised == Capitalised::Error {
                    unknown.push(Unknown { word: i, part, forbidden: false });
                } else if word.has_inner_capital() || word.has_hyphen() {
                    // *McDonald*, *eBay*, *Rimsky-Korsakov*.
                } else if opens_sentence(paragraph, i) {
                    if self.is_slip(paragraph, i) {
                        unknown.push(Unknown { word: i, part, forbidden: false });
                    } else {
                        let place = findings.place(part);
                        facts.openers.push((normalize(piece).to_lowercase(), piece.to_owned(), place));
                    }
                } else if self.options.unknown_capitalised == Capitalised::Hint {
                    let place = findings.place(part);
                    facts.capitalised.push((piece.to_owned(), place));
                }
            }
        }
    }

    /// Small letters in a name: a particle (*Otto von Bismarck*) or the species of a Latin pair (*Tiktaalik roseae*).
    fn is_part_of_name(&self, paragraph: &Paragraph<'_>, i: usize) -> bool {
        let word = &paragraph.words[i];
        let Some(before) = i.checked_sub(1).map(|before| &paragraph.words[before]).filter(|word| word.is_capitalised())
        else {
            return false;
        };
        let gap = paragraph.between(i - 1, i);
        if word.classes.is(self.particle) {
            return matches!(gap, " " | "\u{a0}" | "\n" | "-");
        }
        // The genus is unknown, or an initial with its stop: *A. afarensis*, but not *A famus singer*.
        let genus = if before.is_long() { !before.classes.is(self.known) && gap == " " } else { gap == ". " };
        let text = paragraph.str(word);
        genus && text.len() >= SHORTEST_SPECIES && LATIN_ENDINGS.iter().any(|ending| text.ends_with(ending))
    }

    /// A word in capitals: an acronym, unless it is too long for one.
    fn look_at_shout(&self, paragraph: &Paragraph<'_>, i: usize, unknown: &mut Vec<Unknown>) {
        let word = &paragraph.words[i];
        let text = paragraph.str(word);
        let stem = text.trim_end_matches(['s', 'S']).trim_end_matches(['’', '\'', '‘']);
        if stem.chars().filter(|c| c.is_alphabetic()).count() < SHORTEST_SHOUT
            || paragraph.dateline.covers(word.span())
            || word.has_hyphen()
        {
            return;
        }
        let lower = text.to_lowercase();
        if self.lexicon.accepts(&lower)
            || self.lexicon.accepts(&capitalised(&lower))
            || declared(&paragraph.settings.words, text)
        {
            return;
        }
        // In capitals a name cannot be told from a word; what has a neighbour in capitals is a heading or a name.
        if paragraph.words.get(i + 1).is_some_and(Word::is_all_caps) || i > 0 && paragraph.words[i - 1].is_all_caps() {
            return;
        }
        unknown.push(Unknown { word: i, part: word.span(), forbidden: false });
    }

    /// The words that hang on a number: *year* and *old* of *12-year-old*.
    fn look_at_suffix(&self, paragraph: &Paragraph<'_>, i: usize, unknown: &mut Vec<Unknown>) {
        let word = &paragraph.words[i];
        let mut at = word.start as usize;
        for piece in paragraph.str(word).split(['-', '‑', '.']) {
            let span = Span::new(at, at + piece.len());
            // Hyphen and stop are one byte long, the hyphen that does not break is three.
            at = span.end + paragraph.text[span.end..].chars().next().map_or(1, char::len_utf8);
            if piece.chars().count() < 4 || !piece.chars().all(char::is_lowercase) {
                continue;
            }
            if let Verdict::Unknown { part } = self.lexicon.verdict(piece) {
                unknown.push(Unknown { word: i, part: within(span.start, part), forbidden: false });
            }
        }
    }

    fn flag_variant(
        &self,
        paragraph: &Paragraph<'_>,
        i: usize,
        part: Span,
        better: &[String],
        findings: &mut Findings,
    ) {
        // A name keeps its spelling: Pearl Harbor, the Labor Party, the World Trade Center.
        if self.is_foreign_case(paragraph, i) {
            return;
        }
        let quoted = paragraph.in_quote(part.start);
        let draft = findings.flag("variant", part);
        draft.slot("language", self.lexicon.language().tag());
        draft.slot("other", other_language(self.lexicon.language()));
        for (n, text) in better.iter().enumerate() {
            if n == 0 {
                draft.slot("better", text.clone());
                draft.fix(FixDraft::safe("replace").edit(part, text.clone()).preferred());
            } else {
                draft.fix(FixDraft::ask("replace").edit(part, text.clone()));
            }
        }
        if quoted {
            draft.at_most(Level::Info);
        }
    }

    /// Whether a word has a capital that no sentence gave it, so that it belongs to a name or a title.
    fn is_foreign_case(&self, paragraph: &Paragraph<'_>, i: usize) -> bool {
        let word = &paragraph.words[i];
        if word.is_capitalised() && declared(&self.options.variant_names, paragraph.str(word)) {
            return true;
        }
        let next_is_name = paragraph
            .words
            .get(i + 1)
            .is_some_and(|next| next.is_capitalised() && paragraph.between(i, i + 1).trim().is_empty());
        word.is_capitalised() && (paragraph.zone.is_headline() || !opens_sentence(paragraph, i) || next_is_name)
    }

    /// *Becuase the*: a slip at the start of a sentence. Only one letter away from a very common word, and before a word in
    /// small letters, since a name there would be as unknown.
    fn is_slip(&self, paragraph: &Paragraph<'_>, i: usize) -> bool {
        let followed = paragraph.words.get(i + 1).is_some_and(|next| {
            !next.is_capitalised() && next.kind == WordKind::Plain && paragraph.between(i, i + 1).trim().is_empty()
        });
        followed && paragraph.words[i].classes.is(self.slip)
    }

    /// A word that lacks a letter by way of speech: *goin’*, *’bout*.
    fn is_clipped(&self, paragraph: &Paragraph<'_>, i: usize) -> bool {
        let word = &paragraph.words[i];
        let text = paragraph.str(word);
        let after = paragraph.text[word.end as usize..].chars().next();
        if matches!(after, Some('’' | '\'' | '‘')) && text.len() > 3 {
            let whole = if text.ends_with("in") { format!("{text}g") } else { String::new() };
            if !whole.is_empty() && self.lexicon.accepts(&whole) {
                return true;
            }
        }
        let before = paragraph.marks.partition_point(|mark| mark.at < word.start);
        before.checked_sub(1).is_some_and(|mark| {
            let mark = paragraph.marks[mark];
            mark.role == MarkRole::Apostrophe && mark.span().end == word.start as usize
        })
    }

    fn note_ize(&self, paragraph: &Paragraph<'_>, word: &Word, facts: &mut Facts, findings: &mut Findings) {
        let text = paragraph.str(word);
        if paragraph.in_quote(word.start as usize) {
            return;
        }
        if let Some((style, other)) = self.lexicon.ize_style(text) {
            let place = findings.place(word.span());
            facts.ize.push((style == IzeStyle::Ise, text.to_owned(), other, place));
        }
    }

    /// Flags *-ise* or *-ize*: the one that the house does not write, or the one that the article writes less.
    fn judge_ize(&self, article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
        let all: Vec<_> =
            article.all::<Facts>().flat_map(|(p, facts)| facts.ize.iter().map(move |word| (p, word))).collect();
        let ise = all.iter().filter(|(_, word)| word.0).count();
        let wrong_is_ise = match self.options.ize {
            IzeChoice::Ise => false,
            IzeChoice::Ize => true,
            IzeChoice::Any => {
                let most = ise.max(all.len() - ise);
                if all.len() < 3 || most * 3 < all.len() * 2 {
                    return;
                }
                ise < most
            }
        };
        for (paragraph, (is_ise, text, other, place)) in all {
            if *is_ise == wrong_is_ise {
                let at = Place { paragraph, place: *place };
                findings
                    .flag("variant", at)
                    .slot("found", text.clone())
                    .slot("better", other.clone())
                    .slot("language", self.lexicon.language().tag())
                    .slot("other", "another")
                    .fix(FixDraft::safe("replace").edit(at, other.clone()).preferred());
            }
        }
    }
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

fn other_language(language: crate::language::Language) -> &'static str {
    match language {
        crate::language::Language::EnUs => "British",
        crate::language::Language::EnGb => "American",
    }
}

fn within(start: usize, part: Range<usize>) -> Span {
    Span::new(start + part.start, start + part.end)
}

/// Whether a word is the first of a sentence, of a quotation or of a line.
fn opens_sentence(paragraph: &Paragraph<'_>, i: usize) -> bool {
    let start = paragraph.words[i].start as usize;
    let sentence = paragraph.sentence_at(start).map(|sentence| paragraph.sentences[sentence].words.start);
    sentence == Some(i)
        || paragraph.text[..start].trim_end_matches(['“', '"', '‘', '\'', '(', '[']).len() < start && {
            let before = paragraph.text[..start].trim_end_matches(['“', '"', '‘', '\'', '(', '[']);
            before.trim_end().ends_with([':', '.', '!', '?', '…', ',']) || before.trim_end().is_empty()
        }
}

/// Whether a character can stand in a word of a language that is written in Latin letters.
fn is_latin(c: char) -> bool {
    !c.is_alphabetic() || matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{fb00}'..='\u{fb06}')
}

/// Copy that is still to come.
fn is_placeholder(text: &str) -> bool {
    matches!(text, "tk" | "tktk" | "TK" | "TKTK" | "xx" | "xxx")
}

/// A number in Roman digits, in small letters: *xvii*.
fn is_roman(text: &str) -> bool {
    text.len() >= 2 && text.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')) && !text.contains("iiii")
}

fn declared(words: &[String], text: &str) -> bool {
    let text = normalize(text);
    let stem = crate::vocabulary::possessive_stem(&text).unwrap_or(&text);
    words
        .iter()
        .any(|word| *word == stem || *word == text || (word.to_lowercase() == *word && *word == stem.to_lowercase()))
}

fn capitalised(lower: &str) -> String {
    let mut chars = lower.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether a word with a capital is unknown and one slip away from a very common word.
fn is_slip_for_common(lexicon: &Lexicon, word: &str) -> bool {
    if !word.starts_with(char::is_uppercase) || !word.is_ascii() {
        return false;
    }
    let lower = crate::vocabulary::possessive_stem(word).unwrap_or(word).to_lowercase();
    (SHORTEST_SLIP..=LONGEST_SLIP).contains(&lower.len())
        && lower.bytes().all(|b| b.is_ascii_lowercase())
        && !lexicon.accepts(word)
        && lexicon.is_near_common(&lower)
}

/// Takes out runs of unknown words inside one quotation or one emphasised stretch: they are another language.
fn drop_foreign_runs(paragraph: &Paragraph<'_>, known: WordSet, unknown: &mut Vec<Unknown>) {
    if unknown.len() < FOREIGN_RUN {
        return;
    }
    let quotes = paragraph.quotes.iter().map(crate::article::Quote::inner);
    let stretches: Vec<Span> = quotes.chain(paragraph.emphasis.iter().copied()).collect();
    let stretch_of = |i: usize| stretches.iter().position(|span| span.covers(unknown[i].part));
    let mut foreign = vec![false; unknown.len()];
    let mut from = 0;
    while from < unknown.len() {
        let stretch = stretch_of(from);
        let mut to = from + 1;
        // A short word that English has too does not end the run: *la vida de un hombre*.
        while to < unknown.len() && stretch.is_some() && stretch_of(to) == stretch && {
            let between = unknown[to - 1].word + 1..unknown[to].word.max(unknown[to - 1].word + 1);
            between.len() <= 2
                && between
                    .clone()
                    .all(|w| paragraph.words[w].span().len() <= 4 || !paragraph.words[w].classes.is(known))
        } {
            to += 1;
        }
        if to - from >= FOREIGN_RUN {
            foreign[from..to].fill(true);
        }
        from = to;
    }
    let mut foreign = foreign.into_iter();
    unknown.retain(|_| !foreign.next().unwrap_or(false));
}
