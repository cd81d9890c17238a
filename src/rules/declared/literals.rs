//! What a text must contain for a pattern to match in it, found out from the pattern, so that a thousand rules cost one
//! pass over a paragraph.

use regex_syntax::hir::{Class, Hir, HirKind};

/// More alternatives than this tell little.
const MOST: usize = 400;
/// A longer literal is no rarer.
const LONG_ENOUGH: usize = 8;

/// What a text must hold for an expression to match in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Needs {
    /// One of these, in small ASCII letters.
    pub(super) literals: Vec<String>,
    /// Whether every match starts with one of them, and whether every match ends with one.
    pub(super) starts: bool,
    pub(super) ends: bool,
}

/// An expression as `regex-syntax` reads it, with its look-around passed over: what is left matches wherever the expression
/// does. `None` where there is more in it that only a backtracking engine knows.
pub(super) fn read(regex: &str) -> Option<Hir> {
    regex_syntax::parse(regex).or_else(|_| regex_syntax::parse(&without_lookaround(regex))).ok()
}

/// What a text must hold; `None` where there is no telling.
pub(super) fn needs(hir: &Hir) -> Option<Needs> {
    let tells = |literal: &String| literal.len() > 1 || literal.bytes().all(|b| b.is_ascii_punctuation());
    of(hir).filter(|found| !found.literals.is_empty() && found.literals.iter().all(tells))
}

/// Whether there is a digit in every match.
pub(super) fn needs_digit(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.iter().any(u8::is_ascii_digit),
        HirKind::Class(Class::Unicode(class)) => {
            !class.ranges().is_empty()
                && class.iter().all(|range| range.len() <= 64 && (range.start()..=range.end()).all(char::is_numeric))
        }
        HirKind::Repetition(repetition) => repetition.min > 0 && needs_digit(&repetition.sub),
        HirKind::Capture(capture) => needs_digit(&capture.sub),
        HirKind::Concat(parts) => parts.iter().any(needs_digit),
        HirKind::Alternation(branches) => branches.iter().all(needs_digit),
        _ => false,
    }
}

/// Whether a text may hold a digit: any of ASCII, or one of another script.
pub(super) fn may_hold_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        || !text.is_ascii() && text.chars().any(|c| !c.is_ascii() && c.is_numeric())
}

fn of(hir: &Hir) -> Option<Needs> {
    if let Some(exact) = exact(hir) {
        return (!exact.is_empty()).then(|| Needs { literals: vec![exact], starts: true, ends: true });
    }
    match hir.kind() {
        HirKind::Concat(parts) => of_parts(parts),
        HirKind::Alternation(branches) => {
            let mut all = Needs { literals: Vec::new(), starts: true, ends: true };
            for branch in branches {
                let needs = of(branch)?;
                all.literals.extend(needs.literals);
                all.starts &= needs.starts;
                all.ends &= needs.ends;
                if all.literals.len() > MOST {
                    return None;
                }
            }
            all.literals.sort();
            all.literals.dedup();
            Some(all)
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => of(&repetition.sub),
        HirKind::Capture(capture) => of(&capture.sub),
        _ => None,
    }
}

/// Of expressions one after another: the one that narrows the choice most, or the exact text of several.
fn of_parts(parts: &[Hir]) -> Option<Needs> {
    let mut candidates = Vec::new();
    let (mut run, mut run_starts, mut at_start) = (String::new(), true, true);
    for (i, part) in parts.iter().enumerate() {
        if let Some(text) = exact(part) {
            run.push_str(&text);
            continue;
        }
        at_start &= run.is_empty();
        candidates.push(Needs { literals: vec![std::mem::take(&mut run)], starts: run_starts, ends: false });
        let is_last = parts[i + 1..].iter().all(|rest| exact(rest).is_some_and(|text| text.is_empty()));
        candidates.extend(of(part).map(|needs| Needs {
            starts: needs.starts && at_start,
            ends: needs.ends && is_last,
            ..needs
        }));
        (run_starts, at_start) = (false, false);
    }
    candidates.push(Needs { literals: vec![run], starts: run_starts, ends: true });
    candidates.retain(|needs| needs.literals.iter().all(|literal| !literal.is_empty()));
    candidates.into_iter().max_by_key(|needs| worth(&needs.literals))
}

/// How much a set of literals narrows the choice: its shortest one counts, then how few they are.
fn worth(literals: &[String]) -> (usize, std::cmp::Reverse<usize>) {
    let shortest = literals.iter().map(|literal| literal.len().min(LONG_ENOUGH)).min().unwrap_or(0);
    (shortest, std::cmp::Reverse(literals.len()))
}

/// The text that is all an expression matches, whatever the case of its ASCII letters.
fn exact(hir: &Hir) -> Option<String> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(String::new()),
        HirKind::Literal(literal) => Some(std::str::from_utf8(&literal.0).ok()?.to_ascii_lowercase()),
        HirKind::Class(Class::Unicode(class)) => {
            let mut found = None;
            for range in class.iter() {
                if range.len() > 3 {
                    return None;
                }
                for c in range.start()..=range.end() {
                    // The long s and the sign for Kelvin are other cases of s and k; a text with them is not filtered.
                    if matches!(c, '\u{17f}' | '\u{212a}') {
                        continue;
                    }
                    let lower = c.to_ascii_lowercase();
                    if found.is_some_and(|known| known != lower) {
                        return None;
                    }
                    found = Some(lower);
                }
            }
            found.map(String::from)
        }
        HirKind::Capture(capture) => exact(&capture.sub),
        HirKind::Concat(parts) => parts.iter().map(exact).collect(),
        _ => None,
    }
}

/// The bytes with which a match may begin, as bits; `None` where any may. A match that may be empty begins with any.
pub(super) fn first_bytes(hir: &Hir) -> Option<[u64; 4]> {
    let mut first = [false; 256];
    begins(hir, &mut first).then(|| {
        let mut bits = [0; 4];
        first.iter().enumerate().filter(|(_, may)| **may).for_each(|(byte, _)| bits[byte >> 6] |= 1 << (byte & 63));
        bits
    })
}

/// Adds the bytes with which an expression may begin; false if it may match nothing.
fn begins(hir: &Hir, first: &mut [bool; 256]) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => literal.0.first().is_some_and(|byte| {
            first[*byte as usize] = true;
            true
        }),
        HirKind::Class(class) => {
            match class {
                Class::Unicode(class) => {
                    for range in class.iter() {
                        (range.start().min('\u{7f}')..=range.end().min('\u{7f}'))
                            .for_each(|c| first[c as usize] = true);
                        if range.end() > '\u{7f}' {
                            first[0x80..].fill(true);
                        }
                    }
                }
                Class::Bytes(_) => first.fill(true),
            }
            true
        }
        HirKind::Repetition(repetition) => begins(&repetition.sub, first) && repetition.min > 0,
        HirKind::Capture(capture) => begins(&capture.sub, first),
        HirKind::Concat(parts) => parts.iter().any(|part| begins(part, first)),
        HirKind::Alternation(branches) => branches.iter().filter(|branch| !begins(branch, first)).count() == 0,
    }
}

/// Whether the filter says nothing of a text, since letters of it have another case beyond ASCII.
pub(super) fn is_beyond_filter(text: &str) -> bool {
    !text.is_ascii() && text.contains(['\u{17f}', '\u{212a}'])
}

/// A regular expression with its look-around taken out, for a reader that knows none.
pub(super) fn without_lookaround(regex: &str) -> String {
    let bytes = regex.as_bytes();
    let (mut out, mut i, mut class) = (String::new(), 0, false);
    while i < bytes.len() {
        let rest = &regex[i..];
        if !class && ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|start| rest.starts_with(start)) {
            i += group_len(rest);
            continue;
        }
        let len = if bytes[i] == b'\\' { 1 + rest[1..].chars().next().map_or(0, char::len_utf8) } else { 0 };
        let len = if len > 0 { len } else { rest.chars().next().map_or(1, char::len_utf8) };
        match bytes[i] {
            b'[' => class = true,
            b']' => class = false,
            _ => {}
        }
        out.push_str(&rest[..len]);
        i += len;
    }
    out
}

/// The length of the group that a text starts with, brackets included.
fn group_len(text: &str) -> usize {
    let (mut depth, mut class, mut escaped) = (0usize, false, false);
    for (i, b) in text.bytes().enumerate() {
        if escaped {
            escaped = false;
            continue;
        }
        match b {
            b'\\' => escaped = true,
            b'[' => class = true,
            b']' => class = false,
            b'(' if !class => depth += 1,
            b')' if !class => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return i + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_tells_what_it_needs() {
        let of = |regex| {
            read(regex).as_ref().and_then(needs).map(|mut found| {
                found.literals.sort();
                found.literals.join(" ")
            })
        };
        assert_eq!(of(r"(\d+) percent").as_deref(), Some(" percent"));
        assert_eq!(of(r"(?i)percent").as_deref(), Some("percent"));
        assert_eq!(of(r"\d+\s+(?:inches|feet)").as_deref(), Some("feet inches"));
        assert_eq!(of(r"\$\d").as_deref(), Some("$"));
        assert_eq!(of(r"\w+ly-\w+").as_deref(), Some("ly-"));
        assert_eq!(of(r"(?<!chicken )kiev(?! [A-Z(])").as_deref(), Some("kiev"));
        assert_eq!(of(r"(?:utilize)?"), None);
        assert_eq!(of(r"\d+"), None);
        assert_eq!(of(r"a|the"), None);
    }
    #[test]
    fn a_pattern_tells_whether_it_needs_a_digit() {
        let digit = |regex| read(regex).as_ref().is_some_and(needs_digit);
        assert!(digit(r"(\d+) percent") && digit(r"\$[0-9]") && digit(r"page (?:1|2)"));
        assert!(!digit(r"\d* percent") && !digit(r"(?:\d|five) firms") && !digit(r"[\d.]+ firms"));
    }

    #[test]
    fn a_pattern_tells_whether_matches_begin_and_end_with_what_it_needs() {
        let edges = |regex| read(regex).as_ref().and_then(needs).map(|needs| (needs.starts, needs.ends));
        assert_eq!(edges("utilize"), Some((true, true)));
        assert_eq!(edges(r"under\s+way|across\s+from"), Some((true, false)));
        assert_eq!(edges(r"(\d+) percent"), Some((false, true)));
        assert_eq!(edges(r"(?:very\s+)?unique"), Some((false, true)));
        assert_eq!(edges(r"\w+ly-\w+"), Some((false, false)));
    }
}
