//! One-time codes: what they cost, what they are good for, and what they tell nobody.

mod askers;

use std::net::IpAddr;

use domain::{Channel, Language, Status};
use registry::message::{CodePurpose, Content};
use registry::people::recipient::{Challenge, ChallengeId, CodeChecked, CodeRequested};
use testkit::{BRAND, DAY, HOUR, MINUTE, Place, email, phone};

const SIGN_IN: CodePurpose = CodePurpose::SignIn;

/// Six digits that are not the code's.
fn wrong(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

async fn check(place: &Place, challenge: Challenge, code: &str) -> CodeChecked {
    place.check_code(challenge.id, SIGN_IN, code).await
}

async fn ask(place: &Place, number: u32) -> CodeRequested {
    place
        .request_code(&phone(number), SIGN_IN, Language::Turkish, None)
        .await
}

#[tokio::test]
async fn a_code_goes_to_the_address_and_proves_it() {
    let place = Place::new().await;
    let asked = place
        .request_code(&email(1), SIGN_IN, Language::English, None)
        .await;
    let CodeRequested::Sent(challenge) = asked else {
        panic!("{asked:?}");
    };
    let messages = place.messages().await;
    let [message] = messages.as_slice() else {
        panic!("{messages:?}");
    };
    assert_eq!(message.to, email(1));
    assert_eq!(message.language, Language::English);
    let Content::Code {
        code,
        purpose,
        minutes,
    } = &message.content
    else {
        panic!("{:?}", message.content);
    };
    assert_eq!((*purpose, *minutes), (SIGN_IN, 3));
    assert_eq!(code.len(), 6);
    let CodeChecked::Proven(proven) = check(&place, challenge, code).await else {
        panic!("the code was right");
    };
    assert_eq!(proven.address(), &email(1));
    assert_eq!(proven.recipient(), place.ledger.recipient_id(&email(1)));
    assert_eq!(proven.purpose(), SIGN_IN);
    assert_eq!(proven.proven_at(), place.now());
}

#[tokio::test]
async fn blanks_in_a_code_are_ignored() {
    let place = Place::new().await;
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    let typed = format!(" {} {}\u{a0}", &code[..3], &code[3..]);
    assert!(matches!(
        check(&place, challenge, &typed).await,
        CodeChecked::Proven(_)
    ));
}

#[tokio::test]
async fn a_wrong_code_costs_a_try() {
    let place = Place::new().await;
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    for left in (0..5).rev() {
        let checked = check(&place, challenge, &wrong(&code)).await;
        assert_eq!(checked, CodeChecked::Wrong { tries_left: left });
    }
    assert_eq!(check(&place, challenge, &code).await, CodeChecked::Gone);
}

#[tokio::test]
async fn what_is_no_code_at_all_is_wrong_and_does_no_harm() {
    let place = Place::new().await;
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    let long = "9".repeat(1 << 20);
    for (typed, left) in [
        ("", 4),
        ("12345", 3),
        (long.as_str(), 2),
        ("' OR 1=1 --", 1),
    ] {
        let checked = check(&place, challenge, typed).await;
        assert_eq!(checked, CodeChecked::Wrong { tries_left: left });
    }
    assert!(matches!(
        check(&place, challenge, &code).await,
        CodeChecked::Proven(_)
    ));
}

#[tokio::test]
async fn asking_anew_gives_no_further_tries() {
    let place = Place::new().await;
    let first_at = place.now();
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    for _ in 0..3 {
        check(&place, challenge, &wrong(&code)).await;
    }
    place.pass(MINUTE);
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    let checked = check(&place, challenge, &wrong(&code)).await;
    assert_eq!(checked, CodeChecked::Wrong { tries_left: 1 });
    let checked = check(&place, challenge, &wrong(&code)).await;
    assert_eq!(checked, CodeChecked::Wrong { tries_left: 0 });
    place.pass(MINUTE);
    let CodeRequested::TooMany { again_at } = ask(&place, 1).await else {
        panic!("a sixth try was given");
    };
    assert_eq!(again_at.as_seconds(), first_at.as_seconds() + HOUR);
    assert!(place.messages().await.is_empty());
    place.pass(again_at.as_seconds() - place.now().as_seconds());
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    let checked = check(&place, challenge, &wrong(&code)).await;
    assert_eq!(checked, CodeChecked::Wrong { tries_left: 2 });
}

#[tokio::test]
async fn who_mistyped_before_the_right_code_has_all_tries_again() {
    let place = Place::new().await;
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    for _ in 0..4 {
        check(&place, challenge, &wrong(&code)).await;
    }
    assert!(matches!(
        check(&place, challenge, &code).await,
        CodeChecked::Proven(_)
    ));
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    let checked = check(&place, challenge, &wrong(&code)).await;
    assert_eq!(checked, CodeChecked::Wrong { tries_left: 4 });
}

#[tokio::test]
async fn of_many_guesses_at_once_five_are_looked_at() {
    let place = Place::new().await;
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    let guess = wrong(&code);
    let guesses = (0..20).map(|_| {
        let (registry, guess) = (place.registry.clone(), guess.clone());
        tokio::spawn(async move {
            registry
                .people()
                .check_code(challenge.id, SIGN_IN, &guess)
                .await
        })
    });
    let mut left = Vec::new();
    for guess in guesses.collect::<Vec<_>>() {
        match guess.await.unwrap().unwrap() {
            CodeChecked::Wrong { tries_left } => left.push(tries_left),
            CodeChecked::Gone => {}
            CodeChecked::Proven(_) => panic!("a wrong code proves nothing"),
        }
    }
    left.sort_unstable();
    assert_eq!(left, [0, 1, 2, 3, 4]);
    assert_eq!(check(&place, challenge, &code).await, CodeChecked::Gone);
}

#[tokio::test]
async fn a_right_code_works_once() {
    let place = Place::new().await;
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    let tries = (0..20).map(|_| {
        let (registry, code) = (place.registry.clone(), code.clone());
        tokio::spawn(async move {
            registry
                .people()
                .check_code(challenge.id, SIGN_IN, &code)
                .await
        })
    });
    let mut proven = 0;
    for tried in tries.collect::<Vec<_>>() {
        match tried.await.unwrap().unwrap() {
            CodeChecked::Proven(_) => proven += 1,
            other => assert_eq!(other, CodeChecked::Gone),
        }
    }
    assert_eq!(proven, 1);
}

#[tokio::test]
async fn a_code_is_good_for_its_purpose_alone() {
    let place = Place::new().await;
    let (challenge, code) = place.request(&phone(1), CodePurpose::Desk).await;
    for purpose in [
        CodePurpose::SignIn,
        CodePurpose::AddAddress,
        CodePurpose::Voice,
    ] {
        let checked = place
            .people()
            .check_code(challenge.id, purpose, &code)
            .await;
        assert_eq!(checked.unwrap(), CodeChecked::Gone, "{purpose:?}");
    }
    let checked = place
        .people()
        .check_code(challenge.id, CodePurpose::Desk, &code)
        .await;
    assert!(matches!(checked.unwrap(), CodeChecked::Proven(_)));
}

#[tokio::test]
async fn a_code_of_one_address_is_wrong_for_another() {
    let place = Place::new().await;
    let (_, code) = place.request(&phone(1), SIGN_IN).await;
    let (other, other_code) = place.request(&phone(2), SIGN_IN).await;
    if code != other_code {
        let checked = check(&place, other, &code).await;
        assert_eq!(checked, CodeChecked::Wrong { tries_left: 4 });
    }
}

#[tokio::test]
async fn a_code_works_for_three_minutes() {
    let place = Place::new().await;
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    assert_eq!(
        challenge.valid_until.as_seconds(),
        place.now().as_seconds() + 3 * MINUTE
    );
    place.pass(3 * MINUTE);
    assert_eq!(check(&place, challenge, &code).await, CodeChecked::Gone);
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    place.pass(3 * MINUTE - 1);
    assert!(matches!(
        check(&place, challenge, &code).await,
        CodeChecked::Proven(_)
    ));
}

#[tokio::test]
async fn within_a_minute_the_earlier_code_stays_and_nothing_is_sent() {
    let place = Place::new().await;
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    place.pass(MINUTE - 1);
    assert_eq!(ask(&place, 1).await, CodeRequested::StillValid(challenge));
    assert!(place.messages().await.is_empty());
    assert!(matches!(
        check(&place, challenge, &code).await,
        CodeChecked::Proven(_)
    ));
}

#[tokio::test]
async fn a_new_code_takes_the_place_of_the_earlier_one() {
    let place = Place::new().await;
    let (earlier, earlier_code) = place.request(&phone(1), SIGN_IN).await;
    place.pass(MINUTE);
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    assert_eq!(
        check(&place, earlier, &earlier_code).await,
        CodeChecked::Gone
    );
    assert!(matches!(
        check(&place, challenge, &code).await,
        CodeChecked::Proven(_)
    ));
}

#[tokio::test]
async fn nobody_is_flooded_with_codes() {
    let place = Place::new().await;
    let began = place.now();
    for _ in 0..5 {
        assert!(matches!(ask(&place, 1).await, CodeRequested::Sent(_)));
        assert_eq!(place.messages().await.len(), 1);
        place.pass(3 * MINUTE);
    }
    let CodeRequested::TooMany { again_at } = ask(&place, 1).await else {
        panic!("a sixth code within the hour was sent");
    };
    assert_eq!(again_at.as_seconds(), began.as_seconds() + HOUR);
    assert!(place.messages().await.is_empty());
    // Adding addresses is counted with signing in: strangers can ask for both.
    let address = phone(1);
    let adding =
        place
            .people()
            .request_code(&address, CodePurpose::AddAddress, Language::Turkish, None);
    assert!(matches!(
        adding.await.unwrap(),
        CodeRequested::TooMany { .. }
    ));
    for _ in 0..5 {
        place.pass(HOUR);
        assert!(matches!(ask(&place, 1).await, CodeRequested::Sent(_)));
    }
    place.pass(HOUR);
    let CodeRequested::TooMany { again_at } = ask(&place, 1).await else {
        panic!("an eleventh code within the day was sent");
    };
    assert_eq!(again_at.as_seconds(), began.as_seconds() + DAY);
}

#[tokio::test]
async fn a_flood_on_the_pages_keeps_nobody_from_an_agent_or_the_voice_menu() {
    let place = Place::new().await;
    let (challenge, code) = place.request(&phone(1), SIGN_IN).await;
    for _ in 0..5 {
        check(&place, challenge, &wrong(&code)).await;
    }
    assert!(matches!(
        ask(&place, 1).await,
        CodeRequested::TooMany { .. }
    ));
    for purpose in [CodePurpose::Desk, CodePurpose::Voice] {
        let proven = place.prove(&phone(1), purpose).await;
        assert_eq!(proven.purpose(), purpose);
    }
}

#[tokio::test]
async fn one_client_has_thirty_codes_an_hour_sent() {
    let place = Place::new().await;
    let client = IpAddr::from([192, 0, 2, 7]);
    let ask = async |number| {
        place
            .request_code(&phone(number), SIGN_IN, Language::Turkish, Some(client))
            .await
    };
    for number in 0..30 {
        assert!(matches!(ask(number).await, CodeRequested::Sent(_)));
    }
    assert!(matches!(ask(31).await, CodeRequested::TooMany { .. }));
    assert_eq!(place.messages().await.len(), 30);
    place.pass(HOUR);
    assert!(matches!(ask(31).await, CodeRequested::Sent(_)));
}

/// What asking for a code and trying it does, as far as a stranger can see it, and what it writes.
async fn seen(place: &Place, number: u32) -> Vec<String> {
    let mut seen = Vec::new();
    let requested = ask(place, number).await;
    let CodeRequested::Sent(challenge) = requested else {
        panic!("{requested:?}");
    };
    seen.push(format!(
        "{} {}",
        challenge.valid_until.as_seconds() - place.now().as_seconds(),
        challenge.again_at.as_seconds() - place.now().as_seconds()
    ));
    seen.push(format!("{} sent", place.messages().await.len()));
    for _ in 0..6 {
        // One in a million codes is this one; the test then fails, and says so.
        seen.push(format!("{:?}", check(place, challenge, "000000").await));
    }
    let again = ask(place, number).await;
    seen.push(format!(
        "{:?}",
        matches!(again, CodeRequested::TooMany { .. })
    ));
    seen
}

#[tokio::test]
async fn no_answer_tells_whether_an_address_is_known() {
    let (known, unknown) = (Place::new().await, Place::new().await);
    known
        .told(&phone(1), BRAND, Channel::Text, Status::Approval)
        .await;
    known.sign_in(&phone(1)).await;
    let mut traces = Vec::new();
    for place in [&known, &unknown] {
        place.pass(DAY);
        place.purge_sign_ins().await;
        let seen = seen(place, 1).await;
        let messages = place.directory.message_counts().await.unwrap();
        place.pass(DAY);
        let codes = place.purge_sign_ins().await;
        traces.push((seen, messages, codes));
    }
    assert_eq!(traces[0], traces[1]);
}

#[tokio::test]
async fn neither_the_code_nor_the_address_is_kept_in_the_clear() {
    let place = Place::new().await;
    let (_, code) = place.request(&email(7), SIGN_IN).await;
    place.directory.close().await;
    let file = place.folder.path().join("directory.sqlite");
    let mut kept = std::fs::read(&file).unwrap();
    let log = file.with_extension("sqlite-wal");
    kept.extend(std::fs::read(log).unwrap_or_default());
    let holds = |text: &str| kept.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("sign_in"), "the test reads the right file");
    assert!(!holds(&email(7).to_string()));
    assert!(!holds(&code));
}

#[tokio::test]
async fn a_code_nobody_was_sent_is_gone() {
    let place = Place::new().await;
    let checked = place
        .people()
        .check_code(ChallengeId([7; 16]), SIGN_IN, "123456")
        .await;
    assert_eq!(checked.unwrap(), CodeChecked::Gone);
}

#[tokio::test]
async fn old_codes_are_forgotten_once_they_count_no_more() {
    let place = Place::new().await;
    place.request(&phone(1), SIGN_IN).await;
    place.pass(DAY - 1);
    assert_eq!(place.purge_sign_ins().await, 0);
    place.pass(1);
    assert_eq!(place.purge_sign_ins().await, 1);
}
