//! The sums of rows: what changed on disk is named and never shown.

mod defences;
mod members;
mod rights;

use std::fs;

use directory::brand::BrandSettings;
use directory::gateway::GatewayKind;
use directory::grant::Permission;
use directory::refusal_address::RefusalAddress;
use directory::row_sum::{Examined, Finding, examine};
use directory::sender::{SenderKind, SenderName, SenderNumber};
use directory::short_name::ShortName;
use directory::staff::StaffRole;
use directory::user::Username;
use directory::{Directory, Error, Paging};
use domain::Channel;
use domain::policy::FirstRefusal;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::parties::retailer::details;
use crate::support::{
    BRAND, Fixture, INTERMEDIARY, MASTER, OTHER_BRAND, OTHER_PROVIDER, PARTNER, PASSWORD, PROVIDER,
    at,
};

/// Writes to the file past the program, as a failing disk does.
async fn change(fixture: &Fixture, sql: &str) {
    let options = SqliteConnectOptions::new()
        .filename(fixture.path())
        .foreign_keys(false);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

async fn findings(fixture: &Fixture) -> (Examined, Vec<Finding>) {
    let mut found = Vec::new();
    let examined = examine(&fixture.path(), |finding| found.push(finding))
        .await
        .unwrap();
    (examined, found)
}

/// A directory with a row in each summed table.
async fn filled() -> Fixture {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    directory
        .add_retailer(BRAND, details(1), &fixture.random, at(1))
        .await
        .unwrap();
    let short = ShortName {
        brand: BRAND,
        name: "Karanfil".to_owned(),
    };
    directory.add_short_name(short, at(1)).await.unwrap();
    let address = RefusalAddress::new("ret@karanfil.example");
    let set = directory.set_refusal_address(BRAND, address, None, at(1));
    set.await.unwrap();
    let sender = SenderName::new(SenderKind::Title, "KARANFIL").unwrap();
    let asked = directory.ask_sender(BRAND, sender, None, at(1)).await;
    let confirmed = directory.confirm_sender(asked.unwrap(), None, at(1));
    assert!(confirmed.await.unwrap());
    directory
        .add_gateway("santral", GatewayKind::Voice, true, &fixture.random, at(1))
        .await
        .unwrap();
    directory
        .add_staff(
            "ayse",
            PASSWORD,
            StaffRole::Agent,
            "Merkez",
            &fixture.random,
            at(1),
        )
        .await
        .unwrap();
    rights::fill(&fixture).await;
    fixture
}

/// Two providers, three brands, a partner, an intermediary, a retailer, a short name, a sender, a refusal address, a gateway, a member of staff; and
/// the rights.
const ROWS: u64 = 13 + rights::ROWS;

fn is_damaged<T: std::fmt::Debug>(result: Result<T, Error>, table: &str) {
    match result {
        Err(Error::Damaged { table: found, .. }) => assert_eq!(found, table),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_was_written_is_read_and_examined_without_a_finding() {
    let fixture = filled().await;
    let directory = &fixture.directory;
    let settings = BrandSettings {
        first_refusal: FirstRefusal::Suppress,
        ..BrandSettings::default()
    };
    directory.set_brand_settings(BRAND, settings).await.unwrap();
    directory
        .set_partner_licensed(PARTNER, false)
        .await
        .unwrap();
    assert!(directory.brand(BRAND).await.unwrap().is_some());
    directory.remove_gateway("santral", at(2)).await.unwrap();
    let agent = Username::new("ayse").unwrap();
    directory.set_staff_disabled(&agent, true).await.unwrap();
    directory
        .set_staff_password(&agent, PASSWORD, &fixture.random)
        .await
        .unwrap();
    assert_eq!(directory.gateways().await.unwrap().len(), 1);
    assert_eq!(directory.staff().await.unwrap().len(), 1);
    let (examined, found) = findings(&fixture).await;
    assert_eq!(found, []);
    assert_eq!(examined.rows, ROWS);
    assert_eq!(
        examined.brands,
        Some([MASTER, BRAND, OTHER_BRAND].into_iter().collect())
    );
}

#[tokio::test]
async fn a_changed_value_of_any_summed_column_is_damage_where_it_is_read_and_in_the_examination() {
    for (table, changes) in [
        (
            "providers",
            &["title = 'Ornek A.Ş.'", "mersis = ''", "state = 'suspended'"][..],
        ),
        (
            "brands",
            &[
                "name = 'x'",
                "historic_loading_until = 0",
                "created_at = created_at + 1",
            ],
        ),
        (
            "retailers",
            &[
                "title = 'x'",
                "town_name = 'x'",
                "alias = NULL",
                "mobile = '1'",
            ],
        ),
        ("partners", &["title = 'x'", "licensed = 0"]),
        ("intermediaries", &["title = 'x'", "created_at = 0"]),
        (
            "brand_senders",
            &[
                "brand = 700001",
                "folded = 'x'",
                "ended_at = 2",
                "confirmed_at = confirmed_at - 1",
            ],
        ),
        ("brand_refusal_addresses", &["shown = 'x'", "set_at = 0"]),
        (
            "gateways",
            &[
                "verified = 0",
                "kind = 'text'",
                "removed_at = 1",
                "added_at = 0",
            ],
        ),
        (
            "staff",
            &[
                "role = 'authority'",
                "office = 'x'",
                "disabled = 1",
                "username = 'x'",
            ],
        ),
        (
            "brands",
            &["row_sum = x'00'", "row_sum = NULL", "name = x'ff'"],
        ),
    ] {
        for set in changes {
            let fixture = filled().await;
            change(&fixture, &format!("UPDATE {table} SET {set}")).await;
            let (_, found) = findings(&fixture).await;
            let named = |finding: &Finding| matches!(finding, Finding::Row { table: found, .. } if *found == table);
            assert!(
                !found.is_empty() && found.iter().all(named),
                "{table} {set}: {found:?}"
            );
            let directory = &fixture.directory;
            match table {
                "providers" => is_damaged(directory.provider(PROVIDER).await, table),
                "brands" => is_damaged(directory.brands_of(PROVIDER).await, table),
                "retailers" => {
                    is_damaged(directory.retailers(BRAND, Paging::All).await, table);
                }
                "partners" => is_damaged(directory.partner(PARTNER).await, table),
                "brand_senders" => is_damaged(directory.senders(SenderNumber(0)).await, table),
                "gateways" => is_damaged(directory.gateways().await, table),
                // Shown to nobody; see below.
                "brand_refusal_addresses" => {
                    assert_eq!(directory.refusal_address(BRAND).await.unwrap(), None);
                }
                "staff" => is_damaged(directory.staff().await, table),
                "intermediaries" => is_damaged(directory.intermediary(INTERMEDIARY).await, table),
                _ => panic!("no reader of {table}"),
            }
        }
    }
}

#[tokio::test]
async fn people_are_told_the_number_of_a_brand_whose_name_is_damaged_and_can_find_the_others() {
    let fixture = filled().await;
    change(
        &fixture,
        "UPDATE brands SET name = 'Pırasa' WHERE code = 700002",
    )
    .await;
    let directory = &fixture.directory;
    assert_eq!(
        directory.brand_name(BRAND).await.unwrap(),
        Some(BRAND.to_string())
    );
    assert!(directory.brand_name(MASTER).await.unwrap().is_some());
    let intact = directory.intact_brands().await.unwrap();
    assert!(intact.len() == 2 && intact.iter().all(|brand| brand.code != BRAND));
    assert!(
        directory
            .brands_matching("Pırasa", 10)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn what_a_partner_may_do_changes_on_all_channels_or_on_none() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let set = |access, now| directory.set_grants(PARTNER, BRAND, &Channel::ALL, access, now);
    set(Some(Permission::Write), at(1)).await.unwrap();
    let last = Channel::ALL.last().unwrap().to_byte();
    let turn = |to| {
        format!("UPDATE partner_grants SET granted_at = granted_at {to} 1 WHERE channel = {last}")
    };
    change(&fixture, &turn("+")).await;
    is_damaged(set(None, at(2)).await, "partner_grants");
    change(&fixture, &turn("-")).await;
    let granted = async || {
        let grants = fixture.reopened().await.grants_of(PARTNER, BRAND).await;
        let grants = grants.unwrap();
        Channel::ALL.map(|channel| grants.on(channel))
    };
    assert_eq!(granted().await, [Some(Permission::Write); 3]);
    set(None, at(2)).await.unwrap();
    assert_eq!(granted().await, [None; 3]);
}

#[tokio::test]
async fn a_change_of_a_damaged_row_is_refused_and_does_not_bless_it() {
    let fixture = filled().await;
    change(&fixture, "UPDATE brands SET name = 'x' WHERE code = 700002").await;
    let changed = fixture
        .directory
        .set_brand_settings(BRAND, BrandSettings::default())
        .await;
    is_damaged(changed, "brands");
    let (_, found) = findings(&fixture).await;
    assert_eq!(
        found,
        [Finding::Row {
            table: "brands",
            row: Some(format!("number {BRAND}"))
        }]
    );
}

#[tokio::test]
async fn rows_of_an_older_program_are_summed_when_the_directory_is_opened() {
    let fixture = filled().await;
    fixture.directory.close().await;
    let others = [
        "providers",
        "brands",
        "retailers",
        "partners",
        "intermediaries",
        "brand_senders",
        "brand_refusal_addresses",
        "gateways",
        "staff",
    ];
    for table in others.into_iter().chain(rights::TABLES) {
        change(&fixture, &format!("UPDATE {table} SET row_sum = NULL")).await;
    }
    let directory: Directory = fixture.reopened().await;
    assert!(directory.brand(BRAND).await.unwrap().is_some());
    let (examined, found) = findings(&fixture).await;
    assert_eq!((examined.rows, found), (ROWS, Vec::new()));
    directory.close().await;
}

#[tokio::test]
async fn a_missing_reference_and_a_number_never_given_out_are_found() {
    let fixture = filled().await;
    change(&fixture, "DELETE FROM providers WHERE code = 800001").await;
    change(&fixture, "DELETE FROM issued_codes WHERE code = 600001").await;
    let (_, found) = findings(&fixture).await;
    assert_eq!(
        found,
        [
            Finding::Reference {
                table: "brands".to_owned(),
                missing: "providers".to_owned()
            },
            Finding::Code {
                table: "partners",
                code: i64::from(PARTNER.0)
            }
        ]
    );
    assert!(
        fixture
            .directory
            .provider(OTHER_PROVIDER)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn damaged_pages_are_found_and_no_failure_of_the_look() {
    let fixture = filled().await;
    fixture.directory.close().await;
    let mut bytes = fs::read(fixture.path()).unwrap();
    let page = 4_096;
    assert!(bytes.len() > 3 * page);
    for byte in &mut bytes[page..] {
        *byte = !*byte;
    }
    fs::write(fixture.path(), bytes).unwrap();
    let (_, found) = findings(&fixture).await;
    assert!(
        matches!(found.first(), Some(Finding::Structure(_))),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_deleted_party_is_named_by_its_number() {
    for (table, code, finding) in [
        ("brands", 700_002, Finding::Party(700_002)),
        ("brands", 800_001, Finding::Master(800_001)),
        ("partners", 600_001, Finding::Party(600_001)),
        ("intermediaries", 500_001, Finding::Party(500_001)),
    ] {
        let fixture = Fixture::filled().await;
        change(
            &fixture,
            &format!("DELETE FROM {table} WHERE code = {code}"),
        )
        .await;
        let (_, found) = findings(&fixture).await;
        assert_eq!(found, [finding], "{table} {code}");
    }
    // With all that is its own.
    let fixture = Fixture::filled().await;
    change(&fixture, "DELETE FROM brands WHERE provider = 800001").await;
    change(&fixture, "DELETE FROM providers WHERE code = 800001").await;
    let (_, found) = findings(&fixture).await;
    assert_eq!(found, [Finding::Party(800_001)]);
}

#[tokio::test]
async fn a_missing_table_column_or_index_is_named() {
    for (sql, named) in [
        ("DROP TABLE brand_senders", "table brand_senders"),
        ("DROP TABLE brands", "table brands"),
        ("DROP TABLE issued_codes", "table issued_codes"),
        (
            "DROP TABLE subscription_extras",
            "table subscription_extras",
        ),
        ("DROP TABLE schema_migrations", "table schema_migrations"),
        (
            "DROP INDEX partner_grants_one_live",
            "index partner_grants_one_live of partner_grants",
        ),
        (
            "ALTER TABLE brands DROP COLUMN row_sum",
            "column row_sum of brands",
        ),
    ] {
        let fixture = Fixture::filled().await;
        change(&fixture, sql).await;
        let (_, found) = findings(&fixture).await;
        assert!(
            found.contains(&Finding::Missing(named.to_owned())),
            "{sql}: {found:?}"
        );
        let is_structure = |finding: &Finding| matches!(finding, Finding::Structure(_));
        assert!(!found.iter().any(is_structure), "{sql}: {found:?}");
    }
}

#[tokio::test]
async fn a_step_of_the_schema_that_is_changed_or_not_written_down_is_named() {
    let fixture = Fixture::filled().await;
    change(
        &fixture,
        "UPDATE schema_migrations SET digest = x'00' WHERE version = 16",
    )
    .await;
    let (_, found) = findings(&fixture).await;
    assert!(found.contains(&Finding::Step(16)), "{found:?}");

    let fixture = Fixture::filled().await;
    change(
        &fixture,
        "DELETE FROM schema_migrations WHERE version >= 17",
    )
    .await;
    let (_, found) = findings(&fixture).await;
    assert!(
        found.contains(&Finding::Unrecorded("column used_at of people".to_owned())),
        "{found:?}"
    );
}
