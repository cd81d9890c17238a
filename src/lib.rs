//! **copydesk**: the copy desk inside the editor. A language server and command-line linter for newsroom style.
//!
//! # The seven nouns
//!
//! A [`Linter`], compiled from a [`Stylebook`], reads an [`Article`](article::Article), made from a [`Text`], with each
//! [rule](rules), and returns [`Diagnostic`]s that carry [`Fix`]es. The command line prints them; the server publishes them.
//!
//! Two ideas carry the rest. **Words live in `rules/`, algorithms live in `src/`**: whatever a newsroom might argue about is
//! data, and a bundled rule and a team's own are the same kind of object. **The paragraph is the unit of prose**: it is what a
//! check sees, it is where spans start at zero, and an edit elsewhere only moves it.
//!
//! # Who may know whom
//!
//! | module | may use | must not know |
//! |---|---|---|
//! | [`text`] | ropey | articles, rules |
//! | [`language`] | nothing | anything |
//! | [`vocabulary`] | nothing of ours | who asks |
//! | [`article`] | text, language, vocabulary | rules, stylebooks, diagnostics |
//! | [`diagnostic`] | text | who made it, who shows it |
//! | [`check`] | article, diagnostic, dictionary | stylebook files, IO |
//! | [`dictionary`] | language | articles, stylebooks, IO |
//! | [`names`] | vocabulary; stylebook to read its files | articles, IO |
//! | [`people`] | article, vocabulary, names; dictionary and stylebook when built | rules, the linter, IO |
//! | [`rules`] | check, article, diagnostic, vocabulary; stylebook, names and dictionary when built | each other, the linter, IO |
//! | [`stylebook`] | text, language, diagnostic, article's settings, the names of engines, the list of rules | the linter, IO |
//! | [`linter`] | all above | files, threads, terminals |
//! | [`project`] | linter, stylebook; files | any single rule, the terminal |
//! | [`cli`] | project, linter, stylebook, text, diagnostic | any single rule, the server |
//! | [`lsp`] | project, linter, stylebook, names, text, diagnostic | any single rule, the command line |
//!
//! `tests/tidy.rs` reads the `use` lines and fails with the row that was broken.
//!
//! # Invariants
//!
//! 1. Spans are bytes; only [`text`] knows lines and columns.
//! 2. What is found in a paragraph depends on its bytes, its zone, what was settled for the article, and the linter, and on
//!    nothing else. What needs the rest of the story is an article check, over facts that the paragraphs remember.
//! 3. [`Linter::recheck`] says what [`Linter::check`] says: the past makes it faster, never different.
//! 4. Checks do no IO, read no clock, and survive any text in time linear in its length.
//! 5. A fix that changes what somebody is quoted with is never applied unasked. The linter sees to that in one place.
//! 6. Front ends decide nothing about prose.
//! 7. Handlers of the server never wait before they change its state, and never wait for the client: see [`lsp`].

pub mod article;
pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod dictionary;
pub mod language;
pub mod linter;
pub mod lsp;
pub mod names;
pub mod people;
pub mod project;
pub mod rules;
pub mod stylebook;
pub mod text;
pub mod vocabulary;

pub use diagnostic::{Applicability, Diagnostic, Fix, Level, Related};
pub use linter::{Analysis, Linter, Source};
pub use stylebook::{Problem, Stylebook};
pub use text::{Edit, Encoding, Position, Positions, Span, Text};
