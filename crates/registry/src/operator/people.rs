//! Who logs in for a party, and who works at the desk.

use directory::staff::{StaffMember, StaffRole};
use directory::user::{User, UserKind, Username};
use directory::{Entity, Error};

use super::{Operator, Result};

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
