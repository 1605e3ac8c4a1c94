//! The ledger as its users see it.

use std::path::Path;

use domain::movement::Recorded;
use domain::{
    Address, BrandCode, ConsentKey, ConsentState, Origin, RecipientId, Seq, Timestamp,
    TransactionId,
};

use crate::{Command, LedgerError, OpenError, Options, Outcome};

/// A handle on an open ledger; clones share it. Reads answer from memory or the engine in
/// microseconds and see everything that was acknowledged before they began.
#[derive(Clone)]
pub struct Ledger {}

/// How many records a brand has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BrandCounts {
    /// Records whose status is approval.
    pub approvals: u64,
    /// Records whose status is refusal.
    pub refusals: u64,
}

/// A piece of a brand's feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedPage {
    /// Movements that set a status, oldest first.
    pub movements: Vec<Recorded>,
    /// Whether more follow within the bounds that were asked for.
    pub more: bool,
}

impl Ledger {
    /// Opens the ledger in a folder, making it (and the key file, mode 0600) if there is none.
    pub fn open(folder: &Path, options: Options) -> Result<Self, OpenError> {
        let _ = (folder, options);
        todo!()
    }

    /// Decides the commands in order and appends what is accepted. When it returns, every
    /// outcome is durable and every later read sees it. One answer per command, in order. If the
    /// future is dropped the commands are still carried out.
    pub async fn submit(&self, commands: Vec<Command>) -> Result<Vec<Outcome>, LedgerError> {
        let _ = commands;
        todo!()
    }

    /// [`Ledger::submit`] for threads outside a runtime.
    pub fn submit_blocking(&self, commands: Vec<Command>) -> Result<Vec<Outcome>, LedgerError> {
        let _ = commands;
        todo!()
    }

    /// The pseudonym of an address.
    pub fn recipient_id(&self, address: &Address) -> RecipientId {
        let _ = address;
        todo!()
    }

    /// The current state of one record.
    pub fn state(&self, key: &ConsentKey) -> Result<Option<ConsentState>, LedgerError> {
        let _ = key;
        todo!()
    }

    /// The state of one record as it was at an instant (movements recorded at or before it).
    pub fn state_at(
        &self,
        key: &ConsentKey,
        instant: Timestamp,
    ) -> Result<Option<ConsentState>, LedgerError> {
        let _ = (key, instant);
        todo!()
    }

    /// All records of one recipient, by key.
    pub fn records_of(
        &self,
        recipient: RecipientId,
    ) -> Result<Vec<(ConsentKey, ConsentState)>, LedgerError> {
        let _ = recipient;
        todo!()
    }

    /// One movement.
    pub fn movement(&self, seq: Seq) -> Result<Option<Recorded>, LedgerError> {
        let _ = seq;
        todo!()
    }

    /// The movements of one record, newest first, of every kind.
    pub fn history(&self, key: &ConsentKey) -> Result<Vec<Recorded>, LedgerError> {
        let _ = key;
        todo!()
    }

    /// A brand's movements of one origin that set a status, after `after`, recorded within
    /// `[from, until]`, oldest first, at most `limit`.
    pub fn feed(
        &self,
        brand: BrandCode,
        origin: Origin,
        after: Option<Seq>,
        from: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<FeedPage, LedgerError> {
        let _ = (brand, origin, after, from, until, limit);
        todo!()
    }

    /// Where the movement of this name stands.
    pub fn find(&self, transaction: TransactionId) -> Result<Option<Seq>, LedgerError> {
        let _ = transaction;
        todo!()
    }

    /// The address behind a pseudonym, opened. `None`: none, or erased. Callers see to it that
    /// only those entitled get it.
    pub fn address(&self, recipient: RecipientId) -> Result<Option<Address>, LedgerError> {
        let _ = recipient;
        todo!()
    }

    /// How many records a brand has now.
    pub fn counts(&self, brand: BrandCode) -> BrandCounts {
        let _ = brand;
        todo!()
    }

    /// The position the next movement will get: the number of movements.
    pub fn end(&self) -> Seq {
        todo!()
    }

    /// Seals bytes under the ledger's key for keeping elsewhere (`context` is authenticated).
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let _ = (context, plain);
        todo!()
    }

    /// Opens what [`Ledger::seal`] made for the same context.
    pub fn unseal(&self, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let _ = (context, sealed);
        todo!()
    }

    /// Finishes what was submitted, hands the tail to the engine and closes. Idempotent.
    pub fn close(&self) -> Result<(), LedgerError> {
        todo!()
    }
}
