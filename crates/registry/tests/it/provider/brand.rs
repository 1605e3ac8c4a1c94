//! What members may do with a brand.

use directory::member::{MemberRole, MemberState};
use domain::ErrorCode;
use registry::contract::record::ContractVersion;
use registry::provider::{
    Answering, Editing, Managing, MemberChanged, MemberSession, Permission, Right, Viewing,
};
use registry::{BrandScope, Error};
use testkit::{BRAND, MINUTE, OTHER_BRAND, PROVIDER, Place, everywhere, in_brand, phone, word};

/// Whether a brand is opened for a right.
async fn may<P: Permission>(
    place: &Place,
    session: &MemberSession,
    brand: domain::BrandCode,
) -> bool {
    match place.provider().brand::<P>(session, brand).await {
        Ok(_) => true,
        Err(Error::Refused(found)) => {
            assert_eq!(found[0].code, ErrorCode::H353);
            false
        }
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn each_role_opens_what_is_its_own_and_in_its_brands_alone() {
    use MemberRole::{Answerer, Editor, Manager, Owner, Viewer};
    let place = Place::new().await;
    let stranger = domain::BrandCode(700_001);
    place
        .brand(domain::ProviderCode(700_001), stranger, "Yabancı")
        .await;
    for (role, view, edit, manage, answer) in [
        (Owner, true, true, true, true),
        (Manager, true, true, true, true),
        (Editor, true, true, false, false),
        (Viewer, true, false, false, false),
        (Answerer, true, false, false, true),
    ] {
        let (email, word) = (
            format!("{}@karanfil.example", role.as_word()),
            role.as_word(),
        );
        let roles = match role {
            Owner => everywhere(role),
            role => in_brand(role, BRAND),
        };
        let session = place.signed_in_member(&email, roles).await;
        assert_eq!(
            may::<Viewing>(&place, &session, BRAND).await,
            view,
            "{word}"
        );
        assert_eq!(
            may::<Editing>(&place, &session, BRAND).await,
            edit,
            "{word}"
        );
        assert_eq!(
            may::<Managing>(&place, &session, BRAND).await,
            manage,
            "{word}"
        );
        assert_eq!(
            may::<Answering>(&place, &session, BRAND).await,
            answer,
            "{word}"
        );
        let elsewhere = may::<Viewing>(&place, &session, OTHER_BRAND).await;
        assert_eq!(elsewhere, role == Owner, "{word}");
        assert!(!may::<Viewing>(&place, &session, stranger).await, "{word}");
        assert_eq!(session.may_somewhere(Right::Edit), edit, "{word}");
    }
}

#[tokio::test]
async fn a_brand_that_was_opened_to_look_records_nothing() {
    let place = Place::new().await;
    place.subscribe(PROVIDER.0, |_| ()).await;
    let session = place
        .signed_in_member("a@b.example", everywhere(MemberRole::Owner))
        .await;
    let console = place.provider();
    let request = || {
        let mut request = word(&phone(1), domain::Channel::Text, domain::Status::Approval);
        request.consent_date = Some(place.now());
        request
    };
    let looking = console.brand::<Viewing>(&session, BRAND).await.unwrap();
    let record = |scope: BrandScope| {
        let contract = place.contract();
        let request = request();
        async move { contract.record(&scope, request, ContractVersion::V2).await }
    };
    let before = place.ledger.end();
    let refused = record((*looking).clone()).await;
    assert!(matches!(refused, Err(Error::Refused(_))));
    assert!(looking.require_manage().is_err());
    assert_eq!(place.ledger.end(), before);
    let editing = console.brand::<Editing>(&session, BRAND).await.unwrap();
    record((*editing).clone()).await.unwrap();
    assert!(editing.require_manage().is_err());
    let managing = console.brand::<Managing>(&session, BRAND).await.unwrap();
    assert!(managing.require_manage().is_ok());
}

#[tokio::test]
async fn nobody_removes_the_last_owner_who_may_sign_in() {
    let place = Place::new().await;
    let owner = place
        .signed_in_member("a@b.example", everywhere(MemberRole::Owner))
        .await;
    let number = owner.member().number;
    let operator = place.operator();
    let viewer = || everywhere(MemberRole::Viewer);
    // Somebody who has not taken the invitation up is no owner yet.
    let invited = operator.invite_member(
        PROVIDER,
        "c@b.example",
        "Veli",
        everywhere(MemberRole::Owner),
    );
    invited.await.unwrap();
    let last = MemberChanged::LastOwner;
    assert_eq!(
        operator
            .set_member_roles(PROVIDER, number, viewer())
            .await
            .unwrap(),
        last
    );
    assert_eq!(
        operator
            .set_member_kept_out(PROVIDER, number, true)
            .await
            .unwrap(),
        last
    );
    let member = place.directory.member(number).await.unwrap().unwrap();
    assert!(member.is_owner());
    assert_eq!(member.state, MemberState::Active);
    place
        .add_member("d@b.example", everywhere(MemberRole::Owner))
        .await;
    let done = operator.set_member_roles(PROVIDER, number, viewer()).await;
    assert_eq!(done.unwrap(), MemberChanged::Done);
    place.pass(MINUTE);
    assert!(
        !place
            .directory
            .member(number)
            .await
            .unwrap()
            .unwrap()
            .is_owner()
    );
}
