//! The part that each block plays: headline, byline, body, caption and the rest.

use std::sync::LazyLock;

use regex::Regex;

use super::blocks::Block;
use super::{Zone, dateline};
use crate::text::Span;

/// Gives the blocks of an article their zones, and finds the dateline. Blocks that the markup has placed already
/// (all but [`Zone::Body`]) keep their zone.
pub(crate) fn assign(text: &str, blocks: &mut [Block]) {
    let head = assign_head(text, blocks);
    let mut before_is_body = false;
    for i in head..blocks.len() {
        if blocks[i].zone != Zone::Body {
            before_is_body = blocks[i].zone.is_story();
            continue;
        }
        let after_is_body = blocks.get(i + 1).is_some_and(|next| next.zone.is_story());
        let story = blocks[i].prose(text);
        blocks[i].zone = body_zone(story, blocks[i].single_line, before_is_body && after_is_body);
        before_is_body = blocks[i].zone.is_story();
    }
    let head = head.min(blocks.len());
    if let Some(first) = blocks[head..].iter_mut().find(|block| block.zone == Zone::Body) {
        first.dateline = dateline::read(first.prose(text)).map_or(0, |dateline| dateline.len as u32);
    }
}

/// Places what stands before the story and returns the number of the block where the story begins.
fn assign_head(text: &str, blocks: &mut [Block]) -> usize {
    let mut i = 0;
    // A story has few lines before it; what looks like a slug further down is something else.
    while i < blocks.len().min(5) && is_routing(blocks[i].prose(text)) && blocks[i].zone == Zone::Body {
        blocks[i].zone = Zone::Slug;
        i += 1;
    }
    while i < blocks.len() && matches!(blocks[i].zone, Zone::FrontMatter | Zone::Slug | Zone::Opaque) {
        i += 1;
    }
    if i < blocks.len() && is_embargo(blocks[i].prose(text)) {
        blocks[i].zone = Zone::Embargo;
        i += 1;
    }
    let mut headline = false;
    if i + 1 < blocks.len() && blocks[i].zone == Zone::Body && is_headline(text, &blocks[i], 20) {
        blocks[i].zone = Zone::Headline;
        headline = true;
        i += 1;
    } else if blocks.get(i).is_some_and(|block| block.zone == Zone::Headline) {
        headline = true;
        i += 1;
    }
    if headline && i + 1 < blocks.len() && blocks[i].zone == Zone::Body && is_headline(text, &blocks[i], 45) {
        let lead = blocks[i + 1].prose(text);
        if is_byline(lead) || dateline::read(lead).is_some() {
            blocks[i].zone = Zone::Deck;
            i += 1;
        }
    }
    while i < blocks.len() && blocks[i].zone == Zone::Body && is_byline(blocks[i].prose(text)) {
        blocks[i].zone = Zone::Byline;
        i += 1;
    }
    i
}

impl Block {
    /// The visible text of the block.
    pub(crate) fn prose<'t>(&'t self, text: &'t str) -> &'t str {
        self.markup.as_deref().map_or(&text[self.span.range()], |markup| &markup.text)
    }
}

fn body_zone(block: &str, single_line: bool, between_paragraphs: bool) -> Zone {
    // Anything else than an ordinary sentence is short, or starts with a word that says what it is.
    if let Some(zone) = labelled(block) {
        return zone;
    }
    if block.len() > 200 {
        return Zone::Body;
    }
    if is_end_mark(block) {
        return Zone::EndMark;
    }
    if is_credit(block) {
        return Zone::Byline;
    }
    if single_line && between_paragraphs && is_subheading(block) {
        return Zone::Subheading;
    }
    Zone::Body
}

fn labelled(block: &str) -> Option<Zone> {
    let first = *block.as_bytes().first()?;
    if !matches!(first, b'C' | b'P' | b'E' | b'(' | b'A' | b'H' | b'N') {
        return None;
    }
    let starts = |label: &str| block.get(..label.len()).is_some_and(|head| head.eq_ignore_ascii_case(label));
    if ["CAPTION:", "PHOTO:", "(Photo", "Photograph:", "Photo:"].iter().any(|label| starts(label)) {
        return Some(Zone::Caption);
    }
    let notes = ["CORRECTION:", "Editor’s note:", "Editor's note:", "(Additional reporting", "Additional reporting"];
    if notes.iter().any(|label| starts(label)) {
        return Some(Zone::EndNote);
    }
    is_embargo(block).then_some(Zone::Embargo)
}

fn is_embargo(block: &str) -> bool {
    ["EMBARGO", "HOLD FOR ", "NOT FOR PUBLICATION"].iter().any(|label| block.starts_with(label)) && block.len() <= 200
}

/// `-30-`, `###`, `ENDS`, `(MORE)` and the initials in brackets that close an agency's copy.
fn is_end_mark(block: &str) -> bool {
    static MARK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:-\s?30\s?-|-30-|#{1,3}|(?i:ends?|\(?more\)?|-more-|\(end\))|[*_~=-]{3,}|\([a-z]{1,4}(?:[/-][a-z]{1,4}){0,3}\))$")
            .expect("a constant pattern")
    });
    block.len() <= 24 && MARK.is_match(block) && block != "End"
}

fn is_routing(block: &str) -> bool {
    static ROUTING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:[A-Z]{1,3}-[A-Z0-9-]+\b.*|[A-Z0-9]+(?:-[A-Z0-9&]+)+(?: .{0,40})?|(?i:slug):.*|\(Eds?: .*\)?|ATTN:? .*)$")
            .expect("a constant pattern")
    });
    block.len() <= 160 && !block.contains(['\n', '\r']) && ROUTING.is_match(block) && !is_end_mark(block)
}

/// `By NAME, NAME and NAME`, `NAME, Staff Writer`, `Associated Press writer …`. No pattern, since one with classes of
/// Unicode takes longer to build than a story takes to check.
fn is_byline(block: &str) -> bool {
    let line = |block: &str| {
        block.len() <= 160
            && !block.contains(['\n', '\r'])
            && !block.ends_with(['.', '!', '?'])
            && block.split_whitespace().count() <= 15
    };
    let is_form = |block: &str| is_by_names(block) || is_name_and_post(block) || is_agency_writer(block);
    is_form(block) && line(block) || is_credit(block)
}

fn is_by_names(block: &str) -> bool {
    let Some(names) = block.strip_prefix("By ").or_else(|| block.strip_prefix("BY ")) else {
        return false;
    };
    let last = names.split(' ').count() - 1;
    names.split(' ').enumerate().all(|(i, word)| {
        // A comma follows any word but the last.
        let word = if i < last { word.strip_suffix(',').unwrap_or(word) } else { word };
        is_name_word(word) && (i > 0 || word.starts_with(char::is_uppercase))
    })
}

fn is_name_and_post(block: &str) -> bool {
    let Some((name, post)) = block.split_once(", ") else {
        return false;
    };
    let is_post = matches!(post, "Staff Writer" | "staff writer" | "STAFF WRITER" | "Correspondent")
        || post.starts_with("Associated Press");
    let is_name =
        |word: &str| word.starts_with(char::is_uppercase) && is_name_word(word) && word.chars().nth(1).is_some();
    is_post && (2..=4).contains(&name.split(' ').count()) && name.split(' ').all(is_name)
}

fn is_agency_writer(block: &str) -> bool {
    let block = block.strip_prefix("The ").unwrap_or(block);
    let rest = block.strip_prefix("Associated Press ").unwrap_or_default();
    ["Writer ", "writer ", "Writers ", "writers "].iter().any(|writer| rest.starts_with(writer))
}

/// Letters, with apostrophes, hyphens and stops after the first.
fn is_name_word(word: &str) -> bool {
    word.starts_with(char::is_alphabetic)
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '.' | '-'))
}

/// `Reporting by …; editing by …`.
fn is_credit(block: &str) -> bool {
    let block = block.trim_start_matches('(');
    block.len() <= 200 && ["Reporting by ", "Editing by ", "Writing by "].iter().any(|credit| block.starts_with(credit))
}

/// One line, not too many words, without a final stop, and no dateline.
fn is_headline(text: &str, block: &Block, most_words: usize) -> bool {
    let line = block.prose(text);
    block.single_line
        && line.len() <= most_words * 20
        && !ends_sentence(line)
        && line.split_whitespace().count() <= most_words
        && !is_byline(line)
        && dateline::read(line).is_none()
}

/// A short line between two paragraphs that neither opens nor closes like one.
fn is_subheading(line: &str) -> bool {
    line.len() <= 100
        && line.split_whitespace().count() <= 10
        && !line.ends_with([',', ':', ';', '-', '—', '–'])
        && !ends_sentence(line)
        && line.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
}

/// Whether a line ends in a stop, its closing marks left out of account.
fn ends_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(['”', '’', '"', '\'', ')', ']', '»']);
    bare.ends_with(['.', '!', '?']) && !bare.ends_with("U.S.") && !bare.ends_with("U.K.") && !bare.ends_with("U.N.")
        || bare.ends_with('…')
}

/// The day in the dateline of an article, if it has one.
pub(crate) fn dateline_date(text: &str, blocks: &[Block]) -> Option<super::Date> {
    let block = blocks.iter().find(|block| block.dateline > 0)?;
    dateline::read(block.prose(text))?.date
}

/// The dateline of a block as a span of its visible text.
pub(crate) fn dateline_span(block: &Block) -> Span {
    Span::new(0, block.dateline as usize)
}
