//! Commands beside a running server.

mod answers;
mod import;
mod owner;
mod socket;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::http::Client;
use crate::peers::Server;
use crate::program::{Demo, arg, fails, json, registry, run, text};

/// What is another at every time.
const CHANGING: [&str; 18] = [
    "added",
    "asked",
    "authenticator",
    "clock",
    "confirmed",
    "ended",
    "expires",
    "id",
    "invitation",
    "newestStamp",
    "password",
    "recipient",
    "recovery",
    "secret",
    "since",
    "starts",
    "token",
    "trusted",
];

/// A server of it.
fn serve(folder: &Path) -> Server {
    let config = folder.join("izin.toml");
    fs::write(&config, "").unwrap();
    Server::start(&folder.join("data"), &config)
}

fn approval(phone: &str, status: &str) -> Value {
    json!({
        "recipient": phone, "type": "MESAJ", "source": "HS_WEB", "status": status,
        "recipientType": "BIREYSEL", "consentDate": "2019-05-06 12:00:00",
    })
}

#[test]
fn a_suspended_provider_is_refused_by_the_next_request_and_let_in_by_the_one_after() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(Some(folder.path()), 100);
    let client = Client::log_in(&demo);
    let path = format!("{}/consents", client.brand);
    let send = |phone, status| client.post(&path, &approval(phone, status)).status;
    assert_eq!(send("+905321234501", "ONAY"), 200);
    let set = |action| {
        json([
            "provider",
            action,
            "610001",
            "--json",
            "--data",
            arg(folder.path()),
        ])
    };
    assert_eq!(
        set("suspend"),
        json!({"code": 610_001, "state": "suspended"})
    );
    assert_eq!(send("+905321234502", "ONAY"), 403);
    // A refusal is never held back.
    let mut refusal = approval("+905321234501", "RET");
    refusal["consentDate"] = "2019-05-07 12:00:00".into();
    assert_eq!(client.post(&path, &refusal).status, 200);
    assert_eq!(set("resume"), json!({"code": 610_001, "state": "active"}));
    assert_eq!(send("+905321234502", "ONAY"), 200);
}

#[test]
fn a_user_that_is_added_logs_in_and_another_password_ends_its_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(Some(folder.path()), 0);
    let data = ["--json", "--data", arg(folder.path())];
    let run = |words: &[&str]| json(words.iter().chain(&data).copied());
    let made = run(&[
        "user",
        "add",
        "yeni@karanfil.example",
        "--provider",
        "610001",
    ]);
    let password = made["password"].as_str().unwrap();
    let client = Client::of(&demo.address(), "yeni@karanfil.example", password);
    assert_eq!(client.get("/sps/610001/brands").status, 200);
    let file = folder.path().join("password");
    fs::write(&file, "baska-parola\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let words = ["user", "set-password", "yeni@karanfil.example"];
    let given = run(&[&words[..], &["--password-file", arg(&file)]].concat());
    assert_eq!(given.get("password"), None);
    assert_eq!(client.get("/sps/610001/brands").status, 401);
    Client::of(&demo.address(), "yeni@karanfil.example", "baska-parola");
    // A brand that is added is there, and is written for, at once.
    run(&["brand", "add", "610001", "Lale Bahçesi", "--code", "610009"]);
    let gateway = client.with_token(demo.ready["gateways"]["text"].as_str().unwrap());
    let body = json!({
        "sender": "+905321234567", "recipient": "3338", "text": "RET LALE BAHÇESİ", "reply": "INLINE",
    });
    let answer = gateway.post("/izin/v1/texts", &body);
    assert!(
        answer.body["answer"].to_string().contains("Lale"),
        "{answer:?}"
    );
}

/// Runs a command; its exit code and what it printed, without what is another at every time.
fn said(words: &[&str], data: &Path) -> (Option<i32>, Value, String) {
    let place = ["--json", "--data", arg(data)];
    let output = run(words.iter().chain(&place).copied());
    let mut answer = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    for name in CHANGING {
        if let Some(value) = answer.get_mut(name) {
            *value = "…".into();
        }
    }
    let error = text(&output.stderr).replace(arg(data), "DATA");
    (output.status.code(), answer, error)
}

/// Every command that needs more than the directory, some of them refused. `FILE` holds a password.
const COMMANDS: &str = "
    provider add Şişli --code 600002 --brand Osmanbey
    provider add Y --code 600002
    provider add \u{200b}
    provider suspend 600002
    provider resume 700001
    provider member add --provider 600001 --email a@b.example --name Ayşe --role owner
    provider member add --provider 600001 --email A@B.example --name Ayşe --role viewer
    provider member add --provider 600001 --email c@b.example --name Veli --role owner --brand 600001
    provider member add --provider 600001 --email c@b.example --name Veli --role editor --brand 700001
    provider member invite --provider 600001 --email a@b.example
    provider member role --provider 600001 --email a@b.example --role manager --brand 600001
    provider member suspend --provider 600001 --email a@b.example
    provider member resume --provider 600001 --email a@b.example
    provider member suspend --provider 600002 --email a@b.example
    provider member list --provider 600001
    brand add 600001 B --code 600003
    brand add 700001 B
    brand set 600003 --first-refusal suppress
    brand set 700001
    brand short-name add 600003 kisa
    brand short-name add 600001 KISA
    brand short-name add 600001 !
    brand sender add 600003 title KARANFIL
    brand sender add 600001 title karan-fil
    brand sender add 600001 domain !
    brand sender confirm 1
    brand sender withdraw 1
    brand sender withdraw 1
    brand short-name remove kisa
    brand short-name remove kisa
    user add a@b.example --provider 600001
    user add a@b.example --provider 600001
    user add c@b.example --provider 600001 --password-file FILE
    user add d@b.example --provider 600001 --password-file /dev/null
    user set-password a@b.example
    user set-password nobody
    staff add ayse --office Merkez
    staff disable ayse
    staff disable ayse --undo
    staff password ayse
    staff disable nobody
    staff add veli --office Merkez --role authority --province 34 --duty cases
    staff add can --office Merkez --role authority
    staff officer veli --national --duty supervision
    staff officer ayse --national --duty cases
    partner add Köprü --code 600009 --licensed
    partner set 600009 --licensed false
    partner set 700001 --licensed false
    partner grant 600009 600001 write --channel mesaj
    partner grant 600009 700001 read
    partner revoke 600009 600001
    intermediary add Ulak --code 600010
    intermediary grant 600010 600001
    intermediary revoke 600010 600001
    intermediary name-reporter 600010
    intermediary dismiss-reporter 600010
    intermediary dismiss-reporter 600010
    gateway add santral --kind text --verified
    gateway add SANTRAL --kind text
    gateway remove santral
    gateway remove santral
    subscription set --provider 600001 --consent-limit 5
    subscription set --partner 600001
    hold add +905321234567 --case 2026/1 --by hukuk
    hold add a@b.example --case 1 --by x --brand 600001 --type mesaj
    hold release 1 --by hukuk
    hold release 1 --by hukuk
    hold add a@b.example --case 2 --by hukuk
    messages list
    messages list --addresses --limit 5
    messages retry 00112233445566778899aabbccddeeff
    messages drop 00112233445566778899aabbccddeeff
    retention --dry-run
    retention
    clock status
    clock trust
";

#[test]
fn every_command_says_the_same_with_and_without_a_server() {
    let (stopped, running) = (registry(), registry());
    let server = serve(running.path());
    let password = stopped.path().join("password");
    fs::write(&password, "gizli-parola\n").unwrap();
    fs::set_permissions(&password, fs::Permissions::from_mode(0o600)).unwrap();
    for command in COMMANDS.lines().filter(|line| !line.trim().is_empty()) {
        let words = command.split_whitespace();
        let words: Vec<_> = words
            .map(|word| if word == "FILE" { arg(&password) } else { word })
            .collect();
        let (alone, beside) = (
            said(&words, &stopped.path().join("data")),
            said(&words, &running.path().join("data")),
        );
        assert_eq!(alone, beside, "{command}");
    }
    for list in [
        "provider",
        "brand",
        "user",
        "staff",
        "partner",
        "intermediary",
        "gateway",
        "hold",
    ] {
        let rows = |folder: &TempDir| {
            let listed = run([list, "list", "--data", arg(&folder.path().join("data"))]);
            text(&listed.stdout).lines().count()
        };
        assert_eq!(rows(&stopped), rows(&running), "{list}");
        assert!(rows(&running) > 1, "{list}");
    }
    server.end();
}

#[test]
fn what_needs_the_folder_to_itself_is_refused_with_5_as_before() {
    let folder = registry();
    let server = serve(folder.path());
    let data = folder.path().join("data");
    for words in [
        &["fsck", "--data", arg(&data)][..],
        &["serve", "--listen", "127.0.0.1:0", "--data", arg(&data)],
    ] {
        let error = fails(words.iter().copied(), 5);
        assert!(error.contains("in use by another process"), "{error}");
    }
    server.end();
}
