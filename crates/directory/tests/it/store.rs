//! Opening, reopening and writing at once.

use directory::provider::ProviderState;
use directory::{Directory, Error, Options, Paging, Trouble};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{Connection, SqliteConnection};

use crate::support::{BRAND, Fixture, LogIn, PASSWORD, PROVIDER, at};

#[tokio::test]
async fn a_reopened_directory_holds_everything() {
    let fixture = Fixture::filled().await;
    let user = fixture.add_user("api").await;
    let pair = fixture
        .directory
        .issue_tokens(&user.name, &fixture.random, at(0))
        .await
        .unwrap();
    fixture.directory.close().await;
    let reopened = fixture.reopened().await;
    assert_eq!(reopened.providers().await.unwrap().len(), 2);
    assert_eq!(reopened.brands().await.unwrap().len(), 3);
    assert_eq!(reopened.partners().await.unwrap().len(), 1);
    assert_eq!(reopened.intermediaries().await.unwrap().len(), 1);
    assert_eq!(
        reopened.provider(PROVIDER).await.unwrap().unwrap().title,
        "Örnek A.Ş."
    );
    assert_eq!(
        reopened.log_in("api", PASSWORD).await.unwrap().as_ref(),
        Some(&user)
    );
    let owner = reopened
        .user_of_access(&pair.access, at(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(*owner, user);
}

#[tokio::test]
async fn a_closed_directory_says_so() {
    let fixture = Fixture::filled().await;
    fixture.directory.close().await;
    let outcome = fixture.directory.purge_tokens(at(0)).await;
    assert!(matches!(outcome, Err(Error::Closed)));
    assert!(
        fixture
            .directory
            .retailers(BRAND, Paging::All)
            .await
            .is_err()
    );
    // Closing again is no harm.
    fixture.directory.close().await;
}

#[tokio::test]
async fn an_impossible_place_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing").join("directory.sqlite");
    let error = Directory::open(&path).await.err().unwrap();
    assert!(matches!(&error, Error::Open { path: named, .. } if *named == path));
    assert!(error.to_string().contains("directory.sqlite"));
}

#[tokio::test]
async fn a_directory_that_must_be_there_is_not_made_anew() {
    let fixture = Fixture::filled().await;
    fixture.directory.close().await;
    let path = fixture.path();
    let open = async || Directory::open_existing(&path, Options::default()).await;
    assert_eq!(open().await.unwrap().providers().await.unwrap().len(), 2);
    let whole = std::fs::read(&path).unwrap();
    // Nothing, an empty file, and a file of SQLite with nothing in it.
    let folder = tempfile::tempdir().unwrap();
    let empty = SqliteConnectOptions::new()
        .filename(folder.path().join("new"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal);
    let connection = SqliteConnection::connect_with(&empty).await.unwrap();
    connection.close().await.unwrap();
    let begun = std::fs::read(folder.path().join("new")).unwrap();
    assert!(!begun.is_empty());
    for left in [None, Some(Vec::new()), Some(begun)] {
        std::fs::remove_file(&path).unwrap();
        if let Some(left) = &left {
            std::fs::write(&path, left).unwrap();
        }
        let refused = open().await.err().unwrap();
        assert!(matches!(&refused, Error::Lost(named) if *named == path));
        assert_eq!(refused.trouble(), Some(Trouble::Damaged));
        assert!(matches!(Directory::look(&path).await, Err(Error::Lost(_))));
        assert_eq!(std::fs::read(&path).ok(), left);
        std::fs::write(&path, &whole).unwrap();
    }
    assert_eq!(open().await.unwrap().providers().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_file_that_was_cut_is_damage_and_no_lack_of_permission() {
    let fixture = Fixture::filled().await;
    fixture.directory.close().await;
    let whole = std::fs::read(fixture.path()).unwrap();
    std::fs::write(fixture.path(), &whole[..whole.len() / 2]).unwrap();
    let cut = Directory::open(&fixture.path()).await.err().unwrap();
    assert_eq!(cut.trouble(), Some(Trouble::Damaged), "{cut:?}");
    std::fs::write(
        fixture.path(),
        "no database at all, and longer than a header".repeat(9),
    )
    .unwrap();
    let other = Directory::open(&fixture.path()).await.err().unwrap();
    assert_eq!(other.trouble(), Some(Trouble::Damaged), "{other:?}");
    let missing = fixture.path().join("below");
    let nowhere = Directory::open(&missing).await.err().unwrap();
    assert_eq!(nowhere.trouble(), Some(Trouble::Unusable), "{nowhere:?}");
}

#[tokio::test]
async fn who_only_looks_changes_nothing_and_brings_no_schema_up_to_date() {
    let fixture = Fixture::filled().await;
    // Beside the program that has it open.
    let looking = Directory::look(&fixture.path()).await.unwrap();
    assert_eq!(looking.providers().await.unwrap().len(), 2);
    let suspended = ProviderState::Suspended;
    let refused = looking.set_provider_state(PROVIDER, suspended).await;
    assert!(refused.is_err());
    looking.close().await;
    fixture.directory.close().await;

    let file = SqliteConnectOptions::new().filename(fixture.path());
    let mut connection = SqliteConnection::connect_with(&file).await.unwrap();
    let newest = "DELETE FROM schema_migrations \
                  WHERE version = (SELECT max(version) FROM schema_migrations)";
    sqlx::query(newest).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let before = std::fs::read(fixture.path()).unwrap();
    let refused = Directory::look(&fixture.path()).await.err().unwrap();
    assert!(
        matches!(refused, Error::OlderSchema { found, known } if found == known - 1),
        "{refused:?}"
    );
    assert_eq!(std::fs::read(fixture.path()).unwrap(), before);
}
