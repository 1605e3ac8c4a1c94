//! The operator's staff: who works at the desk, and their passwords.

use std::fmt;

use domain::Timestamp;
use domain::outside::Random;

use crate::accounts::password::{Asker, PasswordUse};
use crate::accounts::session::{self, Subject};
use crate::accounts::user::{PASSWORD_MAX, Username};
use crate::column::{kept, wrapper};
use crate::db::{Connection, Executor};
use crate::error::{Entity, Error, Result};
use crate::parties::title;
use crate::row::{Columns as _, FromRow, row};
use crate::row_sum::STAFF;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::words::words;
use crate::writer::work;

/// The longest name of an office, in bytes.
pub const OFFICE_LEN_MAX: usize = 100;

/// The first member's number.
const FIRST_NUMBER: u64 = 1_001;

/// A member's number: what people are told of who has looked at their records, for ever the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StaffNumber(pub u64);

wrapper! { StaffNumber(u64) }

impl fmt::Display for StaffNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

words! {
    /// What somebody works as.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum StaffRole: as_word, from_word {
        /// At the call centre's desk, where they look at callers' records and change them by their word.
        Agent = "agent",
        /// For the authority; [`officer`](crate::officer) has where and at what.
        Authority = "authority",
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
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<StaffMember> {
        let new = (name, password, role, office);
        let (member, hash) = self.new_staff(new, random, now).await?;
        self.write(move |connection| Box::pin(insert(connection, member, hash)))
            .await
    }

    /// What is kept of somebody who is added: they, without a number, and the hash of their password.
    pub(crate) async fn new_staff(
        &self,
        (name, password, role, office): (&str, &str, StaffRole, &str),
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<(StaffMember, String)> {
        let name = Username::new(name).ok_or(Error::Invalid("user name"))?;
        let office = office.trim().to_owned();
        if office.is_empty() || office.len() > OFFICE_LEN_MAX || !title::is_seen(&office) {
            return Err(Error::Invalid(
                "office: it is empty, too long, or has letters that are not seen",
            ));
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
        Ok((member, hash))
    }

    /// All staff, by number.
    pub async fn staff(&self) -> Result<Vec<StaffMember>> {
        self.all(sql!(STAFF.rows("ORDER BY number"))).await
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
            Some(name) => {
                sql!(format!("SELECT {columns}, password_hash FROM staff WHERE username = $1 \
                     AND disabled = 0"); &name)
                .row(self.readers())
                .await?
            }
            None => None,
        };
        let member = row.as_ref().map(StaffMember::read).transpose()?;
        let hash = row.map(|row| row.read("password_hash")).transpose()?;
        let right = self.inner.passwords.verify(place, password, hash).await?;
        Ok(member.filter(|_| right))
    }

    /// Changes a password and ends the member's sessions. `NotFound(Staff)`.
    pub async fn set_staff_password(
        &self,
        name: &Username,
        password: &str,
        random: &dyn Random,
    ) -> Result<()> {
        let hash = self.hash(password, random).await?;
        let name = name.clone();
        self.write(work!(|connection| {
            let number = number_of(connection, &name).await?;
            sql!("UPDATE staff SET password_hash = $1, tries = 0, locked_until = NULL \
                 WHERE number = $2"; hash, number)
            .run(connection)
            .await?;
            session::end_all(connection, Subject::Staff(number)).await
        }))
        .await
    }

    /// Keeps a member out, ending their sessions, or lets them in again. `NotFound(Staff)`.
    pub async fn set_staff_disabled(&self, name: &Username, disabled: bool) -> Result<()> {
        let name = name.clone();
        self.write(work!(|connection| {
            let number = number_of(connection, &name).await?;
            let change = sql!("UPDATE staff SET disabled = $1 WHERE number = $2";
                disabled, number);
            STAFF.change(connection, kept(number)?, change).await?;
            if disabled {
                session::end_all(connection, Subject::Staff(number)).await?;
            }
            Ok(())
        }))
        .await
    }
}

async fn number_of(connection: &mut Connection, name: &Username) -> Result<StaffNumber> {
    let number = sql!("SELECT number FROM staff WHERE username = $1"; name);
    let number = number.one(connection).await?;
    number.ok_or(Error::NotFound(Entity::Staff))
}

/// The member with a number, unless kept out.
pub(crate) async fn let_in(
    store: impl Executor<'_>,
    number: StaffNumber,
) -> Result<Option<StaffMember>> {
    sql!(STAFF.rows("WHERE number = $1 AND disabled = 0"); number)
        .one(store)
        .await
}

/// Writes a member down who is added, and gives them their number.
pub(crate) async fn insert(
    connection: &mut Connection,
    mut member: StaffMember,
    hash: String,
) -> Result<StaffMember> {
    let last = sql!("SELECT COALESCE(MAX(number), 0) FROM staff");
    let last: u64 = last.only(&mut *connection).await?;
    member.number = StaffNumber((last + 1).max(FIRST_NUMBER));
    let insert = insert!(staff: number = member.number, username = &member.name,
        password_hash = hash, role = member.role, office = &member.office, disabled = false,
        tries = 0_u8, created_at = member.created; "ON CONFLICT DO NOTHING");
    if !STAFF
        .insert(connection, kept(member.number)?, insert)
        .await?
    {
        return Err(Error::Exists(Entity::Staff));
    }
    Ok(member)
}

row! {
    StaffMember of STAFF:
    number, name = "username", role, office, disabled, created = "created_at"
}
