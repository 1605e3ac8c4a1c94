//! Mails out by SMTP (RFC 5321), through the operator's relay.
//!
//! One connection a mail: none is shared, so that a conversation that was cut off cannot answer for the
//! next mail. The whole conversation is bounded in time, which the library's own limit, that of
//! connecting, is not.

use std::net::IpAddr;
use std::pin::Pin;
use std::time::Duration;

use domain::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use registry::message::{Delivery, MessageTransport, OutgoingMessage};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use crate::letter::{BodyEncoding, Letter, LetterSettings, MailSender, mime, render};

/// How long one conversation may take.
pub const CONVERSATION_TIMEOUT: Duration = Duration::from_mins(1);

/// How long to wait for the answer to the farewell; the mail is taken by then.
const QUIT_TIMEOUT: Duration = Duration::from_secs(1);

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// Not at all: for a relay on this very machine.
    None,
    /// By `STARTTLS`, and not otherwise.
    StartTls,
    /// From the first byte.
    #[serde(rename = "tls")]
    Implicit,
}

/// The relay.
#[derive(Clone)]
pub struct SmtpSettings {
    /// Its name or address; certificates are checked against it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// The name and password to log in with.
    pub login: Option<(String, String)>,
    /// Who the mails are from.
    pub sender: MailSender,
    /// How long one conversation may take: [`CONVERSATION_TIMEOUT`].
    pub timeout: Duration,
}

/// Why there is no way to the relay.
#[derive(Debug, thiserror::Error)]
pub enum SmtpSetupError {
    /// Mails, and perhaps a password, would cross a network in the clear.
    #[error("without TLS only a relay on this machine may be used, by 127.0.0.1, ::1 or localhost")]
    Unprotected,
    /// The certificate authorities of this machine could not be read, or the name is none.
    #[error("TLS could not be set up")]
    Tls(#[source] Error),
}

/// The way to the relay.
pub struct Smtp {
    settings: SmtpSettings,
    letters: LetterSettings,
    tls: Option<TlsParameters>,
    hello: ClientId,
}

impl Smtp {
    /// With the machine's own certificate authorities. Does not connect yet.
    pub fn new(settings: SmtpSettings, letters: LetterSettings) -> Result<Self, SmtpSetupError> {
        let tls = match settings.tls {
            SmtpTls::None if !is_this_machine(&settings.host) => {
                return Err(SmtpSetupError::Unprotected);
            }
            SmtpTls::None => None,
            SmtpTls::StartTls | SmtpTls::Implicit => {
                let made = TlsParameters::new(settings.host.clone());
                Some(made.map_err(SmtpSetupError::Tls)?)
            }
        };
        Ok(Self {
            settings,
            letters,
            tls,
            hello: ClientId::default(),
        })
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let SmtpSettings {
            host,
            port,
            tls,
            login,
            ..
        } = &self.settings;
        let implicit = self.tls.clone().filter(|_| *tls == SmtpTls::Implicit);
        let limit = Some(self.settings.timeout);
        let server = (host.as_str(), *port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, limit, &self.hello, implicit, None).await?;
        if let Some(parameters) = self.tls.clone().filter(|_| *tls == SmtpTls::StartTls) {
            connection.starttls(parameters, &self.hello).await?;
        }
        if let Some((name, password)) = login {
            let credentials = Credentials::new(name.clone(), password.clone());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            connection.auth(&mechanisms, &credentials).await?;
        }
        Ok(connection)
    }

    /// Sends one mail. Leaves the connection in `farewell` once the mail is taken: what is still to be
    /// said then is not to be waited for as if the mail depended on it.
    async fn converse(
        &self,
        message: &OutgoingMessage,
        farewell: &mut Option<AsyncSmtpConnection>,
    ) -> Delivery {
        let Letter::Mail(mail) = render(message, &self.letters) else {
            return refused("not an e-mail address".to_owned());
        };
        let sender = &self.settings.sender;
        let Ok(mail) = mime(message, &mail, sender, BodyEncoding::Wire) else {
            return refused("not an address that mail can be sent to".to_owned());
        };
        let mut connection = match self.connect().await {
            Ok(connection) => connection,
            // Whatever it is, it is not about this mail.
            Err(error) => return later("connecting", &error),
        };
        let envelope = mail.envelope();
        let from = Mail::new(envelope.from().cloned(), Vec::new());
        if let Err(error) = connection.command(from).await {
            connection.abort().await;
            return later("the sender", &error);
        }
        let taken = async {
            for to in envelope.to() {
                connection
                    .command(Rcpt::new(to.clone(), Vec::new()))
                    .await?;
            }
            connection.command(Data).await?;
            connection.message(&mail.formatted()).await
        };
        let taken = taken.await;
        match taken {
            Ok(_) => {
                *farewell = Some(connection);
                Delivery::Taken
            }
            Err(error) => {
                connection.abort().await;
                if error.is_permanent() {
                    refused(reason("the mail", &error))
                } else {
                    later("the mail", &error)
                }
            }
        }
    }
}

/// Whether a host is this machine by its very name.
fn is_this_machine(host: &str) -> bool {
    let address = host.parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn refused(reason: String) -> Delivery {
    Delivery::Refused { reason }
}

fn later(what: &str, error: &Error) -> Delivery {
    Delivery::Later {
        after: None,
        reason: reason(what, error),
    }
}

/// What went wrong, by its kind and code alone: servers repeat addresses in their texts.
fn reason(what: &str, error: &Error) -> String {
    match error.status() {
        Some(code) => format!("SMTP, {what}: {code}"),
        None if error.is_timeout() => format!("SMTP, {what}: it took too long"),
        None if error.is_tls() => format!("SMTP, {what}: TLS failed"),
        None if error.is_response() => format!("SMTP, {what}: an answer that is none"),
        None if error.is_client() => format!("SMTP, {what}: the server cannot do what is needed"),
        None => format!("SMTP, {what}: the connection failed"),
    }
}

impl MessageTransport for Smtp {
    fn carries(&self, to: &Address) -> bool {
        matches!(to, Address::Email(_))
    }

    fn send<'a>(
        &'a self,
        message: &'a OutgoingMessage,
    ) -> Pin<Box<dyn Future<Output = Delivery> + Send + 'a>> {
        Box::pin(async move {
            let mut farewell = None;
            let delivery = timeout(self.settings.timeout, self.converse(message, &mut farewell))
                .await
                .unwrap_or_else(|_| Delivery::Later {
                    after: None,
                    reason: "SMTP: the conversation took too long".to_owned(),
                });
            if let Some(mut connection) = farewell {
                let _answer = timeout(QUIT_TIMEOUT, connection.quit()).await;
            }
            delivery
        })
    }
}
