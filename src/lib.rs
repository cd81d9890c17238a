//! **copydesk**: the copy desk inside the editor. A language server and command-line linter for newsroom style.
//!
//! A [`Linter`], compiled from a [`Stylebook`], reads an [`Article`](article), made from a [`Text`], with each
//! [`Rule`](rules), and returns [`Diagnostic`]s that carry [`Fix`]es.

pub mod article;
pub mod check;
pub mod diagnostic;
pub mod dictionary;
pub mod language;
pub mod linter;
pub mod rules;
pub mod stylebook;
pub mod text;
pub mod vocabulary;

pub use diagnostic::{Applicability, Diagnostic, Fix, Level, Related};
pub use linter::{Analysis, Linter, Source};
pub use stylebook::{Problem, Stylebook};
pub use text::{Edit, Encoding, Position, Span, Text};
