//! `copydesk explain`: what a rule is for, what a house decides.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Exit, complain, print};
use crate::diagnostic::Level;
use crate::project::{Overrides, Project, find, find_vale};
use crate::stylebook::{Problem, Stylebook};

#[derive(Args)]
pub(super) struct ExplainArguments {
    /// The rule, such as quote/unclosed, or the house, such as house/ap
    #[arg(value_name = "RULE")]
    rule: String,

    /// The house style to explain it for
    #[arg(long, value_name = "HOUSE", value_parser = super::house)]
    house: Option<String>,

    /// The copydesk.yaml to explain it for, if not the one that governs the current folder
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Prints the page of a rule or of a house.
pub(super) fn run(arguments: &ExplainArguments) -> Exit {
    if let Some(house) = arguments.rule.strip_prefix("house/") {
        return match Stylebook::explain_house(house) {
            Ok(page) => print(&page.to_string()),
            Err(problem) => {
                complain(&problem);
                Exit::Trouble
            }
        };
    }
    let project = project(arguments.house.as_deref(), arguments.config.as_deref());
    let exit = told(&project);
    match project.stylebook.explain(&arguments.rule) {
        Ok(page) => print(&page.to_string()).max(exit),
        Err(problem) => {
            complain(&problem);
            Exit::Trouble
        }
    }
}

/// The project of the current folder, or of the stylebook that is named.
pub(super) fn project(house: Option<&str>, stylebook: Option<&Path>) -> Project {
    let file = stylebook.map(Path::to_path_buf).or_else(|| find(Path::new(""))).or_else(|| find_vale(Path::new("")));
    let overrides = Overrides { house: house.map(str::to_owned), ..Overrides::default() };
    Project::load(file, &overrides)
}

/// Says what is wrong with a project.
pub(super) fn told(project: &Project) -> Exit {
    project.problems.iter().for_each(complain);
    let is_error = |problem: &Problem| problem.level == Level::Error;
    if project.problems.iter().any(is_error) { Exit::Trouble } else { Exit::Clean }
}
