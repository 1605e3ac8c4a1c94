//! What the session is asked to submit.

use rusmpp::CommandStatus;
use rusmpp::pdus::SubmitSm;
use tokio::sync::oneshot;

/// One segment to submit, and whom to tell what the centre says.
pub(super) struct Request {
    pub(super) submit: SubmitSm,
    pub(super) answer: oneshot::Sender<Answered>,
}

impl Request {
    pub(super) fn new(submit: SubmitSm) -> (Self, oneshot::Receiver<Answered>) {
        let (answer, answered) = oneshot::channel();
        (Self { submit, answer }, answered)
    }
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answered {
    /// The centre said this.
    Status(CommandStatus),
    /// It said nothing in time.
    Late,
}
