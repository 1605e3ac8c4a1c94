//! Messages into a folder: what a demonstration has in place of a mail server and a text message centre.
//!
//! A mail becomes an `.eml` file that any mail program opens, a text message a `.txt` file. The files
//! hold addresses and codes: the folder is its owner's alone, and meant for trying out, not for service.

mod inbox;

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::pin::Pin;

use domain::{Address, Timestamp};
use registry::message::{Delivery, MessageTransport, OutgoingMessage};

use crate::letter::{
    BodyEncoding, Letter, LetterSettings, MailAddressError, MailSender, mime, render,
};

pub use inbox::{FolderInbox, MESSAGE_BYTES_MAX};

/// Writes messages into a folder. A message sent twice is one file.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    letters: LetterSettings,
    sender: MailSender,
}

impl Folder {
    /// Into the folder `path`, made if there is none.
    pub fn new(path: &Path, letters: LetterSettings, sender: MailSender) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        Ok(Self {
            path: path.to_owned(),
            letters,
            sender,
        })
    }

    /// Reads it again.
    pub fn inbox(&self) -> FolderInbox {
        FolderInbox::new(&self.path)
    }

    /// What a message becomes: its bytes, and the ending of its name.
    fn file(&self, message: &OutgoingMessage) -> Result<(Vec<u8>, &'static str), MailAddressError> {
        Ok(match render(message, &self.letters) {
            Letter::Text(text) => (text_file(message, &text).into_bytes(), "txt"),
            Letter::Mail(mail) => {
                let mail = mime(message, &mail, &self.sender, BodyEncoding::Readable)?;
                (mail.formatted(), "eml")
            }
        })
    }

    fn write(&self, message: &OutgoingMessage, bytes: &[u8], ending: &str) -> io::Result<()> {
        // By time, so that the names' order is the messages'.
        let name = format!("{:015}-{}", message.written_at.as_millis(), message.id);
        let unfinished = self.path.join(format!(".{name}"));
        let mut file = create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, self.path.join(format!("{name}.{ending}")))?;
        File::open(&self.path)?.sync_all()
    }
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
}

fn text_file(message: &OutgoingMessage, text: &str) -> String {
    format!(
        "To: {}\nDate: {}\nId: {}\n\n{text}\n",
        message.to,
        message.written_at.to_wire(),
        message.id,
    )
}

impl MessageTransport for Folder {
    fn carries(&self, _to: &Address) -> bool {
        true
    }

    fn send<'a>(
        &'a self,
        message: &'a OutgoingMessage,
    ) -> Pin<Box<dyn Future<Output = Delivery> + Send + 'a>> {
        Box::pin(async move {
            let Ok((bytes, ending)) = self.file(message) else {
                // It will be none tomorrow either.
                return Delivery::Refused {
                    reason: "not an address that mail can be sent to".to_owned(),
                };
            };
            let (folder, message) = (self.clone(), message.clone());
            let write = move || folder.write(&message, &bytes, ending);
            match tokio::task::spawn_blocking(write).await {
                Ok(Ok(())) => Delivery::Taken,
                Ok(Err(error)) => Delivery::Later {
                    after: None,
                    reason: format!("the folder cannot be written: {}", error.kind()),
                },
                Err(_) => Delivery::Later {
                    after: None,
                    reason: "the folder's writer has failed".to_owned(),
                },
            }
        })
    }

    fn forget(&self, before: Timestamp, is_held: &dyn Fn(&Address) -> bool) -> io::Result<u64> {
        self.inbox().forget(before, is_held)
    }
}
