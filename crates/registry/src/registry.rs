//! The registry as its edges see it; the use cases are in the modules beside this one.

use std::net::IpAddr;
use std::sync::Arc;

use directory::Directory;
use directory::staff::StaffMember;
use directory::user::User;
use domain::calendar::Calendar;
use domain::{RecipientId, RequestId, Timestamp};
use ledger::{Clock, Ledger, Random};
use tokio::sync::{Mutex, MutexGuard, Notify};

use crate::asking::check::Checks;
use crate::clients::ClientCounts;
use crate::contract::standing::Standings;
use crate::counts::Counts;
use crate::password_gate::PasswordGate;
use crate::people::recipient;
use crate::proof::public_log::Proofs;
use crate::shares::Shares;
use crate::{Error, Party, Result, Settings};

/// What a registry is made of.
pub struct Parts {
    /// The log of movements and what follows it.
    pub ledger: Ledger,
    /// The parties.
    pub directory: Directory,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes tokens, request ids and retailer numbers.
    pub random: Arc<dyn Random>,
    /// The business days.
    pub calendar: Calendar,
    /// The operator's switches.
    pub settings: Settings,
    /// The log of checks and the key their answers are signed with.
    pub checks: Checks,
    /// The public log, with its time stamps.
    pub proofs: Proofs,
}

/// All use cases; clones share one registry.
#[derive(Clone)]
pub struct Registry {
    inner: Arc<Inner>,
    directory: Directory,
}

struct Inner {
    parts: Parts,
    standings: Standings,
    lists: Shares<Party>,
    counts: Shares<Party>,
    lookups: Shares<RecipientId>,
    files: Shares<Party>,
    message_wake: crate::message::Wake,
    notice_wake: crate::message::Wake,
    batch_accepted: Notify,
    hold_lock: Mutex<()>,
    login_gate: Arc<PasswordGate<User>>,
    call_gate: Arc<PasswordGate<User>>,
    staff_gate: Arc<PasswordGate<StaffMember>>,
    refresh_tries: Counts<IpAddr>,
    complaint_clients: Counts<IpAddr>,
    ceiling_alarm: recipient::CeilingAlarm,
    text_turns: crate::intake::texts::Turns,
    names: crate::intake::texts::NameIndex,
    code_clients: ClientCounts,
}

impl Registry {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        let directory = parts.directory.clone();
        let random = Arc::clone(&parts.random);
        let secret = || {
            let mut secret = [0; 32];
            random.fill(&mut secret);
            secret
        };
        let inner = Inner {
            parts,
            standings: Standings::default(),
            lists: Shares::new(
                crate::asking::list_check::LISTS_MAX,
                crate::asking::list_check::PARTY_LISTS_MAX,
            ),
            counts: Shares::new(crate::contract::retailers::COUNTS_AT_ONCE, 1),
            lookups: Shares::new(recipient::LOOKUPS_AT_ONCE, 1),
            files: Shares::new(
                crate::contract::reconciliation::FILES_AT_ONCE,
                crate::contract::reconciliation::FILES_MAX,
            ),
            message_wake: crate::message::Wake::default(),
            notice_wake: crate::message::Wake::default(),
            batch_accepted: Notify::new(),
            hold_lock: Mutex::new(()),
            login_gate: Arc::new(PasswordGate::new(secret())),
            call_gate: Arc::new(PasswordGate::new(secret())),
            staff_gate: Arc::new(PasswordGate::new(secret())),
            refresh_tries: crate::contract::session::refresh_tries(),
            complaint_clients: crate::cases::complaints::complaint_clients(),
            ceiling_alarm: recipient::CeilingAlarm::default(),
            text_turns: std::array::from_fn(|_| Arc::default()),
            names: crate::intake::texts::NameIndex::default(),
            code_clients: ClientCounts::new(
                recipient::CLIENT_CODES_MAX,
                recipient::CLIENT_WINDOW_MILLIS,
            ),
        };
        Self {
            inner: Arc::new(inner),
            directory,
        }
    }

    /// The same registry over another of the directory's lanes.
    pub(crate) fn with_directory(&self, directory: Directory) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            directory,
        }
    }

    /// The current instant.
    pub fn now(&self) -> Timestamp {
        self.inner.parts.clock.now()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.inner.parts.clock.as_ref()
    }

    /// The operator's switches.
    pub fn settings(&self) -> &Settings {
        &self.inner.parts.settings
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.inner.parts.ledger
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.directory
    }

    pub(crate) fn calendar(&self) -> &Calendar {
        &self.inner.parts.calendar
    }

    pub(crate) fn checks(&self) -> &Checks {
        &self.inner.parts.checks
    }

    pub(crate) fn proofs(&self) -> &Proofs {
        &self.inner.parts.proofs
    }

    /// The places of list checks.
    pub(crate) fn lists(&self) -> &Shares<Party> {
        &self.inner.lists
    }

    /// The places of daily files that are being sent.
    pub(crate) fn files(&self) -> &Shares<Party> {
        &self.inner.files
    }

    /// The places of counts of retailers' records and of batches that wait.
    pub(crate) fn counts(&self) -> &Shares<Party> {
        &self.inner.counts
    }

    /// The clients that have had codes sent lately.
    pub(crate) fn code_clients(&self) -> &ClientCounts {
        &self.inner.code_clients
    }

    /// The places of lookups of people's checks.
    pub(crate) fn lookups(&self) -> &Shares<RecipientId> {
        &self.inner.lookups
    }

    pub(crate) fn standings(&self) -> &Standings {
        &self.inner.standings
    }

    /// The registry's randomness in the directory's form.
    pub(crate) fn randomness(&self) -> impl Fn(&mut [u8]) + Send + Sync {
        let random = Arc::clone(&self.inner.parts.random);
        move |bytes: &mut [u8]| random.fill(bytes)
    }

    /// Sees changes of the parties at once that were made past this registry.
    pub fn forget_parties(&self) {
        self.inner.standings.forget();
        self.inner.names.forget();
    }

    /// Held while a hold is placed, and while records are held against the holds and erased.
    pub(crate) async fn hold_lock(&self) -> MutexGuard<'_, ()> {
        self.inner.hold_lock.lock().await
    }

    /// Where passwords come in that get tokens.
    pub(crate) fn login_gate(&self) -> &Arc<PasswordGate<User>> {
        &self.inner.login_gate
    }

    /// Where those come in that are sent along with a request.
    pub(crate) fn call_gate(&self) -> &Arc<PasswordGate<User>> {
        &self.inner.call_gate
    }

    /// Where those of the staff come in.
    pub(crate) fn staff_gate(&self) -> &Arc<PasswordGate<StaffMember>> {
        &self.inner.staff_gate
    }

    /// Whether a ceiling of codes is reached.
    pub(crate) fn ceiling_alarm(&self) -> &recipient::CeilingAlarm {
        &self.inner.ceiling_alarm
    }

    /// The clients that have written to complaints lately.
    pub(crate) fn complaint_clients(&self) -> &Counts<IpAddr> {
        &self.inner.complaint_clients
    }

    /// The wrong refresh tokens, by client.
    pub(crate) fn refresh_tries(&self) -> &Counts<IpAddr> {
        &self.inner.refresh_tries
    }

    /// The turns in which text messages are dealt with.
    pub(crate) fn text_turns(&self) -> &crate::intake::texts::Turns {
        &self.inner.text_turns
    }

    /// The brands' names.
    pub(crate) fn names(&self) -> &crate::intake::texts::NameIndex {
        &self.inner.names
    }

    /// Tells the batch worker that there is work.
    pub(crate) fn wake_batch_worker(&self) {
        self.inner.batch_accepted.notify_one();
    }

    /// Waits until a batch is accepted, or was since the last wait.
    pub(crate) async fn batches_accepted(&self) {
        self.inner.batch_accepted.notified().await;
    }

    /// Tells those who send messages that there are some.
    pub(crate) fn message_wake(&self) -> &crate::message::Wake {
        &self.inner.message_wake
    }

    /// Tells who writes notices that there is something new to tell.
    pub(crate) fn notice_wake(&self) -> &crate::message::Wake {
        &self.inner.notice_wake
    }

    /// Runs work that reads a lot where it holds up no other request.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let registry = self.clone();
        tokio::task::spawn_blocking(move || work(&registry))
            .await
            .map_err(|error| Error::Failed(Box::new(error)))?
    }

    /// A new request's identity.
    pub fn new_request_id(&self) -> RequestId {
        let mut random = [0; 10];
        self.inner.parts.random.fill(&mut random);
        let millis = u64::try_from(self.now().as_millis()).unwrap_or_default();
        RequestId::from_parts(millis, random)
    }
}
