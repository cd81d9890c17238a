//! Messages of Vale as templates.

use std::fmt::Write as _;

/// A message with `%s` as a template with the slots `{1}`, `{2}` and so on, in the order in which Vale fills them.
pub fn template(message: &str) -> String {
    let mut out = String::with_capacity(message.len() + 8);
    let mut next = 1;
    let mut rest = message;
    while let Some(at) = rest.find(['%', '{']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        if rest.as_bytes()[at] == b'{' {
            // A brace of the message itself is put in when it is filled.
            out.push_str("{open}");
            rest = tail;
            continue;
        }
        rest = tail;
        if let Some(after) = tail.strip_prefix('%') {
            out.push('%');
            rest = after;
        } else if let Some((number, after)) = tail.strip_prefix('[').and_then(numbered) {
            let _ = write!(out, "{{{number}}}");
            next = number + 1;
            rest = after;
        } else if let Some(after) = tail.strip_prefix(['s', 'd', 'v', 'q']) {
            let _ = write!(out, "{{{next}}}");
            next += 1;
            rest = after;
        } else {
            out.push('%');
        }
    }
    out.push_str(rest);
    out
}

/// `2]s` of `%[2]s`.
fn numbered(tail: &str) -> Option<(usize, &str)> {
    let (number, after) = tail.split_once(']')?;
    Some((number.parse().ok()?, after.strip_prefix(['s', 'd', 'v', 'q'])?))
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn slots_are_counted_as_vale_does() {
        assert_eq!(template("Use '%s' instead of '%s'."), "Use '{1}' instead of '{2}'.");
        assert_eq!(template("%[2]s, not %[1]s: 100%% {x}"), "{2}, not {1}: 100% {open}x}");
        assert_eq!(template("5% of"), "5% of");
    }
}
