//! Users and their passwords.

use directory::partner::PartnerCode;
use directory::password::{Asker, PasswordUse};
use directory::user::{PASSWORD_MAX, User, UserKind, Username};
use directory::{Entity, Error};

use crate::support::{ASKER, Fixture, INTERMEDIARY, LogIn, PARTNER, PASSWORD, PROVIDER, at};

#[tokio::test]
async fn a_user_logs_in_with_its_name_in_any_case_and_its_password_to_the_letter() {
    let fixture = Fixture::filled().await;
    let user = fixture.add_user("API@ornek.example").await;
    assert_eq!(user.name.as_str(), "api@ornek.example");
    let login =
        |name: &'static str, password: &'static str| fixture.directory.log_in(name, password);
    assert_eq!(
        login("Api@Ornek.Example", PASSWORD).await.unwrap(),
        Some(user)
    );
    assert_eq!(
        login("api@ornek.example", "doğru-at-pil-zımba")
            .await
            .unwrap(),
        None
    );
    assert_eq!(login("api@ornek.example", "").await.unwrap(), None);
    assert_eq!(login("api@ornek.example ", PASSWORD).await.unwrap(), None);
}

#[tokio::test]
async fn an_unknown_user_is_refused_even_with_the_password_unknown_users_are_checked_with() {
    let fixture = Fixture::filled().await;
    for password in ["nobody's password", PASSWORD, ""] {
        let outcome = fixture.directory.log_in("nobody", password).await.unwrap();
        assert_eq!(outcome, None);
        let outcome = fixture
            .directory
            .log_in("kullanıcı", password)
            .await
            .unwrap();
        assert_eq!(outcome, None);
    }
}

#[tokio::test]
async fn every_kind_of_user_reads_back() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let kinds = [
        UserKind::Admin,
        UserKind::Intermediary(INTERMEDIARY),
        UserKind::Partner(PARTNER),
        UserKind::Provider(PROVIDER),
    ];
    let mut added = Vec::new();
    for (number, kind) in kinds.into_iter().enumerate() {
        let name = format!("user-{number}");
        let user = directory
            .add_user(&name, PASSWORD, kind, &fixture.random, at(3))
            .await
            .unwrap();
        assert_eq!(user.kind, kind);
        assert_eq!(
            directory.user(&user.name).await.unwrap().as_ref(),
            Some(&user)
        );
        assert_eq!(
            directory.log_in(&name, PASSWORD).await.unwrap().as_ref(),
            Some(&user)
        );
        added.push(user);
    }
    assert_eq!(directory.users().await.unwrap(), added);
}

#[tokio::test]
async fn a_name_is_taken_once_whatever_its_case() {
    let fixture = Fixture::filled().await;
    let first = fixture.add_user("api").await;
    let outcome = fixture
        .directory
        .add_user("API", "another", UserKind::Admin, &fixture.random, at(1))
        .await;
    assert!(matches!(outcome, Err(Error::Exists(Entity::User))));
    assert_eq!(
        fixture.directory.users().await.unwrap(),
        std::slice::from_ref(&first)
    );
    assert_eq!(
        fixture.directory.log_in("api", PASSWORD).await.unwrap(),
        Some(first)
    );
}

#[tokio::test]
async fn a_user_needs_a_party_a_name_and_a_password() {
    let fixture = Fixture::filled().await;
    let add = |name: &'static str, password: String, kind| {
        let (directory, random) = (&fixture.directory, &fixture.random);
        async move {
            directory
                .add_user(name, &password, kind, random, at(0))
                .await
                .unwrap_err()
        }
    };
    let stranger = UserKind::Partner(PartnerCode(1));
    let error = add("a", PASSWORD.to_owned(), stranger).await;
    assert!(
        matches!(error, Error::NotFound(Entity::Partner)),
        "{error:?}"
    );
    for name in ["", "two words", "kullanıcı", "line\nend"] {
        let error = add(name, PASSWORD.to_owned(), UserKind::Admin).await;
        assert!(
            matches!(error, Error::Invalid("user name")),
            "{name:?}: {error:?}"
        );
    }
    for password in [String::new(), "x".repeat(PASSWORD_MAX + 1)] {
        let error = add("a", password, UserKind::Admin).await;
        assert!(matches!(error, Error::Invalid("password")), "{error:?}");
    }
    assert!(fixture.directory.users().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_disabled_user_is_kept_out_until_enabled_again() {
    let fixture = Fixture::filled().await;
    let user = fixture.add_user("api").await;
    let directory = &fixture.directory;
    directory.set_user_disabled(&user.name, true).await.unwrap();
    assert!(directory.user(&user.name).await.unwrap().unwrap().disabled);
    assert_eq!(directory.log_in("api", PASSWORD).await.unwrap(), None);
    directory
        .set_user_disabled(&user.name, false)
        .await
        .unwrap();
    assert_eq!(directory.log_in("api", PASSWORD).await.unwrap(), Some(user));
    let nobody = Username::new("nobody").unwrap();
    let outcome = directory.set_user_disabled(&nobody, true).await;
    assert!(matches!(outcome, Err(Error::NotFound(Entity::User))));
}

#[tokio::test]
async fn a_changed_password_replaces_the_old_one() {
    let fixture = Fixture::filled().await;
    let user = fixture.add_user("api").await;
    let directory = &fixture.directory;
    directory
        .set_password(&user.name, "yenisi", &fixture.random, at(9))
        .await
        .unwrap();
    assert_eq!(directory.log_in("api", PASSWORD).await.unwrap(), None);
    assert_eq!(directory.log_in("api", "yenisi").await.unwrap(), Some(user));
}

#[tokio::test]
async fn a_remembered_login_ends_with_a_new_password_or_a_disabled_user() {
    let fixture = Fixture::filled().await;
    let user = fixture.add_user("api").await;
    let directory = &fixture.directory;
    let login = |password: &'static str, now| async move {
        directory
            .authenticate_each_call("api", password, ASKER, now)
            .await
            .unwrap()
    };
    for _ in 0..2 {
        assert_eq!(login(PASSWORD, at(0)).await.as_ref(), Some(&user));
        assert_eq!(login("yanlış", at(0)).await, None);
    }
    directory
        .set_password(&user.name, "yenisi", &fixture.random, at(9))
        .await
        .unwrap();
    assert_eq!(login(PASSWORD, at(1)).await, None);
    assert_eq!(login("yenisi", at(1)).await.as_ref(), Some(&user));
    directory.set_user_disabled(&user.name, true).await.unwrap();
    assert_eq!(login("yenisi", at(2)).await, None);
}

#[tokio::test]
async fn the_password_is_kept_as_an_argon2id_hash_of_its_own_salt() {
    let fixture = Fixture::filled().await;
    fixture.add_user("one").await;
    fixture.add_user("two").await;
    fixture.directory.close().await;
    let bytes = std::fs::read(fixture.path()).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(!text.contains(PASSWORD));
    let hashes: Vec<_> = text.match_indices("$argon2id$v=19$m=8,t=1,p=1$").collect();
    assert_eq!(hashes.len(), 2);
    let salt = |start: usize| &text[start + 27..start + 49];
    assert_ne!(salt(hashes[0].0), salt(hashes[1].0));
}

#[tokio::test]
async fn logins_of_many_clients_at_once_are_all_answered() {
    let fixture = Fixture::filled().await;
    let user = fixture.add_user("api").await;
    let tasks: Vec<_> = (0..40)
        .map(|number| {
            let directory = fixture.directory.clone();
            tokio::spawn(async move {
                let password = if number % 2 == 0 {
                    PASSWORD
                } else {
                    "yanlış"
                };
                let asker = Asker {
                    client: [192, 0, number, 2].into(),
                    known: number % 3 == 0,
                };
                directory
                    .authenticate("api", password, PasswordUse::Login, asker)
                    .await
                    .unwrap()
            })
        })
        .collect();
    for (number, task) in tasks.into_iter().enumerate() {
        let expected: Option<&User> = (number % 2 == 0).then_some(&user);
        assert_eq!(task.await.unwrap().as_ref(), expected);
    }
}

#[tokio::test]
async fn a_login_sent_along_is_remembered_as_long_as_it_is_used() {
    let fixture = Fixture::filled().await;
    let user = fixture.add_user("api").await;
    let directory = &fixture.directory;
    let right = directory.authenticate_each_call("api", PASSWORD, ASKER, at(0));
    assert_eq!(right.await.unwrap().as_ref(), Some(&user));
    for minute in 0..20 {
        let lately = directory.authenticated_lately("api", PASSWORD, at(60 * minute));
        assert_eq!(lately.as_ref(), Some(&user));
    }
    assert_eq!(directory.authenticated_lately("api", "yanlış", at(0)), None);
    let unused = at(60 * 19 + 600);
    assert_eq!(
        directory.authenticated_lately("api", PASSWORD, unused),
        None
    );
}
