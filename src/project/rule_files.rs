//! Files of rules that are laid over a stylebook, to be tested or tried before the newsroom trusts them.

use std::path::Path;

use super::{MAX_PROJECT_FILE, file};
use crate::stylebook::{Problem, Stylebook};

/// The stylebook with a file of rules over it, and what is wrong in the file.
///
/// # Errors
/// A problem that says why the file cannot be read.
pub fn lay_over(book: &Stylebook, path: &Path) -> Result<(Stylebook, Vec<Problem>), Problem> {
    let text = file::read(path, MAX_PROJECT_FILE)?;
    Ok(book.with_file(&file::shown(path), &text, &mut |path| std::fs::read_to_string(path)))
}
