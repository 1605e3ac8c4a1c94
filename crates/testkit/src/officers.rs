//! Officers of a test's authority, and the second factor they carry.

use std::net::IpAddr;

use registry::authority::{OfficerSignIn, Posting};

use crate::citizens::MINUTE;
use crate::members::code_at;
use crate::place::Place;

/// The password of every officer.
pub const OFFICER_PASSWORD: &str = "Altı mavi kayık";
/// Where officers sit.
const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 9));

/// An officer.
pub struct TestOfficer {
    /// What they sign in with.
    pub name: String,
    /// The secret of their one-time codes, in letters.
    pub secret: String,
    /// Their recovery codes.
    pub recovery: Vec<String>,
}

impl Place {
    /// An officer of a post.
    pub async fn add_officer(&self, name: &str, posting: Posting) -> TestOfficer {
        let new = (name, OFFICER_PASSWORD, "Ticaret İl Müdürlüğü");
        let added = self.registry.operator().add_officer(new, posting).await;
        let (member, given) = added.unwrap();
        TestOfficer {
            name: member.name.as_str().to_owned(),
            secret: given.secret.text,
            recovery: given.recovery,
        }
    }

    /// The officer tries to sign in.
    pub async fn try_officer(
        &self,
        officer: &TestOfficer,
        password: &str,
        second: &str,
    ) -> OfficerSignIn {
        let authority = self.registry.authority();
        let tried = authority.sign_in(&officer.name, password, second, CLIENT);
        tried.await.unwrap()
    }

    /// The token of a session of the officer's; a minute passes, so that the next one gets another code.
    pub async fn officer_token(&self, officer: &TestOfficer) -> String {
        let code = code_at(&officer.secret, self.now());
        let tried = self.try_officer(officer, OFFICER_PASSWORD, &code).await;
        let OfficerSignIn::Welcome(token) = tried else {
            panic!("{tried:?}");
        };
        self.pass(MINUTE);
        token
    }
}
