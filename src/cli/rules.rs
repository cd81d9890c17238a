//! `copydesk rules`: all rules, one a line.

use std::path::PathBuf;

use clap::Args;

use super::explain::{project, told};
use super::{Exit, print};
use crate::diagnostic::Level;

#[derive(Args)]
pub(super) struct RulesArguments {
    /// The house style to show the levels of
    #[arg(long, value_name = "HOUSE", value_parser = super::house)]
    house: Option<String>,

    /// The copydesk.yaml to show the levels of, if not the one that governs the current folder
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Prints every rule with its level, sorted by id.
pub(super) fn run(arguments: &RulesArguments) -> Exit {
    let project = project(arguments.house.as_deref(), arguments.config.as_deref());
    let exit = told(&project);
    let mut rules: Vec<_> = project.stylebook.rules.iter().collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    let widest = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let lines: Vec<String> = rules
        .iter()
        .map(|rule| {
            let why = rule.why.split_whitespace().collect::<Vec<_>>().join(" ");
            let why = why.find(". ").map_or(why.as_str(), |at| &why[..=at]);
            let level = rule.level().map_or("off", Level::name);
            let line = format!("{:widest$}  {level:7}  {why}", rule.id);
            format!("{}\n", line.trim_end())
        })
        .collect();
    print(&lines.concat()).max(exit)
}
