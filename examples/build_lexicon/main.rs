//! Rebuilds `rules/dictionaries/english.fst` and `english.candidates` after a source in that folder has changed:
//! `cargo run --example build_lexicon`.

mod build;
mod expand;
#[allow(dead_code, unreachable_pub)]
#[path = "../../src/dictionary/letters.rs"]
mod letters;
#[allow(dead_code)]
#[path = "../../src/dictionary/suggest/sound.rs"]
mod sound;

#[allow(clippy::print_stdout)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/dictionaries");
    let built = build::build(&folder)?;
    for (name, bytes) in [("english.fst", built.index), ("english.candidates", built.candidates)] {
        let target = folder.join(name);
        std::fs::write(&target, &bytes)?;
        println!("{}: {} bytes", target.display(), bytes.len());
    }
    Ok(())
}
