//! An identity provider on a port of this machine, which lies on demand.

use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use domain::Timestamp;
use openidconnect::PrivateSigningKey;
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// What the registry and the provider share.
pub const CLIENT: &str = "izin";
pub const SECRET: &str = "a secret of both, and longer than thirty-two bytes";
/// The person, as the provider names them.
pub const SUBJECT: &str = "248289761001";

/// What is wrong with what the provider says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    Nothing,
    AnotherNonce,
    AnotherClient,
    AnotherIssuer,
    Expired,
    Unsigned,
    SignedWithTheSecret,
    SignedByAStranger,
    AnotherAccessToken,
    NoIdentity,
    NoSuchCode,
    AnotherPersonsAddresses,
    /// What was verified stands in the token, about another address than the one looked up.
    AnotherAddressVerified,
    Garbage,
}

/// What happens between the provider and the browser.
struct Scene {
    issuer: String,
    lie: Lie,
    /// The seed of the key it signs with, which is the key's name as well.
    seed: u8,
    /// What the browser brought along from the registry.
    nonce: String,
    challenge: String,
    now: Timestamp,
    claims: Value,
    metadata_asked: u32,
    /// While some, who asks for metadata waits until it is closed.
    hung: Option<Arc<Semaphore>>,
}

/// See the module.
#[derive(Clone)]
pub struct Provider(Arc<Mutex<Scene>>);

impl Provider {
    /// One that says the truth.
    pub async fn start(now: Timestamp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = Self(Arc::new(Mutex::new(Scene {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            lie: Lie::Nothing,
            seed: 1,
            nonce: String::new(),
            challenge: String::new(),
            now,
            claims: json!({}),
            metadata_asked: 0,
            hung: None,
        })));
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/me", get(me))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        provider
    }

    pub fn issuer(&self) -> String {
        self.0.lock().unwrap().issuer.clone()
    }

    pub fn lies(&self, lie: Lie) {
        self.0.lock().unwrap().lie = lie;
    }

    /// What it says of the person beside who it is.
    pub fn claims(&self, claims: Value) {
        self.0.lock().unwrap().claims = claims;
    }

    /// Answers nobody who asks for metadata, until it is told to go on.
    pub fn hang(&self) {
        self.0.lock().unwrap().hung = Some(Arc::new(Semaphore::new(0)));
    }

    /// Answers again, those who wait, too.
    pub fn go_on(&self) {
        let hung = self.0.lock().unwrap().hung.take();
        hung.expect("it hangs").close();
    }

    /// Signs with another key from now on.
    pub fn change_key(&self) {
        self.0.lock().unwrap().seed += 1;
    }

    pub fn metadata_asked(&self) -> u32 {
        self.0.lock().unwrap().metadata_asked
    }

    /// Somebody signs in at the provider, where the registry has sent them; where they are sent then.
    pub fn authorize(&self, url: &str) -> String {
        let (place, query) = url.split_once('?').unwrap();
        let parameter = |name: &str| {
            let found = query.split('&').find_map(|pair| {
                let (key, value) = pair.split_once('=')?;
                (key == name).then(|| value.to_owned())
            });
            found.unwrap_or_default()
        };
        let mut scene = self.0.lock().unwrap();
        assert_eq!(place, format!("{}/authorize", scene.issuer));
        assert_eq!(parameter("response_type"), "code");
        assert_eq!(parameter("client_id"), CLIENT);
        assert_eq!(parameter("code_challenge_method"), "S256");
        let way_back = "http%3A%2F%2Flocalhost%3A8080%2Fidentity%2Fcallback";
        assert_eq!(parameter("redirect_uri"), way_back);
        scene.nonce = parameter("nonce");
        scene.challenge = parameter("code_challenge");
        assert!(scene.nonce.len() >= 43 && parameter("state").len() >= 43);
        format!("/identity/callback?code=c0de&state={}", parameter("state"))
    }
}

impl Scene {
    fn key(&self, seed: u8) -> CoreEdDsaPrivateSigningKey {
        // PKCS #8 of an Ed25519 key (RFC 8410, section 7).
        let mut der = vec![
            0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20,
        ];
        der.extend([seed; 32]);
        let body = BASE64_STANDARD.encode(der);
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
        let name = openidconnect::JsonWebKeyId::new(format!("key-{}", self.seed));
        CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(name)).unwrap()
    }

    fn id_token(&self, access: &str) -> String {
        let lies = |lie: Lie| self.lie == lie;
        let access = if lies(Lie::AnotherAccessToken) {
            "other"
        } else {
            access
        };
        let name = format!("key-{}", self.seed);
        let (algorithm, name) = match self.lie {
            Lie::Unsigned => ("none", None),
            Lie::SignedWithTheSecret => ("HS256", None),
            _ => ("EdDSA", Some(name)),
        };
        let at = self.now.as_seconds();
        // The hash that goes with EdDSA is SHA-512 (for Ed25519), with the others SHA-256.
        let half = if lies(Lie::SignedWithTheSecret) {
            BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(access)[..16])
        } else {
            BASE64_URL_SAFE_NO_PAD.encode(&Sha512::digest(access)[..32])
        };
        let header = json!({ "alg": algorithm, "kid": name, "typ": "JWT" });
        let mut claims = json!({
            "iss": if lies(Lie::AnotherIssuer) { "https://other.example" } else { &self.issuer },
            "sub": SUBJECT,
            "aud": if lies(Lie::AnotherClient) { "another" } else { CLIENT },
            "nonce": if lies(Lie::AnotherNonce) { "other" } else { &self.nonce },
            "iat": at - 1,
            "exp": if lies(Lie::Expired) { at - 1 } else { at + 300 },
            "at_hash": half,
        });
        if lies(Lie::AnotherAddressVerified) {
            claims["phone_number"] = "+905321110000".into();
            claims["phone_number_verified"] = true.into();
        }
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = match self.lie {
            Lie::Unsigned => Vec::new(),
            Lie::SignedWithTheSecret => CoreHmacKey::new(SECRET)
                .sign(&CoreJwsSigningAlgorithm::HmacSha256, signed.as_bytes())
                .unwrap(),
            _ => {
                let seed = if lies(Lie::SignedByAStranger) {
                    99
                } else {
                    self.seed
                };
                self.key(seed)
                    .sign(&CoreJwsSigningAlgorithm::EdDsa, signed.as_bytes())
                    .unwrap()
            }
        };
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}

async fn metadata(State(Provider(scene)): State<Provider>) -> Response {
    let hung = {
        let mut scene = scene.lock().unwrap();
        scene.metadata_asked += 1;
        scene.hung.clone()
    };
    if let Some(hung) = hung {
        // It is closed in the end.
        let _ended = hung.acquire().await;
    }
    let scene = scene.lock().unwrap();
    if scene.lie == Lie::Garbage {
        return "x".repeat(1024 * 1024).into_response();
    }
    let at = |path: &str| format!("{}{path}", scene.issuer);
    Json(json!({
        "issuer": scene.issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/me"),
        "jwks_uri": at("/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
    .into_response()
}

async fn keys(State(Provider(scene)): State<Provider>) -> Response {
    let scene = scene.lock().unwrap();
    let key = scene.key(scene.seed).as_verification_key();
    Json(CoreJsonWebKeySet::new(vec![key])).into_response()
}

#[derive(serde::Deserialize)]
struct Redeemed {
    code: String,
    code_verifier: String,
    redirect_uri: String,
}

async fn token(
    State(Provider(scene)): State<Provider>,
    headers: HeaderMap,
    Form(redeemed): Form<Redeemed>,
) -> Response {
    let scene = scene.lock().unwrap();
    let basic = headers["authorization"].to_str().unwrap();
    let basic = BASE64_STANDARD.decode(basic.strip_prefix("Basic ").unwrap());
    assert!(basic.unwrap().starts_with(b"izin:a"));
    assert_eq!(
        redeemed.redirect_uri,
        "http://localhost:8080/identity/callback"
    );
    // What RFC 7636 has the provider check.
    let proven = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&redeemed.code_verifier));
    let known = redeemed.code == "c0de" && proven == scene.challenge;
    if scene.lie == Lie::NoSuchCode || !known {
        let error = Json(json!({ "error": "invalid_grant" }));
        return (StatusCode::BAD_REQUEST, error).into_response();
    }
    let mut body = json!({ "access_token": "acce55", "token_type": "Bearer" });
    if scene.lie != Lie::NoIdentity {
        body["id_token"] = scene.id_token("acce55").into();
    }
    Json(body).into_response()
}

async fn me(State(Provider(scene)): State<Provider>, headers: HeaderMap) -> Response {
    let scene = scene.lock().unwrap();
    assert_eq!(headers["authorization"], "Bearer acce55");
    let mut claims = scene.claims.clone();
    claims["sub"] = match scene.lie {
        Lie::AnotherPersonsAddresses => "4711".into(),
        _ => SUBJECT.into(),
    };
    Json(claims).into_response()
}
