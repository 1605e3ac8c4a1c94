//! The users of the interface: another kind than members. They get tokens and cannot sign in to the console; who may manage
//! all brands keeps them.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use directory::activity::Actor;
use directory::user::Username;
use directory::{Entity, Error as Cause};

pub use directory::user::{
    NETWORKS_MAX, NETWORKS_TEXT_MAX, Networks, NetworksProblem, OldPassword, ProviderUser,
    UserRules,
};

use super::right::Right;
use super::session::MemberSession;
use crate::{ProviderConsole, Result};

/// For how long the password before is good beside a new one, at most: seven days.
pub const OLD_PASSWORD_MAX: Duration = Duration::from_hours(7 * 24);
/// The random bytes of a password that is made; 24 letters.
const PASSWORD_BYTES: usize = 18;

/// A member who may manage all brands of the provider.
#[derive(Clone, Debug)]
pub struct KeeperSession(MemberSession);

impl KeeperSession {
    /// The session, if its member may manage all brands.
    pub fn of(session: &MemberSession) -> Option<Self> {
        let may = session.may_everywhere(Right::Manage);
        may.then(|| Self(session.clone()))
    }

    fn actor(&self) -> Actor {
        Actor::Member(self.0.member().number)
    }

    fn named(&self, name: Username) -> (domain::ProviderCode, Username) {
        (self.0.provider().code, name)
    }
}

/// What became of a user.
#[derive(Clone, PartialEq, Eq)]
pub enum UserKept {
    /// It has this password from now on, shown this once.
    Password(String),
    /// It was done.
    Done,
    /// The name is somebody's already, of this or of another party.
    Taken,
    /// It cannot be a name.
    NoName,
    /// The provider has as many users as it may.
    TooMany,
    /// The provider has no such user.
    Unknown,
}

impl std::fmt::Debug for UserKept {
    /// Leaves the password out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Password(_) => "Password",
            Self::Done => "Done",
            Self::Taken => "Taken",
            Self::NoName => "NoName",
            Self::TooMany => "TooMany",
            Self::Unknown => "Unknown",
        })
    }
}

impl ProviderConsole<'_> {
    /// The provider's users with what is said of each, by name.
    pub async fn api_users(self, keeper: &KeeperSession) -> Result<Vec<ProviderUser>> {
        let provider = keeper.0.provider().code;
        Ok(self.directory().provider_users(provider).await?)
    }

    /// Adds a user, whose password is made here.
    pub async fn add_api_user(self, keeper: &KeeperSession, name: &str) -> Result<UserKept> {
        let Some(name) = Username::new(name.trim()) else {
            return Ok(UserKept::NoName);
        };
        let (password, random, now) = (self.new_password(), self.random(), self.now());
        let added = self
            .directory()
            .add_user_of(keeper.named(name), &password, keeper.actor(), random, now)
            .await;
        match added {
            Ok(_) => Ok(UserKept::Password(password)),
            Err(Cause::Exists(Entity::User)) => Ok(UserKept::Taken),
            Err(Cause::Limit(Entity::User)) => Ok(UserKept::TooMany),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives a user another password, which ends its tokens.
    pub async fn renew_api_user(self, keeper: &KeeperSession, name: &str) -> Result<UserKept> {
        let Some(name) = Username::new(name) else {
            return Ok(UserKept::Unknown);
        };
        let (password, random, now) = (self.new_password(), self.random(), self.now());
        let set = self
            .directory()
            .set_password_of(keeper.named(name), &password, keeper.actor(), random, now)
            .await;
        kept(set, UserKept::Password(password))
    }

    /// Gives a user another password, beside which the one it has is good for a while, at most [`OLD_PASSWORD_MAX`], or until it
    /// is ended by hand; so whoever calls with it goes on meanwhile.
    pub async fn rotate_api_user(
        self,
        keeper: &KeeperSession,
        name: &str,
        old_for: Duration,
    ) -> Result<UserKept> {
        let Some(name) = Username::new(name) else {
            return Ok(UserKept::Unknown);
        };
        let (password, random, now) = (self.new_password(), self.random(), self.now());
        let fresh = (password.as_str(), now + old_for.min(OLD_PASSWORD_MAX));
        let set = self
            .directory()
            .rotate_password_of(keeper.named(name), fresh, keeper.actor(), random, now)
            .await;
        kept(set, UserKept::Password(password))
    }

    /// Ends the password before of a user, and the tokens that were given for it. `Unknown`: there is none that is good.
    pub async fn end_old_password(self, keeper: &KeeperSession, name: &str) -> Result<UserKept> {
        let Some(name) = Username::new(name) else {
            return Ok(UserKept::Unknown);
        };
        let ended = self
            .directory()
            .end_old_password_of(keeper.named(name), keeper.actor(), self.now())
            .await;
        match ended {
            Ok(false) => Ok(UserKept::Unknown),
            ended => kept(ended.map(drop), UserKept::Done),
        }
    }

    /// Says where a user may call from; what is refused is refused as a wrong password or token is.
    pub async fn set_api_user_networks(
        self,
        keeper: &KeeperSession,
        name: &str,
        networks: Networks,
    ) -> Result<UserKept> {
        let Some(name) = Username::new(name) else {
            return Ok(UserKept::Unknown);
        };
        let set = self
            .directory()
            .set_networks_of(keeper.named(name), networks, keeper.actor(), self.now())
            .await;
        kept(set, UserKept::Done)
    }

    /// Keeps a user out and ends its tokens, or lets it in again.
    pub async fn keep_api_user_out(
        self,
        keeper: &KeeperSession,
        name: &str,
        kept_out: bool,
    ) -> Result<UserKept> {
        let Some(name) = Username::new(name) else {
            return Ok(UserKept::Unknown);
        };
        let now = self.now();
        let set = self
            .directory()
            .set_disabled_of(keeper.named(name), kept_out, keeper.actor(), now)
            .await;
        kept(set, UserKept::Done)
    }

    fn new_password(self) -> String {
        let mut bytes = [0; PASSWORD_BYTES];
        self.random().fill(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

fn kept(outcome: directory::Result<()>, done: UserKept) -> Result<UserKept> {
    match outcome {
        Ok(()) => Ok(done),
        Err(Cause::NotFound(Entity::User)) => Ok(UserKept::Unknown),
        Err(error) => Err(error.into()),
    }
}
