//! What was done for a provider, and by whom: its members, its API users, the operator.
//!
//! An act on the directory is noted in the transaction that does it, by `note`; any other before it is answered, by
//! [`Directory::note_activity`]. No address is kept: a recipient is named by pseudonym.

use domain::{BrandCode, ProviderCode, RecipientId, Timestamp};

use crate::accounts::member::row::{Member, MemberNumber};
use crate::accounts::user::Username;
use crate::db::{Connection, Row};
use crate::error::Result;
use crate::row::{Columns as _, FromRow};
use crate::statement::{Statement, sql};
use crate::store::Directory;
use crate::words::words;
use crate::writer::work;

/// The most entries of one answer.
pub const ENTRIES_MAX: u32 = 1_000;

words! {
    /// What was done.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Action: as_word, from_word {
        /// Somebody has signed in to the console.
        SignedIn = "signed-in",
        /// The same with a recovery code in place of the second factor.
        RecoveryCodeUsed = "recovery-code-used",
        /// Somebody was invited; the object is the member.
        MemberInvited = "member-invited",
        /// Somebody was invited once more, and has to set their password and second factor anew.
        MemberInvitedAgain = "member-invited-again",
        /// Somebody has taken the invitation up.
        InvitationAccepted = "invitation-accepted",
        /// Somebody's roles were changed.
        RolesChanged = "roles-changed",
        /// Somebody is kept out.
        MemberKeptOut = "member-kept-out",
        /// Somebody who was kept out may come in again.
        MemberLetIn = "member-let-in",
        /// A recipient's records were looked up.
        RecordsLookedUp = "records-looked-up",
        /// A receipt or a proof was taken away; the object is the movement.
        ProofTaken = "proof-taken",
        /// A consent was recorded on the console; the object is the movement.
        ConsentRecorded = "consent-recorded",
        /// An API user was added; the object is its name.
        UserAdded = "user-added",
        /// An API user got another password, which ended its tokens.
        UserPasswordSet = "user-password-set",
        /// An API user got another password, beside which the one before is good for a while; the detail is until when.
        UserPasswordRotated = "user-password-rotated",
        /// The password before of an API user was ended.
        UserOldPasswordEnded = "user-old-password-ended",
        /// Where an API user may call from was said; the detail is the networks, empty: anywhere.
        UserNetworksSet = "user-networks-set",
        /// An API user is kept out.
        UserKeptOut = "user-kept-out",
        /// An API user who was kept out may come in again.
        UserLetIn = "user-let-in",
        /// A day's movements were taken away; the object is the day.
        DayTaken = "day-taken",
        /// A day's digest was agreed to; the object is the day.
        DayAgreed = "day-agreed",
        /// A file was compared with a day; the object is the day.
        DayCompared = "day-compared",
        /// Recipients were checked before sending; the object is the run, where it was a file.
        RecipientsChecked = "recipients-checked",
        /// A file of consents was handed in to be recorded; the object is the upload.
        UploadConfirmed = "upload-confirmed",
        /// A push connection was made on the console; the object is the connection, here and in what follows.
        WebhookAdded = "webhook-added",
        /// Where it leads, or what it is told of, was changed.
        WebhookChanged = "webhook-changed",
        /// It was removed.
        WebhookRemoved = "webhook-removed",
        /// The test data was sent there.
        WebhookTried = "webhook-tried",
        /// It is used again, or for the first time.
        WebhookResumed = "webhook-resumed",
        /// Movements are sent there once more.
        WebhookReplayed = "webhook-replayed",
        /// It has another key for signatures.
        WebhookKeyDrawn = "webhook-key-drawn",
        /// A complaint was looked at to be answered; the object is its number.
        ComplaintOpened = "complaint-opened",
        /// The draft of an answer to a complaint was written; the object is its number, here as below.
        AnswerSaved = "answer-saved",
        /// A document was put to an answer.
        AnswerDocumentAdded = "answer-document-added",
        /// A document was taken from an answer again.
        AnswerDocumentRemoved = "answer-document-removed",
        /// The document of an answer was taken away.
        AnswerDocumentTaken = "answer-document-taken",
        /// An answer was submitted; the detail says if it was late.
        AnswerSubmitted = "answer-submitted",
        /// By what a brand is seen to write or call was asked for; the object is the sender, here and in what follows.
        SenderAsked = "sender-asked",
        /// The operator has confirmed it.
        SenderConfirmed = "sender-confirmed",
        /// It was withdrawn, or turned down.
        SenderEnded = "sender-ended",
        /// What somebody else may do with a brand was given or changed; the object is the partner or intermediary.
        GrantSet = "grant-set",
        /// Somebody else may do nothing with a brand any more; the object as above.
        GrantEnded = "grant-ended",
        /// What somebody else would be answered was tried; the object as above.
        GrantTried = "grant-tried",
        /// A retailer was added; the object is its number, here and in what follows.
        RetailerAdded = "retailer-added",
        /// It was removed.
        RetailerRemoved = "retailer-removed",
        /// Which retailers may use a recipient's record was looked up.
        RetailersLookedUp = "retailers-looked-up",
        /// Which retailers may use a recipient's record was changed; the object is their numbers.
        RetailersChanged = "retailers-changed",
        /// Where the brand itself takes refusals was said, or taken back; the object is the address.
        RefusalAddressSet = "refusal-address-set",
        /// The log of activity was taken away.
        ActivityTaken = "activity-taken",
    }
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A member, on the console.
    Member(MemberNumber),
    /// An API user.
    User(Username),
    /// The operator.
    Operator,
}

/// Something that was done, to be noted.
#[derive(Clone, Debug)]
pub struct NewActivity {
    /// For which provider.
    pub provider: ProviderCode,
    /// About which brand; `None`: about none, or all.
    pub brand: Option<BrandCode>,
    /// By whom.
    pub actor: Actor,
    /// What.
    pub action: Action,
    /// What it was done to, by a number or a name of ours; empty: nothing more is to be said.
    pub object: String,
    /// Whose records it was about.
    pub recipient: Option<RecipientId>,
    /// Words of ours about it; empty: none.
    pub detail: String,
}

impl NewActivity {
    /// Something a member did, about nothing in particular.
    pub fn of(member: &Member, action: Action) -> Self {
        Self::by(member.provider, Actor::Member(member.number), action)
    }

    /// Something somebody did, about nothing in particular.
    pub fn by(provider: ProviderCode, actor: Actor, action: Action) -> Self {
        Self {
            provider,
            brand: None,
            actor,
            action,
            object: String::new(),
            recipient: None,
            detail: String::new(),
        }
    }

    /// The same about a brand.
    #[must_use]
    pub fn brand(mut self, brand: BrandCode) -> Self {
        self.brand = Some(brand);
        self
    }

    /// The same about a thing.
    #[must_use]
    pub fn object(mut self, object: impl std::fmt::Display) -> Self {
        self.object = object.to_string();
        self
    }

    /// The same about a recipient.
    #[must_use]
    pub fn recipient(mut self, recipient: RecipientId) -> Self {
        self.recipient = Some(recipient);
        self
    }

    /// The same with words of ours.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

/// Something that was done.
#[derive(Clone, Debug)]
pub struct Activity {
    /// In the order in which it was noted.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: NewActivity,
}

/// Which of a provider's activity is asked for; what is `None` is asked for whatever it is.
#[derive(Clone, Debug, Default)]
pub struct ActivityQuery {
    /// What this member did.
    pub member: Option<MemberNumber>,
    /// What this API user did.
    pub user: Option<Username>,
    /// This was done.
    pub action: Option<Action>,
    /// About these brands; `None`: about whatever.
    pub brands: Option<Vec<BrandCode>>,
    /// From this instant on.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
    /// Noted before the one of this number.
    pub before: Option<u64>,
}

impl Directory {
    /// Notes something that was done, durable when this returns.
    pub async fn note_activity(&self, activity: NewActivity, now: Timestamp) -> Result<()> {
        self.write(work!(|connection| note(connection, &activity, now).await))
            .await
    }

    /// A provider's activity, newest first, at most `limit` and [`ENTRIES_MAX`].
    pub async fn activity(
        &self,
        provider: ProviderCode,
        query: ActivityQuery,
        limit: u32,
    ) -> Result<Vec<Activity>> {
        self.all(query.statement(provider, limit.min(ENTRIES_MAX)))
            .await
    }

    /// Forgets what was done before an instant; says how much went. The newest entry stays, so that no number is given
    /// twice.
    pub async fn purge_activity(&self, before: Timestamp) -> Result<u64> {
        let over = "at < $1 AND number < (SELECT MAX(number) FROM activity)";
        self.purge("activity", "number", over, [before]).await
    }
}

impl ActivityQuery {
    fn statement(self, provider: ProviderCode, limit: u32) -> Statement {
        // A number that every entry is below, and instants that all are between.
        let before = self
            .before
            .map_or(i64::MAX, |number| i64::try_from(number).unwrap_or(i64::MAX));
        let from = self.from.map_or(i64::MIN, Timestamp::as_millis);
        let until = self.until.map_or(i64::MAX, Timestamp::as_millis);
        let brands = self.brands.map(|brands| {
            let codes: Vec<_> = brands.iter().map(|brand| brand.0.to_string()).collect();
            format!(" AND brand IN ({})", codes.join(", "))
        });
        let text = format!(
            "SELECT number, provider, brand, member, username, action, object, recipient, detail, at \
             FROM activity WHERE provider = $1 AND number < $2 AND at >= $3 AND at < $4 \
             AND ($5 IS NULL OR member = $5) AND ($6 IS NULL OR username = $6) \
             AND ($7 IS NULL OR action = $7){} ORDER BY number DESC LIMIT $8",
            brands.unwrap_or_default()
        );
        sql!(text; provider, before, from, until, self.member, self.user, self.action, limit)
    }
}

/// Notes something that was done, in the transaction that does it.
pub(crate) async fn note(
    connection: &mut Connection,
    activity: &NewActivity,
    now: Timestamp,
) -> Result<()> {
    let (member, user) = match &activity.actor {
        Actor::Member(number) => (Some(*number), None),
        Actor::User(name) => (None, Some(name.clone())),
        Actor::Operator => (None, None),
    };
    sql!("INSERT INTO activity (number, provider, brand, member, username, action, object, \
         recipient, detail, at) SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3, $4, $5, $6, $7, \
         $8, $9 FROM activity";
        activity.provider, activity.brand, member, user, activity.action, &activity.object,
        activity.recipient, &activity.detail, now)
    .apply(connection)
    .await
}

/// The same, where it is to be noted at all.
pub(crate) async fn note_any(
    connection: &mut Connection,
    activity: Option<&NewActivity>,
    now: Timestamp,
) -> Result<()> {
    match activity {
        Some(activity) => note(connection, activity, now).await,
        None => Ok(()),
    }
}

impl FromRow for Activity {
    fn read(row: &Row) -> Result<Self> {
        let member: Option<MemberNumber> = row.read("member")?;
        let user: Option<Username> = row.read("username")?;
        let actor = match (member, user) {
            (Some(number), _) => Actor::Member(number),
            (None, Some(name)) => Actor::User(name),
            (None, None) => Actor::Operator,
        };
        Ok(Self {
            number: row.read("number")?,
            at: row.read("at")?,
            what: NewActivity {
                provider: row.read("provider")?,
                brand: row.read("brand")?,
                actor,
                action: row.read("action")?,
                object: row.read("object")?,
                recipient: row.read("recipient")?,
                detail: row.read("detail")?,
            },
        })
    }
}
