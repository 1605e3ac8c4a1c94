//! Text messages in: what each asks for, doing it, and one polite answer.

mod handler;

pub use handler::{DeliveredText, NotTaken, TextHandler};
