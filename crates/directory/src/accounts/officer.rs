//! Officers: staff of the authority, with where they work, at what, and their second factor.
//!
//! A member of the staff whose role is the authority's and who has no row here cannot sign in anywhere.

use domain::Timestamp;
use domain::outside::Random;

use crate::accounts::secret::TokenDigest;
use crate::accounts::session::{self, Subject};
use crate::accounts::staff::{self, StaffMember, StaffNumber, StaffRole};
use crate::accounts::user::Username;
use crate::column::{column, kept};
use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::parties::places;
use crate::row::row;
use crate::row_sum::OFFICERS;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::words::words;
use crate::writer::work;

/// A province, by its plate code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Province(u8);

impl Province {
    /// The province with a code; `None`: there is none.
    pub fn new(code: u8) -> Option<Self> {
        places::city(code.into()).map(|_| Self(code))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        places::city(self.0.into()).map_or("", |city| city.name)
    }

    /// Its code.
    pub const fn code(self) -> u8 {
        self.0
    }
}

column! {
    Province as i64: |province| Some(i64::from(province.0)),
        |kept| u8::try_from(kept).ok().and_then(Self::new);
}

words! {
    /// What an officer does.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Duty: as_word, from_word {
        /// Handles complaints.
        Cases = "cases",
        /// Supervises providers and offices.
        Supervision = "supervision",
        /// Reads the log of looks.
        Looks = "looks",
    }
}

/// Where an officer works, and at what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The province; `None`: the whole country.
    pub province: Option<Province>,
    /// What they do.
    pub duty: Duty,
}

/// A second factor that somebody is given.
#[derive(Clone)]
pub struct NewFactor {
    /// The secret of their one-time codes, sealed.
    pub sealed_secret: Vec<u8>,
    /// Their recovery codes.
    pub recovery: Vec<TokenDigest>,
}

/// What is kept of an officer beside what is kept of all staff.
struct Officer {
    number: StaffNumber,
    province: Option<Province>,
    duty: Duty,
    sealed_secret: Vec<u8>,
}

impl Officer {
    const fn posting(&self) -> Posting {
        Posting {
            province: self.province,
            duty: self.duty,
        }
    }
}

row! {
    Officer of OFFICERS: number = "staff", province, duty, sealed_secret
}

impl Directory {
    /// Adds a member of the staff who is an officer. Errors are those of [`Directory::add_staff`].
    pub async fn add_officer(
        &self,
        (name, password, office): (&str, &str, &str),
        posting: Posting,
        factor: NewFactor,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<StaffMember> {
        let new = (name, password, StaffRole::Authority, office);
        let (member, hash) = self.new_staff(new, random, now).await?;
        self.write(work!(|connection| {
            let member = staff::insert(connection, member.clone(), hash.clone()).await?;
            post(connection, member.number, posting, &factor, now).await?;
            Ok(member)
        }))
        .await
    }

    /// Gives a member of the authority's staff another post and another second factor in place of those they had, if any,
    /// and ends their sessions. `NotFound(Staff)`: there is none of that name who works for the authority.
    pub async fn set_officer(
        &self,
        name: &Username,
        posting: Posting,
        factor: NewFactor,
        now: Timestamp,
    ) -> Result<()> {
        let name = name.clone();
        self.write(work!(|connection| {
            let number = sql!("SELECT number FROM staff WHERE username = $1 AND role = $2";
                &name, StaffRole::Authority);
            let number: Option<StaffNumber> = number.one(&mut *connection).await?;
            let number = number.ok_or(Error::NotFound(Entity::Staff))?;
            session::end_all(connection, Subject::Staff(number)).await?;
            for table in ["officer_recovery_codes", "officers"] {
                sql!(format!("DELETE FROM {table} WHERE staff = $1"); number)
                    .apply(&mut *connection)
                    .await?;
            }
            post(connection, number, posting, &factor, now).await
        }))
        .await
    }

    /// Where an officer works, and at what. `None`: it is none.
    pub async fn posting(&self, number: StaffNumber) -> Result<Option<Posting>> {
        let officer = self.officer(number).await?;
        Ok(officer.as_ref().map(Officer::posting))
    }

    /// The posts of all officers, by number.
    pub async fn postings(&self) -> Result<Vec<(StaffNumber, Posting)>> {
        let officers = self.all::<Officer>(sql!(OFFICERS.rows("ORDER BY staff")));
        let officers = officers.await?.into_iter();
        Ok(officers.map(|one| (one.number, one.posting())).collect())
    }

    /// The secret of an officer's one-time codes, as it was sealed. `None`: it is none.
    pub async fn officer_secret(&self, number: StaffNumber) -> Result<Option<Vec<u8>>> {
        let officer = self.officer(number).await?;
        Ok(officer.map(|officer| officer.sealed_secret))
    }

    /// Takes the one-time code of a step of time. `false`: it or a later one was taken before.
    pub async fn take_officer_step(&self, number: StaffNumber, step: i64) -> Result<bool> {
        let take = sql!("UPDATE officers SET taken_step = $1 WHERE staff = $2 AND taken_step < $1";
            step, number);
        Ok(self.run(take).await? > 0)
    }

    /// Takes a recovery code, which is no good afterwards. `false`: it is none of theirs.
    pub async fn take_officer_recovery_code(
        &self,
        number: StaffNumber,
        digest: TokenDigest,
    ) -> Result<bool> {
        let take = sql!("DELETE FROM officer_recovery_codes WHERE staff = $1 AND digest = $2";
            number, digest);
        Ok(self.run(take).await? > 0)
    }

    /// How many recovery codes an officer has left.
    pub async fn officer_recovery_codes_left(&self, number: StaffNumber) -> Result<u64> {
        self.only(sql!("SELECT COUNT(*) FROM officer_recovery_codes WHERE staff = $1"; number))
            .await
    }

    async fn officer(&self, number: StaffNumber) -> Result<Option<Officer>> {
        self.one(sql!(OFFICERS.rows("WHERE staff = $1"); number))
            .await
    }
}

/// Makes an officer of a member who is none.
async fn post(
    connection: &mut Connection,
    number: StaffNumber,
    posting: Posting,
    factor: &NewFactor,
    now: Timestamp,
) -> Result<()> {
    let insert = insert!(officers: staff = number, province = posting.province,
        duty = posting.duty, sealed_secret = factor.sealed_secret.clone(), taken_step = 0_i64,
        created_at = now; "");
    OFFICERS.insert(connection, kept(number)?, insert).await?;
    for digest in &factor.recovery {
        sql!("INSERT INTO officer_recovery_codes (staff, digest) VALUES ($1, $2)"; number, *digest)
            .apply(&mut *connection)
            .await?;
    }
    Ok(())
}
