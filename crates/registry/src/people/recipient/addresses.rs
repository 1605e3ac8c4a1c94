//! The addresses of an account, and how their owner wants to be told of new consents.

use directory::person::{Account, AddressLinked, AddressUnlinked, NewAddress};
use domain::{Address, Language, RecipientId, Timestamp};

use super::{AddressId, OwnAddress, Person, ProvenAddress, Subject};
use crate::message::{CodePurpose, NoticePolicy};
use crate::{Error, People, Result};

/// The most addresses of one account.
pub const ADDRESSES_MAX: u32 = 20;

/// What became of adding an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressAdded {
    /// It is theirs now, by this number. Another account that had it has it no more.
    Added(AddressId),
    /// It was theirs before.
    Theirs(AddressId),
    /// They have [`ADDRESSES_MAX`] already.
    TooMany,
}

/// What an account's address is sealed under, with its pseudonym.
const SEAL_CONTEXT: &[u8] = b"izin/person-address/";

impl People<'_> {
    /// Adds an address to an account. It moves here if another account had it. `Failed` for an
    /// address proven for anything else than being added.
    pub async fn add_address(
        self,
        person: &Person,
        proven: &ProvenAddress,
    ) -> Result<AddressAdded> {
        if proven.purpose() != CodePurpose::AddAddress {
            return Err(Error::Failed(
                "the address was not proven to be added".into(),
            ));
        }
        let address = self.new_address(proven.address(), proven.proven_at());
        let linked = self
            .directory()
            .link_address(person.id, address, ADDRESSES_MAX)
            .await?;
        Ok(match linked {
            AddressLinked::Added(number) => AddressAdded::Added(AddressId(number)),
            AddressLinked::HadIt(number) => AddressAdded::Theirs(AddressId(number)),
            AddressLinked::TooMany => AddressAdded::TooMany,
        })
    }

    /// Takes an address from an account; signing in by it makes another account afterwards. `false`:
    /// it is not theirs, or the only way to sign in that they have.
    pub async fn remove_address(self, person: &Person, id: AddressId) -> Result<bool> {
        let unlinked = self.directory().unlink_address(person.id, id.0).await?;
        Ok(unlinked == AddressUnlinked::Removed)
    }

    /// Deletes somebody's account: whoever signs in by one of its addresses makes another. Gone are the
    /// addresses in it, what an identity provider is known by, drafts of complaints, and every session.
    /// What was said stays in the ledger, and so do filed complaints and looks, until their time is over
    /// (rule 60); how the owners of the addresses want to be told of new consents stays with these.
    pub async fn delete_account(self, person: &Person) -> Result<()> {
        self.directory().delete_account(person.id).await?;
        Ok(())
    }

    /// Sets the language somebody is addressed in.
    pub async fn set_language(self, person: &Person, language: Language) -> Result<()> {
        Ok(self
            .directory()
            .set_person_language(person.id, language)
            .await?)
    }

    /// Sets how the owner of an address is told of new consents. Nothing for an address that is not
    /// theirs.
    pub async fn set_notice_policy(
        self,
        person: &Person,
        id: AddressId,
        policy: NoticePolicy,
    ) -> Result<()> {
        self.directory()
            .set_notice_policy(person.id, id.0, policy.as_str(), self.now())
            .await?;
        Ok(())
    }

    /// How somebody is told of new consents, address by address, in the order of their addresses.
    pub async fn notice_policies(self, person: &Person) -> Result<Vec<(AddressId, NoticePolicy)>> {
        let mut policies = Vec::with_capacity(person.subject.addresses.len());
        for own in &person.subject.addresses {
            policies.push((own.id, self.notice_policy_of(own.recipient).await?));
        }
        Ok(policies)
    }

    /// How the owner of an address is told of new consents: as they have chosen, else as the operator
    /// has ([`crate::message::MessageSettings`]).
    pub async fn notice_policy_of(self, recipient: RecipientId) -> Result<NoticePolicy> {
        let name = self.directory().notice_policy(recipient).await?;
        let named = name.and_then(|name| NoticePolicy::from_name(&name));
        Ok(named.unwrap_or(self.settings().messages.notices))
    }

    /// The subject that has one address and no account: the sender of a text message, a caller, the
    /// reader of a notice. Its address has the number 0.
    pub async fn subject_of(self, address: &Address) -> Result<Subject> {
        let recipient = self.ledger().recipient_id(address);
        let own = OwnAddress {
            id: AddressId(0),
            address: address.clone(),
            recipient,
            hidden_until: self.directory().line_closed_at(recipient).await?,
        };
        Ok(Subject {
            addresses: vec![own],
        })
    }

    /// The language the owner of an address is addressed in: their account's, else Turkish.
    pub async fn language_of(self, address: &Address) -> Result<Language> {
        let recipient = self.ledger().recipient_id(address);
        let language = self.directory().language_of_address(recipient).await?;
        Ok(language.unwrap_or_default())
    }

    /// A proven address as the directory keeps it. The context is that of the address, not of the
    /// account, so that it may move to another.
    pub(super) fn new_address(self, address: &Address, proven_at: Timestamp) -> NewAddress {
        let recipient = self.ledger().recipient_id(address);
        NewAddress {
            recipient,
            sealed_address: self.seal_address(SEAL_CONTEXT, &recipient.0, address),
            proven_at,
        }
    }

    /// An account with its addresses opened.
    pub(super) fn person(self, account: Account) -> Result<Person> {
        let mut addresses = Vec::with_capacity(account.addresses.len());
        for linked in account.addresses {
            let address = self
                .unseal_address(SEAL_CONTEXT, &linked.recipient.0, &linked.sealed_address)
                .ok_or_else(|| Error::Failed("an account's address cannot be opened".into()))?;
            addresses.push(OwnAddress {
                id: AddressId(linked.number),
                address,
                recipient: linked.recipient,
                hidden_until: linked.closed_at,
            });
        }
        Ok(Person {
            id: account.id,
            language: account.language,
            subject: Subject { addresses },
        })
    }
}
