//! Embeds `rules/` in the binary: every `.yaml` as JSON, which loads fast, and every `.txt` as it is.
//!
//! A file that is not good YAML fails the build with its path, line and column. Other files (dictionaries, licences)
//! are embedded by the modules that read them.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[allow(dead_code)]
#[path = "src/stylebook/yaml.rs"]
mod yaml;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=src/stylebook/yaml.rs");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("rules");
    let mut paths = Vec::new();
    list(&root, &mut paths)?;
    let name = |path: &PathBuf| {
        let name = path.strip_prefix(&root).unwrap_or(path);
        name.to_string_lossy().replace('\\', "/")
    };
    // The program looks a file up by its name, so the names must be in order.
    paths.sort_by_cached_key(name);
    let mut out = String::from("&[\n");
    for path in &paths {
        let name = name(path);
        let source = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let json = json(&source).map_err(|(at, message)| {
                let before = &source[..at.min(source.len())];
                let (line, column) = (
                    before.matches('\n').count() + 1,
                    before.rsplit('\n').next().map_or(0, str::len) + 1,
                );
                format!("rules/{name}:{line}:{column}: {message}")
            })?;
            writeln!(out, "({name:?}, {json:?}),")?;
        } else {
            writeln!(out, "({name:?}, include_str!({:?})),", path.display().to_string())?;
        }
    }
    out.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("bundled.rs"), out)?;
    Ok(())
}

fn list(folder: &Path, paths: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, paths)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "txt")
        {
            paths.push(path);
        }
    }
    Ok(())
}

/// The JSON of a YAML file, or what is wrong with it and at which byte.
fn json(source: &str) -> Result<String, (usize, String)> {
    let parsed = yaml::parse(0, source);
    if let Some(fault) = parsed.faults.first() {
        return Err((fault.at.start as usize, fault.message.clone()));
    }
    let mut out = String::new();
    yaml::to_json(&parsed.root, &mut out);
    Ok(out)
}
