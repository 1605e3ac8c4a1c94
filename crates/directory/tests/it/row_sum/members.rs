//! The sums of who may use a provider's console, and as what.

use directory::activity::Actor;
use directory::member::{Invitation, MemberEmail, MemberNumber, MemberRole, NewMember, RoleGrant};
use directory::message::{MessageId, StoredMessage, Urgency};
use directory::row_sum::Finding;
use domain::{RecipientId, Way};

use super::{change, findings, is_damaged};
use crate::support::{BRAND, Fixture, PROVIDER, at};

/// Adds a member with a role for one brand.
async fn invited() -> (Fixture, MemberNumber) {
    let fixture = Fixture::filled().await;
    let new = NewMember {
        provider: PROVIDER,
        email: MemberEmail::new("ayse@ornek.example").unwrap(),
        name: "Ayşe".to_owned(),
        roles: vec![RoleGrant {
            brand: Some(BRAND),
            role: MemberRole::Viewer,
        }],
    };
    let message = StoredMessage {
        id: MessageId([1; 16]),
        recipient: RecipientId([1; 16]),
        way: Way::Mail,
        urgency: Urgency::Answer,
        written_at: at(0),
        good_until: None,
        due_at: at(0),
        content: vec![1],
    };
    let invitation = Invitation::draw(&fixture.random).unwrap();
    let directory = &fixture.directory;
    let member = directory
        .invite_member(new, &invitation, message, Actor::Operator, at(0))
        .await
        .unwrap();
    (fixture, member.number)
}

#[tokio::test]
async fn a_changed_member_or_role_is_damage_wherever_it_is_read() {
    for (table, set) in [
        ("members", "provider = 800001"),
        ("members", "email = 'b@ornek.example'"),
        ("members", "name = 'x'"),
        ("members", "state = 'active'"),
        ("members", "sealed_secret = x'01'"),
        ("members", "created_at = 1"),
        ("member_roles", "role = 'manager'"),
        ("member_roles", "place = 0, brand = NULL"),
        ("member_roles", "row_sum = NULL"),
    ] {
        let (fixture, number) = invited().await;
        change(&fixture, &format!("UPDATE {table} SET {set}")).await;
        let (_, before) = findings(&fixture).await;
        assert!(
            matches!(&before[..], [Finding::Row { table: found, .. }] if *found == table),
            "{table} {set}: {before:?}"
        );
        let directory = &fixture.directory;
        is_damaged(directory.member(number).await, table);
        if set != "provider = 800001" {
            is_damaged(directory.members_of(PROVIDER).await, table);
            let roles = vec![RoleGrant {
                brand: None,
                role: MemberRole::Viewer,
            }];
            let member = (PROVIDER, number);
            let changed = directory.set_member_roles(member, roles, Actor::Operator, at(1));
            is_damaged(changed.await, table);
        }
        assert_eq!(findings(&fixture).await.1, before, "{table} {set}");
    }
}
