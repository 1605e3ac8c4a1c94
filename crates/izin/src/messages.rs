//! The ways messages go out, by what is configured.

use std::path::Path;
use std::sync::Arc;

use channels::folder::{Folder, FolderInbox};
use channels::letter::LetterSettings;
use channels::smpp::{Smpp, SmppSettings};
use channels::smtp::Smtp;
use intake::texts::Texts;
use registry::intake::texts::TextHandler;
use registry::message::{Inbox, MessageTransport};

use crate::config::Config;
use crate::config::messages::Messages;
use crate::failure::{Exit, Failure};

/// The folder within the data that messages go into where no server is configured.
const FOLDER: &str = "messages";

/// What has gone out into the folder within the data; `None`: nothing ever has.
pub fn sent(data: &Path) -> Option<FolderInbox> {
    let path = data.join(FOLDER);
    path.is_dir().then(|| FolderInbox::new(&path))
}

/// The servers that are configured. Nothing is asked of them yet.
pub struct Servers {
    relay: Option<Smtp>,
    centre: Option<SmppSettings>,
}

impl Servers {
    /// Reads the files with their passwords.
    pub fn of(config: &Config, pages: &web::Settings) -> Result<Self, Failure> {
        let relay = config.smtp.settings(&config.messages)?;
        let relay = relay.map(|settings| Smtp::new(settings, letters(pages)));
        let relay = relay.transpose().map_err(|error| {
            Failure::new(
                Exit::Config,
                format!("`smtp` cannot be used: {error}"),
                "use \"starttls\" or \"tls\", and the name on the relay's certificate",
            )
        })?;
        let centre = config.smpp.settings(&config.pages.short_number)?;
        Ok(Self { relay, centre })
    }
}

/// The ways messages go out.
pub struct Outgoing {
    /// In the order in which they are asked whether they carry a message.
    pub transports: Vec<Arc<dyn MessageTransport>>,
    /// The session with the message centre, to be kept up.
    pub centre: Option<Arc<Smpp>>,
    /// What has gone out, for a demonstration to show.
    pub inbox: Option<Arc<dyn Inbox>>,
}

impl Outgoing {
    /// Everything into a folder within the data, shown as an inbox.
    pub fn into_folder(
        data: &Path,
        pages: &web::Settings,
        messages: &Messages,
    ) -> Result<Self, Failure> {
        let path = data.join(FOLDER);
        let folder = Folder::new(&path, letters(pages), messages.sender()?)
            .map_err(|error| Failure::unwritable(&path, &error))?;
        let inbox = Arc::new(folder.inbox());
        Ok(Self {
            transports: vec![Arc::new(folder)],
            centre: None,
            inbox: Some(inbox),
        })
    }

    /// By these servers; without any, into the folder, which nobody is shown: whoever is sent a code
    /// must be the only one to read it.
    pub fn configured(
        servers: Servers,
        config: &Config,
        pages: &web::Settings,
        texts: Texts,
    ) -> Result<Self, Failure> {
        let Servers { relay, centre } = servers;
        if relay.is_none() && centre.is_none() {
            let folder = Self::into_folder(&config.data, pages, &config.messages)?;
            return Ok(Self {
                inbox: None,
                ..folder
            });
        }
        let mut transports: Vec<Arc<dyn MessageTransport>> = Vec::new();
        if let Some(relay) = relay {
            transports.push(Arc::new(relay));
        }
        let handler: Arc<dyn TextHandler> = Arc::new(texts);
        let centre =
            centre.map(|settings| Arc::new(Smpp::new(settings, letters(pages), Some(handler))));
        if let Some(centre) = &centre {
            transports.push(Arc::clone(centre) as Arc<dyn MessageTransport>);
        }
        Ok(Self {
            transports,
            centre,
            inbox: None,
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
