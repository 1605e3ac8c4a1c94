//! What is asked of whoever has a data folder open, and what is answered.

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::import::step::{Step, Stepped};
use crate::table::Answer;

/// A request.
#[derive(Serialize, Deserialize)]
pub enum Request {
    /// Carry a command out.
    Command {
        /// The words of its command line, as they were given.
        words: Vec<String>,
        /// The password it gives somebody, which stands in no word.
        password: Option<String>,
    },
    /// Take an import a step further.
    Import(Step),
}

/// What came of it.
#[derive(Serialize, Deserialize)]
pub enum Reply {
    /// What a command says.
    Answer(Answer),
    /// What a step of an import says.
    Import(Stepped),
}

/// An answer: what came of a request, or why nothing did.
pub type Outcome = Result<Reply, Failure>;
