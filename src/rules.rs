//! The list of checks: one line each. A rule is a declaration in `rules/` that names one of them.

use std::sync::Arc;

use crate::check::Check;
use crate::dictionary::Lexicon;
use crate::language::Language;
use crate::names::NameList;
use crate::stylebook::{Problem, Section, Stylebook};
use crate::vocabulary::Vocabulary;

mod article;
pub mod attribution;
pub mod confusion;
pub mod dates;
mod declared;
mod names;
mod place_variants;
pub mod quote_marks;
mod registry;
mod repeated_word;
mod spelling;
pub mod vale;

/// A kind of check that declarations can name.
pub struct CheckType {
    /// Its name in declarations.
    pub name: &'static str,
    /// The kinds of findings it reports. The last part of a rule's id is the kind that the rule stands for.
    pub kinds: &'static [&'static str],
    /// Builds it for a stylebook.
    pub build: fn(&mut Build<'_>) -> Result<Box<dyn Check>, Problem>,
}

/// What a check can use while it is built.
pub struct Build<'a> {
    /// The stylebook: tables and the check's own section.
    pub stylebook: &'a Stylebook,
    /// The language of the articles that the linter will read.
    pub language: Language,
    /// The words of the newsroom, in that language.
    pub lexicon: Arc<Lexicon>,
    /// The names that the newsroom has decided.
    pub names: Arc<NameList>,
    /// Where a check gets its word sets.
    pub vocabulary: &'a mut Vocabulary,
    /// What is wrong with a part of the stylebook that the check can do without.
    pub problems: &'a mut Vec<Problem>,
}

/// All checks.
pub const CHECKS: &[CheckType] = &[
    article::CHECK,
    spelling::CHECK,
    repeated_word::CHECK,
    confusion::CHECK,
    quote_marks::CHECK,
    attribution::CHECK,
    names::CHECK,
    registry::CHECK,
    place_variants::CHECK,
    dates::CHECK,
    vale::CHECK,
    declared::CHECK,
];

pub use declared::{CONDITIONS, KINDS as RULE_KINDS, NAME as DECLARED, RuleKind, rules as declared_rules};

/// The sections of a stylebook that hold options of checks, each with the type that reads it: what the type does not
/// allow is reported with its place when a stylebook is loaded. One line each.
pub const SECTIONS: &[Section] = &[
    Section::of::<spelling::Options>("spelling"),
    Section::of::<Vec<confusion::Pair>>("confusions"),
    Section::of::<quote_marks::Options>("quotes"),
    Section::of::<attribution::Options>("attribution"),
    Section::of::<names::Options>("people"),
    Section::of::<dates::Options>("dates"),
];
