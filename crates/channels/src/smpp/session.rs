//! One session: bound, at work, and how it ends.

use std::collections::HashMap;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use rusmpp::pdus::{BindTransceiver, DeliverSm, DeliverSmResp};
use rusmpp::tokio_codec::CommandCodec;
use rusmpp::values::InterfaceVersion;
use rusmpp::{Command, CommandStatus, Pdu};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::codec::Framed;

use super::requests::{Answered, Request, text};
use super::{Smpp, incoming};

/// The most messages that wait for the centre's answer at the same time.
pub const WINDOW_MAX: usize = 16;

/// The most messages that came in and are being dealt with; no more are read meanwhile.
pub const INCOMING_MAX: usize = 16;

/// The longest PDU that is taken in, in bytes. Its length is looked at before room is made for it.
pub const PDU_BYTES_MAX: usize = 16 * 1024;

/// How long dealing with one message that came in may take; the centre delivers it again after that.
const HANDLING_TIMEOUT: Duration = Duration::from_secs(30);

/// Why a session ended.
#[derive(Debug, thiserror::Error)]
pub(super) enum Ended {
    #[error("it could not be made: {0}")]
    Connect(std::io::ErrorKind),
    #[error("the settings have no form in SMPP")]
    Settings,
    #[error("the centre refused the bind with status 0x{0:08X}")]
    Bind(u32),
    #[error("the centre did not answer in time")]
    Silent,
    #[error("the centre ended it")]
    ByCentre,
    #[error("what came is no SMPP, or longer than allowed")]
    Garbage,
    #[error("the connection was lost")]
    Lost,
}

type Link = Framed<TcpStream, CommandCodec>;

/// A session at work.
struct Session<'a> {
    smpp: &'a Smpp,
    link: Link,
    sequence: u32,
    waiting: HashMap<u32, (oneshot::Sender<Answered>, Instant)>,
    /// When something last came.
    heard: Instant,
    /// Since when the centre owes the answer to the question whether it is there.
    enquired: Option<Instant>,
}

/// Connects, binds and works until the session ends. Says in `bound` whether it came to be.
pub(super) async fn run(smpp: &Smpp, bound: &mut bool) -> Ended {
    let within = smpp.settings.answer_within;
    let connected = timeout(within, TcpStream::connect(&smpp.settings.address)).await;
    let stream = match connected {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Ended::Connect(error.kind()),
        Err(_) => return Ended::Silent,
    };
    let codec = CommandCodec::new().with_max_length(PDU_BYTES_MAX);
    let mut session = Session {
        smpp,
        link: Framed::new(stream, codec),
        sequence: 0,
        waiting: HashMap::new(),
        heard: Instant::now(),
        enquired: None,
    };
    if let Err(ended) = session.bind().await {
        return ended;
    }
    *bound = true;
    // As many as the window wait at their senders, not here.
    let (requests, asked) = mpsc::channel(1);
    smpp.set_requests(Some(requests));
    tracing::info!("bound to the message centre");
    match session.work(asked).await {
        Ok(never) => match never {},
        Err(ended) => ended,
    }
}

/// There is none.
enum Never {}

impl Session<'_> {
    async fn bind(&mut self) -> Result<(), Ended> {
        let settings = &self.smpp.settings;
        let bind = BindTransceiver::builder()
            .system_id(text(&settings.system_id).ok_or(Ended::Settings)?)
            .password(text(&settings.password).ok_or(Ended::Settings)?)
            .system_type(text(&settings.system_type).ok_or(Ended::Settings)?)
            .interface_version(InterfaceVersion::Smpp3_4)
            .build();
        let sequence = self.next_sequence();
        self.write(Command::new(CommandStatus::EsmeRok, sequence, bind))
            .await?;
        let answer = timeout(settings.answer_within, self.link.next()).await;
        let answer = answer.map_err(|_| Ended::Silent)?;
        let command = read(answer)?;
        match (command.status(), command.pdu()) {
            (CommandStatus::EsmeRok, Some(Pdu::BindTransceiverResp(_))) => Ok(()),
            (CommandStatus::EsmeRok, _) => Err(Ended::Garbage),
            (status, _) => Err(Ended::Bind(u32::from(status))),
        }
    }

    async fn work(&mut self, mut asked: mpsc::Receiver<Request>) -> Result<Never, Ended> {
        // Tasks: what they hold of the registry is given back even while the centre reads nothing.
        let mut handling = JoinSet::new();
        loop {
            let next = self.next_deadline();
            tokio::select! {
                request = asked.recv(), if self.waiting.len() < WINDOW_MAX => {
                    if let Some(request) = request {
                        self.submit(request).await?;
                    }
                }
                came = self.link.next(), if handling.len() < INCOMING_MAX => {
                    let command = read(came)?;
                    self.heard = Instant::now();
                    self.enquired = None;
                    if let Some(delivered) = self.take(command).await? {
                        handling.spawn(handle(self.smpp, delivered));
                    }
                }
                Some(handled) = handling.join_next() => match handled {
                    Ok((sequence, status)) => {
                        let answer = DeliverSmResp::default();
                        self.write(Command::new(status, sequence, answer)).await?;
                    }
                    // Unanswered, it is delivered again.
                    Err(error) => tracing::error!(%error, "dealing with a text message has failed"),
                },
                () = sleep_until(next) => self.tick().await?,
            }
        }
    }

    /// Deals with what came; gives back a delivered message.
    async fn take(&mut self, command: Command) -> Result<Option<(u32, DeliverSm)>, Ended> {
        let (sequence, status) = (command.sequence_number(), command.status());
        let ok = CommandStatus::EsmeRok;
        match command.pdu().cloned() {
            Some(Pdu::DeliverSm(delivered)) => return Ok(Some((sequence, delivered))),
            Some(Pdu::SubmitSmResp(_) | Pdu::GenericNack) => self.answered(sequence, status),
            Some(Pdu::EnquireLink) => {
                self.write(Command::new(ok, sequence, Pdu::EnquireLinkResp))
                    .await?;
            }
            Some(Pdu::Unbind) => {
                self.write(Command::new(ok, sequence, Pdu::UnbindResp))
                    .await?;
                return Err(Ended::ByCentre);
            }
            Some(Pdu::UnbindResp) => return Err(Ended::ByCentre),
            Some(Pdu::EnquireLinkResp | Pdu::AlertNotification(_)) => {}
            // A refusal comes without a body.
            None if self.waiting.contains_key(&sequence) => self.answered(sequence, status),
            None | Some(_) => {
                let unknown = CommandStatus::EsmeRinvcmdid;
                self.write(Command::new(unknown, sequence, Pdu::GenericNack))
                    .await?;
            }
        }
        Ok(None)
    }

    fn answered(&mut self, sequence: u32, status: CommandStatus) {
        if let Some((answer, _)) = self.waiting.remove(&sequence) {
            // Whoever asked may have given up.
            let _ = answer.send(Answered::Status(status));
        }
    }

    async fn submit(&mut self, request: Request) -> Result<(), Ended> {
        let sequence = self.next_sequence();
        let until = Instant::now() + self.smpp.settings.answer_within;
        self.waiting.insert(sequence, (request.answer, until));
        self.write(Command::new(
            CommandStatus::EsmeRok,
            sequence,
            request.submit,
        ))
        .await
    }

    /// Gives up on late answers, and asks a silent centre whether it is there.
    async fn tick(&mut self) -> Result<(), Ended> {
        let now = Instant::now();
        let late: Vec<u32> = self
            .waiting
            .iter()
            .filter(|(_, (_, until))| *until <= now)
            .map(|(sequence, _)| *sequence)
            .collect();
        for sequence in late {
            if let Some((answer, _)) = self.waiting.remove(&sequence) {
                let _ = answer.send(Answered::Late);
            }
        }
        match self.enquired {
            Some(since) if now >= since + self.smpp.settings.answer_within => Err(Ended::Silent),
            None if now >= self.heard + self.smpp.settings.enquire_after => {
                self.enquired = Some(now);
                let sequence = self.next_sequence();
                self.write(Command::new(
                    CommandStatus::EsmeRok,
                    sequence,
                    Pdu::EnquireLink,
                ))
                .await
            }
            Some(_) | None => Ok(()),
        }
    }

    fn next_deadline(&self) -> Instant {
        let settings = &self.smpp.settings;
        let link = self
            .enquired
            .map_or(self.heard + settings.enquire_after, |since| {
                since + settings.answer_within
            });
        let first = self.waiting.values().map(|(_, until)| *until).min();
        first.map_or(link, |first| first.min(link))
    }

    /// Writes; a centre that reads nothing ends the session.
    async fn write(&mut self, command: Command) -> Result<(), Ended> {
        let within = self.smpp.settings.answer_within;
        match timeout(within, self.link.send(command)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Ended::Lost),
            Err(_) => Err(Ended::Silent),
        }
    }

    /// From 1 up to the highest there may be, and again.
    fn next_sequence(&mut self) -> u32 {
        self.sequence = if self.sequence >= 0x7fff_ffff {
            1
        } else {
            self.sequence + 1
        };
        self.sequence
    }
}

/// Deals with a delivered message; gives its answer's status.
fn handle(
    smpp: &Smpp,
    (sequence, pdu): (u32, DeliverSm),
) -> impl Future<Output = (u32, CommandStatus)> + Send + 'static {
    let text = incoming::delivered(&pdu, &smpp.settings);
    let handler = smpp.handler.clone();
    async move {
        let Some(text) = text else {
            return (sequence, CommandStatus::EsmeRok);
        };
        let Some(handler) = handler else {
            return (sequence, CommandStatus::EsmeRxTAppn);
        };
        let taken = timeout(HANDLING_TIMEOUT, handler.take(text)).await;
        let status = match taken {
            Ok(Ok(())) => CommandStatus::EsmeRok,
            Ok(Err(_)) | Err(_) => CommandStatus::EsmeRxTAppn,
        };
        (sequence, status)
    }
}

fn read<E>(came: Option<Result<Command, E>>) -> Result<Command, Ended> {
    match came {
        Some(Ok(command)) => Ok(command),
        Some(Err(_)) => Err(Ended::Garbage),
        None => Err(Ended::Lost),
    }
}
