//! The options of a rule that is data through and through: which keys there may be, and what is wrong with the others.

use super::declaration::KEYS_OF_EVERY_RULE;
use super::read::{Mistake, allowed, plain_key};
use super::yaml::{Entry, Kind, Node};
use crate::rules::{CONDITIONS, RuleKind};

/// Takes the options out of what a file says of a rule, without those that are not allowed, and says which these are.
/// What every rule may have stays.
pub(super) fn take(kind: &RuleKind, rule: &mut Node) -> (Vec<Entry>, Vec<Mistake>) {
    let Kind::Map(entries) = &mut rule.kind else {
        return (Vec::new(), Vec::new());
    };
    let mut mistakes = Vec::new();
    let (common, others): (Vec<Entry>, Vec<Entry>) =
        std::mem::take(entries).into_iter().partition(|entry| KEYS_OF_EVERY_RULE.contains(&plain_key(entry)));
    *entries = common;
    let at = rule.at;
    let (mut of_kind, mut of_all) = (Vec::new(), Vec::new());
    for entry in others {
        let key = plain_key(&entry);
        if kind.keys.contains(&key) {
            of_kind.push(entry);
        } else if CONDITIONS.1.contains(&key) {
            of_all.push(entry);
        } else {
            let known = kind.keys.iter().chain(CONDITIONS.1).chain(KEYS_OF_EVERY_RULE).copied();
            let message = format!("a rule of the kind `{}` has no key `{key}`", kind.name);
            mistakes.push(Mistake::new(entry.at, message).with_help(allowed(key, known)));
        }
    }
    let mut left = Vec::new();
    for (section, entries) in [(&kind.section, of_kind), (&CONDITIONS.0, of_all)] {
        let mut node = Node { kind: Kind::Map(entries), at };
        mistakes.extend(section.accept(&mut node).1);
        if let Kind::Map(entries) = node.kind {
            left.extend(entries);
        }
    }
    (left, mistakes)
}
