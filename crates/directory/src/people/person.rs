//! People: accounts, whom they belong to, and who signs in to them.

mod address;
mod policy;

use domain::{Language, RecipientId, Timestamp};

use crate::accounts::session::{self, NewSession, Subject};
use crate::column::wrapper;
use crate::db::{Connection, Row};
use crate::error::{Error, Result};
use crate::row::{Columns as _, FromRow, row};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

pub(crate) use address::unlink;
pub use address::{AddressLinked, AddressUnlinked, NewAddress};

/// An account: what somebody's addresses hang together by. Random; says nothing about anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(pub [u8; 16]);

wrapper! { PersonId([u8; 16]), IdentityDigest([u8; 32]) }

/// What an account is known by at an identity provider: a MAC of both names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IdentityDigest(pub [u8; 32]);

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Which one.
    pub id: PersonId,
    /// What language its owner is addressed in.
    pub language: Language,
    /// Its addresses, by number.
    pub addresses: Vec<LinkedAddress>,
}

/// An address of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedAddress {
    /// Its number in the account, from 1.
    pub number: u32,
    /// Its pseudonym in the ledger.
    pub recipient: RecipientId,
    /// The address, as the ledger sealed it.
    pub sealed_address: Vec<u8>,
    /// When the number's line was last reported closed, if it was.
    pub closed_at: Option<Timestamp>,
}

/// The account an address or an identity opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The account.
    pub account: Account,
    /// Whether it was made for this.
    pub made: bool,
}

/// The account that is made if there is none yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// Its random id.
    pub id: PersonId,
    /// What language its owner is addressed in.
    pub language: Language,
}

impl Directory {
    /// Signs the owner of an address in: opens the account that has it, or else makes one, and
    /// begins a session.
    pub async fn sign_in_by_address(
        &self,
        address: NewAddress,
        new: NewPerson,
        session: NewSession,
        now: Timestamp,
    ) -> Result<Opened> {
        self.write(work!(|connection| {
            let known = address::owner(connection, address.recipient).await?;
            let person = known.unwrap_or(new.id);
            if known.is_none() {
                insert(connection, new, now).await?;
            }
            address::link(connection, person, &address).await?;
            begin(connection, person, session, now).await?;
            let account = required(connection, person).await?;
            let made = known.is_none();
            Ok(Opened { account, made })
        }))
        .await
    }

    /// Signs somebody in by the word of an identity provider, as [`Directory::sign_in_by_address`]
    /// does. The addresses it vouches for are added to the account as far as it has room for them
    /// (`addresses_max`).
    pub async fn sign_in_by_identity(
        &self,
        identity: IdentityDigest,
        addresses: Vec<NewAddress>,
        addresses_max: u32,
        new: NewPerson,
        session: NewSession,
        now: Timestamp,
    ) -> Result<Opened> {
        self.write(work!(|connection| {
            let known = sql!("SELECT person FROM person_identities WHERE identity = $1"; identity);
            let known: Option<PersonId> = known.one(&mut *connection).await?;
            let person = known.unwrap_or(new.id);
            if known.is_none() {
                insert(connection, new, now).await?;
                insert!(person_identities: identity, person, linked_at = now)
                    .run(connection)
                    .await?;
            }
            for address in &addresses {
                address::add(connection, person, address, addresses_max).await?;
            }
            begin(connection, person, session, now).await?;
            let account = required(connection, person).await?;
            let made = known.is_none();
            Ok(Opened { account, made })
        }))
        .await
    }

    /// Deletes an account: its addresses, identities, sessions and drafts of complaints. What was filed
    /// stays, and so does how the owners of its addresses want to be told of new consents. `false`: there
    /// is none.
    pub async fn delete_account(&self, person: PersonId) -> Result<bool> {
        self.write(move |connection| Box::pin(delete(connection, person)))
            .await
    }

    /// Sets what language the owner of an account is addressed in.
    pub async fn set_person_language(&self, person: PersonId, language: Language) -> Result<()> {
        self.apply(sql!("UPDATE people SET language = $1 WHERE id = $2"; language, person))
            .await
    }

    /// The language of the account that has an address; `None`: none has it.
    pub async fn language_of_address(&self, recipient: RecipientId) -> Result<Option<Language>> {
        let language = sql!("SELECT language FROM person_addresses JOIN people \
             ON people.id = person WHERE recipient = $1"; recipient);
        self.one(language).await
    }
}

async fn insert(connection: &mut Connection, new: NewPerson, now: Timestamp) -> Result<()> {
    sql!("INSERT INTO people (id, language, next_address, created_at, used_at) \
         VALUES ($1, $2, 1, $3, $3)"; new.id, new.language, now)
    .apply(connection)
    .await
}

/// Begins a session of a person, who is in use from now on.
async fn begin(
    connection: &mut Connection,
    person: PersonId,
    session: NewSession,
    now: Timestamp,
) -> Result<()> {
    session::begin(connection, Subject::Person(person), session, now).await?;
    sql!("UPDATE people SET used_at = $1 WHERE id = $2"; now, person)
        .apply(connection)
        .await
}

/// Deletes an account with what hangs on it.
pub(crate) async fn delete(connection: &mut Connection, person: PersonId) -> Result<bool> {
    for statement in [
        "DELETE FROM complaints WHERE person = $1 AND state = 'draft'",
        "DELETE FROM sessions WHERE person = $1",
        "DELETE FROM person_identities WHERE person = $1",
        "DELETE FROM person_addresses WHERE person = $1",
    ] {
        sql!(statement; person).run(connection).await?;
    }
    let deleted = sql!("DELETE FROM people WHERE id = $1"; person)
        .run(connection)
        .await?;
    Ok(deleted > 0)
}

/// What is read of an account: one row for each address, and one with nulls if there are none.
const ACCOUNT: &str = "SELECT language, number, person_addresses.recipient AS recipient, \
     sealed_address, (SELECT MAX(closed_at) FROM line_closures \
     WHERE line_closures.recipient = person_addresses.recipient) AS closed_at \
     FROM people LEFT JOIN person_addresses ON person_addresses.person = people.id \
     WHERE people.id = $1 ORDER BY number";

async fn required(connection: &mut Connection, person: PersonId) -> Result<Account> {
    let rows = sql!(ACCOUNT; person).rows(connection).await?;
    read(person, &rows)?.ok_or(Error::Corrupt("account".to_owned()))
}

/// An account as it is now; `None`: there is none.
pub(crate) async fn account(directory: &Directory, person: PersonId) -> Result<Option<Account>> {
    let rows = sql!(ACCOUNT; person).rows(directory.readers()).await?;
    read(person, &rows)
}

row! { LinkedAddress: number, recipient, sealed_address, closed_at }

fn read(person: PersonId, rows: &[Row]) -> Result<Option<Account>> {
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let mut addresses = Vec::with_capacity(rows.len());
    for row in rows {
        if row.read::<Option<u32>>("number")?.is_some() {
            addresses.push(LinkedAddress::read(row)?);
        }
    }
    Ok(Some(Account {
        id: person,
        language: first.read("language")?,
        addresses,
    }))
}
