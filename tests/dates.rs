//! The table of dates and times, line by line.

#[allow(dead_code)]
mod spec;

const TABLE: &str = include_str!("spec/d.txt");

/// The table: a line that names no date is of March 1, 2023.
fn table() -> Vec<spec::Case> {
    let mut cases = spec::cases(TABLE, "ap");
    for (case, line) in cases.iter_mut().zip(TABLE.lines()) {
        if !line.contains("date=") {
            case.date = spec::day("2023-03-01");
        }
    }
    cases
}

#[test]
fn table_of_dates_and_times() {
    let cases = table();
    assert_eq!(cases.len(), 64);
    let complaints: Vec<String> = cases.iter().filter_map(|case| case.complaint(&case.check(&["date/"]))).collect();
    assert!(complaints.is_empty(), "{} of {}:\n{}", complaints.len(), cases.len(), complaints.join("\n"));
}
