//! The addresses of an account.

use domain::{Channel, Language, Status};
use registry::message::{CodePurpose, MessageSettings};
use registry::people::recipient::{
    ADDRESSES_MAX, AddressAdded, AddressId, NoticePolicy, Person, VerifiedIdentity,
};
use testkit::{BRAND, Place, email, phone, record};

async fn person(place: &Place, token: &str) -> Option<Person> {
    place.person_of(token).await
}

async fn add(place: &Place, person: &Person, number: u32) -> AddressAdded {
    let proven = place.prove(&email(number), CodePurpose::AddAddress).await;
    place.people().add_address(person, &proven).await.unwrap()
}

fn addresses(person: &Person) -> Vec<(u32, String)> {
    let addresses = &person.subject.addresses;
    addresses
        .iter()
        .map(|own| (own.id.0, own.address.to_string()))
        .collect()
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
    assert!(place.remove_address(&signed_in.person, id).await);
    assert!(!place.remove_address(&signed_in.person, id).await);
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
    let only = AddressId(1);
    assert!(!place.remove_address(&signed_in.person, only).await);
    let identity = VerifiedIdentity {
        issuer: "https://kimlik.ornek.gov.tr".to_owned(),
        subject: "4711".to_owned(),
        addresses: vec![phone(1)],
    };
    let known = place.sign_in_as(&identity, Language::Turkish).await;
    let id = known.person.subject.addresses[0].id;
    assert!(place.remove_address(&known.person, id).await);
    let again = place
        .people()
        .sign_in_as(&identity, Language::Turkish)
        .await;
    assert!(
        addresses(&again.unwrap().person).len() == 1,
        "it is vouched for anew"
    );
}

#[tokio::test]
async fn how_somebody_is_told_of_consents_is_set_by_address() {
    let place = Place::new().await;
    let signed_in = place.sign_in(&phone(1)).await;
    add(&place, &signed_in.person, 1).await;
    let person = person(&place, &signed_in.token).await.unwrap();
    let daily = NoticePolicy::Daily;
    assert_eq!(
        place.people().notice_policies(&person).await.unwrap(),
        [(AddressId(1), daily), (AddressId(2), daily)]
    );
    for policy in NoticePolicy::ALL {
        place.set_notice_policy(&person, AddressId(2), policy).await;
        place
            .set_notice_policy(&person, AddressId(9), NoticePolicy::Off)
            .await;
        assert_eq!(
            place.people().notice_policies(&person).await.unwrap(),
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
    let subject = place.subject_of(&phone(1)).await;
    let [own] = subject.addresses.as_slice() else {
        panic!("{subject:?}");
    };
    assert_eq!((own.id, &own.address), (AddressId(0), &phone(1)));
    let key = place.key(&phone(1).to_string(), record(0, BRAND, Channel::Text));
    assert_eq!(own.recipient, key.recipient);
}

#[tokio::test]
async fn who_has_not_chosen_is_shown_what_the_operator_has() {
    for notices in NoticePolicy::ALL {
        let settings = MessageSettings {
            notices,
            ..MessageSettings::default()
        };
        let place = Place::with_messages(settings).await;
        let person = place.sign_in(&phone(1)).await.person;
        let policies = place.people().notice_policies(&person).await.unwrap();
        assert_eq!(policies, [(person.subject.addresses[0].id, notices)]);
    }
}
