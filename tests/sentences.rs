//! Where sentences end: one paragraph a line, with ` | ` between its sentences.

use copydesk::article::reading::ReadingTable;
use copydesk::article::tags::VerbTable;
use copydesk::article::{Paragraph, Reading, Settings, Zone};
use copydesk::vocabulary::{Lexemes, Vocabulary};
use copydesk::{Span, Stylebook};

#[test]
fn sentences_end_where_the_table_says() {
    let stylebook = Stylebook::default();
    let table: ReadingTable = stylebook.table("reading.yaml").expect("the table of reading");
    let verbs: VerbTable = stylebook.table("verbs.yaml").expect("the table of verbs");
    let reading = Reading::new(table, verbs.forms(), Vocabulary::default());
    let mut complaints = Vec::new();
    for line in include_str!("spec/sentences.txt").lines() {
        let text = line.replace(" | ", " ");
        let settings = Settings::default();
        let paragraph = Paragraph::read(
            text.as_str().into(),
            Zone::Body,
            Span::default(),
            &settings,
            &reading,
            &mut Lexemes::default(),
        );
        let read: Vec<&str> = paragraph.sentences.iter().map(|sentence| &text[sentence.span.range()]).collect();
        if read.join(" | ") != line {
            complaints.push(format!("{line}\n  read as {}", read.join(" | ")));
        }
        let words: Vec<usize> = paragraph.sentences.iter().flat_map(|sentence| sentence.words.clone()).collect();
        assert_eq!(words, (0..paragraph.words.len()).collect::<Vec<_>>(), "every word is in one sentence: {line}");
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
