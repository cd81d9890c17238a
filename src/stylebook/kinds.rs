//! What the kinds of rules have in common: how a rule speaks that does not say it itself.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{RuleDeclaration, bundled};

/// `rules/kinds.yaml`: what there is to say of a kind of rule.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindPage {
    /// What it is for.
    pub about: String,
    /// The message of a rule that has none.
    pub message: String,
    /// The message of a rule that has no `fix` either, where that is another one.
    #[serde(default)]
    pub message_without_fix: Option<String>,
    /// The titles of its fixes.
    #[serde(default)]
    pub fixes: BTreeMap<String, String>,
}

static PAGES: LazyLock<BTreeMap<String, KindPage>> = LazyLock::new(|| {
    bundled::tree("kinds.yaml").and_then(|tree| BTreeMap::deserialize(&tree).ok()).unwrap_or_default()
});

/// What there is to say of a kind of rule that is data through and through.
pub fn kind_page(kind: &str) -> Option<&'static KindPage> {
    PAGES.get(kind)
}

/// A rule with the words of its kind where it has none of its own.
pub(super) fn in_words(mut rule: RuleDeclaration) -> RuleDeclaration {
    if let Some(page) = kind_page(&rule.check) {
        if rule.message.is_empty() {
            let without = page.message_without_fix.as_ref().filter(|_| !rule.options.has("fix"));
            rule.message.clone_from(without.unwrap_or(&page.message));
        }
        for (key, title) in &page.fixes {
            rule.fixes.entry(key.clone()).or_insert_with(|| title.clone());
        }
    }
    rule
}
