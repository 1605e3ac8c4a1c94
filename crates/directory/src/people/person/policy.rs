//! How the owners of addresses want to be told of new consents, where they have said so.

use domain::{RecipientId, Timestamp};
use sqlx::Row;

use super::PersonId;
use crate::error::Result;
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
        self.write(move |connection| {
            Box::pin(async move {
                let set = sqlx::query(
                    "INSERT INTO notice_policies (recipient, policy, set_at) \
                     SELECT recipient, $1, $2 FROM person_addresses \
                     WHERE person = $3 AND number = $4 \
                     ON CONFLICT (recipient) DO UPDATE \
                     SET policy = excluded.policy, set_at = excluded.set_at",
                )
                .bind(policy)
                .bind(now.as_millis())
                .bind(person.0.as_slice())
                .bind(i64::from(number))
                .execute(connection)
                .await?;
                Ok(set.rows_affected() > 0)
            })
        })
        .await
    }

    /// The name of the policy that the owner of an address has set; `None`: none was.
    pub async fn notice_policy(&self, recipient: RecipientId) -> Result<Option<String>> {
        let row = sqlx::query("SELECT policy FROM notice_policies WHERE recipient = $1")
            .bind(recipient.0.as_slice())
            .fetch_optional(self.readers())
            .await?;
        Ok(row.map(|row| row.try_get("policy")).transpose()?)
    }
}
