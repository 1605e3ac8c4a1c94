//! Gateways: their tokens, and how they end.

use directory::gateway::{GATEWAY_PREFIX, GatewayKind, NAME_LEN_MAX};
use directory::{Entity, Error};

use crate::support::{Fixture, at};

#[tokio::test]
async fn a_gateway_is_known_by_its_token_until_it_is_removed() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let (gateway, token) = directory
        .add_gateway("ornek-1", GatewayKind::Text, true, &fixture.random, at(1))
        .await
        .unwrap();
    assert!(token.0.starts_with(GATEWAY_PREFIX));
    assert!(!format!("{token:?}").contains(GATEWAY_PREFIX));
    let found = directory.gateway_of(&token.0).await.unwrap();
    assert_eq!(found, Some(gateway));
    assert!(directory.remove_gateway("ornek-1", at(2)).await.unwrap());
    assert!(!directory.remove_gateway("ornek-1", at(3)).await.unwrap());
    assert_eq!(directory.gateway_of(&token.0).await.unwrap(), None);
    let listed = directory.gateways().await.unwrap();
    assert_eq!(listed[0].removed, Some(at(2)));
    let again = directory.add_gateway("ornek-1", GatewayKind::Text, true, &fixture.random, at(4));
    assert!(matches!(again.await, Err(Error::Exists(Entity::Gateway))));
}

#[tokio::test]
async fn what_is_no_token_is_nobodys() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let (_, token) = directory
        .add_gateway("ornek", GatewayKind::Voice, false, &fixture.random, at(1))
        .await
        .unwrap();
    let secret = token.0.strip_prefix(GATEWAY_PREFIX).unwrap();
    for text in [
        String::new(),
        secret.to_owned(),
        format!("izin_at_{secret}"),
        format!("{}A", token.0),
        token.0[..token.0.len() - 1].to_owned(),
        format!("{GATEWAY_PREFIX}{}", "A".repeat(43)),
    ] {
        assert_eq!(directory.gateway_of(&text).await.unwrap(), None, "{text}");
    }
}

#[tokio::test]
async fn the_token_itself_is_not_kept() {
    let fixture = Fixture::empty().await;
    let (_, token) = fixture
        .directory
        .add_gateway("ornek", GatewayKind::Text, true, &fixture.random, at(1))
        .await
        .unwrap();
    fixture.directory.close().await;
    let secret = token.0.as_bytes();
    let bytes = std::fs::read(fixture.path()).unwrap();
    assert!(!bytes.windows(secret.len()).any(|window| window == secret));
}

#[tokio::test]
async fn a_name_is_plain() {
    let fixture = Fixture::empty().await;
    let long = "a".repeat(NAME_LEN_MAX + 1);
    for name in ["", "Ornek", "ornek 1", "örnek", "a/b", &long] {
        let refused =
            fixture
                .directory
                .add_gateway(name, GatewayKind::Text, true, &fixture.random, at(1));
        assert!(matches!(refused.await, Err(Error::Invalid(_))), "{name}");
    }
}
