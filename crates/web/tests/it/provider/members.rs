//! Members for tests.

use directory::member::{MemberRole, RoleGrant};
use testkit::{Browser, everywhere};

use crate::app::App;

/// The name of the console's session.
pub const COOKIE: &str = "__Host-izin-provider";

impl App {
    /// A browser in which a member of the provider has signed in.
    pub async fn at_console(&self, email: &str, roles: Vec<RoleGrant>) -> Browser<'_> {
        let member = self.add_member(email, roles).await;
        let token = self.member_token(&member).await;
        let mut browser = self.browser();
        browser.cookies.insert(COOKIE.to_owned(), token);
        browser
    }

    /// A browser in which an owner of the account has signed in.
    pub async fn owner(&self) -> Browser<'_> {
        let roles = everywhere(MemberRole::Owner);
        self.at_console("sahip@karanfil.example", roles).await
    }
}
