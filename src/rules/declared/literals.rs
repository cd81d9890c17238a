//! What a text must contain for a pattern to match in it, found out from the pattern, so that a thousand rules cost one
//! pass over a paragraph.

use regex_syntax::hir::{Class, Hir, HirKind};

/// More alternatives than this tell little.
const MOST: usize = 400;
/// A longer literal is no rarer.
const LONG_ENOUGH: usize = 8;

/// Literals, in small ASCII letters, one of which is in every text that a regular expression matches in; `None` where there is
/// no telling. Look-around is passed over: what it asks for is not taken.
pub(super) fn required(regex: &str) -> Option<Vec<String>> {
    let parsed = regex_syntax::parse(regex).or_else(|_| regex_syntax::parse(&without_lookaround(regex))).ok()?;
    let found = of(&parsed)?;
    let tells = |literal: &String| literal.len() > 1 || literal.bytes().all(|b| b.is_ascii_punctuation());
    (!found.is_empty() && found.iter().all(tells)).then_some(found)
}

fn of(hir: &Hir) -> Option<Vec<String>> {
    if let Some(exact) = exact(hir) {
        return (!exact.is_empty()).then(|| vec![exact]);
    }
    match hir.kind() {
        HirKind::Concat(parts) => {
            let mut candidates: Vec<Vec<String>> = Vec::new();
            let mut run = String::new();
            for part in parts {
                if let Some(text) = exact(part) {
                    run.push_str(&text);
                } else {
                    candidates.push(vec![std::mem::take(&mut run)]);
                    candidates.extend(of(part));
                }
            }
            candidates.push(vec![run]);
            candidates.into_iter().filter(|it| it.iter().all(|literal| !literal.is_empty())).max_by_key(|it| worth(it))
        }
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(of(branch)?);
                if all.len() > MOST {
                    return None;
                }
            }
            all.sort();
            all.dedup();
            Some(all)
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => of(&repetition.sub),
        HirKind::Capture(capture) => of(&capture.sub),
        _ => None,
    }
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

/// The bytes with which a match may begin; `None` where any may. A match that may be empty begins with any.
pub(super) fn first_bytes(regex: &str) -> Option<Box<[bool; 256]>> {
    let mut first = Box::new([false; 256]);
    let parsed = regex_syntax::parse(regex).ok()?;
    begins(&parsed, &mut first).then_some(first)
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
fn without_lookaround(regex: &str) -> String {
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
            required(regex).map(|mut found| {
                found.sort();
                found.join(" ")
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
}
