//! The addresses of accounts.

use domain::{RecipientId, Timestamp};
use sqlx::Row as _;

use super::PersonId;
use crate::column;
use crate::db::{Connection, Read as _};
use crate::error::Result;
use crate::store::Directory;

/// An address that was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAddress {
    /// Its pseudonym in the ledger.
    pub recipient: RecipientId,
    /// The address, as the ledger sealed it.
    pub sealed_address: Vec<u8>,
    /// When it was proven.
    pub proven_at: Timestamp,
}

/// What became of adding an address to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressLinked {
    /// The account has it now, by this number; another that had it has it no more.
    Added(u32),
    /// The account had it before.
    HadIt(u32),
    /// The account has as many as it may have.
    TooMany,
}

/// What became of taking an address from an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressUnlinked {
    /// The account has it no more.
    Removed,
    /// The account has no address of this number.
    NotTheirs,
    /// It is the only way into the account.
    Last,
}

impl Directory {
    /// Adds a proven address to an account, from whichever account has it.
    pub async fn link_address(
        &self,
        person: PersonId,
        address: NewAddress,
        addresses_max: u32,
    ) -> Result<AddressLinked> {
        self.write(move |connection| {
            Box::pin(async move { add(connection, person, &address, addresses_max).await })
        })
        .await
    }

    /// Takes an address from an account, unless it is the only way into it.
    pub async fn unlink_address(&self, person: PersonId, number: u32) -> Result<AddressUnlinked> {
        self.write(move |connection| {
            Box::pin(async move {
                let addresses = how_many(connection, person).await?;
                if addresses <= 1 && !has_identity(connection, person).await? {
                    let theirs = number_exists(connection, person, number).await?;
                    return Ok(if theirs {
                        AddressUnlinked::Last
                    } else {
                        AddressUnlinked::NotTheirs
                    });
                }
                let removed =
                    sqlx::query("DELETE FROM person_addresses WHERE person = $1 AND number = $2")
                        .bind(person.0.as_slice())
                        .bind(i64::from(number))
                        .execute(connection)
                        .await?;
                Ok(match removed.rows_affected() {
                    0 => AddressUnlinked::NotTheirs,
                    _ => AddressUnlinked::Removed,
                })
            })
        })
        .await
    }
}

/// Who has an address.
pub(super) async fn owner(
    connection: &mut Connection,
    recipient: RecipientId,
) -> Result<Option<PersonId>> {
    sqlx::query("SELECT person FROM person_addresses WHERE recipient = $1")
        .bind(recipient.0.as_slice())
        .one(connection, |row| {
            Ok(PersonId(column::bytes(row, "person")?))
        })
        .await
}

/// Adds an address, as far as there is room for it.
pub(super) async fn add(
    connection: &mut Connection,
    person: PersonId,
    address: &NewAddress,
    addresses_max: u32,
) -> Result<AddressLinked> {
    let owner = owner(connection, address.recipient).await?;
    if owner == Some(person) {
        let number = link(connection, person, address).await?;
        return Ok(AddressLinked::HadIt(number));
    }
    if how_many(connection, person).await? >= u64::from(addresses_max) {
        return Ok(AddressLinked::TooMany);
    }
    if let Some(former) = owner {
        unlink(connection, former, address.recipient).await?;
    }
    let number = link(connection, person, address).await?;
    Ok(AddressLinked::Added(number))
}

/// Gives an address to an account, or notes that it was proven anew; says its number.
pub(super) async fn link(
    connection: &mut Connection,
    person: PersonId,
    address: &NewAddress,
) -> Result<u32> {
    let known = sqlx::query(
        "UPDATE person_addresses SET proven_at = $1 WHERE recipient = $2 AND person = $3 \
         RETURNING number",
    )
    .bind(address.proven_at.as_millis())
    .bind(address.recipient.0.as_slice())
    .bind(person.0.as_slice())
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(row) = known {
        return column::code(&row, "number");
    }
    let row = sqlx::query(
        "UPDATE people SET next_address = next_address + 1 WHERE id = $1 \
         RETURNING next_address - 1 AS number",
    )
    .bind(person.0.as_slice())
    .fetch_one(&mut *connection)
    .await?;
    let number = column::code(&row, "number")?;
    sqlx::query(
        "INSERT INTO person_addresses (recipient, person, number, sealed_address, proven_at) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(address.recipient.0.as_slice())
    .bind(person.0.as_slice())
    .bind(i64::from(number))
    .bind(address.sealed_address.as_slice())
    .bind(address.proven_at.as_millis())
    .execute(connection)
    .await?;
    Ok(number)
}

/// Takes an address from an account. One that is left without any way in is deleted: nobody could say
/// any more whose it is.
pub(crate) async fn unlink(
    connection: &mut Connection,
    person: PersonId,
    recipient: RecipientId,
) -> Result<()> {
    sqlx::query("DELETE FROM person_addresses WHERE recipient = $1 AND person = $2")
        .bind(recipient.0.as_slice())
        .bind(person.0.as_slice())
        .execute(&mut *connection)
        .await?;
    if how_many(connection, person).await? == 0 && !has_identity(connection, person).await? {
        super::delete(connection, person).await?;
    }
    Ok(())
}

async fn how_many(connection: &mut Connection, person: PersonId) -> Result<u64> {
    let row = sqlx::query("SELECT COUNT(*) AS addresses FROM person_addresses WHERE person = $1")
        .bind(person.0.as_slice())
        .fetch_one(connection)
        .await?;
    column::count(&row, "addresses")
}

async fn has_identity(connection: &mut Connection, person: PersonId) -> Result<bool> {
    let row = sqlx::query("SELECT COUNT(*) AS identities FROM person_identities WHERE person = $1")
        .bind(person.0.as_slice())
        .fetch_one(connection)
        .await?;
    Ok(row.try_get::<i64, _>("identities")? > 0)
}

async fn number_exists(connection: &mut Connection, person: PersonId, number: u32) -> Result<bool> {
    let found =
        sqlx::query("SELECT number FROM person_addresses WHERE person = $1 AND number = $2")
            .bind(person.0.as_slice())
            .bind(i64::from(number))
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}
