//! Where a rule of Vale looks.

use crate::article::{Paragraph, Zone};
use crate::text::Span;

/// The parts of an article that a rule looks at: any of some chains of conditions.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    chains: Vec<Vec<Condition>>,
    pub(super) unit: Unit,
}

/// What a rule sees at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A paragraph, a heading, an item of a list.
    Block,
    /// A sentence.
    Sentence,
    /// A stretch that the markup emphasises.
    Emphasis,
    /// All of the article, for what is counted.
    Article,
}

#[derive(Clone, Debug)]
struct Condition {
    parts: Vec<Part>,
    negated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Text,
    Heading,
    /// A heading of a rank; the rank of a headline is 1, and subheadings have the others.
    Rank(u8),
    Paragraph,
    List,
    BlockQuote,
    Caption,
    /// Prose that is no heading.
    Summary,
}

impl Scope {
    /// Reads the scopes of a rule. The error is what cannot be told here.
    pub(super) fn new(scopes: &[String]) -> Result<Self, String> {
        let mut scope = Scope { chains: Vec::new(), unit: Unit::Block };
        let mut unknown = None;
        for chain in scopes {
            let mut conditions = Vec::new();
            let mut known = true;
            for term in chain.split('&') {
                let term = term.trim();
                let (negated, term) = match term.strip_prefix('~') {
                    Some(term) => (true, term.trim()),
                    None => (false, term),
                };
                let mut parts = Vec::new();
                for name in term.split('.').filter(|_| !term.starts_with("doc(")) {
                    match name {
                        "sentence" if !negated => scope.unit = Unit::Sentence,
                        "strong" | "emphasis" if !negated => scope.unit = Unit::Emphasis,
                        "raw" | "summary" if !negated => scope.unit = Unit::Article,
                        _ => {}
                    }
                    match name {
                        "text" | "sentence" | "raw" | "md" | "txt" | "strong" | "emphasis" => parts.push(Part::Text),
                        "heading" => parts.push(Part::Heading),
                        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => parts.push(Part::Rank(name.as_bytes()[1] - b'0')),
                        "paragraph" => parts.push(Part::Paragraph),
                        "list" => parts.push(Part::List),
                        "blockquote" => parts.push(Part::BlockQuote),
                        "alt" | "figure" | "caption" => parts.push(Part::Caption),
                        "summary" => parts.push(Part::Summary),
                        _ => known = false,
                    }
                }
                known &= !parts.is_empty();
                conditions.push(Condition { parts, negated });
                // What is not there cannot be looked at, and is nowhere left out.
                if !known && negated {
                    conditions.pop();
                    known = true;
                }
            }
            if known {
                scope.chains.push(conditions);
            } else {
                unknown.get_or_insert_with(|| chain.clone());
            }
        }
        if scopes.is_empty() {
            scope.chains.push(vec![Condition { parts: vec![Part::Text], negated: false }]);
        }
        match unknown {
            Some(unknown) if scope.chains.is_empty() => Err(unknown),
            _ => Ok(scope),
        }
    }

    /// Whether paragraphs of a zone are looked at.
    pub(super) fn takes(&self, zone: Zone) -> bool {
        zone.is_prose()
            && self.chains.iter().any(|chain| {
                chain.iter().all(|condition| condition.parts.iter().all(|part| part.is(zone)) != condition.negated)
            })
    }

    /// What of a paragraph is seen at a time.
    pub(super) fn units(&self, paragraph: &Paragraph<'_>) -> Vec<Span> {
        match self.unit {
            Unit::Block | Unit::Article => vec![Span::new(0, paragraph.text.len())],
            Unit::Sentence => paragraph.sentences.iter().map(|sentence| sentence.span).collect(),
            Unit::Emphasis => paragraph.emphasis.to_vec(),
        }
    }
}

impl Part {
    const fn is(self, zone: Zone) -> bool {
        let heading = matches!(zone, Zone::Headline | Zone::Subheading);
        match self {
            Part::Text => true,
            Part::Heading => heading,
            Part::Rank(1) => matches!(zone, Zone::Headline),
            Part::Rank(_) => matches!(zone, Zone::Subheading),
            Part::Paragraph => matches!(zone, Zone::Body | Zone::Deck | Zone::EndNote),
            Part::List => matches!(zone, Zone::ListItem),
            Part::BlockQuote => matches!(zone, Zone::BlockQuote),
            Part::Caption => matches!(zone, Zone::Caption),
            Part::Summary => !heading,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(scopes: &[&str]) -> Result<Scope, String> {
        Scope::new(&scopes.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn chains_and_lists_of_scopes() {
        let takes = |scopes: &[&str], zone| scope(scopes).expect("a scope").takes(zone);
        assert!(takes(&[], Zone::Body) && takes(&[], Zone::Headline) && !takes(&[], Zone::Byline));
        assert!(takes(&["heading"], Zone::Subheading) && !takes(&["heading"], Zone::Body));
        assert!(takes(&["heading.h1"], Zone::Headline) && !takes(&["heading.h1"], Zone::Subheading));
        assert!(takes(&["~heading"], Zone::Body) && !takes(&["~heading"], Zone::Headline));
        assert!(
            takes(&["~blockquote & ~heading"], Zone::ListItem) && !takes(&["~blockquote & ~heading"], Zone::BlockQuote)
        );
        assert!(takes(&["heading.h1", "list.md"], Zone::ListItem));
        assert!(takes(&["text & ~code"], Zone::Body));
        assert_eq!(scope(&["sentence"]).expect("a scope").unit, Unit::Sentence);
        assert_eq!(scope(&["table.cell"]).expect_err("no prose"), "table.cell");
        assert_eq!(scope(&["doc(h2 + p)"]).expect_err("no prose"), "doc(h2 + p)");
    }
}
