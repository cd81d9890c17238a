//! The contents of `rules/`, embedded in the binary.

use std::collections::BTreeMap;

use super::RuleDeclaration;

macro_rules! embed {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../rules/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = embed![
    "reading.yaml",
    "stylebooks/consistency.yaml",
    "stylebooks/ap.yaml",
    "stylebooks/upi.yaml",
    "stylebooks/guardian.yaml",
];

const RULES: &[(&str, &str)] = embed!["core/article.yaml", "core/spelling.yaml"];

/// The text of a file of `rules/`.
pub(super) fn file(name: &str) -> Option<&'static str> {
    FILES.iter().chain(RULES).find(|(file, _)| *file == name).map(|(_, text)| *text)
}

/// All rules of the bundle, in the order of their files.
pub(super) fn rules() -> Vec<RuleDeclaration> {
    let mut rules = Vec::new();
    for (_, text) in RULES {
        let declared: BTreeMap<String, RuleDeclaration> = serde_saphyr::from_str(text).unwrap_or_default();
        rules.extend(declared.into_iter().map(|(id, rule)| RuleDeclaration { id, ..rule }));
    }
    rules
}
