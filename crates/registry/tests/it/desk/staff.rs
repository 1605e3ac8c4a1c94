//! Signing in at the desk.

use std::net::IpAddr;

use directory::user::Username;
use keys::OsRandom;
use registry::contract::session::{CLIENT_TRIES_MAX, CLIENT_WINDOW, NAME_TRIES_MAX};
use registry::staff::{StaffRole, StaffSignIn};
use testkit::{AGENT, CLIENT, Place, seconds, start};

fn other_client(number: u8) -> IpAddr {
    IpAddr::from([198, 51, 100, number])
}

#[tokio::test]
async fn an_agent_signs_in_and_out() {
    let place = Place::new().await;
    let session = place.agent().await;
    assert_eq!(session.member().office, AGENT.2);
    place.desk().staff_sign_out(&session).await.unwrap();
    for token in ["", "x", &"A".repeat(43)] {
        assert_eq!(place.staff_session(token).await, None);
    }
}

#[tokio::test]
async fn strangers_lock_no_agent_out() {
    let place = Place::new().await;
    place.add_agent().await;
    for number in 0..u8::try_from(2 * NAME_TRIES_MAX).unwrap() {
        let tried = place.try_sign_in("wrong", other_client(number)).await;
        assert_eq!(tried, StaffSignIn::Wrong);
    }
    for number in 0..NAME_TRIES_MAX {
        let password = format!("wrong-{number}");
        let tried = place.try_sign_in(&password, other_client(100)).await;
        assert_eq!(tried, StaffSignIn::Wrong);
    }
    // Of that client the right one is not looked at either, and nobody learns whether there is such a
    // name.
    let tried = place.try_sign_in(AGENT.1, other_client(100)).await;
    assert!(matches!(tried, StaffSignIn::TooMany { .. }));
    for number in 0..=NAME_TRIES_MAX {
        let (name, client) = ("nobody", other_client(101));
        let password = number.to_string();
        let tried = place.desk().staff_sign_in(name, &password, client).await;
        let too_many = matches!(tried.unwrap(), StaffSignIn::TooMany { .. });
        assert_eq!(too_many, number == NAME_TRIES_MAX);
    }
    let tried = place.try_sign_in(AGENT.1, CLIENT).await;
    assert!(matches!(tried, StaffSignIn::Welcome { .. }));
}

#[tokio::test]
async fn an_agent_who_was_there_before_gets_in_while_many_networks_try_the_name() {
    let place = Place::new().await;
    place.agent().await;
    for number in 0..u8::MAX {
        place.try_sign_in("wrong", other_client(number)).await;
    }
    let tried = place
        .try_sign_in("wrong", IpAddr::from([203, 0, 113, 1]))
        .await;
    assert!(matches!(tried, StaffSignIn::TooMany { .. }));
    let tried = place.try_sign_in(AGENT.1, CLIENT).await;
    assert!(matches!(tried, StaffSignIn::Welcome { .. }));
}

#[tokio::test]
async fn the_desk_tells_nobody_whether_a_password_of_the_authoritys_is_right() {
    let place = Place::new().await;
    let (name, password, office) = ("kurum", "Doğru-At-Pil-Zımba", "Kurum");
    let role = StaffRole::Authority;
    let added = place
        .directory
        .add_staff(name, password, role, office, &OsRandom, start())
        .await
        .unwrap();
    let tried = place.desk().staff_sign_in(name, password, CLIENT).await;
    assert_eq!(tried.unwrap(), StaffSignIn::Wrong);
    let wrong = place.desk().staff_sign_in(name, "no", CLIENT).await;
    assert_eq!(wrong.unwrap(), StaffSignIn::Wrong);
    // A session that an earlier build has opened serves nobody.
    let token = place
        .directory
        .open_staff_session(&added, &OsRandom, place.now())
        .await
        .unwrap();
    assert_eq!(place.staff_session(&token).await, None);
}

#[tokio::test]
async fn one_client_cannot_try_names_in_turn() {
    let place = Place::new().await;
    place.add_agent().await;
    for number in 0..CLIENT_TRIES_MAX {
        let name = format!("name-{number}");
        let tried = place.desk().staff_sign_in(&name, "wrong", CLIENT).await;
        assert_eq!(tried.unwrap(), StaffSignIn::Wrong);
    }
    let tried = place.try_sign_in(AGENT.1, CLIENT).await;
    assert!(matches!(tried, StaffSignIn::TooMany { .. }));
    let tried = place.try_sign_in(AGENT.1, other_client(1)).await;
    assert!(matches!(tried, StaffSignIn::Welcome { .. }));
    place.pass(seconds(CLIENT_WINDOW));
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
    assert_eq!(place.staff_session(&token).await, None);
    assert_eq!(place.try_sign_in(AGENT.1, CLIENT).await, StaffSignIn::Wrong);
}
