//! The operator's staff: who works at the desk, and their passwords.

use std::fmt;

use domain::Timestamp;
use sqlx::Row as _;

use crate::accounts::password::{Asker, PasswordUse};
use crate::accounts::session::{self, Subject};
use crate::accounts::user::{PASSWORD_MAX, Username};
use crate::column;
use crate::db::{Connection, Executor, Read as _, Row, sql};
use crate::error::{Entity, Error, Result};
use crate::random::Randomness;
use crate::row_sum::STAFF;
use crate::store::Directory;
use crate::words::words;

/// The longest name of an office, in bytes.
pub const OFFICE_LEN_MAX: usize = 100;

/// The first member's number.
const FIRST_NUMBER: u64 = 1_001;

/// A member's number: what people are told of who has looked at their records, for ever the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StaffNumber(pub u64);

impl fmt::Display for StaffNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

words! {
    /// What somebody works as.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum StaffRole: as_word, from_word {
        /// At the call centre's desk.
        Agent = "agent",
        /// For the authority.
        Authority = "authority",
    }
}

impl StaffRole {
    /// Whether they serve callers at the desk: look at their records and change them by their word.
    pub const fn serves_callers(self) -> bool {
        match self {
            Self::Agent => true,
            Self::Authority => false,
        }
    }
}

/// One of the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// The number people are told.
    pub number: StaffNumber,
    /// The name to sign in with; unique, never changed.
    pub name: Username,
    /// What they work as.
    pub role: StaffRole,
    /// The office they work for, as people are told it.
    pub office: String,
    /// Whether they are kept out.
    pub disabled: bool,
    /// When they were added.
    pub created: Timestamp,
}

impl Directory {
    /// Adds a member. `Invalid`: the name cannot be one, the password is empty or too long, or the
    /// office is empty or longer than [`OFFICE_LEN_MAX`]; `Exists(Staff)`.
    pub async fn add_staff(
        &self,
        name: &str,
        password: &str,
        role: StaffRole,
        office: &str,
        random: &dyn Randomness,
        now: Timestamp,
    ) -> Result<StaffMember> {
        let name = Username::new(name).ok_or(Error::Invalid("user name"))?;
        let office = office.trim().to_owned();
        if office.is_empty() || office.len() > OFFICE_LEN_MAX {
            return Err(Error::Invalid("office"));
        }
        let hash = self.hash(password, random).await?;
        let member = StaffMember {
            number: StaffNumber(0),
            name,
            role,
            office,
            disabled: false,
            created: now,
        };
        self.write(move |connection| Box::pin(insert(connection, member, hash)))
            .await
    }

    /// All staff, by number.
    pub async fn staff(&self) -> Result<Vec<StaffMember>> {
        STAFF
            .rows("ORDER BY number")
            .all(self.readers(), read)
            .await
    }

    /// The member if name and password are right, and they are not kept out. Why nobody is answered is
    /// not said; it takes as long for an unknown name. `Busy`: it was not looked at, too many wait.
    ///
    /// Wrong passwords are counted by who asks, not here: a count kept with the member would let any
    /// stranger lock them out.
    pub async fn authenticate_staff(
        &self,
        name: &str,
        password: &str,
        asker: Asker,
    ) -> Result<Option<StaffMember>> {
        if password.len() > PASSWORD_MAX {
            return Ok(None);
        }
        let place = self.inner.passwords.place(PasswordUse::Desk, asker)?;
        let columns = STAFF.select();
        let row = match Username::new(name) {
            Some(name) => sql(format!(
                "SELECT {columns}, password_hash FROM staff WHERE username = $1 AND disabled = 0"
            ))
            .bind(name.as_str())
            .fetch_optional(self.readers())
            .await?,
            None => None,
        };
        let member = row.as_ref().map(read).transpose()?;
        let hash = row.map(|row| row.try_get("password_hash")).transpose()?;
        let right = self.inner.passwords.verify(place, password, hash).await?;
        Ok(member.filter(|_| right))
    }

    /// Changes a password and ends the member's sessions. `NotFound(Staff)`.
    pub async fn set_staff_password(
        &self,
        name: &Username,
        password: &str,
        random: &dyn Randomness,
    ) -> Result<()> {
        let hash = self.hash(password, random).await?;
        let name = name.clone();
        self.write(move |connection| {
            Box::pin(async move {
                let number = number_of(connection, &name).await?;
                sqlx::query(
                    "UPDATE staff SET password_hash = $1, tries = 0, locked_until = NULL \
                     WHERE number = $2",
                )
                .bind(hash)
                .bind(number)
                .execute(&mut *connection)
                .await?;
                session::end_all(connection, Subject::Staff(number)).await
            })
        })
        .await
    }

    /// Keeps a member out, ending their sessions, or lets them in again. `NotFound(Staff)`.
    pub async fn set_staff_disabled(&self, name: &Username, disabled: bool) -> Result<()> {
        let name = name.clone();
        self.write(move |connection| {
            Box::pin(async move {
                let number = number_of(connection, &name).await?;
                STAFF.check_stored(connection, number).await?;
                sqlx::query("UPDATE staff SET disabled = $1 WHERE number = $2")
                    .bind(i16::from(disabled))
                    .bind(number)
                    .execute(&mut *connection)
                    .await?;
                STAFF.keep(connection, number).await?;
                if disabled {
                    session::end_all(connection, Subject::Staff(number)).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

async fn number_of(connection: &mut Connection, name: &Username) -> Result<i64> {
    let row = sqlx::query("SELECT number FROM staff WHERE username = $1")
        .bind(name.as_str())
        .fetch_optional(connection)
        .await?
        .ok_or(Error::NotFound(Entity::Staff))?;
    Ok(row.try_get("number")?)
}

/// The member with a number, unless kept out.
pub(crate) async fn let_in(store: impl Executor<'_>, number: i64) -> Result<Option<StaffMember>> {
    STAFF
        .rows("WHERE number = $1 AND disabled = 0")
        .bind(number)
        .one(store, read)
        .await
}

async fn insert(
    connection: &mut Connection,
    mut member: StaffMember,
    hash: String,
) -> Result<StaffMember> {
    let row = sqlx::query("SELECT COALESCE(MAX(number), 0) AS last FROM staff")
        .fetch_one(&mut *connection)
        .await?;
    member.number = StaffNumber((column::count(&row, "last")? + 1).max(FIRST_NUMBER));
    let number = column::stored(member.number.0, "a staff number")?;
    let added = sqlx::query(
        "INSERT INTO staff (number, username, password_hash, role, office, disabled, tries, \
         created_at) VALUES ($1, $2, $3, $4, $5, 0, 0, $6) ON CONFLICT DO NOTHING",
    )
    .bind(number)
    .bind(member.name.as_str())
    .bind(hash)
    .bind(member.role.as_word())
    .bind(&member.office)
    .bind(member.created.as_millis())
    .execute(&mut *connection)
    .await?;
    if added.rows_affected() == 0 {
        return Err(Error::Exists(Entity::Staff));
    }
    STAFF.keep(connection, number).await?;
    Ok(member)
}

/// Reads a row with the columns of [`STAFF`]. `Damaged` if it is not as it was written.
fn read(row: &Row) -> Result<StaffMember> {
    STAFF.check(row)?;
    Ok(StaffMember {
        number: StaffNumber(column::count(row, "number")?),
        name: column::word(row, "username", Username::new)?,
        role: column::word(row, "role", StaffRole::from_word)?,
        office: row.try_get("office")?,
        disabled: column::flag(row, "disabled")?,
        created: column::instant(row, "created_at")?,
    })
}
