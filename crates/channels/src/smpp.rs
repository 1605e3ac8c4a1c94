//! Text messages out and in by SMPP 3.4 (which 5.0 centres take, too): one bound transceiver session.
//!
//! The session is one task ([`Smpp::run`]); whoever sends hands it a message and waits for the centre's
//! answers. While there is no session, messages are told to come back later. What comes in is handed to
//! the [`TextHandler`], and acknowledged only once that is done, so that a message the registry has not
//! made durable is delivered again.

mod incoming;
mod link;
mod requests;
mod session;
mod settings;

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{Address, Phone};
use registry::intake::texts::TextHandler;
use registry::message::{Delivery, MessageTransport, OutgoingMessage};
use rusmpp::CommandStatus;
use smpp::gsm::segments;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use crate::letter::{Letter, LetterSettings, render};

use requests::{Answered, Request};

pub use session::{INCOMING_MAX, WINDOW_MAX};
pub use settings::SmppSettings;

/// How long a session that ended at once is waited for before the next try; doubled each time.
const RECONNECT_FIRST: Duration = Duration::from_secs(1);

/// The longest wait between two tries.
const RECONNECT_LONGEST: Duration = Duration::from_mins(1);

/// The way to the message centre.
pub struct Smpp {
    settings: SmppSettings,
    letters: LetterSettings,
    handler: Option<Arc<dyn TextHandler>>,
    /// The way to the session; none while there is no session.
    requests: Mutex<Option<mpsc::Sender<Request>>>,
}

impl Smpp {
    /// Does not connect yet: [`Smpp::run`] does. Without a handler what comes in is left with the centre.
    pub fn new(
        settings: SmppSettings,
        letters: LetterSettings,
        handler: Option<Arc<dyn TextHandler>>,
    ) -> Self {
        Self {
            settings,
            letters,
            handler,
            requests: Mutex::new(None),
        }
    }

    /// Keeps a session, and makes a new one whenever it ends, until `until` resolves.
    pub async fn run(&self, until: impl Future<Output = ()>) {
        let sessions = async {
            let mut pause = RECONNECT_FIRST;
            loop {
                let mut bound = false;
                let ended = session::run(self, &mut bound).await;
                self.set_requests(None);
                tracing::warn!(reason = %ended, bound, "the session with the message centre has ended");
                pause = if bound { RECONNECT_FIRST } else { pause };
                sleep(pause).await;
                pause = (pause * 2).min(RECONNECT_LONGEST);
            }
        };
        tokio::select! {
            () = sessions => {}
            () = until => {}
        }
        self.set_requests(None);
    }

    /// Whether there is a session.
    pub fn is_bound(&self) -> bool {
        self.requests().is_some()
    }

    fn set_requests(&self, requests: Option<mpsc::Sender<Request>>) {
        *self.requests.lock().unwrap_or_else(PoisonError::into_inner) = requests;
    }

    fn requests(&self) -> Option<mpsc::Sender<Request>> {
        let requests = self.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn submit(&self, message: &OutgoingMessage, phone: &Phone) -> Delivery {
        let Letter::Text(text) = render(message, &self.letters) else {
            return refused("not a phone number");
        };
        let reference = message.id.bytes().fold(0_u8, u8::wrapping_add);
        let Some(segments) = segments(&text, reference) else {
            return refused("too long for a text message");
        };
        let Some(requests) = self.requests() else {
            return later("there is no session with the message centre");
        };
        let number = phone.to_string();
        for segment in &segments.bodies {
            let submit = smpp::submit(&self.settings.source, &number, &segments, segment);
            let Some(submit) = submit else {
                return refused("not a number that can be written in SMPP");
            };
            let (request, answer) = Request::new(submit);
            if requests.send(request).await.is_err() {
                return later("the session with the message centre has ended");
            }
            match answer.await {
                Ok(Answered::Status(CommandStatus::EsmeRok)) => {}
                Ok(Answered::Status(status)) => return delivery(status),
                Ok(Answered::Late) => return later("the message centre did not answer in time"),
                Err(_) => return later("the session with the message centre has ended"),
            }
        }
        Delivery::Taken
    }
}

/// What a refusal of the centre comes to. Only what is about this very number is for good; all else
/// may be mended.
fn delivery(status: CommandStatus) -> Delivery {
    let reason = format!("SMPP status 0x{:08X}", u32::from(status));
    match status {
        CommandStatus::EsmeRinvdstadr
        | CommandStatus::EsmeRinvdstton
        | CommandStatus::EsmeRinvdstnpi
        | CommandStatus::EsmeRprohibited => Delivery::Refused { reason },
        _ => Delivery::Later {
            after: None,
            reason,
        },
    }
}

fn refused(reason: &str) -> Delivery {
    Delivery::Refused {
        reason: reason.to_owned(),
    }
}

fn later(reason: &str) -> Delivery {
    Delivery::Later {
        after: None,
        reason: reason.to_owned(),
    }
}

impl MessageTransport for Smpp {
    fn carries(&self, to: &Address) -> bool {
        matches!(to, Address::Phone(_))
    }

    fn send<'a>(
        &'a self,
        message: &'a OutgoingMessage,
    ) -> Pin<Box<dyn Future<Output = Delivery> + Send + 'a>> {
        Box::pin(async move {
            let Address::Phone(phone) = &message.to else {
                return refused("not a phone number");
            };
            // The session bounds each answer; this bounds the wait for a free place, too.
            timeout(self.settings.answer_within * 2, self.submit(message, phone))
                .await
                .unwrap_or_else(|_| later("the message centre did not answer in time"))
        })
    }
}
