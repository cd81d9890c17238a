//! Every example of every bundled rule is run, those of the packs of all houses included: what is `bad` is found by that
//! rule, what is `good` is not, and `better` is what the preferred fixes make of `bad`.

use std::collections::BTreeSet;

use copydesk::Stylebook;
use copydesk::linter::Resources;
use copydesk::linter::examples::{Examples, Failure};
use copydesk::stylebook::{Example, RuleDeclaration};

#[test]
fn every_example_of_every_rule_is_true() {
    let mut complaints = Vec::new();
    let (book, resources) = (Stylebook::default(), Resources::default());
    let mut examples = Examples::new(&book, &resources);
    let houses: Vec<Stylebook> = Stylebook::houses().filter_map(Stylebook::house).collect();
    let mut seen = BTreeSet::new();
    let rules = book.rules.iter().chain(houses.iter().flat_map(|house| &house.rules));
    for rule in rules.filter(|rule| seen.insert(rule.id.as_str())) {
        let has = |side: fn(&Example) -> &Option<String>| rule.examples.iter().any(|example| side(example).is_some());
        if !has(|example| &example.bad) || !has(|example| &example.good) {
            complaints.push(format!("{}: needs at least one bad and one good example", rule.id));
        }
        if rule.why.trim().is_empty() {
            complaints.push(format!("{}: does not say why", rule.id));
        }
        for example in &rule.examples {
            let failure = examples.run(rule, example).err();
            complaints.extend(failure.map(|failure| format!("{}: {failure}\n{failure:#?}", rule.id)));
        }
    }
    assert!(seen.len() > 20);
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

/// A test of examples that cannot fail would be no test: each way in which one may be untrue is told.
#[test]
fn what_is_not_true_is_told() {
    let book = Stylebook::default();
    let resources = Resources::default();
    let mut examples = Examples::new(&book, &resources);
    let rule = book.rule("spelling/unknown").expect("a bundled rule").clone();
    let mut run = |example: Example| examples.run(&rule, &example);
    let text = |text: &str| Some(text.to_owned());
    let bad = || Example { bad: text("The goverment met on Monday."), ..Example::default() };
    assert!(run(bad()).is_ok());
    assert!(run(Example { better: text("The government met on Monday."), ..bad() }).is_ok());
    let missed = run(Example { bad: text("The council met on Monday."), ..Example::default() });
    assert!(matches!(missed, Err(Failure::Missed { .. })), "{missed:?}");
    let alarm = run(Example { good: text("The goverment met on Monday."), ..Example::default() });
    assert!(matches!(&alarm, Err(Failure::FalseAlarm { found, .. }) if found.len() == 1), "{alarm:?}");
    let other = run(Example { better: text("The governor met on Monday."), ..bad() });
    assert!(matches!(&other, Err(Failure::Mended { got, .. }) if got.contains("government")), "{other:?}");
    for shapeless in
        [Example::default(), Example { better: text("It met."), good: text("It met."), ..Example::default() }]
    {
        assert!(matches!(run(shapeless), Err(Failure::Shape)));
    }
    for unknown in [
        Example { house: text("gazette"), ..bad() },
        Example { lang: text("fr-FR"), ..bad() },
        Example { names: text("nobody"), ..bad() },
    ] {
        assert!(matches!(run(unknown), Err(Failure::Unknown(..))));
    }
    let slot = RuleDeclaration { message: "“{nothing}”".into(), ..rule.clone() };
    assert!(run(bad()).is_ok());
    let mut told = book.clone();
    told.rules.iter_mut().filter(|known| known.id == slot.id).for_each(|known| known.message = slot.message.clone());
    let mut examples = Examples::new(&told, &resources);
    assert!(matches!(examples.run(&slot, &bad()), Err(Failure::Slot { .. } | Failure::Stylebook(_))));
}
