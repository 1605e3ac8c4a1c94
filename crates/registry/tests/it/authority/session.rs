//! Officers sign in.

use std::time::Duration;

use registry::authority::{Duty, OfficerSignIn, Posting, Province};
use registry::staff::StaffRole;
use testkit::{MINUTE, OFFICER_PASSWORD, Place, code_at, start};

const NAME: &str = "ayse";

/// Somebody who handles complaints in Ankara.
fn ankara() -> Posting {
    Posting {
        province: Province::new(6),
        duty: Duty::Cases,
    }
}

#[tokio::test]
async fn whatever_is_wrong_is_answered_alike_and_opens_nothing() {
    let place = Place::new().await;
    let officer = place.add_officer(NAME, ankara()).await;
    place.add_agent().await;
    // Somebody of the authority whom nobody has given a post.
    let (random, role) = (&keys::OsRandom, StaffRole::Authority);
    place
        .directory
        .add_staff("kurum", OFFICER_PASSWORD, role, "Kurum", random, start())
        .await
        .unwrap();
    let code = code_at(&officer.secret, place.now());
    let stale = code_at(&officer.secret, place.now() - Duration::from_secs(90));
    let (agent, agents_password, _) = testkit::AGENT;
    for (name, password, second) in [
        ("nobody", OFFICER_PASSWORD, code.as_str()),
        ("no name", OFFICER_PASSWORD, &code),
        (NAME, "dört kuru üzüm", &code),
        (NAME, OFFICER_PASSWORD, &stale),
        (NAME, OFFICER_PASSWORD, "000000"),
        (NAME, OFFICER_PASSWORD, "abcd-efgh-ijkl-mnop"),
        (NAME, OFFICER_PASSWORD, ""),
        (agent, agents_password, &code),
        ("kurum", OFFICER_PASSWORD, &code),
    ] {
        let client = std::net::IpAddr::from([192, 0, 2, 30]);
        let tried = place.authority().sign_in(name, password, second, client);
        assert_eq!(
            tried.await.unwrap(),
            OfficerSignIn::Wrong,
            "{name} {second}"
        );
    }
    let right = place.try_officer(&officer, OFFICER_PASSWORD, &code).await;
    assert!(matches!(right, OfficerSignIn::Welcome(_)));
}

#[tokio::test]
async fn a_code_is_taken_once_and_so_is_a_recovery_code() {
    let place = Place::new().await;
    let officer = place.add_officer(NAME, ankara()).await;
    let code = code_at(&officer.secret, place.now());
    for second in [&code, &officer.recovery[3]] {
        let first = place.try_officer(&officer, OFFICER_PASSWORD, second).await;
        assert!(matches!(first, OfficerSignIn::Welcome(_)));
        let again = place.try_officer(&officer, OFFICER_PASSWORD, second).await;
        assert_eq!(again, OfficerSignIn::Wrong);
    }
    place.pass(MINUTE);
    let token = place.officer_token(&officer).await;
    let session = place.authority().session(&token).await.unwrap().unwrap();
    let left = place.authority().recovery_codes_left(&session).await;
    assert_eq!(left.unwrap(), 9);
}

#[tokio::test]
async fn another_post_ends_the_sessions_and_the_second_factor() {
    let place = Place::new().await;
    let officer = place.add_officer(NAME, ankara()).await;
    let token = place.officer_token(&officer).await;
    let session = place.authority().session(&token).await.unwrap().unwrap();
    assert_eq!(session.province(), Province::new(6));

    let national = Posting {
        province: None,
        duty: Duty::Looks,
    };
    let moved = place.operator().set_officer(NAME, national).await;
    let (_, given) = moved.unwrap();
    assert!(place.authority().session(&token).await.unwrap().is_none());
    for second in [
        code_at(&officer.secret, place.now()),
        officer.recovery[0].clone(),
    ] {
        let tried = place.try_officer(&officer, OFFICER_PASSWORD, &second).await;
        assert_eq!(tried, OfficerSignIn::Wrong);
    }
    let code = code_at(&given.secret.text, place.now());
    let tried = place.try_officer(&officer, OFFICER_PASSWORD, &code).await;
    let OfficerSignIn::Welcome(token) = tried else {
        panic!("{tried:?}");
    };
    let session = place.authority().session(&token).await.unwrap().unwrap();
    assert_eq!((session.province(), session.duty()), (None, Duty::Looks));
}

#[tokio::test]
async fn whoever_is_kept_out_or_is_of_another_role_has_no_session_here() {
    let place = Place::new().await;
    let officer = place.add_officer(NAME, ankara()).await;
    let token = place.officer_token(&officer).await;
    assert!(place.desk().staff_session(&token).await.unwrap().is_none());
    place
        .operator()
        .set_staff_disabled(NAME, true)
        .await
        .unwrap();
    assert!(place.authority().session(&token).await.unwrap().is_none());
}
