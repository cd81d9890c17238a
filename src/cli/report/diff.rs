//! What the fixes would change, as a patch.

use similar::TextDiff;

/// A unified diff, which `git apply` and `patch -p1` understand; empty if nothing changes.
pub(in crate::cli) fn unified(path: &str, was: &str, is: &str) -> String {
    if was == is {
        return String::new();
    }
    let (old, new) = if path.starts_with('/') {
        (path.to_owned(), path.to_owned())
    } else {
        (format!("a/{path}"), format!("b/{path}"))
    };
    TextDiff::from_lines(was, is).unified_diff().header(&old, &new).to_string()
}
