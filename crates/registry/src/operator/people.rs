//! Who logs in for a party, and who works at the desk.

use directory::officer::Posting;
use directory::staff::{StaffMember, StaffRole};
use directory::user::{User, UserKind, Username};
use directory::{Entity, Error};

use super::{Operator, Result};
use crate::authority::session::GivenFactor;

/// `Invalid`: a name cannot be one, or the password is empty or too long. `Exists`: the name is taken. `NotFound`: the
/// name or the party is unknown.
impl Operator<'_> {
    /// Adds a user of a party.
    pub async fn add_user(self, name: &str, password: &str, kind: UserKind) -> Result<User> {
        let random = self.random();
        self.directory()
            .add_user(name, password, kind, random, self.now())
            .await
    }

    /// Gives a user another password and ends all its sessions.
    pub async fn set_user_password(self, name: &str, password: &str) -> Result<Username> {
        let name = Username::new(name).ok_or(Error::NotFound(Entity::User))?;
        let random = self.random();
        self.directory()
            .set_password(&name, password, random, self.now())
            .await?;
        Ok(name)
    }

    /// Adds a member of the staff.
    pub async fn add_staff(
        self,
        name: &str,
        password: &str,
        role: StaffRole,
        office: &str,
    ) -> Result<StaffMember> {
        let random = self.random();
        self.directory()
            .add_staff(name, password, role, office, random, self.now())
            .await
    }

    /// Adds an officer, with a second factor that is told this once.
    pub async fn add_officer(
        self,
        (name, password, office): (&str, &str, &str),
        posting: Posting,
    ) -> Result<(StaffMember, GivenFactor)> {
        let name = Username::new(name).ok_or(Error::Invalid("user name"))?;
        let (given, kept) = self.officer_factor(name.as_str());
        let (random, now) = (self.random(), self.now());
        let new = (name.as_str(), password, office);
        let added = self
            .directory()
            .add_officer(new, posting, kept, random, now);
        Ok((added.await?, given))
    }

    /// Gives somebody of the authority's staff a post and a second factor, told this once, in place of those they had; ends
    /// their sessions.
    pub async fn set_officer(
        self,
        name: &str,
        posting: Posting,
    ) -> Result<(Username, GivenFactor)> {
        let name = Username::new(name).ok_or(Error::NotFound(Entity::Staff))?;
        let (given, kept) = self.officer_factor(name.as_str());
        let set = self
            .directory()
            .set_officer(&name, posting, kept, self.now());
        set.await?;
        Ok((name, given))
    }

    /// Keeps a member of the staff out and ends their sessions, or lets them in again.
    pub async fn set_staff_disabled(self, name: &str, disabled: bool) -> Result<Username> {
        let name = Username::new(name).ok_or(Error::NotFound(Entity::Staff))?;
        self.directory().set_staff_disabled(&name, disabled).await?;
        Ok(name)
    }

    /// Gives a member of the staff another password and ends their sessions.
    pub async fn set_staff_password(self, name: &str, password: &str) -> Result<Username> {
        let name = Username::new(name).ok_or(Error::NotFound(Entity::Staff))?;
        let random = self.random();
        self.directory()
            .set_staff_password(&name, password, random)
            .await?;
        Ok(name)
    }
}
