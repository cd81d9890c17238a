//! `copydesk import`: rules that were written for another program.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{Exit, complain, print};
use crate::diagnostic::Level;
use crate::project::{file, vale_styles};

#[derive(Args)]
pub(super) struct ImportArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Write the rules of a Vale style as rules of copydesk
    ///
    /// Styles run as they are, too: name them in copydesk.yaml as `styles: [path/to/style]`. What cannot be carried over
    /// stands in comments.
    Vale {
        /// The folder of the style, or a .vale.ini
        #[arg(value_name = "STYLE")]
        style: PathBuf,

        /// The file to write, which must not be there yet; standard output if not given
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
}

/// Reads a style and writes its rules.
pub(super) fn run(arguments: &ImportArguments) -> Exit {
    let What::Vale { style, to } = &arguments.what;
    let (yaml, problems) = vale_styles(style);
    problems.iter().for_each(complain);
    let Some(yaml) = yaml else { return Exit::Trouble };
    let written = match to {
        None => print(&yaml),
        Some(path) => write(path, &yaml),
    };
    let failed = problems.iter().any(|problem| problem.level == Level::Error);
    if failed { written.max(Exit::Trouble) } else { written }
}

fn write(path: &Path, yaml: &str) -> Exit {
    match file::create(path, yaml) {
        Ok(()) => print(&format!("wrote {0}; name it in copydesk.yaml: extends: [{0}]\n", file::shown(path))),
        Err(problem) => {
            complain(&problem);
            Exit::Trouble
        }
    }
}
