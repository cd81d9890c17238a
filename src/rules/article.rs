//! What the linter itself reports: front matter that cannot be read, decisions that were of no use.

use super::{Build, CheckType};
use crate::article::Paragraph;
use crate::check::{Check, Findings};
use crate::stylebook::Problem;

/// Reported by the linter, which knows of suppressions and front matter; no prose is looked at.
pub(super) const CHECK: CheckType = CheckType { name: "article", kinds: &["unused", "front-matter"], build };

#[allow(clippy::unnecessary_wraps)]
fn build(_: &mut Build<'_>) -> Result<Box<dyn Check>, Problem> {
    Ok(Box::new(OfTheLinter))
}

struct OfTheLinter;

impl Check for OfTheLinter {
    fn paragraph(&self, _: &Paragraph<'_>, _: &mut Findings) {}
}
