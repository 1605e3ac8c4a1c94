//! How an application goes from its applicant to a second signatory and to the operator, and back.

use std::time::Duration;

use domain::{RecipientId, Timestamp};

use super::{ApplicationId, ApplicationState, SIGNABLE, SignatoryLink, require};
use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::traffic::message::{self, StoredMessage};
use crate::writer::work;

/// The most links to second signatories that one address is sent within a day.
pub const LINKS_TO_ADDRESS_MAX: u64 = 3;
/// The most that applications of one network have sent within a day.
pub const LINKS_OF_NETWORK_MAX: u64 = 20;
/// How long they are counted: a day.
const COUNTED: Duration = Duration::from_hours(24);

/// An application that is submitted.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Which.
    pub id: ApplicationId,
    /// When it was last written to, as far as its applicant knows: what was written since was not looked over.
    pub changed_at: Timestamp,
    /// The company's MERSİS number.
    pub mersis: String,
    /// The second signatory's link and the message that brings it; `None`: nobody else has to sign.
    pub signatory: Option<(SignatoryLink, StoredMessage)>,
}

impl Directory {
    /// Submits an application that its applicant has in hand: to the second signatory where there is one, otherwise to
    /// the operator. The link's message is kept in the same write. `NotFound(Application)`: it is none such (any more), or was written to
    /// since. `Exists(Application)`: another of the same company is under way. `Limit(Application)`: the second signatory, or
    /// whoever the applicant's network writes to, was written to often enough for a day.
    pub async fn submit_application(&self, submission: Submission, now: Timestamp) -> Result<()> {
        self.write(work!(|connection| submit(connection, submission, now).await))
            .await
    }

    /// Hands an application to the operator that its second signatory has confirmed. `NotFound(Application)`.
    pub async fn sign_application(&self, link: SignatoryLink, now: Timestamp) -> Result<()> {
        let signed = sql!("UPDATE applications SET state = 'submitted', signatory = NULL, \
             changed_at = $1, submitted_at = $1 WHERE signatory = $2"; now, link);
        require(self.run(signed).await?)
    }

    /// Gives an application back to its applicant that its second signatory does not confirm, with why, sealed.
    /// `NotFound(Application)`.
    pub async fn decline_application(
        &self,
        link: SignatoryLink,
        answer: Vec<u8>,
        now: Timestamp,
    ) -> Result<()> {
        let declined = sql!("UPDATE applications SET state = 'returned', signatory = NULL, answer = $1, \
             changed_at = $2 WHERE signatory = $3"; answer, now, link);
        require(self.run(declined).await?)
    }

    /// Takes an application back that waits for its second signatory; the link is good for nothing then.
    /// `NotFound(Application)`.
    pub async fn recall_application(&self, id: ApplicationId, now: Timestamp) -> Result<()> {
        let recalled = sql!("UPDATE applications SET state = 'draft', signatory = NULL, changed_at = $1 \
             WHERE id = $2 AND state = 'unsigned'"; now, id);
        require(self.run(recalled).await?)
    }

    /// Returns a submitted application to its applicant with the operator's reasons, sealed, and keeps the message that
    /// says so, in one write. `NotFound(Application)`: it does not wait for the operator (any more).
    pub async fn return_application(
        &self,
        id: ApplicationId,
        answer: Vec<u8>,
        told: StoredMessage,
        now: Timestamp,
    ) -> Result<()> {
        self.write(work!(|connection| {
            let returned = sql!("UPDATE applications SET state = 'returned', answer = $1, \
                 changed_at = $2 WHERE id = $3 AND state = 'submitted'"; answer, now, id);
            require(returned.run(&mut *connection).await?)?;
            message::insert(connection, &told).await
        }))
        .await
    }
}

async fn submit(connection: &mut Connection, new: Submission, now: Timestamp) -> Result<()> {
    // One that nobody has signed in time stands in nobody's way.
    let others = sql!("SELECT id FROM applications WHERE mersis = $1 AND id <> $2 \
         AND (state = 'submitted' OR (state = 'unsigned' AND changed_at > $3))";
        new.mersis.clone(), new.id, now - SIGNABLE);
    if others.exists(&mut *connection).await? {
        return Err(Error::Exists(Entity::Application));
    }
    let state = match new.signatory {
        Some(_) => ApplicationState::Unsigned,
        None => ApplicationState::Submitted,
    };
    let link = new.signatory.as_ref().map(|(link, _)| *link);
    let submitted = sql!("UPDATE applications SET state = $1, mersis = $2, signatory = $3, answer = NULL, \
         changed_at = $4, submitted_at = $4 \
         WHERE id = $5 AND state IN ('draft', 'returned') AND changed_at = $6";
        state, new.mersis, link, now, new.id, new.changed_at);
    require(submitted.run(&mut *connection).await?)?;
    match new.signatory {
        Some((link, message)) => {
            count_link(&mut *connection, (new.id, link), message.recipient, now).await?;
            message::insert(connection, &message).await
        }
        None => Ok(()),
    }
}

/// Counts a link to a second signatory. Deleting an application takes nothing back of it. `Limit(Application)`: the address,
/// or the network, has had as many as it may within a day.
async fn count_link(
    connection: &mut Connection,
    (id, link): (ApplicationId, SignatoryLink),
    recipient: RecipientId,
    now: Timestamp,
) -> Result<()> {
    let since = now - COUNTED;
    let network: Vec<u8> = sql!("SELECT network FROM applications WHERE id = $1"; id)
        .only(&mut *connection)
        .await?;
    let to = sql!("SELECT COUNT(*) FROM application_links WHERE recipient = $1 AND sent_at > $2";
        recipient, since);
    let of = sql!("SELECT COUNT(*) FROM application_links WHERE network = $1 AND sent_at > $2";
        network.clone(), since);
    for (count, most) in [(to, LINKS_TO_ADDRESS_MAX), (of, LINKS_OF_NETWORK_MAX)] {
        if count.only::<u64>(&mut *connection).await? >= most {
            return Err(Error::Limit(Entity::Application));
        }
    }
    insert!(application_links: link, recipient, network, sent_at = now)
        .apply(connection)
        .await
}
