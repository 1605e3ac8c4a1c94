//! A way out that tests steer.

use std::collections::HashMap;
use std::future::pending;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use domain::Address;
use registry::message::{Delivery, MessageTransport, OutgoingMessage};

/// What the other side does with what comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Takes it.
    Take,
    /// Asks for another try.
    Later,
    /// Refuses it for good.
    Refuse,
    /// Says nothing, ever.
    Stall,
}

/// A transport with the answers told to it; takes whatever nothing is said about.
#[derive(Default)]
pub struct Post {
    answers: Mutex<HashMap<String, Answer>>,
    seen: Mutex<Vec<OutgoingMessage>>,
}

impl Post {
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// From now on what goes to this address is answered so.
    pub fn answer(&self, to: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(to.to_owned(), answer);
    }

    /// All that was handed over, whatever it was answered, in order.
    pub fn seen(&self) -> Vec<OutgoingMessage> {
        self.seen.lock().unwrap().clone()
    }

    /// Whom they went to.
    pub fn seen_by(&self) -> Vec<String> {
        self.seen().iter().map(|one| one.to.to_string()).collect()
    }
}

/// As the worker wants them.
pub fn transports(post: &Arc<Post>) -> Vec<Arc<dyn MessageTransport>> {
    vec![Arc::clone(post) as Arc<dyn MessageTransport>]
}

impl MessageTransport for Post {
    fn carries(&self, _to: &Address) -> bool {
        true
    }

    fn send<'a>(
        &'a self,
        message: &'a OutgoingMessage,
    ) -> Pin<Box<dyn Future<Output = Delivery> + Send + 'a>> {
        self.seen.lock().unwrap().push(message.clone());
        let answers = self.answers.lock().unwrap();
        let answer = answers.get(&message.to.to_string()).cloned();
        drop(answers);
        Box::pin(async move {
            match answer.unwrap_or(Answer::Take) {
                Answer::Take => Delivery::Taken,
                Answer::Later => Delivery::Later {
                    after: None,
                    reason: "busy".to_owned(),
                },
                Answer::Refuse => Delivery::Refused {
                    reason: "no such mailbox".to_owned(),
                },
                Answer::Stall => pending().await,
            }
        })
    }
}
