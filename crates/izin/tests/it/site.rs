//! The whole site: what programs call and the pages people see, on one address.

use serde_json::{Value, json};

use crate::http::{Told, tell};
use crate::program::Demo;

const JSON: &str = "application/json; charset=utf-8";

fn assert_envelope(told: &Told, status: u16, what: &str) {
    assert_eq!((told.status, told.kind.as_str()), (status, JSON), "{what}");
    let body: Value = serde_json::from_slice(&told.body).unwrap();
    assert_eq!(body["errors"][0]["code"], "H015", "{what}");
}

#[test]
fn every_address_answers_programs_and_people_in_their_own_form() {
    let demo = Demo::start(None, 20);
    let address = demo.address();
    let provider = &demo.ready["providers"][0];
    let (name, password) = (&provider["username"], &provider["password"]);
    let json_type = [("Content-Type", "application/json")];

    // The spellings of 2020.
    let body = json!({ "username": name, "password": password }).to_string();
    let told = tell(&address, "POST", "/oauth/token", &json_type, &body);
    assert_eq!((told.status, told.kind.as_str()), (200, JSON));
    let tokens: Value = serde_json::from_slice(&told.body).unwrap();
    let refresh = json!({ "refreshToken": tokens["result"]["refreshToken"] }).to_string();
    let told = tell(&address, "POST", "/oauth/refresh", &json_type, &refresh);
    assert_eq!((told.status, told.kind.as_str()), (200, JSON));
    let tokens: Value = serde_json::from_slice(&told.body).unwrap();
    let bearer = format!(
        "Bearer {}",
        tokens["result"]["accessToken"].as_str().unwrap()
    );
    let bearer = [("Authorization", bearer.as_str())];
    let told = tell(&address, "POST", "/oauth/token", &json_type, "[null]");
    assert_eq!((told.status, told.kind.as_str()), (400, JSON));
    let error: Value = serde_json::from_slice(&told.body).unwrap();
    assert_eq!(error["error"], "invalid_request");

    // Below each of the contract's first segments, whoever asks.
    for path in [
        "/oauth",
        "/oauth/x",
        "/oauth2",
        "/oauth2/x",
        "/sps",
        "/sps/x/y/z/q",
        "/v2/x",
        "/v1",
        "/v1/x",
        "/integrator",
        "/info",
        "/info/x",
        "/brands",
        "/via",
        "/via/sps/1/consents",
        "/widget/x",
        "/otp-management/api/v1/x",
        "/version",
        "/izin/x",
        "/log/x",
        "/witness",
        "/%76ia/x",
        "//via//x//",
    ] {
        for method in ["GET", "POST"] {
            let told = tell(&address, method, path, &[], "");
            assert_envelope(&told, 404, path);
        }
    }
    // Anywhere else, for a program.
    for headers in [&bearer, &json_type, &[("Accept", "application/json")]] {
        for path in ["/consents/request", "/sp/1/brands", "/api/v2/sps", "/x"] {
            for method in ["GET", "POST", "DELETE"] {
                // Below `/consents` people have pages.
                if path == "/consents/request" && method == "GET" {
                    continue;
                }
                assert_envelope(&tell(&address, method, path, headers, ""), 404, path);
            }
        }
    }

    // Spellings of one address.
    let brands = format!("/sps/{}/brands", provider["iysCode"]);
    for path in [
        brands.clone(),
        format!("/{brands}//"),
        format!("{brands}/"),
        brands.replace("/s", "/%73"),
        brands.replace("sps/", "sp%73//"),
    ] {
        let told = tell(&address, "GET", &path, &bearer, "");
        assert_eq!((told.status, told.kind.as_str()), (200, JSON), "{path}");
    }

    // People see pages, also where there is nothing, and also behind a proxy that adds its own token.
    let html = "text/html; charset=utf-8";
    let browser = [("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    for (path, status) in [
        ("/", 200),
        ("/sign-in", 200),
        ("/sign%2Din", 200),
        ("/nowhere", 404),
    ] {
        let told = tell(&address, "GET", path, &browser, "");
        assert_eq!((told.status, told.kind.as_str()), (status, html), "{path}");
    }
    let told = tell(&address, "GET", "/sign-in", &bearer, "");
    assert_eq!((told.status, told.kind.as_str()), (200, html));
}
