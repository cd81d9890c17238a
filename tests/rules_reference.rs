//! `rules/RULES.md` says what the declarations say.

use std::fs;

#[test]
fn the_reference_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/RULES.md");
    let written = copydesk::stylebook::reference();
    if std::env::var_os("COPYDESK_BLESS").is_some() {
        fs::write(path, &written).expect("the reference can be written");
    }
    let there = fs::read_to_string(path).unwrap_or_default();
    let differs = written.lines().zip(there.lines()).position(|(a, b)| a != b);
    assert!(
        written == there,
        "rules/RULES.md is out of date from line {}; run `COPYDESK_BLESS=1 cargo test --test rules_reference`",
        differs.unwrap_or(written.lines().count().min(there.lines().count())) + 1
    );
}
