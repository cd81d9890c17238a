//! A check that panics is a mistake in copydesk. It takes with it what it would have found, and nothing else.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::{Analysis, Linter};

/// A check that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The name of the check.
    pub check: &'static str,
    /// The rule that took more steps than it may; `None` where the check itself failed.
    pub rule: Option<Arc<str>>,
    /// The number of the paragraph, from 0; `None` where the article as a whole was looked at.
    pub paragraph: Option<usize>,
    /// What the panic said.
    pub message: Arc<str>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(rule) = &self.rule {
            write!(f, "the rule `{rule}` was given up")?;
            if let Some(paragraph) = self.paragraph {
                write!(f, " in paragraph {}", paragraph + 1)?;
            }
            return write!(f, ": {}", self.message);
        }
        write!(f, "the check `{}` failed", self.check)?;
        if let Some(paragraph) = self.paragraph {
            write!(f, " in paragraph {}", paragraph + 1)?;
        }
        write!(f, ", which is a mistake in copydesk ({})", self.message)
    }
}

/// Does `work`; a panic in it becomes its message.
pub(super) fn caught(work: impl FnOnce()) -> Result<(), Arc<str>> {
    // What the work has changed is thrown away by the caller.
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message").into()
    })
}

impl Linter {
    /// The checks that failed on an article, in its order.
    pub(super) fn failures(&self, analysis: &Analysis) -> Vec<Failure> {
        let paragraphs = analysis.checked.iter().enumerate().flat_map(|(number, checked)| {
            checked.failed.iter().map(move |(check, message)| (*check, Some(number), message))
        });
        let article =
            analysis.found.iter().enumerate().filter_map(|(check, found)| Some((check, None, found.as_ref().err()?)));
        let failed = paragraphs.chain(article).map(|(check, paragraph, message)| Failure {
            check: self.checks[check].name,
            rule: None,
            paragraph,
            message: Arc::clone(message),
        });
        let given_up =
            analysis.checked.iter().enumerate().flat_map(|(number, checked)| {
                checked.given_up.iter().map(move |(check, rule)| (*check, *rule, number))
            });
        let given_up = given_up.map(|(check, rule, number)| Failure {
            check: self.checks[check].name,
            rule: self.checks[check].id(rule as usize).cloned(),
            paragraph: Some(number),
            message:
                "its pattern takes more steps over this text than a pattern may. Make it simpler, or leave out the \
                      look-around"
                    .into(),
        });
        failed.chain(given_up).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Paragraph;
    use crate::check::{ArticleFacts, ArticleFindings, Check, Findings};
    use crate::linter::render::BuiltCheck;
    use crate::linter::{Resources, Source};
    use crate::stylebook::Stylebook;

    struct Fragile;

    impl Check for Fragile {
        fn paragraph(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) {
            assert!(!paragraph.text.contains("stumble"), "odd paragraph");
            findings.remember(paragraph.text.len());
        }

        fn article(&self, article: &ArticleFacts<'_>, _: &mut ArticleFindings) {
            assert!(article.all::<usize>().all(|(_, len)| *len != 7), "odd article");
        }
    }

    fn failures(linter: &Linter, earlier: Option<&Analysis>, text: &str) -> (Analysis, Vec<String>) {
        let source = Source { text: text.into(), ..Source::default() };
        let analysis = match earlier {
            Some(earlier) => linter.recheck(earlier, &source, &|| false).unwrap(),
            None => linter.check(&source),
        };
        let said = analysis.failures.iter().map(ToString::to_string).collect();
        (analysis, said)
    }

    #[test]
    fn a_check_that_fails_takes_only_its_own_findings_with_it() {
        let (mut linter, _) = Linter::new(&Stylebook::default(), &Resources::default());
        linter.checks.insert(0, BuiltCheck::new("fragile", Box::new(Fragile), Vec::new()));
        let text = "A war of agression.\n\nThey stumble.\n\nOf the the war.\n\nOdd one";
        let (analysis, said) = failures(&linter, None, text);
        let rules: Vec<&str> = analysis.diagnostics.iter().map(|found| &*found.rule).collect();
        assert_eq!(rules, ["spelling/unknown", "spelling/repeated-word"]);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(
            said[0].starts_with("the check `fragile` failed in paragraph 2,") && said[0].ends_with("(odd paragraph)")
        );
        assert!(said[1].ends_with("(odd article)"), "{said:?}");
        // A recheck says what a check says.
        let (again, said) = failures(&linter, Some(&analysis), &text.replace("agression", "aggression"));
        assert_eq!((again.diagnostics.len(), said.len()), (1, 2), "{said:?}");
        let (_, said) =
            failures(&linter, Some(&again), &text.replace("stumble", "stand").replace("Odd one", "Even one"));
        assert!(said.is_empty(), "{said:?}");
    }
}
