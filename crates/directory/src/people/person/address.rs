//! The addresses of accounts.

use domain::{RecipientId, Timestamp};

use super::PersonId;
use crate::db::Connection;
use crate::error::Result;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

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
        self.write(work!(|connection| {
            add(connection, person, &address, addresses_max).await
        }))
        .await
    }

    /// Takes an address from an account, unless it is the only way into it.
    pub async fn unlink_address(&self, person: PersonId, number: u32) -> Result<AddressUnlinked> {
        self.write(work!(|connection| {
            let addresses = how_many(connection, person).await?;
            if addresses <= 1 && !has_identity(connection, person).await? {
                let theirs = number_exists(connection, person, number).await?;
                return Ok(if theirs {
                    AddressUnlinked::Last
                } else {
                    AddressUnlinked::NotTheirs
                });
            }
            let removed = sql!("DELETE FROM person_addresses WHERE person = $1 AND number = $2";
                person, number)
            .run(connection)
            .await?;
            Ok(match removed {
                0 => AddressUnlinked::NotTheirs,
                _ => AddressUnlinked::Removed,
            })
        }))
        .await
    }
}

/// Who has an address.
pub(super) async fn owner(
    connection: &mut Connection,
    recipient: RecipientId,
) -> Result<Option<PersonId>> {
    let owner = sql!("SELECT person FROM person_addresses WHERE recipient = $1"; recipient);
    owner.one(connection).await
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
    let known = sql!("UPDATE person_addresses SET proven_at = $1 WHERE recipient = $2 \
         AND person = $3 RETURNING number"; address.proven_at, address.recipient, person);
    if let Some(number) = known.one(&mut *connection).await? {
        return Ok(number);
    }
    let number = sql!("UPDATE people SET next_address = next_address + 1 WHERE id = $1 \
         RETURNING next_address - 1"; person);
    let number = number.only(&mut *connection).await?;
    insert!(person_addresses: recipient = address.recipient, person, number,
        sealed_address = &address.sealed_address, proven_at = address.proven_at)
    .run(connection)
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
    sql!("DELETE FROM person_addresses WHERE recipient = $1 AND person = $2"; recipient, person)
        .run(connection)
        .await?;
    if how_many(connection, person).await? == 0 && !has_identity(connection, person).await? {
        super::delete(connection, person).await?;
    }
    Ok(())
}

async fn how_many(connection: &mut Connection, person: PersonId) -> Result<u64> {
    sql!("SELECT COUNT(*) FROM person_addresses WHERE person = $1"; person)
        .only(connection)
        .await
}

async fn has_identity(connection: &mut Connection, person: PersonId) -> Result<bool> {
    sql!("SELECT 1 FROM person_identities WHERE person = $1 LIMIT 1"; person)
        .exists(connection)
        .await
}

async fn number_exists(connection: &mut Connection, person: PersonId, number: u32) -> Result<bool> {
    sql!("SELECT number FROM person_addresses WHERE person = $1 AND number = $2"; person, number)
        .exists(connection)
        .await
}
