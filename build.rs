//! With the feature `hunspell`: says which package to install when a C++ compiler or libclang is missing,
//! before the build of Hunspell fails with less helpful words. Without it, nothing.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
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
