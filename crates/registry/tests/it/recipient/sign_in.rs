//! Signing in, staying signed in, and the addresses of an account.

use domain::{Channel, Language, Status};
use registry::message::CodePurpose;
use registry::recipient::{
    ADDRESSES_MAX, AddressAdded, AddressId, NoticePolicy, Person, VerifiedIdentity,
};

use crate::people::{MINUTE, email, phone};
use crate::place::{BRAND, Place, record};

async fn person(place: &Place, token: &str) -> Option<Person> {
    place.registry.person_of(token).await.unwrap()
}

async fn add(place: &Place, person: &Person, number: u32) -> AddressAdded {
    let proven = place.prove(&email(number), CodePurpose::AddAddress).await;
    place.registry.add_address(person, &proven).await.unwrap()
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
    let first = place.registry.sign_in(&proven, Language::English).await;
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
        let refused = place.registry.sign_in(&proven, Language::Turkish).await;
        assert!(refused.is_err(), "{purpose:?}");
    }
    let proven = place.prove(&phone(2), CodePurpose::SignIn).await;
    let refused = place.registry.add_address(&signed_in.person, &proven).await;
    assert!(refused.is_err());
    let person = person(&place, &signed_in.token).await.unwrap();
    assert_eq!(addresses(&person).len(), 1);
}

#[tokio::test]
async fn a_session_stolen_is_worth_nothing_after_signing_out() {
    let place = Place::new().await;
    let signed_in = place.sign_in(&phone(1)).await;
    let elsewhere = place.sign_in(&phone(1)).await;
    place.registry.sign_out(&signed_in.token).await.unwrap();
    assert_eq!(person(&place, &signed_in.token).await, None);
    assert!(person(&place, &elsewhere.token).await.is_some());
    place.registry.sign_out(&signed_in.token).await.unwrap();
    place.registry.sign_out("no token at all").await.unwrap();
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
    assert_eq!(place.registry.purge_sign_ins().await.unwrap(), 1);
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
            .registry
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
async fn further_addresses_are_added_once_each_and_seen_together() {
    let place = Place::new().await;
    let signed_in = place.sign_in(&phone(1)).await;
    let added = add(&place, &signed_in.person, 1).await;
    assert_eq!(added, AddressAdded::Added(AddressId(2)));
    let again = add(&place, &signed_in.person, 1).await;
    assert_eq!(again, AddressAdded::Theirs(AddressId(2)));
    let person = person(&place, &signed_in.token).await.unwrap();
    let expected = [(1, phone(1).to_string()), (2, email(1).to_string())];
    assert_eq!(addresses(&person), expected);
    assert_eq!(place.sign_in(&email(1)).await.person, person);
}

#[tokio::test]
async fn an_address_moves_to_the_account_that_proves_it_last() {
    let place = Place::new().await;
    let former = place.sign_in(&email(1)).await;
    add(&place, &former.person, 2).await;
    let owner = place.sign_in(&phone(1)).await;
    assert_eq!(
        add(&place, &owner.person, 1).await,
        AddressAdded::Added(AddressId(2))
    );
    let left = person(&place, &former.token).await.unwrap();
    assert_eq!(addresses(&left), [(2, email(2).to_string())]);
    let opened = place.sign_in(&email(1)).await;
    assert_eq!(opened.person.id, owner.person.id);
}

#[tokio::test]
async fn who_loses_the_last_address_to_another_is_signed_out() {
    let place = Place::new().await;
    let former = place.sign_in(&email(1)).await;
    let owner = place.sign_in(&phone(1)).await;
    add(&place, &owner.person, 1).await;
    assert_eq!(person(&place, &former.token).await, None);
}

#[tokio::test]
async fn an_account_has_twenty_addresses_and_no_more() {
    let place = Place::new().await;
    let signed_in = place.sign_in(&phone(1)).await;
    for number in 1..ADDRESSES_MAX {
        let added = add(&place, &signed_in.person, number).await;
        assert!(matches!(added, AddressAdded::Added(_)));
    }
    let refused = add(&place, &signed_in.person, 99).await;
    assert_eq!(refused, AddressAdded::TooMany);
    let theirs = add(&place, &signed_in.person, 1).await;
    assert!(matches!(theirs, AddressAdded::Theirs(_)));
}

#[tokio::test]
async fn an_address_taken_off_opens_another_account_afterwards() {
    let place = Place::new().await;
    let signed_in = place.sign_in(&phone(1)).await;
    let AddressAdded::Added(id) = add(&place, &signed_in.person, 1).await else {
        panic!("it was not there before");
    };
    let registry = &place.registry;
    assert!(
        registry
            .remove_address(&signed_in.person, id)
            .await
            .unwrap()
    );
    assert!(
        !registry
            .remove_address(&signed_in.person, id)
            .await
            .unwrap()
    );
    let other = place.sign_in(&email(1)).await;
    assert!(other.first_time);
    assert_ne!(other.person.id, signed_in.person.id);
    // A number is not given out again: an old form must not mean another address.
    assert_eq!(
        add(&place, &signed_in.person, 2).await,
        AddressAdded::Added(AddressId(3))
    );
}

#[tokio::test]
async fn the_last_address_stays_while_there_is_no_other_way_in() {
    let place = Place::new().await;
    let signed_in = place.sign_in(&phone(1)).await;
    let registry = &place.registry;
    let only = AddressId(1);
    assert!(
        !registry
            .remove_address(&signed_in.person, only)
            .await
            .unwrap()
    );
    let identity = VerifiedIdentity {
        issuer: "https://kimlik.ornek.gov.tr".to_owned(),
        subject: "4711".to_owned(),
        addresses: vec![phone(1)],
    };
    let known = registry
        .sign_in_as(&identity, Language::Turkish)
        .await
        .unwrap();
    let id = known.person.subject.addresses[0].id;
    assert!(registry.remove_address(&known.person, id).await.unwrap());
    let again = registry.sign_in_as(&identity, Language::Turkish).await;
    assert!(
        addresses(&again.unwrap().person).len() == 1,
        "it is vouched for anew"
    );
}

#[tokio::test]
async fn an_identity_opens_its_own_account_with_the_addresses_it_vouches_for() {
    let place = Place::new().await;
    let identity = |issuer: &str, subject: &str| VerifiedIdentity {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        addresses: Vec::new(),
    };
    let registry = &place.registry;
    let mut first = identity("https://a", "b-1");
    first.addresses = vec![email(1), phone(1)];
    let opened = registry
        .sign_in_as(&first, Language::English)
        .await
        .unwrap();
    assert!(opened.first_time);
    assert_eq!(
        addresses(&opened.person),
        [(1, email(1).to_string()), (2, phone(1).to_string())]
    );
    assert_eq!(place.sign_in(&phone(1)).await.person.id, opened.person.id);
    for other in [identity("https://a", "b-2"), identity("https://ab", "-1")] {
        let other = registry
            .sign_in_as(&other, Language::Turkish)
            .await
            .unwrap();
        assert!(other.first_time);
        assert!(addresses(&other.person).is_empty());
    }
    let again = registry
        .sign_in_as(&first, Language::Turkish)
        .await
        .unwrap();
    assert_eq!(
        (again.first_time, again.person.id),
        (false, opened.person.id)
    );
}

#[tokio::test]
async fn a_person_is_addressed_in_the_language_they_chose() {
    let place = Place::new().await;
    let registry = &place.registry;
    let language = registry.language_of(&phone(1)).await.unwrap();
    assert_eq!(language, Language::Turkish);
    let signed_in = place.sign_in(&phone(1)).await;
    registry
        .set_language(&signed_in.person, Language::English)
        .await
        .unwrap();
    let language = registry.language_of(&phone(1)).await.unwrap();
    assert_eq!(language, Language::English);
    assert_eq!(
        place.sign_in(&phone(1)).await.person.language,
        Language::English
    );
}

#[tokio::test]
async fn how_somebody_is_told_of_consents_is_set_by_address() {
    let place = Place::new().await;
    let signed_in = place.sign_in(&phone(1)).await;
    add(&place, &signed_in.person, 1).await;
    let person = person(&place, &signed_in.token).await.unwrap();
    let registry = &place.registry;
    let daily = NoticePolicy::Daily;
    assert_eq!(
        registry.notice_policies(&person).await.unwrap(),
        [(AddressId(1), daily), (AddressId(2), daily)]
    );
    for policy in NoticePolicy::ALL {
        registry
            .set_notice_policy(&person, AddressId(2), policy)
            .await
            .unwrap();
        registry
            .set_notice_policy(&person, AddressId(9), NoticePolicy::Off)
            .await
            .unwrap();
        assert_eq!(
            registry.notice_policies(&person).await.unwrap(),
            [(AddressId(1), daily), (AddressId(2), policy)]
        );
    }
}

#[tokio::test]
async fn a_subject_without_account_has_its_one_address() {
    let place = Place::new().await;
    place
        .told(&phone(1), BRAND, Channel::Text, Status::Approval)
        .await;
    let subject = place.registry.subject_of(&phone(1)).await.unwrap();
    let [own] = subject.addresses.as_slice() else {
        panic!("{subject:?}");
    };
    assert_eq!((own.id, &own.address), (AddressId(0), &phone(1)));
    let key = place.key(&phone(1).to_string(), record(0, BRAND, Channel::Text));
    assert_eq!(own.recipient, key.recipient);
}
