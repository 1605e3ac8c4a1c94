//! Signing in at the desk.

use std::net::IpAddr;

use directory::OsRandom;
use directory::user::Username;
use registry::staff::{
    CLIENT_TRIES_MAX, CLIENT_WINDOW_MILLIS, LOCKED_MILLIS, StaffRole, StaffSession, StaffSignIn,
    TRIES_MAX,
};

use crate::place::{Place, start};

/// The agent's name, password and office.
pub const AGENT: (&str, &str, &str) = ("destek", "Doğru-At-Pil-Zımba", "Çağrı merkezi");
const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

impl Place {
    /// Adds the agent.
    pub async fn add_agent(&self) {
        let (name, password, office) = AGENT;
        let role = StaffRole::Agent;
        let added = self
            .directory
            .add_staff(name, password, role, office, &OsRandom, start());
        added.await.unwrap();
    }

    /// An agent who has signed in.
    pub async fn agent(&self) -> StaffSession {
        self.add_agent().await;
        let StaffSignIn::Welcome { token, .. } = self.try_sign_in(AGENT.1, CLIENT).await else {
            panic!("not let in");
        };
        self.registry.staff_session(&token).await.unwrap().unwrap()
    }

    async fn try_sign_in(&self, password: &str, client: IpAddr) -> StaffSignIn {
        let tried = self.registry.staff_sign_in(AGENT.0, password, client);
        tried.await.unwrap()
    }
}

fn other_client(number: u8) -> IpAddr {
    IpAddr::from([198, 51, 100, number])
}

#[tokio::test]
async fn an_agent_signs_in_and_out() {
    let place = Place::new().await;
    let session = place.agent().await;
    assert_eq!(session.member().office, AGENT.2);
    place.registry.staff_sign_out(&session).await.unwrap();
    for token in ["", "x", &"A".repeat(43)] {
        assert_eq!(place.registry.staff_session(token).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_locked_member_is_told_nothing_else_than_one_who_is_wrong() {
    let place = Place::new().await;
    place.add_agent().await;
    for number in 0..u8::try_from(TRIES_MAX).unwrap() {
        let tried = place.try_sign_in("wrong", other_client(number)).await;
        assert_eq!(tried, StaffSignIn::Wrong);
    }
    assert_eq!(place.try_sign_in(AGENT.1, CLIENT).await, StaffSignIn::Wrong);
    let nobody = place
        .registry
        .staff_sign_in("nobody", AGENT.1, CLIENT)
        .await;
    assert_eq!(nobody.unwrap(), StaffSignIn::Wrong);
    place.pass(LOCKED_MILLIS / 1_000);
    let tried = place.try_sign_in(AGENT.1, CLIENT).await;
    assert!(matches!(tried, StaffSignIn::Welcome { .. }));
}

#[tokio::test]
async fn one_client_cannot_try_names_in_turn() {
    let place = Place::new().await;
    place.add_agent().await;
    for number in 0..CLIENT_TRIES_MAX {
        let name = format!("name-{number}");
        let tried = place.registry.staff_sign_in(&name, "wrong", CLIENT).await;
        assert_eq!(tried.unwrap(), StaffSignIn::Wrong);
    }
    let tried = place.try_sign_in(AGENT.1, CLIENT).await;
    assert!(matches!(tried, StaffSignIn::TooMany { .. }));
    let tried = place.try_sign_in(AGENT.1, other_client(1)).await;
    assert!(matches!(tried, StaffSignIn::Welcome { .. }));
    place.pass(CLIENT_WINDOW_MILLIS / 1_000);
    let tried = place.try_sign_in(AGENT.1, CLIENT).await;
    assert!(matches!(tried, StaffSignIn::Welcome { .. }));
}

#[tokio::test]
async fn who_is_kept_out_serves_nobody_any_more() {
    let place = Place::new().await;
    place.add_agent().await;
    let StaffSignIn::Welcome { token, .. } = place.try_sign_in(AGENT.1, CLIENT).await else {
        panic!("not let in");
    };
    let name = Username::new(AGENT.0).unwrap();
    place
        .directory
        .set_staff_disabled(&name, true)
        .await
        .unwrap();
    assert_eq!(place.registry.staff_session(&token).await.unwrap(), None);
    assert_eq!(place.try_sign_in(AGENT.1, CLIENT).await, StaffSignIn::Wrong);
}
