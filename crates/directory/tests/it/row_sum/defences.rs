//! The sums of what providers are asked about complaints.

use directory::defence::{AskedDefence, LIST_MAX};
use directory::row_sum::Finding;
use domain::{Channel, Day};

use super::{change, findings, is_damaged};
use crate::cases::defence::file;
use crate::support::{BRAND, Fixture, PROVIDER, at};

#[tokio::test]
async fn a_changed_question_to_a_provider_is_damage_and_shown_to_nobody() {
    for set in [
        "provider = 800001",
        "brand = 800001",
        "channel = 1",
        "day = '2026-03-11'",
        "asked_at = 1",
        "version = 9",
        "content = x'01'",
        "changed_by = 1, changed_at = 1",
    ] {
        let fixture = Fixture::filled().await;
        let directory = &fixture.directory;
        let asked = AskedDefence {
            provider: PROVIDER,
            brand: BRAND,
            channel: Channel::Text,
            day: Day::from_wire("2026-03-10").unwrap(),
        };
        file(directory, 1, Some(asked), at(10)).await;
        change(&fixture, &format!("UPDATE defences SET {set}")).await;
        let (_, found) = findings(&fixture).await;
        let damaged =
            |one: &Finding| matches!(one, Finding::Row { table, .. } if *table == "defences");
        assert!(found.iter().any(damaged), "{set}: {found:?}");
        let provider = if set.starts_with("provider") {
            domain::ProviderCode(800_001)
        } else {
            PROVIDER
        };
        is_damaged(directory.defence("complaint 1", provider).await, "defences");
        let open = directory.open_defences(provider, None, LIST_MAX).await;
        is_damaged(open, "defences");
    }
}
