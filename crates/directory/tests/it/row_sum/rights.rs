//! The sums of what says who may do what, and of what is kept for whose sake.

use directory::grant::Permission;
use directory::hold::Held;
use directory::retention::Kind;
use directory::row_sum::Finding;
use directory::subscription::{ExtraPackage, Holder, Subscription, SubscriptionStatus};
use directory::user::Username;
use directory::{Directory, Error, Trouble};
use domain::{Channel, RecipientId};
use uuid::Uuid;

use super::{change, filled, findings, is_damaged};
use crate::support::{BRAND, Fixture, INTERMEDIARY, LogIn, PARTNER, PASSWORD, PROVIDER, at};

/// The tables.
pub const TABLES: [&str; 7] = [
    "partner_grants",
    "partner_agreements",
    "intermediary_grants",
    "subscriptions",
    "subscription_extras",
    "users",
    "holds",
];

/// A row in each, and the one a changed grant has left behind.
pub const ROWS: u64 = 8;

const USER: &str = "api@ornek.example";

fn holder() -> Holder {
    Holder::Provider(PROVIDER)
}

fn user() -> Username {
    Username::new(USER).unwrap()
}

/// Adds the rows.
pub async fn fill(fixture: &Fixture) {
    let directory = &fixture.directory;
    for (access, now) in [(Permission::Read, at(1)), (Permission::Write, at(2))] {
        directory
            .grant(PARTNER, BRAND, Channel::Text, access, now)
            .await
            .unwrap();
    }
    directory
        .set_agreement_control(PARTNER, BRAND, true)
        .await
        .unwrap();
    // The second changes nothing.
    for now in [at(1), at(2)] {
        directory
            .grant_intermediary(INTERMEDIARY, BRAND, now)
            .await
            .unwrap();
    }
    let subscription = Subscription {
        id: Uuid::from_u128(1),
        holder: holder(),
        package: "Standart".to_owned(),
        starts: at(0),
        expires: at(1_000),
        status: SubscriptionStatus::Active,
        consent_limit: None,
        consent_limit_exceed: false,
        api_use: true,
        via: Some(ExtraPackage {
            id: Uuid::from_u128(2),
            name: "ViA".to_owned(),
            starts: at(0),
            expires: at(1_000),
            status: SubscriptionStatus::Active,
            credit: 10,
        }),
        via_pass: None,
    };
    directory.set_subscription(&subscription).await.unwrap();
    fixture.add_user(USER).await;
    directory
        .add_hold("2026/17", held(), "legal desk", at(1))
        .await
        .unwrap();
}

fn held() -> Held {
    Held::Recipient(RecipientId([7; 16]))
}

/// Reads a table's row in each way there is.
async fn is_damaged_wherever_it_is_read(directory: &Directory, table: &str) {
    match table {
        "partner_grants" => {
            is_damaged(directory.grants_of(PARTNER, BRAND).await, table);
            is_damaged(directory.grant_history(PARTNER, BRAND).await, table);
            let paging = directory::Paging::All;
            let brands = directory.partner_brands(PARTNER, None, paging).await;
            is_damaged(brands.map(drop), table);
            let channel = Channel::Text;
            is_damaged(
                directory.revoke(PARTNER, BRAND, channel, at(9)).await,
                table,
            );
            let granted = directory.grant(PARTNER, BRAND, channel, Permission::Read, at(9));
            is_damaged(granted.await, table);
        }
        "partner_agreements" => {
            is_damaged(directory.has_agreement_control(PARTNER, BRAND).await, table);
            let paging = directory::Paging::All;
            let brands = directory.partner_brands(PARTNER, None, paging).await;
            is_damaged(brands.map(drop), table);
        }
        "intermediary_grants" => {
            is_damaged(
                directory.intermediary_may_ask(INTERMEDIARY, BRAND).await,
                table,
            );
            is_damaged(directory.intermediary_brands(INTERMEDIARY).await, table);
            let revoked = directory.revoke_intermediary(INTERMEDIARY, BRAND, at(9));
            is_damaged(revoked.await, table);
        }
        "subscriptions" | "subscription_extras" => {
            is_damaged(directory.subscription(holder()).await, table);
        }
        "users" => {
            is_damaged(directory.user(&user()).await, table);
            is_damaged(directory.users().await, table);
            is_damaged(directory.log_in(USER, PASSWORD).await, table);
            let random = crate::support::Counting::from(9);
            let issued = directory.issue_tokens(&user(), &random, at(9)).await;
            is_damaged(issued.map(drop), table);
            is_damaged(directory.set_user_disabled(&user(), true).await, table);
            let changed = directory
                .set_password(&user(), PASSWORD, &random, at(9))
                .await;
            is_damaged(changed, table);
        }
        _ => {
            is_damaged(directory.holds().await, table);
            is_damaged(directory.holds_in_force().await, table);
            is_damaged(directory.release_hold(1, "x", at(9)).await, table);
        }
    }
}

#[tokio::test]
async fn a_changed_value_of_a_right_is_damage_wherever_it_is_read_and_in_the_examination() {
    for (table, row, changes) in [
        (
            "partner_grants",
            "number = 2",
            &["access = 'read'", "granted_at = 0", "row_sum = NULL"][..],
        ),
        ("partner_agreements", "TRUE", &["row_sum = x'00'"]),
        (
            "intermediary_grants",
            "TRUE",
            &["granted_at = 0", "granted_at = x'00'"],
        ),
        (
            "subscriptions",
            "TRUE",
            &[
                "package = 'x'",
                "starts_at = 0",
                "expires_at = expires_at + 1",
                "status = 'CLOSED'",
                "consent_limit = 0",
                "consent_limit_exceed = 1",
                "api_use = 0",
            ],
        ),
        (
            "subscription_extras",
            "TRUE",
            &[
                "kind = 'via_pass'",
                "id = '00000000-0000-0000-0000-000000000003'",
                "name = 'x'",
                "starts_at = 0",
                "expires_at = 0",
                "status = 'CLOSED'",
                "credit = 11",
            ],
        ),
        (
            "users",
            "TRUE",
            &[
                "password_hash = password_hash || 'A'",
                "kind = 'admin', party = NULL",
                "kind = 'partner'",
                "party = 700002",
                "created_at = 0",
            ],
        ),
        (
            "holds",
            "TRUE",
            &[
                "case_reference = 'x'",
                "recipient = x'08080808080808080808080808080808'",
                "brand = 700002, recipient_type = 1, channel = 1",
                "held_at = 0",
                "held_by = 'x'",
            ],
        ),
    ] {
        for set in changes {
            let fixture = filled().await;
            change(&fixture, &format!("UPDATE {table} SET {set} WHERE {row}")).await;
            let (_, before) = findings(&fixture).await;
            assert!(
                matches!(&before[..], [Finding::Row { table: found, .. }] if *found == table),
                "{table} {set}: {before:?}"
            );
            is_damaged_wherever_it_is_read(&fixture.directory, table).await;
            // What was refused has not blessed it.
            assert_eq!(findings(&fixture).await.1, before, "{table} {set}");
        }
    }
}

#[tokio::test]
async fn a_right_that_came_back_or_went_by_a_changed_value_is_found() {
    for (table, set) in [
        ("partner_grants", "revoked_at = revoked_at + 1"),
        ("partner_grants", "revoked_at = 5"),
        ("partner_agreements", "brand = 700001"),
        ("intermediary_grants", "revoked_at = 5"),
        ("intermediary_grants", "brand = 700001"),
        ("subscriptions", "holder_code = 800001"),
        ("users", "disabled = 1"),
        ("users", "username = 'x'"),
        ("holds", "released_at = 5, released_by = 'x'"),
    ] {
        let fixture = filled().await;
        change(&fixture, &format!("UPDATE {table} SET {set}")).await;
        let (_, found) = findings(&fixture).await;
        let named = |finding: &Finding| matches!(finding, Finding::Row { table: found, .. } if *found == table);
        assert!(
            !found.is_empty() && found.iter().all(named),
            "{table} {set}: {found:?}"
        );
    }
}

#[tokio::test]
async fn nothing_is_forgotten_while_a_hold_that_looks_released_may_not_be() {
    let fixture = filled().await;
    let released = "UPDATE holds SET released_at = 5, released_by = 'x'";
    change(&fixture, released).await;
    let directory = &fixture.directory;
    is_damaged(directory.holds_in_force().await, "holds");
    for kind in Kind::ALL {
        is_damaged(directory.forget(kind, at(9)).await, "holds");
    }
    let closures = directory.forget_closures(Vec::new()).await;
    is_damaged(closures, "holds");
    let policies = directory.forget_policies(Vec::new()).await;
    is_damaged(policies, "holds");
}

#[tokio::test]
async fn rights_that_are_changed_as_they_may_be_stay_without_a_finding() {
    let fixture = filled().await;
    let directory = &fixture.directory;
    let channel = Channel::Text;
    assert!(
        directory
            .revoke(PARTNER, BRAND, channel, at(3))
            .await
            .unwrap()
    );
    assert!(
        !directory
            .revoke(PARTNER, BRAND, channel, at(4))
            .await
            .unwrap()
    );
    assert!(
        directory
            .revoke_intermediary(INTERMEDIARY, BRAND, at(3))
            .await
            .unwrap()
    );
    directory
        .grant_intermediary(INTERMEDIARY, BRAND, at(4))
        .await
        .unwrap();
    directory
        .set_agreement_control(PARTNER, BRAND, false)
        .await
        .unwrap();
    directory.set_user_disabled(&user(), true).await.unwrap();
    directory
        .set_password(&user(), "Başka-Bir-Parola", &fixture.random, at(9))
        .await
        .unwrap();
    directory
        .release_hold(1, "legal desk", at(3))
        .await
        .unwrap();
    let held = directory.holds().await.unwrap();
    assert!(held[0].released.is_some());
    assert_eq!(
        directory.grant_history(PARTNER, BRAND).await.unwrap().len(),
        2
    );
    assert!(directory.user(&user()).await.unwrap().unwrap().disabled);
    assert_eq!(findings(&fixture).await.1, []);
}

#[tokio::test]
async fn the_examination_names_a_damaged_row_by_its_key_and_an_error_never_by_a_name() {
    for (table, change_of, key, shown) in [
        (
            "partner_grants",
            "granted_at = 0 WHERE number = 2",
            "partner 600001, brand 700002, channel 2, number 2",
            ": partner 600001, brand 700002, channel 2, number 2",
        ),
        (
            "subscriptions",
            "starts_at = 0",
            "holder_kind provider, holder_code 700001",
            ": holder_code 700001",
        ),
        ("users", "created_at = 0", "username api@ornek.example", ""),
        ("users", "username = 'a b'", "", ""),
    ] {
        let fixture = filled().await;
        change(&fixture, &format!("UPDATE {table} SET {change_of}")).await;
        let (_, found) = findings(&fixture).await;
        let row = (!key.is_empty()).then(|| key.to_owned());
        assert_eq!(found, [Finding::Row { table, row }]);
        let error: Error = match table {
            "partner_grants" => fixture
                .directory
                .grants_of(PARTNER, BRAND)
                .await
                .unwrap_err(),
            "subscriptions" => fixture.directory.subscription(holder()).await.unwrap_err(),
            _ => fixture.directory.users().await.unwrap_err(),
        };
        let said = format!("a row of {table} in the directory is damaged{shown}");
        assert_eq!(error.to_string(), said);
        assert_eq!(error.trouble(), Some(Trouble::Damaged));
    }
}
