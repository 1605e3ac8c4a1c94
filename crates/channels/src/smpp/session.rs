//! One session: bound, at work, and how it ends.

#![allow(
    clippy::disallowed_methods,
    reason = "waits by the runtime's clock, which tests let stand still"
)]

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::{FutureExt, SinkExt, StreamExt};
use registry::intake::texts::{DeliveredText, TextHandler};
use rusmpp::pdus::{BindTransceiver, DataSmResp, DeliverSmResp};
use rusmpp::values::InterfaceVersion;
use rusmpp::{Command, CommandId, CommandStatus, Pdu};
use smpp::{Frame, ShortMessage, c_string};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::codec::Framed;

use super::link::{FrameCodec, LinkError};
use super::requests::{Answered, Request};
use super::{Smpp, incoming};

/// The most messages that wait for the centre's answer at the same time.
pub const WINDOW_MAX: usize = 16;

/// The most messages that came in and are being dealt with; no more are read meanwhile.
pub const INCOMING_MAX: usize = 16;

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

type Link = Framed<TcpStream, FrameCodec>;

/// A delivery to answer: its command and its number.
type Owed = (CommandId, u32);

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
    let mut session = Session {
        smpp,
        link: Framed::new(stream, FrameCodec),
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
            .system_id(c_string(&settings.system_id).ok_or(Ended::Settings)?)
            .password(c_string(&settings.password).ok_or(Ended::Settings)?)
            .system_type(c_string(&settings.system_type).ok_or(Ended::Settings)?)
            .interface_version(InterfaceVersion::Smpp3_4)
            .build();
        let sequence = self.next_sequence();
        self.write(Command::new(CommandStatus::EsmeRok, sequence, bind))
            .await?;
        let answer = timeout(settings.answer_within, self.bound(sequence)).await;
        answer.map_err(|_| Ended::Silent)?
    }

    /// Waits for the answer to the bind. Whatever else comes before is left to the centre to say again.
    async fn bound(&mut self, sequence: u32) -> Result<(), Ended> {
        loop {
            let frame = read(self.link.next().await)?;
            let answers = match frame.command {
                CommandId::BindTransceiverResp => true,
                CommandId::GenericNack => frame.sequence == sequence,
                _ => false,
            };
            match (frame.command, frame.status) {
                _ if !answers => {}
                (CommandId::BindTransceiverResp, CommandStatus::EsmeRok) => return Ok(()),
                (_, status) => return Err(Ended::Bind(u32::from(status))),
            }
        }
    }

    async fn work(&mut self, mut asked: mpsc::Receiver<Request>) -> Result<Never, Ended> {
        // Tasks of their own: what one of them holds is given back while the session waits for the centre,
        // and what is under way is brought to its end when the session is not.
        let mut handling = JoinSet::new();
        let ended = self.deal(&mut asked, &mut handling).await;
        handling.detach_all();
        ended
    }

    async fn deal(
        &mut self,
        asked: &mut mpsc::Receiver<Request>,
        handling: &mut JoinSet<(Owed, CommandStatus)>,
    ) -> Result<Never, Ended> {
        loop {
            let next = self.next_deadline();
            tokio::select! {
                request = asked.recv(), if self.waiting.len() < WINDOW_MAX => {
                    if let Some(request) = request {
                        self.submit(request).await?;
                    }
                }
                came = self.link.next(), if handling.len() < INCOMING_MAX => {
                    let frame = match read(came) {
                        Err(Ended::Garbage) => return Err(self.give_up().await),
                        frame => frame?,
                    };
                    self.heard = Instant::now();
                    self.enquired = None;
                    self.take(&frame, handling).await?;
                }
                Some(done) = handling.join_next() => {
                    if let Ok((owed, status)) = done {
                        self.acknowledge(owed, status).await?;
                    }
                }
                () = sleep_until(next) => self.tick().await?,
            }
        }
    }

    /// Deals with what came. Each request is answered, whether it could be read or not.
    async fn take(
        &mut self,
        frame: &Frame,
        handling: &mut JoinSet<(Owed, CommandStatus)>,
    ) -> Result<(), Ended> {
        let sequence = frame.sequence;
        match frame.command {
            CommandId::DeliverSm | CommandId::DataSm => {
                let owed = (frame.command, sequence);
                return match self.delivered(frame) {
                    Ok((text, handler)) => {
                        handling.spawn(handle(owed, text, handler));
                        Ok(())
                    }
                    Err(status) => self.acknowledge(owed, status).await,
                };
            }
            // Whatever its status says: it was not taken.
            CommandId::GenericNack if frame.status == CommandStatus::EsmeRok => {
                self.answered(sequence, CommandStatus::EsmeRunknownerr);
            }
            CommandId::SubmitSmResp | CommandId::GenericNack => {
                self.answered(sequence, frame.status);
            }
            CommandId::EnquireLink => return self.say(sequence, Pdu::EnquireLinkResp).await,
            CommandId::Unbind => {
                self.say(sequence, Pdu::UnbindResp).await?;
                return Err(Ended::ByCentre);
            }
            CommandId::UnbindResp => return Err(Ended::ByCentre),
            // An answer is never answered.
            CommandId::AlertNotification => {}
            command if command.is_response() => {}
            _ => {
                let unknown = CommandStatus::EsmeRinvcmdid;
                return self
                    .write(Command::new(unknown, sequence, Pdu::GenericNack))
                    .await;
            }
        }
        Ok(())
    }

    /// The text of a delivery and who deals with it; else the status to answer it with.
    fn delivered(
        &self,
        frame: &Frame,
    ) -> Result<(DeliveredText, Arc<dyn TextHandler>), CommandStatus> {
        let message = ShortMessage::read(frame).inspect_err(|status| {
            let status = format!("0x{:08X}", u32::from(*status));
            tracing::warn!(status, "a delivered message cannot be read; it is refused");
        })?;
        let text = incoming::delivered(&message, &self.smpp.settings);
        let text = text.ok_or(CommandStatus::EsmeRok)?;
        let handler = self.smpp.handler.clone();
        Ok((text, handler.ok_or(CommandStatus::EsmeRxTAppn)?))
    }

    async fn acknowledge(
        &mut self,
        (command, sequence): Owed,
        status: CommandStatus,
    ) -> Result<(), Ended> {
        let answer: Pdu = match command {
            CommandId::DataSm => DataSmResp::default().into(),
            _ => DeliverSmResp::default().into(),
        };
        self.write(Command::new(status, sequence, answer)).await
    }

    async fn say(&mut self, sequence: u32, pdu: Pdu) -> Result<(), Ended> {
        self.write(Command::new(CommandStatus::EsmeRok, sequence, pdu))
            .await
    }

    /// Tells the centre that a length was none.
    async fn give_up(&mut self) -> Ended {
        let wrong = CommandStatus::EsmeRinvcmdlen;
        let said = self.write(Command::new(wrong, 0, Pdu::GenericNack)).await;
        said.err().unwrap_or(Ended::Garbage)
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
async fn handle(
    owed: Owed,
    text: DeliveredText,
    handler: Arc<dyn TextHandler>,
) -> (Owed, CommandStatus) {
    // One that panics is answered, too: it is one message's fault, not the session's.
    let taking = AssertUnwindSafe(handler.take(text)).catch_unwind();
    let status = match timeout(HANDLING_TIMEOUT, taking).await {
        Ok(Ok(Ok(()))) => CommandStatus::EsmeRok,
        Ok(Ok(Err(_)) | Err(_)) | Err(_) => CommandStatus::EsmeRxTAppn,
    };
    (owed, status)
}

fn read(came: Option<Result<Frame, LinkError>>) -> Result<Frame, Ended> {
    match came {
        Some(Ok(frame)) => Ok(frame),
        Some(Err(LinkError::Length(_))) => Err(Ended::Garbage),
        Some(Err(LinkError::Lost(_))) | None => Err(Ended::Lost),
    }
}
