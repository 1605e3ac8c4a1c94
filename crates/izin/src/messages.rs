//! The ways messages go out, by what is configured.

use std::path::Path;
use std::sync::Arc;

use channels::folder::{Folder, FolderInbox};
use channels::letter::{LetterSettings, MailSender};
use registry::message::MessageTransport;
use web::{Inbox, InboxMessage};

use crate::failure::{Exit, Failure};

/// The folder within the data that messages go into where no server is configured.
const FOLDER: &str = "messages";

/// Who mails are from in a demonstration, and where nothing is configured.
const SENDER: &str = "izin <izin@localhost>";

/// The ways messages go out.
pub struct Outgoing {
    /// In the order in which they are asked whether they carry a message.
    pub transports: Vec<Arc<dyn MessageTransport>>,
    /// What has gone out, for a demonstration to show.
    pub inbox: Option<Arc<dyn Inbox>>,
}

impl Outgoing {
    /// Everything into a folder within the data.
    pub fn into_folder(data: &Path, pages: &web::Settings) -> Result<Self, Failure> {
        let path = data.join(FOLDER);
        let sender = MailSender::new(SENDER).map_err(|error| {
            Failure::new(
                Exit::Config,
                error.to_string(),
                "correct the sender of mails",
            )
        })?;
        let folder = Folder::new(&path, letters(pages), sender)
            .map_err(|error| Failure::unwritable(&path, &error))?;
        let inbox = FolderBox(folder.inbox());
        Ok(Self {
            transports: vec![Arc::new(folder)],
            inbox: Some(Arc::new(inbox)),
        })
    }
}

fn letters(pages: &web::Settings) -> LetterSettings {
    LetterSettings {
        public_url: pages.public_url.clone(),
        operator_name: pages.operator_name.clone(),
        short_number: pages.short_number.clone(),
    }
}

/// The folder's messages for the pages, which know no transports.
struct FolderBox(FolderInbox);

impl Inbox for FolderBox {
    fn newest(&self, limit: usize) -> Vec<InboxMessage> {
        let messages = self.0.newest(limit).unwrap_or_else(|error| {
            tracing::warn!(%error, "the folder of messages cannot be read");
            Vec::new()
        });
        messages
            .into_iter()
            .map(|message| InboxMessage {
                at: message.at,
                to: message.to,
                by_text: message.by_text,
                subject: message.subject,
                text: message.text,
            })
            .collect()
    }
}
