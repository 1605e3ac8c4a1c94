//! Somebody who asks for what they may, and counts on an answer.

use std::net::{Ipv4Addr, SocketAddr};

use domain::Timestamp;
use domain::outside::Clock;
use keys::SystemClock;
use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::place::{CODE, NUMBERS, PASSWORD, USER, number};

/// How long ago what is recorded was said, in seconds.
const AGE: i64 = 5;

pub struct Honest {
    server: SocketAddr,
    authorization: String,
}

impl Honest {
    /// Logs in, from the one address that logins come from.
    pub async fn log_in(server: SocketAddr) -> Self {
        let client = Client {
            server,
            from: Ipv4Addr::new(127, 1, 0, 1),
        };
        let body = json!({"username": USER, "password": PASSWORD, "grant_type": "password"});
        let body = body.to_string();
        let answer = client
            .ask("POST", "/oauth2/token", "", &body)
            .await
            .unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        let token = answer.body["access_token"].as_str().unwrap();
        Self {
            server,
            authorization: format!("Bearer {token}"),
        }
    }

    /// As what it comes.
    pub fn authorization(&self) -> &str {
        &self.authorization
    }

    /// Checks a number, and refuses for its owner if nobody has yet; the first time it was allowed.
    pub async fn ask(&self, index: u16) {
        let first = index < NUMBERS;
        let expected = if first { (200, "ALLOW") } else { (409, "DENY") };
        self.check(index, expected).await;
        if first {
            let now = SystemClock.now().as_seconds();
            let refusal = json!({
                "recipient": number(index), "type": "MESAJ", "source": "HS_WEB", "status": "RET",
                "recipientType": "BIREYSEL",
                "consentDate": Timestamp::from_seconds(now - AGE).to_wire(),
            });
            let path = format!("/sps/{CODE}/brands/{CODE}/consents");
            let answer = self.send(index, "POST", &path, &refusal).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            assert!(answer.body["transactionId"].is_string(), "{answer:?}");
            self.check(index, (409, "DENY")).await;
        }
    }

    async fn check(&self, index: u16, expected: (u16, &str)) {
        let path = format!("/izin/v1/brands/{CODE}/check");
        let question = json!({"recipient": number(index), "type": "MESAJ"});
        let answer = self.send(index, "POST", &path, &question).await;
        let decision = answer.body["decision"].as_str().unwrap_or_default();
        assert_eq!((answer.status, decision), expected, "{answer:?}");
    }

    /// Of many addresses each has the contract's rates to itself.
    async fn send(&self, index: u16, method: &str, path: &str, body: &Value) -> Answer {
        let [high, low] = index.to_be_bytes();
        let client = Client {
            server: self.server,
            from: Ipv4Addr::new(127, 10, high, low),
        };
        let body = body.to_string();
        let answer = client.ask(method, path, &self.authorization, &body);
        answer.await.unwrap()
    }

    /// How many refusals the brand's own feed has.
    pub async fn refusals(&self) -> usize {
        let (mut count, mut after) = (0, String::new());
        for page in 0.. {
            let path =
                format!("/sps/{CODE}/brands/{CODE}/consents/changes?source=HS&limit=1000{after}");
            let answer = self.send(page, "GET", &path, &Value::Null).await;
            if answer.status == 204 {
                break;
            }
            assert_eq!(answer.status, 200, "{answer:?}");
            let list = answer.body["list"].as_array().unwrap();
            count += list.iter().filter(|row| row["status"] == "RET").count();
            after = format!("&after={}", answer.body["after"].as_str().unwrap());
        }
        count
    }
}
