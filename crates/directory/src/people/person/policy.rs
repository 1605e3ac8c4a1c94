//! How the owners of addresses want to be told of new consents, where they have said so.

use domain::{RecipientId, Timestamp};

use super::PersonId;
use crate::error::Result;
use crate::statement::sql;
use crate::store::Directory;

impl Directory {
    /// Sets the policy of an account's address by its name, one of the schema's list; `false`: the
    /// account has no address of this number, and nothing was set.
    pub async fn set_notice_policy(
        &self,
        person: PersonId,
        number: u32,
        policy: &'static str,
        now: Timestamp,
    ) -> Result<bool> {
        let set = sql!("INSERT INTO notice_policies (recipient, policy, set_at) \
             SELECT recipient, $1, $2 FROM person_addresses WHERE person = $3 AND number = $4 \
             ON CONFLICT (recipient) DO UPDATE SET policy = excluded.policy, \
             set_at = excluded.set_at"; policy, now, person, number);
        Ok(self.run(set).await? > 0)
    }

    /// The name of the policy that the owner of an address has set; `None`: none was.
    pub async fn notice_policy(&self, recipient: RecipientId) -> Result<Option<String>> {
        self.one(sql!("SELECT policy FROM notice_policies WHERE recipient = $1"; recipient))
            .await
    }
}
