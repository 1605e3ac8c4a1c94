//! Members of a test's provider, and the second factor they carry.

use std::net::IpAddr;

use directory::member::{MemberRole, RoleGrant};
use domain::{BrandCode, Timestamp};
use registry::provider::invitation::{InvitationTaken, PasswordChosen};
use registry::provider::{MemberSession, MemberSignIn};
use totp_rs::{Builder, Secret};

use crate::citizens::MINUTE;
use crate::names::PROVIDER;
use crate::place::Place;

/// The password of every member.
pub const MEMBER_PASSWORD: &str = "dört kuru incir";
/// Where members sit.
const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7));

/// A member who has taken the invitation up.
pub struct TestMember {
    /// What they sign in with.
    pub email: String,
    /// The secret of their one-time codes, in letters.
    pub secret: String,
    /// Their recovery codes.
    pub recovery: Vec<String>,
}

/// A role for all brands.
pub fn everywhere(role: MemberRole) -> Vec<RoleGrant> {
    vec![RoleGrant { brand: None, role }]
}

/// A role for one brand.
pub fn in_brand(role: MemberRole, brand: BrandCode) -> Vec<RoleGrant> {
    let brand = Some(brand);
    vec![RoleGrant { brand, role }]
}

/// The code that an authenticator shows at an instant.
pub fn code_at(secret: &str, at: Timestamp) -> String {
    let letters: String = secret.split_whitespace().collect();
    let secret = Secret::try_from_base32(letters).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate((at.as_millis() / 1_000).try_into().unwrap())
        .to_string()
}

impl Place {
    /// A member of [`PROVIDER`] who has taken the invitation up.
    pub async fn add_member(&self, email: &str, roles: Vec<RoleGrant>) -> TestMember {
        let operator = self.registry.operator();
        let invited = operator.invite_member(PROVIDER, email, "Ayşe Yılmaz", roles);
        let (_, invitation) = invited.await.unwrap();
        let (console, token) = (self.registry.provider(), invitation.token());
        let chosen = console.choose_password(token, MEMBER_PASSWORD).await;
        assert_eq!(chosen.unwrap(), PasswordChosen::Set);
        let open = console.invitation(token).await.unwrap().unwrap();
        let secret = open.secret.unwrap().text;
        let code = code_at(&secret, self.now());
        let accepted = console.accept_invitation(token, &code, CLIENT).await;
        let InvitationTaken::Accepted(recovery) = accepted.unwrap() else {
            panic!("the code is wrong");
        };
        // That code was taken; the next sign-in needs another.
        self.pass(MINUTE);
        let email = email.to_owned();
        TestMember {
            email,
            secret,
            recovery,
        }
    }

    /// The member tries to sign in.
    pub async fn try_member(
        &self,
        member: &TestMember,
        password: &str,
        second: &str,
    ) -> MemberSignIn {
        let console = self.registry.provider();
        let tried = console.sign_in(&member.email, password, second, CLIENT);
        tried.await.unwrap()
    }

    /// The token of a session of the member's; a minute passes, so that the next one gets another code.
    pub async fn member_token(&self, member: &TestMember) -> String {
        let code = code_at(&member.secret, self.now());
        let tried = self.try_member(member, MEMBER_PASSWORD, &code).await;
        let MemberSignIn::Welcome(token) = tried else {
            panic!("{tried:?}");
        };
        self.pass(MINUTE);
        token
    }

    /// The session of a token.
    pub async fn member_session(&self, token: &str) -> Option<MemberSession> {
        self.registry.provider().session(token).await.unwrap()
    }

    /// A member of [`PROVIDER`], signed in.
    pub async fn signed_in_member(&self, email: &str, roles: Vec<RoleGrant>) -> MemberSession {
        let member = self.add_member(email, roles).await;
        let token = self.member_token(&member).await;
        self.member_session(&token).await.unwrap()
    }
}
