//! Who asks for codes: each has their own, and there are ceilings.

use domain::Address;
use registry::health::Health;
use registry::people::recipient::{CodeAsker, NETWORK_CODES_MAX, NETWORK_WRONG_MAX};

use super::*;

fn client(number: u8) -> IpAddr {
    IpAddr::from([198, 51, number, 7])
}

async fn codes_health(place: &Place) -> Health {
    let parts = place.registry.health().await;
    let codes = parts.iter().find(|part| part.name == "codes");
    codes.expect("it is one of the parts").health
}

async fn ask_from(place: &Place, number: u32, asker: impl Into<CodeAsker>) -> CodeRequested {
    place
        .request_code(&phone(number), SIGN_IN, Language::Turkish, asker)
        .await
}

#[tokio::test]
async fn strangers_who_ask_for_an_owners_codes_neither_lock_them_out_nor_share_theirs() {
    let place = Place::new().await;
    // Sixty codes from six networks.
    for network in 0..6 {
        for _ in 0..10 {
            ask_from(&place, 1, Some(client(network))).await;
        }
    }
    place.messages().await;
    let CodeRequested::Sent(own) = ask_from(&place, 1, Some(client(100))).await else {
        panic!("the owner is kept out");
    };
    let code = place.code().await;
    // A stranger who asks a moment later has another one.
    let stranger = ask_from(&place, 1, Some(client(101))).await;
    let CodeRequested::Sent(strangers) = stranger else {
        panic!("{stranger:?}");
    };
    assert_ne!(strangers.id, own.id);
    check(&place, strangers, &wrong(&code)).await;
    assert!(matches!(
        check(&place, own, &code).await,
        CodeChecked::Proven(_)
    ));
}

#[tokio::test]
async fn who_shows_the_code_they_hold_gets_the_same_and_a_new_one_in_its_place() {
    let place = Place::new().await;
    let CodeRequested::Sent(first) = ask_from(&place, 1, Some(client(1))).await else {
        panic!("not sent");
    };
    let code = place.code().await;
    let held = CodeAsker {
        client: Some(client(1)),
        held: Some(first.id),
    };
    assert_eq!(
        ask_from(&place, 1, held).await,
        CodeRequested::StillValid(first)
    );
    // Of another address it is nothing.
    let other = ask_from(&place, 2, held).await;
    assert!(matches!(other, CodeRequested::Sent(_)));
    place.pass(MINUTE);
    assert!(matches!(
        ask_from(&place, 1, held).await,
        CodeRequested::Sent(_)
    ));
    assert_eq!(check(&place, first, &code).await, CodeChecked::Gone);
}

#[tokio::test]
async fn a_made_up_code_to_hold_saves_nobody_from_being_counted() {
    let place = Place::new().await;
    for number in 0..30 {
        let held = CodeAsker {
            client: Some(client(1)),
            held: Some(ChallengeId([9; 16])),
        };
        let asked = ask_from(&place, number, held).await;
        assert!(matches!(asked, CodeRequested::Sent(_)));
    }
    let asked = ask_from(&place, 31, Some(client(1))).await;
    assert!(matches!(asked, CodeRequested::TooMany { .. }));
}

#[tokio::test]
async fn who_has_signed_in_from_a_client_before_is_slowed_by_no_stranger() {
    let place = Place::new().await;
    let home = client(200);
    let CodeRequested::Sent(challenge) = ask_from(&place, 1, Some(home)).await else {
        panic!("not sent");
    };
    let code = place.code().await;
    let proven = check(&place, challenge, &code).await;
    assert!(matches!(proven, CodeChecked::Proven(_)));
    for network in 0..=255 {
        ask_from(&place, 1, Some(IpAddr::from([203, 0, network, 1]))).await;
        ask_from(&place, 1, Some(IpAddr::from([203, 1, network, 1]))).await;
    }
    let stranger = ask_from(&place, 1, Some(client(7))).await;
    assert!(matches!(stranger, CodeRequested::TooMany { .. }));
    // Nor by others behind its own address.
    for number in 100..131 {
        ask_from(&place, number, Some(home)).await;
    }
    let own = ask_from(&place, 1, Some(home)).await;
    assert!(matches!(own, CodeRequested::Sent(_)));
    place.messages().await;
}

#[tokio::test]
async fn a_flood_from_many_networks_ends_at_the_ceiling_and_stops_neither_desk_nor_voice_menu() {
    let place = Place::with(|settings| settings.codes.texts_per_hour = 100).await;
    let mut sent = 0;
    for network in 0..300_u32 {
        let [_, _, high, low] = network.to_be_bytes();
        let asked = ask_from(&place, network, Some(IpAddr::from([10, high, low, 1]))).await;
        sent += u32::from(matches!(asked, CodeRequested::Sent(_)));
        if network % 5 == 0 {
            place.pass(MINUTE);
        }
    }
    assert!((90..=130).contains(&sent), "{sent}");
    assert!(place.people().code_ceiling_until().is_some());
    assert!(matches!(codes_health(&place).await, Health::Degraded(_)));
    for purpose in [CodePurpose::Desk, CodePurpose::Voice] {
        place.messages().await;
        let proven = place.prove(&phone(1_000), purpose).await;
        assert_eq!(proven.purpose(), purpose);
    }
    place.pass(2 * HOUR);
    assert_eq!(place.people().code_ceiling_until(), None);
    assert_eq!(codes_health(&place).await, Health::Good);
}

#[tokio::test]
async fn no_code_goes_abroad_or_to_a_dear_number_unless_an_agent_has_it_sent() {
    let place = Place::new().await;
    let ask = async |number: &str, purpose| {
        let address = testkit::address_of(number);
        let client = Some(client(1)).filter(|_| purpose == SIGN_IN);
        let asked = place
            .people()
            .request_code(&address, purpose, Language::Turkish, client);
        asked.await.unwrap()
    };
    for number in [
        "+491701234567",
        "+12125551234",
        "+881612345678",
        "+909001112233",
    ] {
        for purpose in [SIGN_IN, CodePurpose::Voice] {
            assert_eq!(
                ask(number, purpose).await,
                CodeRequested::NoRoute,
                "{number}"
            );
        }
    }
    for dear in ["+881612345678", "+909001112233", "+499001234567"] {
        assert_eq!(ask(dear, CodePurpose::Desk).await, CodeRequested::NoRoute);
    }
    assert!(place.messages().await.is_empty());
    assert!(matches!(
        ask("+491701234567", CodePurpose::Desk).await,
        CodeRequested::Sent(_)
    ));
    let place = Place::with(|settings| settings.codes.prefixes.push("49".to_owned())).await;
    let address = testkit::address_of("+491701234567");
    let asked = place
        .people()
        .request_code(&address, SIGN_IN, Language::Turkish, Some(client(1)));
    assert!(matches!(asked.await.unwrap(), CodeRequested::Sent(_)));
}

#[tokio::test]
async fn callers_of_two_agents_at_one_address_have_a_code_each() {
    let place = Place::new().await;
    let ask = async || {
        let (address, nobody) = (phone(1), CodeAsker::default());
        let asked =
            place
                .people()
                .request_code(&address, CodePurpose::Desk, Language::Turkish, nobody);
        let CodeRequested::Sent(challenge) = asked.await.unwrap() else {
            panic!("not sent");
        };
        (challenge, place.code().await)
    };
    let (first, first_code) = ask().await;
    let (second, second_code) = ask().await;
    for (challenge, code) in [(first, first_code), (second, second_code)] {
        let registry = &place.registry;
        for _ in 0..2 {
            let wrong = wrong(&code);
            let tried = registry
                .people()
                .check_code(challenge.id, CodePurpose::Desk, &wrong);
            assert!(matches!(
                tried.await.unwrap(),
                CodeChecked::Wrong { tries_left: 3.. }
            ));
        }
        let tried = registry
            .people()
            .check_code(challenge.id, CodePurpose::Desk, &code);
        assert!(matches!(tried.await.unwrap(), CodeChecked::Proven(_)));
    }
}

#[tokio::test]
async fn who_asks_again_while_the_code_works_is_not_counted() {
    let place = Place::new().await;
    let CodeRequested::Sent(challenge) = ask_from(&place, 1, Some(client(1))).await else {
        panic!("not sent");
    };
    for _ in 0..40 {
        let held = CodeAsker {
            client: Some(client(1)),
            held: Some(challenge.id),
        };
        let again = ask_from(&place, 1, held).await;
        assert!(matches!(again, CodeRequested::StillValid(_)));
    }
    let next = ask_from(&place, 2, Some(client(1))).await;
    assert!(matches!(next, CodeRequested::Sent(_)));
}

/// The clients of one network, each another number's.
fn neighbour(number: u32) -> IpAddr {
    IpAddr::from([198, 51, 100, u8::try_from(number).unwrap()])
}

#[tokio::test]
async fn a_network_has_its_ceiling_whoever_asks_in_it_and_that_is_nobody_elses_affair() {
    let place = Place::with(|settings| settings.codes.texts_per_hour = 10_000).await;
    for number in 0..NETWORK_CODES_MAX {
        let asked = ask_from(&place, number, Some(neighbour(number))).await;
        assert!(matches!(asked, CodeRequested::Sent(_)), "{number}");
    }
    let one_more = ask_from(&place, 200, Some(neighbour(200))).await;
    assert!(matches!(one_more, CodeRequested::TooMany { .. }));
    assert_eq!(codes_health(&place).await, Health::Good);
    let elsewhere = ask_from(&place, 200, Some(client(101))).await;
    assert!(matches!(elsewhere, CodeRequested::Sent(_)));
}

#[tokio::test]
async fn a_network_that_guesses_gets_no_more_codes() {
    let place = Place::new().await;
    for number in 0..NETWORK_WRONG_MAX / 5 {
        let asked = ask_from(&place, number, Some(neighbour(number))).await;
        let CodeRequested::Sent(challenge) = asked else {
            panic!("{number}: {asked:?}");
        };
        for _ in 0..5 {
            // No code has letters.
            check(&place, challenge, "wrong").await;
        }
    }
    let one_more = ask_from(&place, 200, Some(neighbour(200))).await;
    assert!(matches!(one_more, CodeRequested::TooMany { .. }));
}

#[tokio::test]
async fn a_country_abroad_has_a_ceiling_of_its_own() {
    let abroad = "49".to_owned();
    let place = Place::with(|settings| settings.codes.prefixes.push(abroad)).await;
    let ask = async |number: u8| {
        let address = format!("+4915112345{number:03}");
        let address = Address::from_wire(&address, Channel::Text).unwrap();
        let from = Some(client(number));
        let asked = place
            .people()
            .request_code(&address, SIGN_IN, Language::Turkish, from);
        asked.await.unwrap()
    };
    // A twentieth of an hour's within a minute.
    for number in 0..6 {
        assert!(matches!(ask(number).await, CodeRequested::Sent(_)));
    }
    assert!(matches!(ask(6).await, CodeRequested::TooMany { .. }));
    let home = ask_from(&place, 1, Some(client(7))).await;
    assert!(matches!(home, CodeRequested::Sent(_)));
}
