//! Signing members in: the password, and what stands beside it.

use domain::Timestamp;

use super::row::{Member, MemberEmail, MemberNumber};
use crate::accounts::activity::{self, Action, NewActivity};
use crate::accounts::password::{Asker, PasswordUse};
use crate::accounts::secret::TokenDigest;
use crate::accounts::user::PASSWORD_MAX;
use crate::error::Result;
use crate::row::{Columns as _, FromRow as _};
use crate::row_sum::MEMBERS;
use crate::statement::sql;
use crate::store::Directory;
use crate::writer::work;

/// How many recovery codes a member has at first.
pub const RECOVERY_CODES: usize = 10;

/// A member whose password was right, and what their second factor is held against.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Who, without their roles.
    pub member: Member,
    /// The secret of their one-time codes, as it was sealed.
    pub sealed_secret: Vec<u8>,
}

impl Directory {
    /// Who signs in with an address, if the password is right and they are not kept out. Why nobody is answered is not said;
    /// it takes as long for an unknown address. `Busy`: it was not looked at, too many wait.
    pub async fn authenticate_member(
        &self,
        email: &str,
        password: &str,
        asker: Asker,
    ) -> Result<Option<Credentials>> {
        if password.len() > PASSWORD_MAX {
            return Ok(None);
        }
        let place = self.inner.passwords.place(PasswordUse::Console, asker)?;
        let row = match MemberEmail::new(email) {
            Some(email) => {
                sql!(MEMBERS.rows("WHERE email = $1 AND state = 'active'"); email)
                    .row(self.readers())
                    .await?
            }
            None => None,
        };
        let member = row.as_ref().map(Member::read).transpose()?;
        let (hash, sealed_secret) = match &row {
            Some(row) => (row.read("password_hash")?, row.read("sealed_secret")?),
            None => (None, None),
        };
        let right = self.inner.passwords.verify(place, password, hash).await?;
        let found = member.zip(sealed_secret);
        let found = found.map(|(member, sealed_secret)| Credentials {
            member,
            sealed_secret,
        });
        Ok(found.filter(|_| right))
    }

    /// Takes the one-time code of a step of time. `false`: it or a later one was taken before, or they are kept out.
    pub async fn take_member_step(&self, number: MemberNumber, step: i64) -> Result<bool> {
        let take = sql!("UPDATE members SET taken_step = $1 WHERE number = $2 \
             AND state = 'active' AND taken_step < $1"; step, number);
        Ok(self.run(take).await? > 0)
    }

    /// Takes a recovery code, which is no good afterwards, and notes it in the log of activity. `false`: it is none of theirs.
    pub async fn take_recovery_code(
        &self,
        member: &Member,
        digest: TokenDigest,
        now: Timestamp,
    ) -> Result<bool> {
        let number = member.number;
        let noted = NewActivity::of(member, Action::RecoveryCodeUsed);
        self.write(work!(|connection| {
            let taken = sql!("DELETE FROM member_recovery_codes WHERE member = $1 AND digest = $2 \
                 AND EXISTS (SELECT 1 FROM members WHERE number = $1 AND state = 'active')";
                number, digest);
            let taken = taken.run(connection).await? > 0;
            if taken {
                activity::note(connection, &noted, now).await?;
            }
            Ok(taken)
        }))
        .await
    }

    /// How many recovery codes a member has left.
    pub async fn recovery_codes_left(&self, number: MemberNumber) -> Result<u64> {
        self.only(sql!("SELECT COUNT(*) FROM member_recovery_codes WHERE member = $1"; number))
            .await
    }
}
