//! Rebuilds `rules/dictionaries/english.fst` after a source in that folder has changed:
//! `cargo run --example build_lexicon`.

mod build;
mod expand;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/dictionaries");
    let bytes = build::build(&folder)?;
    let target = folder.join("english.fst");
    std::fs::write(&target, &bytes)?;
    println!("{}: {} bytes", target.display(), bytes.len());
    Ok(())
}
