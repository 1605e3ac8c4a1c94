//! Where a test's messages go.

use std::pin::Pin;
use std::sync::Mutex;

use domain::Address;
use registry::message::{Delivery, MessageTransport, OutgoingMessage};

/// Takes every message and keeps it.
#[derive(Default)]
pub struct Mailbox(Mutex<Vec<OutgoingMessage>>);

impl Mailbox {
    /// What has come since the last look.
    pub fn take(&self) -> Vec<OutgoingMessage> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl MessageTransport for Mailbox {
    fn carries(&self, _to: &Address) -> bool {
        true
    }

    fn send<'a>(
        &'a self,
        message: &'a OutgoingMessage,
    ) -> Pin<Box<dyn Future<Output = Delivery> + Send + 'a>> {
        self.0.lock().unwrap().push(message.clone());
        Box::pin(std::future::ready(Delivery::Taken))
    }
}
