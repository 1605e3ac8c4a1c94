//! Who is signed in.

use directory::person::PersonId;
use directory::session::STAFF_IDLE;
use directory::staff::{StaffNumber, StaffRole};
use directory::token::{SESSION_PREFIX, digest_of, draw};
use sqlx::{AssertSqlSafe, Connection as _};

use crate::schema::{older, older_path};
use crate::support::{Fixture, PASSWORD, at, open};

/// The last step with a table of sessions for each kind of people.
const APART: usize = 19;

#[tokio::test]
async fn living_sessions_of_an_older_file_go_on_with_the_calls_they_serve() {
    let fixture = Fixture::empty().await;
    let mut file = older(&fixture, APART).await;
    let [person, member] = [(); 2].map(|()| draw(&fixture.random, SESSION_PREFIX));
    let digest = |token: &str| digest_of(token, SESSION_PREFIX).unwrap();
    let hex = |token: &str| digest(token).map(|byte| format!("{byte:02x}")).concat();
    let (id, end) = ("07".repeat(16), at(60).as_millis());
    let rows = format!(
        "INSERT INTO people (id, language, next_address, created_at, used_at) \
         VALUES (x'{id}', 'tr', 1, 0, 0); \
         INSERT INTO person_sessions (digest, person, idle_at, ends_at) \
         VALUES (x'{}', x'{id}', {end}, {end}); \
         INSERT INTO staff (number, username, password_hash, role, office, disabled, tries, created_at) \
         VALUES (1001, 'ayse', '', 'agent', 'x', 0, 0, 0); \
         INSERT INTO staff_sessions (digest, staff, idle_at, expires_at) \
         VALUES (x'{member}', 1001, {end}, {end}); \
         INSERT INTO desk_calls (session, call, recipient, content, proven, expires_at) \
         VALUES (x'{member}', x'{id}', x'{id}', x'01', 1, {end});",
        hex(&person),
        member = hex(&member),
    );
    sqlx::raw_sql(AssertSqlSafe(rows))
        .execute(&mut file)
        .await
        .unwrap();
    file.close().await.unwrap();

    let directory = open(&older_path(&fixture)).await;
    let account = directory.account_of_session(digest(&person), at(60), at(59));
    assert_eq!(account.await.unwrap().unwrap().id, PersonId([7; 16]));
    let (session, found) = directory
        .staff_of_session(&member, at(0))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.number, StaffNumber(1_001));
    let call = directory.desk_call(session, at(59)).await.unwrap().unwrap();
    assert_eq!(
        (call.content.as_slice(), call.proven),
        ([1].as_slice(), true)
    );
    // They end when they would have ended.
    assert_eq!(directory.purge_sessions(at(60)).await.unwrap(), 2);
    assert_eq!(directory.desk_call(session, at(59)).await.unwrap(), None);
    let account = directory.account_of_session(digest(&person), at(60), at(59));
    assert_eq!(account.await.unwrap(), None);
}

#[tokio::test]
async fn a_session_of_one_kind_is_none_of_another() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let member = directory.add_staff(
        "ayse",
        PASSWORD,
        StaffRole::Agent,
        "x",
        &fixture.random,
        at(0),
    );
    let member = member.await.unwrap();
    let token = directory
        .open_staff_session(&member, &fixture.random, at(0))
        .await
        .unwrap();
    let digest = digest_of(&token, SESSION_PREFIX).unwrap();
    let account = directory
        .account_of_session(digest, at(9_999_999), at(1))
        .await;
    assert_eq!(account.unwrap(), None);
    // Nor does it go on for that.
    let unused = at(0) + STAFF_IDLE;
    assert_eq!(
        directory.staff_of_session(&token, unused).await.unwrap(),
        None
    );
}
