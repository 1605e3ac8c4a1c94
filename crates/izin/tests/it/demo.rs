//! `izin demo`.

use rustix::process::Signal;
use serde_json::json;

use crate::http::Client;
use crate::program::{Demo, arg, fails, run, text};

const RECORDS: u32 = 500;

#[test]
fn one_line_says_where_and_as_whom_and_the_registry_answers_there() {
    let demo = Demo::start(None, RECORDS);
    let keys: Vec<_> = demo.ready.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "api",
            "web",
            "citizen",
            "desk",
            "console",
            "gateways",
            "providers",
            "log",
            "receipt"
        ]
    );
    assert_eq!(demo.ready["web"], demo.ready["api"]);
    assert_eq!(demo.ready["providers"].as_array().unwrap().len(), 4);

    let client = Client::log_in(&demo);
    let brands = client.get(&format!(
        "/sps/{}/brands",
        demo.ready["providers"][0]["iysCode"]
    ));
    assert_eq!(brands.status, 200, "{brands:?}");
    let total = &brands.body[0]["stats"]["consents"]["total"];
    assert!(total.as_u64().unwrap() > 0, "{brands:?}");
    // Loading consents of any age is open for the first provider.
    let old = json!({
        "recipient": "+905321234567", "type": "MESAJ", "source": "HS_WEB", "status": "ONAY",
        "recipientType": "BIREYSEL", "consentDate": "2019-05-06 12:00:00",
    });
    let answer = client.post(&format!("{}/consents", client.brand), &old);
    assert_eq!(answer.status, 200, "{answer:?}");
    // A text message is answered with the way to the pages.
    let body = json!({
        "sender": "+905321234567", "recipient": "3338", "text": "YARDIM", "reply": "INLINE",
    });
    let gateway = client.with_token(demo.ready["gateways"]["text"].as_str().unwrap());
    let answer = gateway.post("/izin/v1/texts", &body);
    assert_eq!(answer.status, 200, "{answer:?}");
    let pages = demo.ready["web"].as_str().unwrap();
    let said = answer.body["answer"].as_str().unwrap();
    assert!(said.ends_with(pages), "{answer:?}");
    // Who asks before sending is told to go on, unless the body would be turned away anyhow.
    let path = format!("{}/consents", client.brand);
    assert_eq!(client.announce(&path, 2), "HTTP/1.1 100 Continue");
    let refused = client.announce(&path, 1 << 40);
    assert_eq!(refused, "HTTP/1.1 413 Payload Too Large");
    assert!(demo.end(Signal::TERM).success());
}

#[test]
fn a_folder_is_kept_and_taken_up_again_and_belongs_to_one_process() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo = Demo::start(Some(&data), RECORDS);
    let ready = demo.ready["providers"].clone();
    let client = Client::log_in(&demo);
    let before = client
        .get(&format!("/sps/{}/brands", ready[0]["iysCode"]))
        .body;

    let error = fails(
        ["serve", "--listen", "127.0.0.1:0", "--data", arg(&data)],
        5,
    );
    assert!(error.contains("in use by another process"), "{error}");
    // Looking is allowed meanwhile.
    let list = run(["provider", "list", "--json", "--data", arg(&data)]);
    assert!(list.status.success(), "{}", text(&list.stderr));
    assert!(demo.end(Signal::INT).success());

    let again = Demo::start(Some(&data), 2 * RECORDS);
    assert_eq!(again.ready["providers"], ready);
    let client = Client::log_in(&again);
    let after = client
        .get(&format!("/sps/{}/brands", ready[0]["iysCode"]))
        .body;
    assert_eq!(after, before);
    assert!(again.end(Signal::TERM).success());
}

#[test]
fn a_registry_that_is_no_demo_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    assert!(
        run(["provider", "add", "X", "--data", arg(folder.path())])
            .status
            .success()
    );
    let error = fails(
        [
            "demo",
            "--listen",
            "127.0.0.1:0",
            "--data",
            arg(folder.path()),
        ],
        4,
    );
    assert!(error.contains("no demo"), "{error}");
}
