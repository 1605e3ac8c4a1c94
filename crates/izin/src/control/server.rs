//! Taking commands while serving.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UnixStream;
use tokio::sync::{OwnedSemaphorePermit, SemaphorePermit};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

use super::listening::Listening;
use super::places::Places;
use super::request::{Outcome, Request};
use super::{FRAME_BYTES_MAX, FileId, GREETING_BYTES_MAX, Greeting, frame, is_trusted};
use crate::commands;
use crate::data::Data;
use crate::failure::{Exit, Failure};
use crate::shutdown::Shutdown;

/// How long a client may take to say what it wants.
const SAYING_MAX: Duration = Duration::from_secs(30);
/// How long it may take to read its answer.
const HEARING_MAX: Duration = Duration::from_secs(30);
/// How long it may take for that once the end was asked for.
const LAST_HEARING_MAX: Duration = Duration::from_secs(2);
/// How long no connection is taken after one could not be.
const PAUSE: Duration = Duration::from_secs(1);
/// How long requests under way may take once the end was asked for.
const FINISH_TIMEOUT: Duration = Duration::from_secs(20);

/// The socket of a folder; whoever comes before commands are taken waits. `None`: there can be none.
pub struct Socket(Option<Listening>);

impl Socket {
    /// Of a folder that this process has open. One on which there can be no socket is served all the same.
    pub fn of(data: &Data) -> Self {
        let listening = Listening::of(&data.folder).map_err(|error| {
            let folder = data.folder.display();
            tracing::error!(%error, %folder, "no commands can be taken while serving");
        });
        Self(listening.ok())
    }
}

/// The taking of commands.
pub struct Control(Option<JoinHandle<()>>);

impl Control {
    /// Begins to take commands, until the end is asked for.
    pub fn start(socket: Socket, data: &Data, shutdown: &Shutdown) -> Self {
        let (data, shutdown) = (Arc::new(data.served()), shutdown.clone());
        Self(socket.0.map(|listening| {
            tokio::spawn(async move {
                let under_way = take(listening, &data, shutdown).await;
                finish(under_way).await;
            })
        }))
    }

    /// Waits until requests under way are done with.
    pub async fn finish(self) {
        if let Some(task) = self.0
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the taking of commands has failed");
        }
    }
}

/// Takes requests until the end is asked for; those that are under way then.
async fn take(listening: Listening, data: &Arc<Data>, shutdown: Shutdown) -> JoinSet<()> {
    let Listening { listener, place } = listening;
    let places = Arc::new(Places::new());
    let mut under_way = JoinSet::new();
    let end = shutdown.clone().requested();
    tokio::pin!(end);
    loop {
        tokio::select! {
            () = &mut end => break,
            Some(ended) = under_way.join_next() => told(ended),
            taken = listener.accept() => match taken {
                Ok((stream, _)) => {
                    let client = Client {
                        connection: places.connection(),
                        places: Arc::clone(&places),
                        folder: place.id,
                        shutdown: shutdown.clone(),
                        stream,
                    };
                    under_way.spawn(client.serve(Arc::clone(data)));
                }
                Err(error) => {
                    tracing::warn!(%error, "a command could not be taken");
                    sleep(PAUSE).await;
                }
            },
        }
    }
    // Before it is closed: nobody else has the folder as yet.
    if let Err(error) = place.leave() {
        tracing::warn!(%error, "the socket for commands could not be removed");
    }
    under_way
}

/// Waits for requests under way, and cuts off those that take too long.
async fn finish(mut under_way: JoinSet<()>) {
    let all = async {
        while let Some(ended) = under_way.join_next().await {
            told(ended);
        }
    };
    if timeout(FINISH_TIMEOUT, all).await.is_err() {
        tracing::warn!("commands were cut off at shutdown");
    }
}

fn told(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a command has failed");
    }
}

/// Who has connected.
struct Client {
    /// `None`: there are too many.
    connection: Option<OwnedSemaphorePermit>,
    stream: UnixStream,
    places: Arc<Places>,
    folder: FileId,
    shutdown: Shutdown,
}

impl Client {
    async fn serve(mut self, data: Arc<Data>) {
        let outcome = self.answer(&data).await;
        let end = self.shutdown.requested();
        let told = tokio::select! {
            said = timeout(HEARING_MAX, say(&mut self.stream, &outcome)) => {
                matches!(said, Ok(Ok(())))
            }
            () = async { end.await; sleep(LAST_HEARING_MAX).await } => false,
        };
        if !told {
            tracing::debug!("whoever gave a command has gone without its answer");
        }
    }

    async fn answer(&mut self, data: &Data) -> Outcome {
        let peer = self.stream.peer_cred();
        let peer = peer.map_err(|error| Failure::internal(&error))?.uid();
        if !is_trusted(peer, rustix::process::geteuid().as_raw()) {
            return Err(refused(
                "only this server's own user and root may give it commands",
                "run the command as one of them",
            ));
        }
        if self.connection.is_none() {
            return Err(busy());
        }
        let (request, _room) = tokio::select! {
            heard = timeout(SAYING_MAX, hear(&mut self.stream, self.folder, &self.places)) => heard
                .map_err(|_| refused("the command came too slowly", "run it again"))??,
            () = self.shutdown.clone().requested() => return Err(ending()),
        };
        let _place = tokio::select! {
            place = self.places.request() => place.ok_or_else(busy)?,
            () = self.shutdown.clone().requested() => return Err(ending()),
        };
        if let Request::Import(step) = &request
            && let Some((brand, what)) = step.told()
        {
            tracing::info!(brand, by = peer, "{what}");
        }
        let name = commands::name(&request);
        let outcome = commands::answer(data, request).await;
        if let Some(command) = name {
            let failed = outcome.as_ref().err().map(|failure| failure.exit as u8);
            tracing::info!(command, by = peer, failed, "a command came over the socket");
        }
        outcome
    }
}

/// Says what came of a request; one whose answer is too long is told that.
async fn say(stream: &mut UnixStream, outcome: &Outcome) -> io::Result<()> {
    match frame::write(stream, outcome, FRAME_BYTES_MAX).await {
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            let too_long = Outcome::Err(refused(
                "it was done, but its answer is too long to be sent",
                "ask for less at once",
            ));
            frame::write(stream, &too_long, FRAME_BYTES_MAX).await
        }
        said => said,
    }
}

fn busy() -> Failure {
    refused(
        "the server is busy with other commands",
        "run it again when one of them is done",
    )
}

fn ending() -> Failure {
    refused(
        "the server is about to end, and nothing was done",
        "run it again when it has ended",
    )
}

/// What a client wants, and the room for it.
async fn hear<'a>(
    stream: &mut UnixStream,
    folder: FileId,
    places: &'a Places,
) -> Result<(Request, SemaphorePermit<'a>), Failure> {
    let unclear = |error: io::Error| {
        let what = format!("what came over the socket is no command: {error}");
        refused(&what, "use this server's own izin")
    };
    let greeting: Greeting = frame::read(stream, GREETING_BYTES_MAX)
        .await
        .map_err(unclear)?;
    let own = Greeting::about(folder);
    if (greeting.protocol, &greeting.version) != (own.protocol, &own.version) {
        let what = format!(
            "the server is izin {} (protocol {}), and the command came from {} (protocol {})",
            own.version, own.protocol, greeting.version, greeting.protocol
        );
        return Err(refused(&what, "use the server's own izin, or restart it"));
    }
    if greeting.folder != own.folder {
        return Err(refused(
            "the server has another data folder than the command is for",
            "see that no link or copy of another folder's control.sock is in this one",
        ));
    }
    let length = frame::length(stream, FRAME_BYTES_MAX).await;
    let length = length.map_err(unclear)?;
    let room = places.room(length).await.ok_or_else(busy)?;
    let request = frame::text(stream, length).await.map_err(unclear)?;
    Ok((request, room))
}

fn refused(what: &str, remedy: &str) -> Failure {
    Failure::new(Exit::InUse, what, remedy)
}
