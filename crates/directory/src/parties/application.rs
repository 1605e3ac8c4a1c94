//! Applications of companies that want to be service providers, from the first draft to the provider that they become.

mod decision;
mod moves;

use std::fmt;
use std::time::Duration;

use domain::outside::Random;
use domain::{ProviderCode, RecipientId, Timestamp};

use crate::accounts::secret::{self, TokenDigest};
use crate::column::wrapper;
use crate::db::{Connection, Row};
use crate::error::{Entity, Error, Result};
use crate::row::{Columns as _, FromRow};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::words::words;
use crate::writer::work;

pub use decision::Admitted;
pub use moves::{LINKS_OF_NETWORK_MAX, LINKS_TO_ADDRESS_MAX, Submission};

/// The most applications of one applicant that are not approved.
pub const OPEN_MAX: u64 = 5;
/// The most that are begun from one network within [`BEGUN_WITHIN`].
pub const BEGUN_PER_NETWORK_MAX: u64 = 20;
/// In which time those of a network are counted.
pub const BEGUN_WITHIN: Duration = Duration::from_hours(24);
/// The most that are not approved, of all applicants together.
pub const OPEN_TOTAL_MAX: u64 = 20_000;
/// How long a second signatory's link is good: 14 days.
pub const SIGNABLE: Duration = Duration::from_hours(14 * 24);
/// How long one is kept that nobody writes to and nobody decides about: 90 days.
pub const LEFT_ALONE: Duration = Duration::from_hours(90 * 24);
/// The most that are answered at once; the newest are left out.
pub const LIST_MAX: u32 = 1_000;

/// An application's own random number. It opens nothing: whose it is is asked each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ApplicationId(pub [u8; 16]);

wrapper! { ApplicationId([u8; 16]) }

/// A second signatory's link, by its token's SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatoryLink(TokenDigest);

wrapper! { SignatoryLink([u8; 32]) }

impl SignatoryLink {
    /// A fresh link, and its token.
    pub fn draw(random: &dyn Random) -> (Self, String) {
        let token = secret::draw(random, LINK_PREFIX);
        let link = Self::of(&token).unwrap_or(Self([0; 32]));
        (link, token)
    }

    /// The link of a token; `None` if it has not the form of one.
    pub fn of(token: &str) -> Option<Self> {
        secret::digest_of(token, LINK_PREFIX).map(Self)
    }
}

words! {
    /// How far an application has come.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum ApplicationState: as_word, from_word {
        /// Its applicant writes it.
        Draft = "draft",
        /// A second signatory is asked.
        Unsigned = "unsigned",
        /// The operator looks at it.
        Submitted = "submitted",
        /// It went back to its applicant, who may change and submit it again.
        Returned = "returned",
        /// Its company is a provider.
        Approved = "approved",
    }
}

impl ApplicationState {
    /// Whether its applicant may write to it.
    pub const fn is_in_hand(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }
}

/// An application as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Application {
    /// Its random number.
    pub id: ApplicationId,
    /// The pseudonym of its applicant's address.
    pub applicant: RecipientId,
    /// How far it has come.
    pub state: ApplicationState,
    /// What it says, sealed.
    pub content: Vec<u8>,
    /// The company's MERSİS number; `None`: it was never submitted.
    pub mersis: Option<String>,
    /// Why it was returned, sealed.
    pub answer: Option<Vec<u8>>,
    /// The provider that it became.
    pub provider: Option<ProviderCode>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last written to, or moved on.
    pub changed_at: Timestamp,
    /// When it was submitted last.
    pub submitted_at: Option<Timestamp>,
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, state, .. } = self;
        f.debug_struct("Application")
            .field("id", id)
            .field("state", state)
            .finish_non_exhaustive()
    }
}

/// An application to be begun.
#[derive(Clone, Debug)]
pub struct NewApplication {
    /// Its random number.
    pub id: ApplicationId,
    /// The pseudonym of its applicant's address.
    pub applicant: RecipientId,
    /// A MAC of the network it is begun from.
    pub network: Vec<u8>,
    /// What it says so far, sealed.
    pub content: Vec<u8>,
}

/// What links begin with: nothing, as they are known by their path.
const LINK_PREFIX: &str = "";
/// What an [`Application`] is read from.
const SELECT: &str = "SELECT id, applicant, state, content, mersis, answer, provider, created_at, changed_at, \
                      submitted_at FROM applications";

impl Directory {
    /// Begins an application. `Limit(Application)`: its applicant, its network or all together have as many as may be.
    pub async fn add_application(&self, new: NewApplication, now: Timestamp) -> Result<()> {
        self.write(work!(|connection| begin(connection, new, now).await))
            .await
    }

    /// Writes an application anew that its applicant has in hand. `NotFound(Application)`: it is none such (any more).
    pub async fn save_application(
        &self,
        id: ApplicationId,
        content: Vec<u8>,
        now: Timestamp,
    ) -> Result<()> {
        let saved = sql!("UPDATE applications SET content = $1, changed_at = $2 \
             WHERE id = $3 AND state IN ('draft', 'returned')"; content, now, id);
        require(self.run(saved).await?)
    }

    /// Deletes an application that its applicant has in hand. `NotFound(Application)`: it is none such (any more).
    pub async fn delete_application(&self, id: ApplicationId) -> Result<()> {
        let deleted =
            sql!("DELETE FROM applications WHERE id = $1 AND state IN ('draft', 'returned')"; id);
        require(self.run(deleted).await?)
    }

    /// Deletes applications that were last written to at or before an instant, but for those that are approved or wait
    /// for the operator; says how many.
    pub async fn purge_applications(
        &self,
        changed_until: Timestamp,
        now: Timestamp,
    ) -> Result<u64> {
        self.purge(
            "application_links",
            "link",
            "sent_at <= $1",
            [now - BEGUN_WITHIN],
        )
        .await?;
        let over = "state IN ('draft', 'unsigned', 'returned') AND changed_at <= $1";
        self.purge("applications", "id", over, [changed_until])
            .await
    }

    /// The application of this id.
    pub async fn application(&self, id: ApplicationId) -> Result<Option<Application>> {
        self.one(sql!(format!("{SELECT} WHERE id = $1"); id)).await
    }

    /// The application that a second signatory's link is for.
    pub async fn application_to_sign(&self, link: SignatoryLink) -> Result<Option<Application>> {
        self.one(sql!(format!("{SELECT} WHERE signatory = $1"); link))
            .await
    }

    /// An applicant's applications, the oldest first, at most [`LIST_MAX`].
    pub async fn applications_of(&self, applicant: RecipientId) -> Result<Vec<Application>> {
        let own = format!("{SELECT} WHERE applicant = $1 ORDER BY created_at, id LIMIT $2");
        self.all(sql!(own; applicant, LIST_MAX)).await
    }

    /// Applications in a state, those that wait longest first, at most [`LIST_MAX`].
    pub async fn applications_in(&self, state: ApplicationState) -> Result<Vec<Application>> {
        let some = format!("{SELECT} WHERE state = $1 ORDER BY changed_at, id LIMIT $2");
        self.all(sql!(some; state, LIST_MAX)).await
    }
}

fn require(rows: u64) -> Result<()> {
    Entity::Application.require(rows > 0)
}

async fn begin(connection: &mut Connection, new: NewApplication, now: Timestamp) -> Result<()> {
    let own = sql!("SELECT COUNT(*) FROM applications WHERE applicant = $1 AND state <> 'approved'";
        new.applicant);
    let networks = sql!("SELECT COUNT(*) FROM applications WHERE network = $1 AND created_at > $2";
        new.network.clone(), now - BEGUN_WITHIN);
    let all = sql!("SELECT COUNT(*) FROM applications WHERE state <> 'approved'");
    let ceilings = [
        (own, OPEN_MAX),
        (networks, BEGUN_PER_NETWORK_MAX),
        (all, OPEN_TOTAL_MAX),
    ];
    for (count, most) in ceilings {
        if count.only::<u64>(&mut *connection).await? >= most {
            return Err(Error::Limit(Entity::Application));
        }
    }
    insert!(applications: id = new.id, applicant = new.applicant, network = new.network,
        state = ApplicationState::Draft, content = new.content, created_at = now, changed_at = now)
    .apply(connection)
    .await
}

impl FromRow for Application {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.read("id")?,
            applicant: row.read("applicant")?,
            state: row.read("state")?,
            content: row.read("content")?,
            mersis: row.read("mersis")?,
            answer: row.read("answer")?,
            provider: row.read("provider")?,
            created_at: row.read("created_at")?,
            changed_at: row.read("changed_at")?,
            submitted_at: row.read("submitted_at")?,
        })
    }
}
