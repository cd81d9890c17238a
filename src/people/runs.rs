//! Runs of capitalised words, cut where a name begins and ends, and what stands around them.

use super::Names;
use super::facts::{Evidence, NameFacts, Part, PartTraits, Run};
use crate::article::words::WordKind;
use crate::article::{Paragraph, Word};
use crate::text::Span;
use crate::vocabulary::normalize;

/// Reads the runs of a paragraph; see [`Names::read`].
pub(super) fn read(names: &Names, paragraph: &Paragraph<'_>) -> (NameFacts, Vec<Span>) {
    let mut reader = Reader {
        names,
        paragraph,
        words: &paragraph.words,
        works: Vec::new(),
        tokens: Vec::new(),
        sentence: 0,
        last_sentence: usize::MAX,
        named_sentences: 0,
        facts: NameFacts::default(),
        places: Vec::new(),
        extras: Vec::new(),
        nicknamed: false,
    };
    let mut capitals = 0_usize;
    let mut at = paragraph.word_at_or_after(paragraph.dateline.end);
    let first = at;
    while at < reader.words.len() {
        let word = &reader.words[at];
        if !(word.is_capitalised() || word.has_hyphen()) || !reader.starts_name(at) {
            at += 1;
            continue;
        }
        if reader.facts.runs.is_empty() && reader.tokens.is_empty() {
            reader.works = works(paragraph);
        }
        let end = reader.gather(at);
        capitals += reader.tokens.len();
        reader.take(first);
        at = end;
    }
    let length = reader.words.len() - first.min(reader.words.len());
    let Reader { facts, places, extras, .. } = &mut reader;
    places.extend(
        facts
            .runs
            .iter()
            .filter_map(|run| run.parts().map(|part| places[part]).reduce(Span::joined))
            .collect::<Vec<_>>(),
    );
    places.append(extras);
    reader.facts.is_list = length >= 8 && capitals * 4 > length * 3;
    (reader.facts, reader.places)
}

pub(super) struct Reader<'a> {
    pub(super) names: &'a Names,
    pub(super) paragraph: &'a Paragraph<'a>,
    pub(super) words: &'a [Word],
    /// Spans of titles of works.
    works: Vec<Span>,
    /// The tokens of the run being read.
    tokens: Vec<Token>,
    sentence: usize,
    /// The sentence of the last run kept.
    last_sentence: usize,
    named_sentences: u16,
    pub(super) facts: NameFacts,
    places: Vec<Span>,
    /// The places of titles and oddities, which follow those of the runs.
    pub(super) extras: Vec<Span>,
    /// Whether the run being read has a nickname inside.
    nicknamed: bool,
}

/// A word with the particles before it, by number.
#[derive(Clone, Copy)]
pub(super) struct Token {
    pub(super) from: usize,
    pub(super) word: usize,
}

/// More tokens than that are no name.
const LONGEST: usize = 12;

impl Reader<'_> {
    pub(super) fn str(&self, at: usize) -> &str {
        self.paragraph.str(&self.words[at])
    }

    pub(super) fn gap(&self, left: usize) -> &str {
        self.paragraph.between(left, left + 1)
    }

    fn is_particle(&self, at: usize) -> bool {
        let word = &self.words[at];
        word.classes.is(self.names.particle) && word.kind == WordKind::Plain
    }

    /// Whether a word can be a part of a name: a capital and small letters, an initial, *al-Assad*.
    fn is_name(&self, at: usize) -> bool {
        let word = &self.words[at];
        match word.kind {
            WordKind::Plain => {}
            // *J.K.* is an abbreviation of single letters; *U.S.* is a place and *Ph.D.* a degree.
            WordKind::Abbreviation => {
                return !word.classes.is(self.names.opener)
                    && !word.classes.any(self.names.common)
                    && self.str(at).split('.').all(|part| part.len() <= 1 && part.chars().all(char::is_uppercase))
                    && !matches!(self.str(at), "U.S." | "U.K." | "U.N." | "E.U." | "D.C.");
            }
            WordKind::Number | WordKind::Opaque => return false,
        }
        if word.has_hyphen() {
            let text = self.str(at);
            if !word.is_capitalised() {
                return text.split_once('-').is_some_and(|(article, name)| {
                    matches!(article, "al" | "el" | "ul" | "as" | "ar" | "an" | "ad" | "ash")
                        && name.starts_with(char::is_uppercase)
                });
            }
            return !word.is_all_caps()
                && text
                    .split(['-', '‑'])
                    .all(|part| part.starts_with(char::is_uppercase) || matches!(part, "al" | "el" | "ur" | "de"));
        }
        word.is_capitalised() && (!word.is_all_caps() || word.classes.is(self.names.suffix))
    }

    fn starts_name(&self, at: usize) -> bool {
        if !self.is_name(at) || self.words[at].classes.is(self.names.suffix) {
            return false;
        }
        let word = &self.words[at];
        // A letter alone is an initial only before a stop and a name.
        word.is_long() || (self.gap(at).starts_with('.') && at + 1 < self.words.len() && self.is_name(at + 1))
    }

    /// Collects the tokens of the run that starts at a word, and returns the number of the word after it.
    fn gather(&mut self, start: usize) -> usize {
        self.tokens.clear();
        self.nicknamed = false;
        let mut from = start;
        // *bin Laden* at the start of a mention.
        while from > 0
            && start - from < 3
            && self.is_particle(from - 1)
            && !self.words[from - 1].is_capitalised()
            && !self.words[from - 1].classes.is(self.names.weak_particle)
            && is_space(self.gap(from - 1))
        {
            from -= 1;
        }
        // *Van der Leyen* at the start of a sentence.
        let mut word = match self.after_particles(start) {
            Some(name) if from == start && !self.words[start].classes.is(self.names.weak_particle) => name,
            _ => start,
        };
        self.tokens.push(Token { from, word });
        while self.tokens.len() < LONGEST
            && let Some(token) = self.next_token(word)
        {
            self.nicknamed |= token.from > word + 1;
            word = token.word;
            self.tokens.push(token);
        }
        word + 1
    }

    /// The token that continues a run after a word.
    fn next_token(&self, word: usize) -> Option<Token> {
        let next = word + 1;
        if next >= self.words.len() || self.words[word].is_possessive() {
            return None;
        }
        let gap = self.gap(word);
        let left = &self.words[word];
        let following = &self.words[next];
        if following.classes.is(self.names.suffix) && (is_space(gap) || gap.strip_prefix(',').is_some_and(is_space)) {
            return Some(Token { from: next, word: next });
        }
        if left.classes.is(self.names.suffix) {
            return None;
        }
        let joined = if is_space(gap) {
            true
        } else if let Some(rest) = gap.strip_prefix('.') {
            let initial = !left.is_long() && (rest.is_empty() || is_space(rest));
            let title = left.classes.is(self.names.title_abbreviation) && is_space(rest);
            (initial || title) && self.is_name(next)
        } else {
            false
        };
        if !joined {
            return self.after_nickname(word);
        }
        if self.is_name(next) && !(!following.is_long() && following.kind == WordKind::Plain && !self.is_initial(next))
        {
            // *Robert De Niro*: the particle and what follows it are one.
            if let Some(name) = self.after_particles(next) {
                return Some(Token { from: next, word: name });
            }
            return Some(Token { from: next, word: next });
        }
        // Particles between two names.
        self.after_particles(next).map(|name| Token { from: next, word: name })
    }

    /// The name after one to three particles, of which the first is word `at`. A first name in capitals is no particle,
    /// unless another follows: *Van Morrison*, *Van der Leyen*.
    fn after_particles(&self, at: usize) -> Option<usize> {
        let mut name = at;
        while name - at < 3 && name + 1 < self.words.len() && self.is_particle(name) && is_space(self.gap(name)) {
            name += 1;
            if self.words[name].is_capitalised() && !self.is_particle(name) {
                break;
            }
        }
        let first = &self.words[at];
        let given = name == at + 1 && first.is_capitalised() && first.classes.is(self.names.given);
        (name > at && !given && self.words[name].is_capitalised() && self.is_name(name)).then_some(name)
    }

    /// A letter that stands for a name: *John F. Kennedy*, *Professor V Rao*, *Malcolm X*.
    fn is_initial(&self, at: usize) -> bool {
        if self.gap(at).starts_with('.') {
            return true;
        }
        !matches!(self.str(at), "I" | "A")
            && (at + 1 == self.words.len() || (is_space(self.gap(at)) && self.is_name(at + 1)))
    }

    /// *Edward “Ted” Hale*, *Edward (Ted) Hale*: the name goes on after the nickname.
    fn after_nickname(&self, word: usize) -> Option<Token> {
        let opening = self.gap(word).trim_start();
        if opening.len() == self.gap(word).len() || !matches!(opening, "“" | "\"" | "(" | "‘" | "'") {
            return None;
        }
        for last in word + 1..(word + 3).min(self.words.len()) {
            let closing = self.gap(last);
            let rest = closing.strip_prefix(['”', '"', ')', '’', '\'']).filter(|rest| is_space(rest));
            if rest.is_some() && last + 1 < self.words.len() && self.is_name(last + 1) {
                return Some(Token { from: last + 1, word: last + 1 });
            }
            if !is_space(closing) {
                return None;
            }
        }
        None
    }

    /// Turns the tokens into a run, if there is a name or something like it among them.
    fn take(&mut self, first_word: usize) {
        let names = self.names;
        let head = self.tokens[0].from;
        let opening = self.is_opening(head, first_word);
        let classes = |token: &Token| self.words[token.word].classes;
        let mut start = 0;
        let mut evidence = Evidence::default();
        let mut after_the = false;
        while start < self.tokens.len() && classes(&self.tokens[start]).is(names.opener) {
            after_the = self.str(self.tokens[start].word).eq_ignore_ascii_case("the");
            start += 1;
        }
        if start > 0 && start == self.tokens.len() {
            return;
        }
        // The last part that could be a name, so that *Larry King* keeps his.
        let suffixed = self.tokens.last().is_some_and(|token| classes(token).is(names.suffix));
        let last = self.tokens.len() - 1 - usize::from(suffixed && self.tokens.len() > start + 1);
        let title = (start..last).rev().find_map(|i| Some((i, self.is_title(i, start)?)));
        if let Some((title, found)) = title {
            start = title + 1;
            evidence = evidence.with(found.evidence());
        } else {
            let stripped = start;
            while start < last && classes(&self.tokens[start]).is(names.demonym) {
                start += 1;
            }
            if start > stripped {
                evidence = evidence.with(Evidence::CAPITALS_AROUND);
            }
        }
        let first = self.tokens[start];
        let kept = &self.tokens[start..];
        let count = kept.len() - usize::from(suffixed && kept.len() > 1);
        let final_token = kept[count - 1];
        let end = kept[kept.len() - 1].word;
        if start == 0 && opening {
            evidence = evidence.with(Evidence::OPENING);
        }
        evidence = self.look_before(first.from, start, after_the, evidence);
        let age = self.age_after(end);
        evidence = self.look_after(end, age, evidence);
        let final_classes = self.words[final_token.word].classes;
        if final_classes.is(names.designator) && count > 1 {
            evidence = evidence.with(Evidence::ORGANIZATION);
        }
        if count > 1 && self.is_place(start, start + count) {
            evidence = evidence.with(Evidence::PLACE);
        }
        if self.nicknamed {
            evidence = evidence.with(Evidence::NICKNAMED);
        }
        if count == 1 && !self.is_worth_keeping(&first, evidence) {
            return;
        }
        let tokens = std::mem::take(&mut self.tokens);
        self.push(&tokens[start..], evidence, age);
        self.note_titles(&tokens, start, title.map(|(_, found)| found), opening, after_the);
        self.note_oddities(&tokens[start..]);
        self.tokens = tokens;
    }

    /// Whether a capital alone may be a name: not an ordinary word that only opens its sentence.
    fn is_worth_keeping(&self, token: &Token, evidence: Evidence) -> bool {
        let word = &self.words[token.word];
        let shows = Evidence::TITLE
            | Evidence::OCCUPATION
            | Evidence::AGE
            | Evidence::APPOSITIVE
            | Evidence::HUMAN
            | Evidence::POSSESSIVE;
        let shown = evidence.any(shows) || (evidence.any(Evidence::ACTS) && !evidence.any(Evidence::LIGHT));
        !(evidence.any(Evidence::OPENING) && word.classes.is(self.names.ordinary) && !shown) && word.is_long()
    }

    /// Whether a word is the first of its sentence, or of what is quoted there.
    fn is_opening(&mut self, word: usize, first_word: usize) -> bool {
        let sentences = &self.paragraph.sentences;
        while self.sentence < sentences.len() && sentences[self.sentence].words.end <= word {
            self.sentence += 1;
        }
        if word == first_word || sentences.get(self.sentence).is_some_and(|sentence| sentence.words.start == word) {
            return true;
        }
        let gap = match word.checked_sub(1) {
            Some(before) => self.gap(before),
            None => return true,
        };
        gap.contains(['“', '"', '‘', '«', ':', ';', '•', '—', '–', '\n', '*', '/', '!', '?'])
            || gap.contains("--")
            || gap.contains("..")
            || gap.trim_start().starts_with('\'')
            || gap.contains('.')
    }

    /// The tokens of the run being read.
    pub(super) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Whether the token before a would-be title is a first name: *Billie Jean King Foundation*.
    pub(super) fn is_given_like(&self, at: usize) -> bool {
        self.words[self.tokens[at].word].classes.is(self.names.given)
    }

    fn is_place(&self, start: usize, end: usize) -> bool {
        let first = &self.words[self.tokens[start].word];
        if !first.classes.is(self.names.place_start) {
            return false;
        }
        let mut name = String::new();
        for token in &self.tokens[start..end] {
            for word in token.from..=token.word {
                if !name.is_empty() {
                    name.push(' ');
                }
                name.push_str(&stem(self.str(word)));
            }
            if self.names.places.contains(name.as_str()) {
                return true;
            }
        }
        false
    }

    fn look_before(&self, from: usize, stripped: usize, after_the: bool, mut evidence: Evidence) -> Evidence {
        let Some(before) = from.checked_sub(1) else {
            return evidence;
        };
        let names = self.names;
        let word = &self.words[before];
        let gap = self.gap(before);
        let close = is_space(gap);
        let small = !word.is_capitalised();
        if after_the || (close && self.str(before).eq_ignore_ascii_case("the")) {
            evidence = evidence.with(Evidence::AFTER_THE);
        }
        if stripped > 0 {
            return evidence;
        }
        if close && small && word.classes.is(names.title_end) && !word.is_possessive() {
            evidence = evidence.with(Evidence::OCCUPATION);
        }
        if close && word.classes.is(names.human_verb) {
            evidence = evidence.with(Evidence::NOUN_PLACE);
            // *said Smith*, but not *told Congress*.
            let said =
                matches!(self.str(before), "said" | "says" | "asked" | "added" | "replied" | "wrote" | "explained");
            // *“No,” admitted Smith.*
            let quoted = before > 0 && self.gap(before - 1).contains(['”', '"', '’', '\'']);
            if said || quoted {
                evidence = evidence.with(Evidence::HUMAN);
            }
        }
        if word.classes.is(names.place_preposition) && close {
            evidence = evidence.with(Evidence::AFTER_PREPOSITION);
        }
        if gap.starts_with(',') || (close && word.classes.is(names.before_noun)) {
            evidence = evidence.with(Evidence::NOUN_PLACE);
        }
        if close
            && !small
            && (word.is_all_caps() || word.kind != WordKind::Plain || word.has_hyphen())
            && word.is_long()
        {
            evidence = evidence.with(Evidence::CAPITALS_AROUND);
        }
        evidence
    }

    fn look_after(&self, end: usize, age: u8, mut evidence: Evidence) -> Evidence {
        let names = self.names;
        let span = self.words[end].span();
        if age > 0 {
            evidence = evidence.with(Evidence::AGE);
        }
        if self.words[end].is_possessive() || (self.str(end).ends_with('s') && self.gap(end).starts_with(['’', '\'']))
        {
            evidence = evidence.with(Evidence::POSSESSIVE);
        }
        if !self.paragraph.quotes.is_empty() || !self.works.is_empty() {
            let before = self.works.partition_point(|work| work.start <= span.start);
            if before > 0 && self.works[before - 1].covers(span) {
                evidence = evidence.with(Evidence::WORK);
            }
            // Nested quotations lie inside the one of the first level that opened last.
            let quotes = &self.paragraph.quotes;
            let before = quotes.partition_point(|quote| quote.open.end <= span.start);
            if quotes[..before].iter().rev().take(4).any(|quote| quote.inner().covers(span)) {
                evidence = evidence.with(Evidence::QUOTED);
            }
        }
        let Some(next) = self.words.get(end + 1) else {
            return evidence;
        };
        let gap = self.gap(end);
        let text = self.str(end + 1);
        if is_space(gap) {
            if next.is_capitalised() || next.kind == WordKind::Number && text.starts_with(char::is_uppercase) {
                if next.is_long() {
                    evidence = evidence.with(Evidence::CAPITALS_AROUND);
                }
            } else if next.kind == WordKind::Plain {
                evidence = evidence.with(Evidence::SMALL_AFTER);
                if next.classes.is(names.human_verb) {
                    evidence = evidence.with(Evidence::HUMAN);
                    if self.says_of_oneself(end + 1) {
                        evidence = evidence.with(Evidence::SAID_HE);
                    }
                } else if next.classes.is(names.action_verb) || text.ends_with("ed") {
                    evidence = evidence.with(Evidence::ACTS);
                    // *has said* is no less than *said*.
                    let then = self.words.get(end + 2).filter(|_| is_space(self.gap(end + 1)));
                    if next.classes.is(names.light_verb) && then.is_some_and(|then| then.classes.is(names.human_verb)) {
                        evidence = evidence.with(Evidence::HUMAN);
                    } else if next.classes.is(names.light_verb) || !next.classes.is(names.action_verb) {
                        evidence = evidence.with(Evidence::LIGHT);
                    }
                }
            }
        } else if gap.strip_prefix(',').is_some_and(is_space)
            && matches!(text, "the" | "a" | "an" | "who" | "whose" | "his" | "her")
        {
            evidence = evidence.with(Evidence::APPOSITIVE);
        }
        evidence
    }

    /// The age in *Smith, 34,*.
    fn age_after(&self, end: usize) -> u8 {
        let Some(next) = self.words.get(end + 1) else {
            return 0;
        };
        let gap = self.gap(end);
        if next.kind != WordKind::Number
            || !gap.strip_prefix([',']).or_else(|| gap.strip_prefix(".,")).is_some_and(is_space)
        {
            return 0;
        }
        let Ok(age) = self.str(end + 1).parse::<u8>() else {
            return 0;
        };
        let rest = &self.paragraph.text[next.end as usize..];
        let ends = rest.trim_end().is_empty() || rest.starts_with([',', '.', ';', ')']);
        if ends && age < 120 { age } else { 0 }
    }

    fn push(&mut self, tokens: &[Token], evidence: Evidence, age: u8) {
        if self.last_sentence != self.sentence && self.last_sentence != usize::MAX {
            self.named_sentences = self.named_sentences.saturating_add(1);
        }
        self.last_sentence = self.sentence;
        let first = self.facts.parts.len();
        for token in tokens {
            let start = self.facts.text.len() + usize::from(!self.facts.text.is_empty());
            let mut traits = self.names.traits(&self.words[token.word]);
            for at in token.from..=token.word {
                if !self.facts.text.is_empty() {
                    self.facts.text.push(' ');
                }
                let text = normalize(self.paragraph.str(&self.words[at]));
                if at < token.word {
                    // The dictionary was asked for the last word alone.
                    let alone = PartTraits::KNOWN | PartTraits::ORDINARY | PartTraits::COMMON | PartTraits::GIVEN;
                    traits = traits.without(alone).with(PartTraits::PARTICLE);
                    if at == token.from && self.words[at].is_capitalised() {
                        traits = traits.with(PartTraits::LARGE_PARTICLE);
                    }
                    self.facts.text.push_str(&text);
                } else {
                    self.facts.text.push_str(crate::vocabulary::possessive_stem(&text).unwrap_or(&text));
                }
            }
            self.facts.parts.push(Part { start: start as u32, end: self.facts.text.len() as u32, traits });
            let span = Span::new(self.words[token.from].start as usize, self.stem_end(token.word));
            self.places.push(span);
        }
        self.facts.runs.push(Run {
            first: first as u32,
            len: tokens.len() as u16,
            sentence: self.named_sentences,
            evidence,
            age,
        });
    }

    /// Where a word ends without its possessive, in bytes of the paragraph's text.
    pub(super) fn stem_end(&self, at: usize) -> usize {
        let word = &self.words[at];
        if !word.is_possessive() {
            return word.end as usize;
        }
        let apostrophe = self.str(at).rfind(['’', '\'', '‘', 'ʼ', '＇']);
        word.start as usize + apostrophe.unwrap_or(word.span().len())
    }
}

/// Spans in marks or in italics whose long words are all capitalised: titles of works.
fn works(paragraph: &Paragraph<'_>) -> Vec<Span> {
    let quoted = paragraph.quotes.iter().map(crate::article::Quote::inner);
    let mut works: Vec<Span> = quoted
        .chain(paragraph.emphasis.iter().copied())
        .filter(|span| {
            let from = paragraph.word_at_or_after(span.start);
            let words = paragraph.words[from..].iter().take_while(|word| (word.end as usize) <= span.end).take(13);
            let mut count = 0;
            let titled = words
                .inspect(|_| count += 1)
                .all(|word| word.is_capitalised() || word.kind != WordKind::Plain || word.span().len() < 4);
            titled && (1..13).contains(&count)
        })
        .collect();
    works.sort_unstable();
    works
}

pub(super) fn is_space(gap: &str) -> bool {
    gap == " " || (!gap.is_empty() && gap.chars().all(|c| c.is_whitespace() || crate::vocabulary::is_invisible(c)))
}

fn stem(word: &str) -> String {
    let word = normalize(word);
    crate::vocabulary::possessive_stem(&word).unwrap_or(&word).to_owned()
}
