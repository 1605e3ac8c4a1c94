//! Looks whether everything that was kept is there as it was kept. It reads sealed bytes alone: an object's name says what its
//! bytes have to be.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;

use crate::archive::Archive;
use crate::error::ArchiveError;
use crate::key_store::KeyStoreError;
use crate::name::{DocumentId, ObjectName};
use crate::objects::{Listed, blocking};
use crate::sealing::sealed_length;
use crate::wrapped::WrappedKey;

/// How old an object without a key has to be before it is called an orphan: a younger one may be a document that is coming.
pub const ORPHAN_AGE: Duration = Duration::from_hours(24);
/// How many findings are told in full.
const FINDINGS_MAX: usize = 1_000;

/// What is wrong with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Its object is not there.
    Lost,
    /// Its object is shorter or longer than it was.
    Length,
    /// Its object has other bytes.
    Altered,
    /// In its object's place lies this one.
    Exchanged(ObjectName),
    /// Its key does not open.
    Key,
    /// No key opens the object, and none ever will; it was not a document when it was erased, nor is it new.
    Orphan,
}

impl Fault {
    /// A word for it.
    pub const fn as_word(self) -> &'static str {
        match self {
            Self::Lost => "LOST",
            Self::Length => "LENGTH",
            Self::Altered => "ALTERED",
            Self::Exchanged(_) => "EXCHANGED",
            Self::Key => "KEY",
            Self::Orphan => "ORPHAN",
        }
    }
}

/// Something that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The object.
    pub object: ObjectName,
    /// The document, if that can be told.
    pub document: Option<DocumentId>,
    /// What is wrong.
    pub fault: Fault,
}

/// What a scrub has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scrubbed {
    /// How many documents are as they were kept.
    pub whole: u64,
    /// How many objects of erased documents were taken away.
    pub removed: u64,
    /// How many things lie among the objects that are none.
    pub strays: u64,
    /// What is wrong; at most 1,000.
    pub findings: Vec<Finding>,
    /// How much is wrong.
    pub faults: u64,
}

impl Scrubbed {
    fn find(&mut self, object: ObjectName, document: Option<DocumentId>, fault: Fault) {
        self.faults += 1;
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding {
                object,
                document,
                fault,
            });
        }
    }

    /// Adds what another part has seen.
    pub fn add(&mut self, other: Self) {
        self.whole += other.whole;
        self.removed += other.removed;
        self.strays += other.strays;
        self.faults += other.faults;
        let room = FINDINGS_MAX - self.findings.len();
        self.findings.extend(other.findings.into_iter().take(room));
    }
}

impl Archive {
    /// Looks through all there is.
    ///
    /// # Errors
    /// Where something could not be looked at; then nothing is said of it.
    pub async fn scrub(&self, now: Timestamp) -> Result<Scrubbed, ArchiveError> {
        let mut scrubbed = Scrubbed::default();
        for shard in 0..=u8::MAX {
            scrubbed.add(self.scrub_shard(shard, now).await?);
        }
        Ok(scrubbed)
    }

    /// Looks through the objects whose names begin with a byte, a 256th of all.
    ///
    /// # Errors
    /// Where something could not be looked at; then nothing is said of it.
    pub async fn scrub_shard(&self, shard: u8, now: Timestamp) -> Result<Scrubbed, ArchiveError> {
        let mut scrubbed = Scrubbed::default();
        let (listed, strays) = self.objects.list(shard).await?;
        scrubbed.strays = strays;
        // After the objects: a document whose key came in between is no orphan.
        let keys = Arc::clone(&self.keys);
        let names = blocking(move || Ok(keys.list(shard)?)).await?;
        for name in &names {
            self.look_at(*name, &mut scrubbed).await?;
        }
        let names: HashSet<_> = names.into_iter().collect();
        for object in listed {
            if !names.contains(&object.name) {
                self.look_at_keyless(&object, now, &mut scrubbed).await?;
            }
        }
        Ok(scrubbed)
    }

    async fn look_at(&self, name: ObjectName, scrubbed: &mut Scrubbed) -> Result<(), ArchiveError> {
        let wrapped = match self.key(name).await {
            Ok(Some(wrapped)) => wrapped,
            // Erased meanwhile.
            Ok(None) => return Ok(()),
            Err(ArchiveError::Damaged) => {
                scrubbed.find(name, None, Fault::Key);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let document = Some(wrapped.document());
        if !self.opens(name, &wrapped) {
            scrubbed.find(name, document, Fault::Key);
            return Ok(());
        }
        let fault = match self.objects.digest(name).await {
            Ok((there, _)) if there == name => None,
            Ok((_, length)) if length != sealed_length(wrapped.length()) => Some(Fault::Length),
            Ok((there, _)) if self.is_known(there).await? => Some(Fault::Exchanged(there)),
            Ok(_) => Some(Fault::Altered),
            Err(ArchiveError::Missing) => Some(Fault::Lost),
            // It changed while it was read.
            Err(ArchiveError::Damaged) => Some(Fault::Length),
            Err(error) => return Err(error),
        };
        match fault {
            None => scrubbed.whole += 1,
            // Erased while it was looked at.
            Some(_) if matches!(self.key(name).await, Ok(None)) => {}
            Some(fault) => scrubbed.find(name, document, fault),
        }
        Ok(())
    }

    async fn look_at_keyless(
        &self,
        object: &Listed,
        now: Timestamp,
        scrubbed: &mut Scrubbed,
    ) -> Result<(), ArchiveError> {
        let (keys, name) = (Arc::clone(&self.keys), object.name);
        let erased = blocking(move || Ok(keys.is_erased(name)?)).await?;
        if erased {
            self.objects.delete(name).await?;
            scrubbed.removed += 1;
            return Ok(());
        }
        let age = i64::try_from(ORPHAN_AGE.as_millis()).unwrap_or(i64::MAX);
        let old = now.as_millis().saturating_sub(object.made_at.as_millis()) >= age;
        if old && matches!(self.key(name).await, Ok(None)) {
            scrubbed.find(name, None, Fault::Orphan);
        }
        Ok(())
    }

    async fn is_known(&self, name: ObjectName) -> Result<bool, ArchiveError> {
        match self.key(name).await {
            Ok(key) => Ok(key.is_some()),
            Err(ArchiveError::Damaged) => Ok(true),
            Err(error) => Err(error),
        }
    }

    async fn key(&self, name: ObjectName) -> Result<Option<WrappedKey>, ArchiveError> {
        let keys = Arc::clone(&self.keys);
        blocking(move || match keys.get(name) {
            Err(KeyStoreError::Erased) => Ok(None),
            key => Ok(key?),
        })
        .await
    }
}
