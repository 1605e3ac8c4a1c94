//! Ends the program when the ledger has failed for good: whoever supervises it starts it again, and the start finds out
//! what is on the disk.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ledger::Ledger;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{sleep, timeout};

use crate::data::Data;
use crate::failure::{Exit, Failure};
use crate::shutdown::Shutdown;

/// How often the ledger is asked whether it works.
const LOOK_INTERVAL: Duration = Duration::from_secs(5);
/// After how long without an answer it counts as failed: the disk hangs.
const SILENCE_MAX: Duration = Duration::from_mins(2);
/// How long an orderly end may take then; a disk that hangs lets nothing be closed.
const END_MAX: Duration = Duration::from_mins(1);

/// Watches over the ledger while the program serves.
pub struct Guard {
    failed: Arc<OnceLock<String>>,
    /// A limit on the size of files is an error of the write that meets it, and not the program's end.
    _file_size: Signal,
}

impl Guard {
    /// Begins to watch.
    pub fn start(data: &Data, shutdown: &Shutdown) -> Result<Self, Failure> {
        let failed = Arc::new(OnceLock::new());
        let (ledger, shutdown, noted) = (data.ledger.clone(), shutdown.clone(), failed.clone());
        tokio::spawn(async move {
            let ended = shutdown.clone().requested();
            let why = tokio::select! {
                why = ledger.failed() => why,
                why = silent(&ledger) => why,
                () = ended => return,
            };
            let _first = noted.set(why);
            shutdown.request();
            end_by_force();
        });
        let kind = SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw());
        let file_size = signal(kind).map_err(|error| Failure::internal(&error))?;
        Ok(Self {
            failed,
            _file_size: file_size,
        })
    }

    /// Why the program has ended, if the ledger has failed.
    pub fn failure(&self) -> Option<Failure> {
        self.failed.get().map(|why| failure(why))
    }
}

fn failure(why: &str) -> Failure {
    Failure::new(
        Exit::Stopped,
        format!("the ledger has stopped: {why}"),
        "look at the disk, then start it again, or let the supervisor do so",
    )
}

/// Resolves when the ledger has not answered for too long.
async fn silent(ledger: &Ledger) -> String {
    loop {
        if timeout(SILENCE_MAX, ledger.answers()).await.is_err() {
            return format!("it has not answered for {} s", SILENCE_MAX.as_secs());
        }
        sleep(LOOK_INTERVAL).await;
    }
}

/// Ends the program even if nothing can be closed any more.
fn end_by_force() {
    let end = || {
        // Nobody ever sends anything: it waits out its time.
        let (_nobody, never) = std::sync::mpsc::channel::<()>();
        let _over = never.recv_timeout(END_MAX);
        tracing::error!("the program is ended without closing what it has open");
        std::process::exit(i32::from(Exit::Stopped as u8));
    };
    let started = std::thread::Builder::new()
        .name("end".to_owned())
        .spawn(end);
    if let Err(error) = started {
        tracing::error!(%error, "nothing ends the program if it cannot be closed");
    }
}
