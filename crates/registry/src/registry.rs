//! The registry as its edges see it; the use cases are in the modules beside this one, in the folder of each facade's name (the outbox's are
//! in `message`).
//!
//! A facade has the use cases of one audience. It is as good as the reference it is made of, and is made anew for each
//! call. A console names the facades it may use, and no others (`cargo xtask tidy`).

use std::ops::Deref;
use std::sync::Arc;

use directory::Directory;
use directory::member::Member;
use directory::message::NodeId;
use directory::staff::StaffMember;
use directory::user::{PasswordMark, User};
use domain::calendar::Calendar;
use domain::outside::{Clock, Random};
use domain::{RequestId, Timestamp};
use ledger::Ledger;
use tokio::sync::{Mutex, MutexGuard, Notify};

use crate::asking::checks::Checks;
use crate::blobs::Blobs;
use crate::contract::standing::Standings;
use crate::limits::Limits;
use crate::password_gate::PasswordGate;
use crate::people::recipient;
use crate::proof::public_log::Proofs;
use crate::under_way::InHand;
use crate::uses::Uses;
use crate::{Error, Result, Settings};

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
    /// Where files are kept that others hand in.
    pub blobs: Arc<dyn Blobs>,
    /// Which of the processes on this directory this is; leases are its.
    pub node: NodeId,
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
    limits: Limits,
    message_wake: crate::message::Wake,
    notice_wake: crate::message::Wake,
    batch_accepted: Notify,
    upload_waits: Notify,
    uploads_in_hand: InHand<RequestId>,
    hold_lock: Mutex<()>,
    login_gate: Arc<PasswordGate<(User, PasswordMark)>>,
    call_gate: Arc<PasswordGate<User>>,
    staff_gate: Arc<PasswordGate<StaffMember>>,
    officer_gate: Arc<PasswordGate<StaffMember>>,
    member_gate: Arc<PasswordGate<Member>>,
    ceiling_alarm: recipient::CeilingAlarm,
    names: crate::intake::texts::NameIndex,
    uses: Uses,
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
            limits: Limits::default(),
            message_wake: crate::message::Wake::default(),
            notice_wake: crate::message::Wake::default(),
            batch_accepted: Notify::new(),
            upload_waits: Notify::new(),
            uploads_in_hand: InHand::default(),
            hold_lock: Mutex::new(()),
            login_gate: Arc::new(PasswordGate::new(secret())),
            call_gate: Arc::new(PasswordGate::new(secret())),
            staff_gate: Arc::new(PasswordGate::new(secret())),
            officer_gate: Arc::new(PasswordGate::new(secret())),
            member_gate: Arc::new(PasswordGate::new(secret())),
            ceiling_alarm: recipient::CeilingAlarm::default(),
            names: crate::intake::texts::NameIndex::default(),
            uses: Uses::default(),
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

    /// Where files are kept that others hand in.
    pub(crate) fn blobs(&self) -> &Arc<dyn Blobs> {
        &self.inner.parts.blobs
    }

    pub(crate) fn node(&self) -> NodeId {
        self.inner.parts.node
    }

    /// What is counted and shared among all who ask.
    pub(crate) fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    pub(crate) fn standings(&self) -> &Standings {
        &self.inner.standings
    }

    /// Where random bytes come from.
    pub(crate) fn random(&self) -> &dyn Random {
        self.inner.parts.random.as_ref()
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
    pub(crate) fn login_gate(&self) -> &Arc<PasswordGate<(User, PasswordMark)>> {
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

    /// Where those of officers come in.
    pub(crate) fn officer_gate(&self) -> &Arc<PasswordGate<StaffMember>> {
        &self.inner.officer_gate
    }

    /// Where those of providers' members come in.
    pub(crate) fn member_gate(&self) -> &Arc<PasswordGate<Member>> {
        &self.inner.member_gate
    }

    /// Whether a ceiling of codes is reached.
    pub(crate) fn ceiling_alarm(&self) -> &recipient::CeilingAlarm {
        &self.inner.ceiling_alarm
    }

    /// The brands' names.
    pub(crate) fn names(&self) -> &crate::intake::texts::NameIndex {
        &self.inner.names
    }

    /// Which users have called lately.
    pub(crate) fn uses(&self) -> &Uses {
        &self.inner.uses
    }

    /// Tells the batch worker that there is work.
    pub(crate) fn wake_batch_worker(&self) {
        self.inner.batch_accepted.notify_one();
    }

    /// Waits until a batch is accepted, or was since the last wait.
    pub(crate) async fn batches_accepted(&self) {
        self.inner.batch_accepted.notified().await;
    }

    /// Tells who records uploads that one waits.
    pub(crate) fn wake_upload_worker(&self) {
        self.inner.upload_waits.notify_one();
    }

    /// Waits until an upload waits to be worked on, or did since the last wait.
    pub(crate) async fn upload_waits(&self) {
        self.inner.upload_waits.notified().await;
    }

    /// The uploads that somebody is sending, works on or ends.
    pub(crate) fn uploads_in_hand(&self) -> &InHand<RequestId> {
        &self.inner.uploads_in_hand
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

macro_rules! facades {
    ($($(#[$doc:meta])* $method:ident -> $name:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy)]
            pub struct $name<'a>(pub(crate) &'a Registry);

            impl Deref for $name<'_> {
                type Target = Registry;

                fn deref(&self) -> &Registry {
                    self.0
                }
            }
        )*

        impl Registry {
            $(
                $(#[$doc])*
                pub const fn $method(&self) -> $name<'_> {
                    $name(self)
                }
            )*
        }
    };
}

facades! {
    /// What providers, retailers and partners do through the contract.
    contract -> Contract;
    /// The questions before a message is sent, and their log.
    asking -> Asking;
    /// The public log, receipts and proofs of a state.
    proof -> Proof;
    /// What recipients do about their own records.
    people -> People;
    /// What recipients say by text message and by telephone.
    intake -> Intake;
    /// What agents do for a proven caller.
    desk -> Desk;
    /// What the people of a provider do on its console.
    provider -> ProviderConsole;
    /// What officers of the authority do on its console.
    authority -> Authority;
    /// Complaints, and what is held for the sake of a case.
    cases -> Cases;
    /// Messages to people, from the use case that writes one until it is sent.
    outbox -> Outbox;
    /// How a company becomes a service provider.
    admission -> Admission;
    /// What the operator does.
    operator -> Operator;
}
