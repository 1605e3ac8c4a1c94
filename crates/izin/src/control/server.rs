//! Taking commands while serving.

use std::fs::{self, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{UnixListener, UnixStream};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

use super::places::Places;
use super::request::{Outcome, Request};
use super::{
    FRAME_BYTES_MAX, GREETING_BYTES_MAX, Greeting, SOCKET_FILE, SOCKET_MODE, frame, is_trusted,
    reach,
};
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
pub struct Socket(Option<UnixListener>);

impl Socket {
    /// Of a folder that this process has open. One on which there can be no socket is served all the same.
    pub fn of(data: &Data) -> Self {
        let listener = listen(&data.folder).map_err(|error| {
            let folder = data.folder.display();
            tracing::error!(%error, %folder, "no commands can be taken while serving");
        });
        Self(listener.ok())
    }
}

/// The taking of commands.
pub struct Control(Option<JoinHandle<()>>);

impl Control {
    /// Begins to take commands, until the end is asked for.
    pub fn start(socket: Socket, data: &Data, shutdown: &Shutdown) -> Self {
        let (data, shutdown) = (Arc::new(data.served()), shutdown.clone());
        Self(socket.0.map(|listener| {
            tokio::spawn(async move {
                let under_way = take(listener, &data, shutdown).await;
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

/// Takes the socket's place. What a process that died has left there may go: this one has the folder's lock.
fn listen(folder: &Path) -> io::Result<UnixListener> {
    remove(folder)?;
    let (address, _folder) = reach(folder)?;
    let listener = UnixListener::bind(address)?;
    let mode = Permissions::from_mode(SOCKET_MODE);
    fs::set_permissions(folder.join(SOCKET_FILE), mode)?;
    Ok(listener)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_file(folder.join(SOCKET_FILE)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Takes requests until the end is asked for; those that are under way then.
async fn take(listener: UnixListener, data: &Arc<Data>, shutdown: Shutdown) -> JoinSet<()> {
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
    if let Err(error) = remove(&data.folder) {
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
    stream: UnixStream,
    /// `None`: there are too many.
    connection: Option<OwnedSemaphorePermit>,
    places: Arc<Places>,
    shutdown: Shutdown,
}

impl Client {
    async fn serve(mut self, data: Arc<Data>) {
        let outcome = self.answer(&data).await;
        let end = self.shutdown.requested();
        let told = tokio::select! {
            said = timeout(HEARING_MAX, frame::write(&mut self.stream, &outcome)) => {
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
        let request = tokio::select! {
            heard = timeout(SAYING_MAX, hear(&mut self.stream)) => heard
                .map_err(|_| refused("the command came too slowly", "run it again"))??,
            () = self.shutdown.clone().requested() => return Err(ending()),
        };
        let _place = tokio::select! {
            place = self.places.request() => place.ok_or_else(busy)?,
            () = self.shutdown.clone().requested() => return Err(ending()),
        };
        let name = commands::name(&request);
        let outcome = commands::answer(data, request).await;
        if let Some(command) = name {
            let failed = outcome.as_ref().err().map(|failure| failure.exit as u8);
            tracing::info!(command, by = peer, failed, "a command came over the socket");
        }
        outcome
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

/// What a client wants.
async fn hear(stream: &mut UnixStream) -> Result<Request, Failure> {
    let unclear = |error: io::Error| {
        let what = format!("what came over the socket is no command: {error}");
        refused(&what, "use this server's own izin")
    };
    let greeting: Greeting = frame::read(stream, GREETING_BYTES_MAX)
        .await
        .map_err(unclear)?;
    let own = Greeting::own();
    if greeting != own {
        let what = format!(
            "the server is izin {} (protocol {}), and the command came from {} (protocol {})",
            own.version, own.protocol, greeting.version, greeting.protocol
        );
        return Err(refused(&what, "use the server's own izin, or restart it"));
    }
    frame::read(stream, FRAME_BYTES_MAX).await.map_err(unclear)
}

fn refused(what: &str, remedy: &str) -> Failure {
    Failure::new(Exit::InUse, what, remedy)
}
