//! What providers let partners do.

use directory::partner::{PartnerCode, Permission};
use directory::{Entity, Error, Paging};
use domain::{BrandCode, Channel};

use crate::support::{BRAND, Fixture, MASTER, OTHER_BRAND, OTHER_PROVIDER, PARTNER, PROVIDER, at};

#[tokio::test]
async fn a_grant_is_for_one_brand_and_channel() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    directory
        .grant(PARTNER, BRAND, Channel::Text, Permission::Write, at(1))
        .await
        .unwrap();
    directory
        .grant(PARTNER, BRAND, Channel::Call, Permission::Read, at(1))
        .await
        .unwrap();
    let grants = directory.grants_of(PARTNER, BRAND).await.unwrap();
    assert!(grants.may_write(Channel::Text) && grants.may_read(Channel::Text));
    assert!(!grants.may_write(Channel::Call) && grants.may_read(Channel::Call));
    assert!(!grants.may_read(Channel::Email));
    assert!(
        directory
            .grants_of(PARTNER, MASTER)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_revoked_grant_ends_in_that_instant() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    directory
        .grant(PARTNER, BRAND, Channel::Text, Permission::Write, at(1))
        .await
        .unwrap();
    assert!(
        directory
            .grants_of(PARTNER, BRAND)
            .await
            .unwrap()
            .may_write(Channel::Text)
    );
    assert!(
        directory
            .revoke(PARTNER, BRAND, Channel::Text, at(2))
            .await
            .unwrap()
    );
    assert!(
        directory
            .grants_of(PARTNER, BRAND)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        !directory
            .revoke(PARTNER, BRAND, Channel::Text, at(3))
            .await
            .unwrap()
    );
    directory
        .grant(PARTNER, BRAND, Channel::Text, Permission::Read, at(2))
        .await
        .unwrap();
    let grants = directory.grants_of(PARTNER, BRAND).await.unwrap();
    assert_eq!(grants.on(Channel::Text), Some(Permission::Read));
}

#[tokio::test]
async fn the_history_keeps_every_grant() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let grant = |access, now| directory.grant(PARTNER, BRAND, Channel::Email, access, now);
    grant(Permission::Read, at(1)).await.unwrap();
    grant(Permission::Read, at(2)).await.unwrap();
    grant(Permission::Write, at(3)).await.unwrap();
    directory
        .revoke(PARTNER, BRAND, Channel::Email, at(4))
        .await
        .unwrap();
    let history = directory.grant_history(PARTNER, BRAND).await.unwrap();
    let spans: Vec<_> = history
        .iter()
        .map(|one| (one.access, one.granted_at, one.revoked_at))
        .collect();
    // The second call granted nothing new.
    assert_eq!(
        spans,
        [
            (Permission::Read, at(1), Some(at(3))),
            (Permission::Write, at(3), Some(at(4)))
        ]
    );
    assert!(history.iter().all(|one| one.channel == Channel::Email));
}

#[tokio::test]
async fn a_grant_needs_its_partner_and_its_brand() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let nobody = PartnerCode(1);
    let outcome = directory
        .grant(nobody, BRAND, Channel::Text, Permission::Read, at(0))
        .await;
    assert!(matches!(outcome, Err(Error::NotFound(Entity::Partner))));
    let nothing = BrandCode(1);
    let outcome = directory
        .grant(PARTNER, nothing, Channel::Text, Permission::Read, at(0))
        .await;
    assert!(matches!(outcome, Err(Error::NotFound(Entity::Brand))));
    assert!(
        directory
            .grant_history(PARTNER, nothing)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_partners_brands_are_listed_with_their_grants_a_page_at_a_time() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    for channel in Channel::ALL {
        directory
            .grant(PARTNER, MASTER, channel, Permission::Write, at(1))
            .await
            .unwrap();
    }
    directory
        .grant(PARTNER, BRAND, Channel::Text, Permission::Read, at(1))
        .await
        .unwrap();
    directory
        .grant(PARTNER, OTHER_BRAND, Channel::Call, Permission::Read, at(1))
        .await
        .unwrap();
    directory
        .set_agreement_control(PARTNER, BRAND, true)
        .await
        .unwrap();

    let page = directory
        .partner_brands(PARTNER, None, Paging::All)
        .await
        .unwrap();
    assert_eq!(page.total, 3);
    let codes: Vec<_> = page.list.iter().map(|one| one.brand.code).collect();
    assert_eq!(codes, [MASTER, BRAND, OTHER_BRAND]);
    assert!(page.list[0].grants.may_write(Channel::Email));
    assert!(!page.list[0].agreement_control && page.list[1].agreement_control);
    assert_eq!(
        page.list[1].grants.on(Channel::Text),
        Some(Permission::Read)
    );
    assert_eq!(page.list[2].provider_title, "Başka Ltd.");

    // The window counts brands, not grants.
    let window = Paging::Window {
        offset: 1,
        limit: 1,
    };
    let page = directory
        .partner_brands(PARTNER, None, window)
        .await
        .unwrap();
    assert_eq!((page.list.len(), page.total), (1, 3));
    assert_eq!(page.list[0].brand.code, BRAND);

    let of = |provider| directory.partner_brands(PARTNER, Some(provider), Paging::All);
    assert_eq!(of(PROVIDER).await.unwrap().total, 2);
    assert_eq!(
        of(OTHER_PROVIDER).await.unwrap().list[0].brand.code,
        OTHER_BRAND
    );

    directory
        .revoke(PARTNER, OTHER_BRAND, Channel::Call, at(2))
        .await
        .unwrap();
    assert_eq!(of(OTHER_PROVIDER).await.unwrap().list, []);
    directory
        .set_agreement_control(PARTNER, BRAND, false)
        .await
        .unwrap();
    assert!(!of(PROVIDER).await.unwrap().list[1].agreement_control);
}

#[tokio::test]
async fn a_partner_keeps_its_licence_until_it_is_taken() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    assert!(directory.partner(PARTNER).await.unwrap().unwrap().licensed);
    directory
        .set_partner_licensed(PARTNER, false)
        .await
        .unwrap();
    assert!(!directory.partner(PARTNER).await.unwrap().unwrap().licensed);
    assert_eq!(directory.partners().await.unwrap().len(), 1);
    let outcome = directory.set_partner_licensed(PartnerCode(1), true).await;
    assert!(matches!(outcome, Err(Error::NotFound(Entity::Partner))));
}
