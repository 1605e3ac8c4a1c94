//! Opening, reopening and writing at once.

use directory::{Directory, Error, Paging};

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
