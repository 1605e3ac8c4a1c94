//! What a role says on standard output, and beside it.

use std::io::Write as _;

use crate::failure::Failure;

/// Says a line on standard error, beside the answer; that it cannot be said changes nothing of what is done.
pub fn note(line: &str) {
    let _said = writeln!(std::io::stderr().lock(), "{line}");
}

/// Says it there; whoever cannot be told is told so on standard error, as of any other failure.
pub fn say(text: &str) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    let said = output.write_all(text.as_bytes());
    said.and_then(|()| output.flush())
        .map_err(|error| Failure::unsaid(&error))
}
