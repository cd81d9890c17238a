//! Embeds `rules/` in the binary: every `.yaml` as JSON, which loads fast, and every `.txt` as it is.
//!
//! A file that is not good YAML fails the build with its path, line and column. Other files (dictionaries, licences)
//! are embedded by the modules that read them.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

#[allow(dead_code)]
#[path = "src/stylebook/yaml.rs"]
mod yaml;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    ask_for_what_hunspell_needs();
    embed_rules()
}

fn embed_rules() -> Result<(), Box<dyn Error>> {
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
                let (line, column) =
                    (before.matches('\n').count() + 1, before.rsplit('\n').next().map_or(0, str::len) + 1);
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
            // The dictionaries are embedded by the module that reads them.
            if path.file_name().is_some_and(|name| name != "dictionaries") {
                list(&path, paths)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "txt") {
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

/// With the feature `hunspell`: says which package to install when a C++ compiler or libclang is missing, before the build of
/// Hunspell fails with less helpful words.
fn ask_for_what_hunspell_needs() {
    for variable in ["CXX", "LIBCLANG_PATH", "LLVM_CONFIG_PATH"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    if env::var_os("CARGO_FEATURE_HUNSPELL").is_none() {
        return;
    }
    let mut missing = Vec::new();
    if !has_compiler() {
        missing.push("a C++ compiler");
    }
    if !has_libclang() {
        missing.push("libclang");
    }
    if missing.is_empty() {
        return;
    }
    let message = format!(
        "The feature `hunspell` needs {}, not found here. Install it:
    Debian, Ubuntu:  sudo apt install g++ libclang1   (libclang1-14 on Debian 12)
    Fedora:          sudo dnf install gcc-c++ clang-libs
    macOS:           xcode-select --install
and build again, or build without `--features hunspell`: the built-in engine needs neither.
(If they are somewhere unusual, set CXX to the compiler and LIBCLANG_PATH to the folder with libclang.)",
        missing.join(" and ")
    );
    for line in message.lines() {
        println!("cargo::error={line}");
    }
}

fn has_compiler() -> bool {
    let named = env::var("CXX").ok();
    let runs = |name: &str| {
        let mut words = name.split_whitespace();
        words.next().is_some_and(|program| {
            let mut command = Command::new(program);
            command.args(words).arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        })
    };
    match named {
        Some(name) => runs(&name),
        // On Windows the compiler is found through the registry; only its own build can tell.
        None => cfg!(windows) || ["c++", "g++", "clang++"].into_iter().any(runs),
    }
}

/// Looks where the crate `clang-sys` looks, which loads the library for Hunspell's build.
fn has_libclang() -> bool {
    if cfg!(windows) {
        return true;
    }
    if let Some(path) = env::var_os("LIBCLANG_PATH") {
        let path = PathBuf::from(path);
        return is_libclang(&path) || holds_libclang(&path);
    }
    let config = env::var("LLVM_CONFIG_PATH").unwrap_or_else(|_| "llvm-config".to_owned());
    if let Ok(output) = Command::new(config).arg("--libdir").stderr(Stdio::null()).output()
        && holds_libclang(Path::new(String::from_utf8_lossy(&output.stdout).trim()))
    {
        return true;
    }
    let fixed = [
        "/usr/lib",
        "/usr/lib64",
        "/usr/local/lib",
        "/usr/local/lib64",
        "/usr/local/opt/llvm/lib",
        "/opt/homebrew/opt/llvm/lib",
        "/opt/local/lib",
        "/Library/Developer/CommandLineTools/usr/lib",
        "/Applications/Xcode.app/Contents/Developer/Toolchains/XcodeDefault.xctoolchain/usr/lib",
    ];
    // Debian: /usr/lib/x86_64-linux-gnu and /usr/lib/llvm-14/lib; Fedora: /usr/lib64/llvm18/lib.
    let below = ["/usr/lib", "/usr/lib64"].into_iter().flat_map(fs::read_dir).flatten().flatten().flat_map(|entry| {
        let path = entry.path();
        [path.join("lib"), path]
    });
    fixed.into_iter().map(PathBuf::from).chain(below).any(|folder| holds_libclang(&folder))
}

fn holds_libclang(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(|entry| is_libclang(&entry.path())))
}

fn is_libclang(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_library = name.contains(".so") || name.ends_with(".dylib");
    (name.starts_with("libclang.") || name.starts_with("libclang-")) && is_library && !name.starts_with("libclang-cpp")
}
