//! `copydesk init`: a stylebook to start from.

use std::path::PathBuf;

use clap::Args;

use super::{Exit, complain, print};
use crate::language::Language;
use crate::project::{STYLEBOOK, file};
use crate::stylebook::Stylebook;

#[derive(Args)]
pub(super) struct InitArguments {
    /// The folder that it will govern; the current one if not given
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,

    /// The house style to start from: consistency, ap, upi, reuters, guardian, bbc, chicago
    #[arg(long, value_name = "HOUSE", default_value = "consistency", value_parser = super::house)]
    house: String,

    /// The language of your stories: en-US or en-GB; that of the house if not given
    #[arg(long, value_name = "TAG", value_parser = super::language)]
    lang: Option<Language>,
}

/// Writes `copydesk.yaml`, unless there is one.
pub(super) fn run(arguments: &InitArguments) -> Exit {
    let path = arguments.folder.join(STYLEBOOK);
    match file::create(&path, &stylebook(&arguments.house, arguments.lang)) {
        Ok(()) => print(&format!(
            "wrote {}; now try: copydesk check {}\n",
            file::shown(&path),
            file::shown(&arguments.folder)
        )),
        Err(problem) => {
            complain(&problem);
            Exit::Trouble
        }
    }
}

fn stylebook(house: &str, language: Option<Language>) -> String {
    let language = match language {
        Some(language) => format!("lang: {}", language.tag()),
        None => "# lang: en-US".to_owned(),
    };
    Stylebook::starter()
        .replace("extends: [consistency]", &format!("extends: [{house}]"))
        .replace("# lang: en-US", &language)
}
