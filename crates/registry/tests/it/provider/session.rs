//! Signing in to the console.

use directory::member::MemberRole;
use registry::provider::{Action, ActivityQuery, MemberChanged, MemberSignIn};
use testkit::{HOUR, MEMBER_PASSWORD, MINUTE, PROVIDER, Place, code_at, everywhere};

const EMAIL: &str = "ayse@karanfil.example";

#[tokio::test]
async fn whatever_is_wrong_is_answered_alike_and_opens_nothing() {
    let place = Place::new().await;
    let member = place.add_member(EMAIL, everywhere(MemberRole::Owner)).await;
    let code = code_at(&member.secret, place.now());
    let stale = code_at(
        &member.secret,
        place.now() - std::time::Duration::from_secs(90),
    );
    let console = place.provider();
    for (email, password, second) in [
        ("nobody@karanfil.example", MEMBER_PASSWORD, code.as_str()),
        ("no address", MEMBER_PASSWORD, &code),
        (EMAIL, "dört kuru üzüm", &code),
        (EMAIL, MEMBER_PASSWORD, &stale),
        (EMAIL, MEMBER_PASSWORD, "000000"),
        (EMAIL, MEMBER_PASSWORD, "abcd-efgh-ijkl-mnop"),
        (EMAIL, MEMBER_PASSWORD, ""),
    ] {
        let client = std::net::IpAddr::from([192, 0, 2, 9]);
        let tried = console.sign_in(email, password, second, client).await;
        assert_eq!(tried.unwrap(), MemberSignIn::Wrong, "{email} {second}");
    }
    let activity = place
        .directory
        .activity(PROVIDER, ActivityQuery::default(), 100)
        .await
        .unwrap();
    assert!(
        activity
            .iter()
            .all(|entry| entry.what.action != Action::SignedIn)
    );
    // The address's case does not matter, and blanks in the code do not.
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let client = std::net::IpAddr::from([192, 0, 2, 9]);
    let tried = console.sign_in("Ayse@Karanfil.example ", MEMBER_PASSWORD, &spaced, client);
    assert!(matches!(tried.await.unwrap(), MemberSignIn::Welcome(_)));
}

#[tokio::test]
async fn a_code_is_taken_once_and_none_before_it_afterwards() {
    let place = Place::new().await;
    let member = place.add_member(EMAIL, everywhere(MemberRole::Owner)).await;
    let before = code_at(
        &member.secret,
        place.now() - std::time::Duration::from_secs(30),
    );
    let code = code_at(&member.secret, place.now());
    let try_it = |code: String| {
        let (place, member) = (&place, &member);
        async move { place.try_member(member, MEMBER_PASSWORD, &code).await }
    };
    assert!(matches!(
        try_it(code.clone()).await,
        MemberSignIn::Welcome(_)
    ));
    assert_eq!(try_it(code).await, MemberSignIn::Wrong);
    assert_eq!(try_it(before).await, MemberSignIn::Wrong);
    let next = code_at(
        &member.secret,
        place.now() + std::time::Duration::from_secs(30),
    );
    assert!(matches!(try_it(next).await, MemberSignIn::Welcome(_)));
}

#[tokio::test]
async fn a_recovery_code_stands_in_once() {
    let place = Place::new().await;
    let member = place.add_member(EMAIL, everywhere(MemberRole::Owner)).await;
    assert_eq!(member.recovery.len(), 10);
    for code in &member.recovery {
        let tried = place.try_member(&member, MEMBER_PASSWORD, code).await;
        assert!(matches!(tried, MemberSignIn::Welcome(_)));
        let again = place.try_member(&member, MEMBER_PASSWORD, code).await;
        assert_eq!(again, MemberSignIn::Wrong);
    }
}

#[tokio::test]
async fn a_guesser_of_codes_waits_though_the_password_is_right() {
    let place = Place::new().await;
    let member = place.add_member(EMAIL, everywhere(MemberRole::Owner)).await;
    let mut looked_at = 0;
    for number in 0..100 {
        let guess = format!("{number:06}");
        match place.try_member(&member, MEMBER_PASSWORD, &guess).await {
            MemberSignIn::Wrong => looked_at += 1,
            MemberSignIn::TooMany { .. } => break,
            MemberSignIn::Welcome(_) => panic!("guessed"),
        }
    }
    assert_eq!(looked_at, 10);
}

#[tokio::test]
async fn a_session_ends_unused_after_its_time_with_its_owner_and_by_a_new_invitation() {
    let place = Place::new().await;
    let member = place
        .add_member(EMAIL, everywhere(MemberRole::Viewer))
        .await;
    let mut token = place.member_token(&member).await;
    assert!(place.member_session(&token).await.is_some());
    place.pass(30 * MINUTE);
    assert!(place.member_session(&token).await.is_none());
    token = place.member_token(&member).await;
    for _ in 0..31 {
        assert!(place.member_session(&token).await.is_some());
        place.pass(15 * MINUTE);
    }
    place.pass(HOUR / 4);
    assert!(place.member_session(&token).await.is_none(), "eight hours");

    token = place.member_token(&member).await;
    let session = place.member_session(&token).await.unwrap();
    let number = session.member().number;
    let kept_out = |kept_out| {
        place
            .operator()
            .set_member_kept_out(PROVIDER, number, kept_out)
    };
    assert_eq!(kept_out(true).await.unwrap(), MemberChanged::Done);
    assert!(place.member_session(&token).await.is_none());
    let code = code_at(&member.secret, place.now());
    let tried = place.try_member(&member, MEMBER_PASSWORD, &code).await;
    assert_eq!(tried, MemberSignIn::Wrong);
    kept_out(false).await.unwrap();
    assert!(place.member_session(&token).await.is_none());

    token = place.member_token(&member).await;
    let again = place.operator().invite_member_again(PROVIDER, number);
    again.await.unwrap();
    assert!(place.member_session(&token).await.is_none());
    let code = code_at(&member.secret, place.now());
    let tried = place.try_member(&member, MEMBER_PASSWORD, &code).await;
    assert_eq!(tried, MemberSignIn::Wrong, "the second factor is gone");
}

#[tokio::test]
async fn of_more_than_four_sessions_the_one_idle_longest_ends() {
    let place = Place::new().await;
    let member = place
        .add_member(EMAIL, everywhere(MemberRole::Viewer))
        .await;
    let mut tokens = Vec::new();
    for _ in 0..5 {
        tokens.push(place.member_token(&member).await);
    }
    assert!(place.member_session(&tokens[0]).await.is_none());
    assert!(place.member_session(&tokens[1]).await.is_some());
}
