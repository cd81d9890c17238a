//! What kind of quotation each one is: speech, or a sign, a nickname, a title, a term.

use super::Options;
use super::lexicon::{Lexicon, plain};
use super::scene::{Host, Scene};
use crate::article::tags::{is_blank, tag_at};
use crate::article::{Paragraph, Word};

/// What a quotation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words that are written somewhere, or that are spoken of as words.
    Sign,
    Nickname,
    Title,
    /// A few words inside a sentence.
    Term,
    /// A longer part of what somebody said.
    Partial,
    /// All of what somebody said.
    Direct,
}

/// Whether a paragraph is a line of a transcript: *Q: What did you see?*, *SMITH: Nothing.*
pub(super) fn is_transcript(paragraph: &Paragraph<'_>, lexicon: &Lexicon) -> bool {
    for (at, word) in paragraph.words.iter().enumerate().take(4) {
        let after = paragraph.text[word.end as usize..].trim_start_matches(['*', '_']);
        let label = after.starts_with(':') || after.starts_with(". ") && !word.is_long();
        if label {
            let text = paragraph.str(word);
            let caps = paragraph.words[..=at].iter().all(Word::is_all_caps);
            return caps || (at == 0 && lexicon.transcript_labels.iter().any(|label| label == text));
        }
        if !after.starts_with(' ') {
            return false;
        }
    }
    false
}

/// The kinds of a paragraph's quotations.
pub(super) fn read(scene: &Scene<'_>, options: &Options) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::with_capacity(scene.hosts.len());
    for (i, host) in scene.hosts.iter().enumerate() {
        let previous = i.checked_sub(1).map(|i| (&scene.hosts[i], kinds[i]));
        kinds.push(kind(scene, host, previous, options));
    }
    kinds
}

fn kind(scene: &Scene<'_>, host: &Host, previous: Option<(&Host, Kind)>, options: &Options) -> Kind {
    if is_sign(scene, host) || previous.is_some_and(|(last, kind)| kind == Kind::Sign && is_listed(scene, last, host)) {
        return Kind::Sign;
    }
    if is_nickname(scene, host) {
        return Kind::Nickname;
    }
    let led = scene.is_led(host);
    let embedded = led || scene.is_followed(host);
    if embedded && is_title(scene, host) {
        return Kind::Title;
    }
    let inner = scene.inner(host).trim_end_matches(is_blank);
    let own_end = inner.ends_with(['?', '!']);
    let words = host.words.len();
    if words <= options.scare_max && embedded && !own_end && host.first == host.last {
        return Kind::Term;
    }
    let small = inner.starts_with(char::is_lowercase) || inner.starts_with("...") || inner.starts_with('…');
    if words > options.scare_max && embedded && (led || small) {
        let before = scene.paragraph.text[..host.span.start].trim_end_matches(is_blank);
        let whole = before.ends_with(':') && !small && inner.ends_with(['.', '?', '!']);
        return if whole || host.first != host.last { Kind::Direct } else { Kind::Partial };
    }
    if words > options.scare_max || inner.ends_with(['.', '?', '!', '…', ',']) { Kind::Direct } else { Kind::Term }
}

/// A word for something written, or a word of naming, just before or after.
fn is_sign(scene: &Scene<'_>, host: &Host) -> bool {
    let signs = scene.lexicon.signs.mask().union(scene.lexicon.sign_verbs.mask());
    let is = |word: usize| scene.paragraph.words[word].classes.any(signs);
    scene.before(host.words.start, host.first, 6).any(is) || scene.after(host.words.end, host.last, 4).any(is)
}

/// Whether a quotation is one of a list with the one before it: *“No to war” and “Glory to the brave”*.
fn is_listed(scene: &Scene<'_>, last: &Host, host: &Host) -> bool {
    let between = last.words.end..host.words.start;
    between.len() <= 1
        && between.clone().all(|word| matches!(plain(scene.paragraph, word).as_str(), "and" | "or" | "but"))
}

/// *William “Buck” Harlan*, *Harlan (“Buck”)*.
fn is_nickname(scene: &Scene<'_>, host: &Host) -> bool {
    let words = &scene.paragraph.words;
    let Some(before) = host.words.start.checked_sub(1).filter(|&before| words[before].is_capitalised()) else {
        return false;
    };
    let text: &str = &scene.paragraph.text;
    let lead = &text[words[before].end as usize..host.span.start];
    if host.words.len() > 3 {
        return false;
    }
    if lead.trim_matches(is_blank) == "(" {
        return true;
    }
    let Some(after) = words.get(host.words.end) else {
        return false;
    };
    let tail = &text[host.span.end..(after.start as usize).max(host.span.end)];
    lead.chars().all(is_blank) && tail.chars().all(is_blank) && after.is_capitalised()
}

/// Whether a tag follows a comma: *“Badly,” Hale said*.
fn is_tagged(scene: &Scene<'_>, host: &Host) -> bool {
    scene.inner(host).trim_end_matches(is_blank).ends_with([',', '?', '!'])
        && tag_at(scene.paragraph, &scene.lexicon.tags, host.words.end).is_some()
}

/// Words in title case, near a word for a work or without a verb.
fn is_title(scene: &Scene<'_>, host: &Host) -> bool {
    let lexicon = scene.lexicon;
    let words = &scene.paragraph.words[host.words.clone()];
    let in_case = |word: &Word| {
        word.is_capitalised()
            || word.classes.is(lexicon.small)
            || scene.paragraph.str(word).starts_with(|c: char| c.is_numeric())
    };
    if words.len() > 12
        || !words.iter().all(in_case)
        || is_tagged(scene, host)
        || !words.first().is_some_and(|word| word.is_capitalised() || !word.classes.is(lexicon.small))
    {
        return false;
    }
    let near = lexicon.works.mask().union(lexicon.work_verbs.mask());
    let finite = lexicon.auxiliaries.mask().union(lexicon.tags.finite.mask());
    scene.before(host.words.start, host.first, 5).any(|word| scene.paragraph.words[word].classes.any(near))
        || !words.iter().any(|word| word.classes.any(finite))
}
