//! Signing in and staying signed in.

use domain::Language;
use registry::message::CodePurpose;
use registry::people::recipient::{Person, VerifiedIdentity};
use testkit::{MINUTE, Place, email, phone};

async fn person(place: &Place, token: &str) -> Option<Person> {
    place.person_of(token).await
}

fn addresses(person: &Person) -> Vec<(u32, String)> {
    let addresses = &person.subject.addresses;
    addresses
        .iter()
        .map(|own| (own.id.0, own.address.to_string()))
        .collect()
}

#[tokio::test]
async fn the_first_sign_in_makes_an_account_and_the_next_opens_it() {
    let place = Place::new().await;
    let proven = place.prove(&phone(1), CodePurpose::SignIn).await;
    let first = place.people().sign_in(&proven, Language::English).await;
    let first = first.unwrap();
    assert!(first.first_time);
    assert_eq!(first.person.language, Language::English);
    assert_eq!(addresses(&first.person), [(1, phone(1).to_string())]);
    let own = &first.person.subject.addresses[0];
    assert_eq!(own.recipient, place.ledger.recipient_id(&phone(1)));
    assert_eq!(own.hidden_until, None);
    let second = place.sign_in(&phone(1)).await;
    assert!(!second.first_time);
    assert_eq!(second.person, first.person);
    assert_ne!(second.token, first.token);
    assert_eq!(person(&place, &second.token).await, Some(first.person));
}

#[tokio::test]
async fn an_address_proven_for_something_else_signs_nobody_in_and_is_added_nowhere() {
    let place = Place::new().await;
    let signed_in = place.sign_in(&phone(1)).await;
    for purpose in [
        CodePurpose::AddAddress,
        CodePurpose::Desk,
        CodePurpose::Voice,
    ] {
        let proven = place.prove(&phone(2), purpose).await;
        let refused = place.people().sign_in(&proven, Language::Turkish).await;
        assert!(refused.is_err(), "{purpose:?}");
    }
    let proven = place.prove(&phone(2), CodePurpose::SignIn).await;
    let refused = place.people().add_address(&signed_in.person, &proven).await;
    assert!(refused.is_err());
    let person = person(&place, &signed_in.token).await.unwrap();
    assert_eq!(addresses(&person).len(), 1);
}

#[tokio::test]
async fn a_session_stolen_is_worth_nothing_after_signing_out() {
    let place = Place::new().await;
    let signed_in = place.sign_in(&phone(1)).await;
    let elsewhere = place.sign_in(&phone(1)).await;
    place.people().sign_out(&signed_in.token).await.unwrap();
    assert_eq!(person(&place, &signed_in.token).await, None);
    assert!(person(&place, &elsewhere.token).await.is_some());
    place.people().sign_out(&signed_in.token).await.unwrap();
    place.people().sign_out("no token at all").await.unwrap();
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_unused() {
    let place = Place::new().await;
    let token = place.sign_in(&phone(1)).await.token;
    for _ in 0..3 {
        place.pass(30 * MINUTE - 1);
        assert!(person(&place, &token).await.is_some());
    }
    place.pass(30 * MINUTE);
    assert_eq!(person(&place, &token).await, None);
    assert_eq!(place.purge_sign_ins().await, 1);
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_much_it_is_used() {
    let place = Place::new().await;
    let token = place.sign_in(&phone(1)).await.token;
    for _ in 0..(12 * 60 / 20 - 1) {
        place.pass(20 * MINUTE);
        assert!(person(&place, &token).await.is_some());
    }
    place.pass(20 * MINUTE);
    assert_eq!(person(&place, &token).await, None);
}

#[tokio::test]
async fn a_token_is_not_kept_and_no_other_opens_a_session() {
    let place = Place::new().await;
    let token = place.sign_in(&phone(1)).await.token;
    assert_eq!(token.len(), 43);
    let mut forged = token.clone();
    let last = if forged.ends_with('A') { "Q" } else { "A" };
    forged.replace_range(42.., last);
    for wrong in ["", "x", &forged, &token[..42], &format!("{token}A")] {
        assert_eq!(person(&place, wrong).await, None);
    }
    place.directory.close().await;
    let kept = std::fs::read(place.folder.path().join("directory.sqlite")).unwrap();
    assert!(!kept.windows(43).any(|part| part == token.as_bytes()));
}

#[tokio::test]
async fn a_twenty_first_session_ends_the_one_idle_longest() {
    let place = Place::new().await;
    let identity = VerifiedIdentity {
        issuer: "https://kimlik.ornek.gov.tr".to_owned(),
        subject: "4711".to_owned(),
        addresses: Vec::new(),
    };
    let mut tokens = Vec::new();
    for _ in 0..21 {
        let signed_in = place
            .people()
            .sign_in_as(&identity, Language::Turkish)
            .await;
        tokens.push(signed_in.unwrap().token);
        place.pass(1);
    }
    assert_eq!(person(&place, &tokens[0]).await, None);
    for token in &tokens[1..] {
        assert!(person(&place, token).await.is_some());
    }
}

#[tokio::test]
async fn an_identity_opens_its_own_account_with_the_addresses_it_vouches_for() {
    let place = Place::new().await;
    let identity = |issuer: &str, subject: &str| VerifiedIdentity {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        addresses: Vec::new(),
    };
    let mut first = identity("https://a", "b-1");
    first.addresses = vec![email(1), phone(1)];
    let opened = place.sign_in_as(&first, Language::English).await;
    assert!(opened.first_time);
    assert_eq!(
        addresses(&opened.person),
        [(1, email(1).to_string()), (2, phone(1).to_string())]
    );
    assert_eq!(place.sign_in(&phone(1)).await.person.id, opened.person.id);
    for other in [identity("https://a", "b-2"), identity("https://ab", "-1")] {
        let other = place.sign_in_as(&other, Language::Turkish).await;
        assert!(other.first_time);
        assert!(addresses(&other.person).is_empty());
    }
    let again = place.sign_in_as(&first, Language::Turkish).await;
    assert_eq!(
        (again.first_time, again.person.id),
        (false, opened.person.id)
    );
}

#[tokio::test]
async fn a_person_is_addressed_in_the_language_they_chose() {
    let place = Place::new().await;
    let language = place.people().language_of(&phone(1)).await.unwrap();
    assert_eq!(language, Language::Turkish);
    let signed_in = place.sign_in(&phone(1)).await;
    place
        .people()
        .set_language(&signed_in.person, Language::English)
        .await
        .unwrap();
    let language = place.people().language_of(&phone(1)).await.unwrap();
    assert_eq!(language, Language::English);
    assert_eq!(
        place.sign_in(&phone(1)).await.person.language,
        Language::English
    );
}
