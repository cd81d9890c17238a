//! The table of dates and times, line by line.

#[allow(dead_code)]
mod spec;

/// The table of the specification.
const TABLE: &str = include_str!("spec/d.txt");
/// What else has to be held: defects that meet in one expression, the other houses, and what is no date.
const MORE: &str = include_str!("spec/dates.txt");

/// A table: a line that names no date is of March 1, 2023, and one that names no house is the AP’s.
fn table(lines: &str) -> Vec<spec::Case> {
    let mut cases = spec::cases(lines, "ap");
    for (case, line) in cases.iter_mut().zip(lines.lines()) {
        if !line.contains("date=") {
            case.date = spec::day("2023-03-01");
        }
    }
    cases
}

#[test]
fn table_of_dates_and_times() {
    assert_eq!(TABLE.lines().count(), 64);
    let cases: Vec<spec::Case> = table(TABLE).into_iter().chain(table(MORE)).collect();
    let complaints: Vec<String> = cases.iter().filter_map(|case| case.complaint(&case.check(&["date/"]))).collect();
    assert!(complaints.is_empty(), "{} of {}:\n{}", complaints.len(), cases.len(), complaints.join("\n"));
}
