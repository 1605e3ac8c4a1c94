//! What the running program does when its files fail under it, and that it goes on by itself.
//!
//! Its limits are changed from outside while it runs: a limit on the size of files is a disk that takes nothing more,
//! one on descriptors a machine that has none left.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use domain::{Address, Channel, Timestamp};
use ledger::check_log::CheckLog;
use ledger::{Ledger, Options};
use rustix::process::{Resource, Rlimit, Signal, getrlimit, prlimit};
use serde_json::{Value, json};

use crate::http::{Answer, Client, ask_for_a_code};
use crate::program::{Demo, arg, run, text};

const RECORDS: u32 = 300;
/// How often it is asked whether it is ready again, and how long is waited between.
const LOOKS_MAX: usize = 300;
const LOOK: Duration = Duration::from_millis(100);

/// Waits a moment for something that is not told.
fn pause() {
    let (_nobody, never) = mpsc::channel::<()>();
    let _over = never.recv_timeout(LOOK);
}

/// Sets a soft limit of the running program, or lifts it again.
fn limit(demo: &Demo, resource: Resource, soft: Option<u64>) {
    let maximum = getrlimit(resource).maximum;
    let current = soft.or(maximum);
    prlimit(Some(demo.pid()), resource, Rlimit { current, maximum }).unwrap();
}

fn ready(client: &Client) -> Answer {
    client.get("/health/ready")
}

/// How the parts stand, by name.
fn parts(answer: &Answer) -> HashMap<String, String> {
    let parts = answer.body["parts"].as_array().unwrap().iter();
    let word = |part: &Value, name: &str| part[name].as_str().unwrap().to_owned();
    parts
        .map(|part| (word(part, "name"), word(part, "status")))
        .collect()
}

/// Waits until all parts that are named stand like this.
fn wait_for(client: &Client, status: u16, expected: &[(&str, &str)]) {
    let mut last = None;
    for _ in 0..LOOKS_MAX {
        let answer = ready(client);
        let found = parts(&answer);
        if answer.status == status && expected.iter().all(|(name, word)| found[*name] == *word) {
            return;
        }
        last = Some(answer);
        pause();
    }
    panic!("not {status} with {expected:?}: {last:?}");
}

fn consent(client: &Client, recipient: &str, status: &str, date: &str) -> Answer {
    let body = json!({
        "recipient": recipient, "type": "MESAJ", "source": "HS_WEB", "status": status,
        "recipientType": "BIREYSEL", "consentDate": date,
    });
    client.post(&format!("{}/consents", client.brand), &body)
}

fn check_path(client: &Client) -> String {
    let brand = client.brand.rsplit('/').next().unwrap();
    format!("/izin/v1/brands/{brand}/check")
}

fn check(client: &Client, recipient: &str) -> Answer {
    let body = json!({ "recipient": recipient, "type": "MESAJ" });
    client.post(&check_path(client), &body)
}

/// Nothing contradicts anything.
fn is_sound(data: &Path) {
    let checked = run(["fsck", "--data", arg(data)]);
    let out = text(&checked.stdout);
    assert!(checked.status.success(), "{out}{}", text(&checked.stderr));
}

#[test]
fn a_disk_that_takes_nothing_more_stops_every_check_and_everything_goes_on_when_it_does_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo = Demo::start(Some(&data), RECORDS);
    let client = Client::log_in(&demo);
    assert_eq!(client.get("/health/live").status, 200);
    let all = ["ledger", "checkLog", "directory", "publicLog"].map(|name| (name, "ok"));
    wait_for(&client, 200, &all);
    let kept: Vec<_> = (0..20)
        .map(|number| format!("+9053200001{number:02}"))
        .collect();
    for recipient in &kept {
        let answer = consent(&client, recipient, "ONAY", "2019-05-06 12:00:00");
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    assert_eq!(check(&client, &kept[0]).status, 200);

    limit(&demo, Resource::Fsize, Some(0));
    let refused = consent(&client, &kept[0], "RET", "2020-05-06 12:00:00");
    assert_eq!(refused.status, 503, "{refused:?}");
    for recipient in [&kept[0], &kept[1], "+905320009999"] {
        let unknown = check(&client, recipient);
        assert_eq!(unknown.status, 503, "{unknown:?}");
        assert_eq!(unknown.body["decision"], "UNKNOWN");
    }
    let list = client.post(
        &format!("{}-list?type=MESAJ", check_path(&client)),
        &json!(kept[1]),
    );
    assert_eq!(
        (list.status, &list.body["decision"]),
        (503, &json!("UNKNOWN"))
    );
    let status = client.post(
        &format!("{}/consents/status", client.brand),
        &json!({ "recipient": kept[1], "type": "MESAJ", "recipientType": "BIREYSEL" }),
    );
    assert_eq!(status.status, 503, "{status:?}");
    let failed = ["ledger", "directory"].map(|name| (name, "failed"));
    wait_for(&client, 503, &failed);
    let answer = ready(&client).body;
    let parts = answer["parts"].as_array().unwrap();
    let directory = parts.iter().find(|part| part["name"] == "directory");
    assert_eq!(directory.unwrap()["reason"], "it cannot be written");
    assert_eq!(client.get("/health/live").status, 200);

    limit(&demo, Resource::Fsize, None);
    wait_for(&client, 200, &all);
    for recipient in &kept[1..] {
        assert_eq!(check(&client, recipient).status, 200);
    }
    // It may have been on disk although it failed; a refusal that is there already says so.
    let again = consent(&client, &kept[0], "RET", "2020-05-06 12:00:00");
    let is_there = again.body["errors"][0]["code"] == "H174";
    assert!(again.status == 200 || is_there, "{again:?}");
    assert_eq!(check(&client, &kept[0]).status, 409);
    assert!(demo.end(Signal::TERM).success());
    is_sound(&data);
}

#[test]
fn no_answer_is_lost_however_often_the_disk_takes_nothing_for_a_moment() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo = Demo::start(Some(&data), RECORDS);
    let client = Client::log_in(&demo);
    let mut recorded = Vec::new();
    let mut allowed = Vec::new();
    for round in 0..4_u32 {
        for number in 0..10 {
            let recipient = format!("+90532001{round:02}{number:02}");
            if number == 5 {
                // Less than a batch: a short write.
                limit(&demo, Resource::Fsize, Some(u64::from(round) * 1_000));
            }
            if consent(&client, &recipient, "ONAY", "2019-05-06 12:00:00").status == 200 {
                recorded.push(recipient.clone());
            }
            if check(&client, &recipient).status == 200 {
                allowed.push(recipient);
            }
        }
        limit(&demo, Resource::Fsize, None);
        // What the parts have said is told again for a second, so the next check is asked.
        let mut looks = 0;
        while check(&client, "+905320019999").status == 503 {
            looks += 1;
            assert!(looks < LOOKS_MAX, "it does not go on");
            pause();
        }
    }
    assert!(recorded.len() >= 20, "{}", recorded.len());
    for recipient in &recorded {
        let answer = check(&client, recipient);
        assert_eq!(answer.status, 200, "{recipient}: {answer:?}");
    }
    assert!(demo.end(Signal::TERM).success());
    is_sound(&data);
    let mut logged = Logged::open(&data);
    for recipient in &allowed {
        assert!(logged.count(recipient) > 0, "{recipient} was allowed");
    }
}

#[test]
fn a_machine_without_descriptors_loses_nothing_and_serves_again_when_there_are_some() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo = Demo::start(Some(&data), RECORDS);
    let client = Client::log_in(&demo);
    let kept = "+905320000101";
    assert_eq!(
        consent(&client, kept, "ONAY", "2019-05-06 12:00:00").status,
        200
    );
    // Whoever is connected already is answered.
    let mut open = Connection::open(&client);
    assert_eq!(open.get("/health/live"), 200);
    limit(&demo, Resource::Nofile, Some(0));
    assert_eq!(open.get("/health/live"), 200);
    assert_eq!(open.get("/health/ready"), 503);
    limit(&demo, Resource::Nofile, None);
    wait_for(&client, 200, &[("descriptors", "ok"), ("ledger", "ok")]);
    assert_eq!(
        consent(&client, kept, "RET", "2020-05-06 12:00:00").status,
        200
    );
    assert_eq!(check(&client, kept).status, 409);
    assert!(demo.end(Signal::TERM).success());
    is_sound(&data);
}

#[test]
fn the_soft_limit_on_descriptors_is_raised_to_the_hard_one() {
    let demo = Demo::start(None, RECORDS);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", demo.pid())).unwrap();
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max open files"))
        .unwrap();
    let words: Vec<_> = line.split_whitespace().collect();
    let hard = words[4].parse().unwrap_or(u64::MAX).min(1 << 20);
    assert!(words[3].parse::<u64>().unwrap() >= hard, "{line}");
}

/// A folder of the program that is none for a while; dropping it does not bring it back.
struct Aside {
    folder: PathBuf,
    aside: PathBuf,
}

impl Aside {
    fn put(data: &Path, name: &str) -> Self {
        let (folder, aside) = (data.join(name), data.join("aside"));
        std::fs::rename(&folder, &aside).unwrap();
        // Where it writes is a file now.
        std::fs::write(&folder, "").unwrap();
        Self { folder, aside }
    }

    fn back(self) {
        std::fs::remove_file(&self.folder).unwrap();
        std::fs::rename(self.aside, self.folder).unwrap();
    }
}

#[test]
fn a_public_log_or_stamps_that_cannot_be_written_stop_no_refusal_and_are_made_up_for() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo = Demo::start(Some(&data), RECORDS);
    let client = Client::log_in(&demo);
    let log = || client.get("/izin/v1/log").body;
    let size = || log()["size"].as_u64().unwrap();
    let good = [("publicLog", "ok"), ("stamps", "ok")];
    wait_for(&client, 200, &good);
    for (number, (name, part, word)) in [
        ("log", "publicLog", "failed"),
        ("stamps", "stamps", "degraded"),
    ]
    .into_iter()
    .enumerate()
    {
        let before = size();
        let aside = Aside::put(&data, name);
        let recipient = format!("+90532000010{number}");
        for (status, date) in [
            ("ONAY", "2019-05-06 12:00:00"),
            ("RET", "2020-05-06 12:00:00"),
        ] {
            let answer = consent(&client, &recipient, status, date);
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        wait_for(&client, 200, &[(part, word)]);
        assert_eq!(check(&client, &recipient).status, 409);
        aside.back();
        wait_for(&client, 200, &good);
        assert!(size() > before);
    }
    assert!(demo.end(Signal::TERM).success());
    is_sound(&data);
}

#[test]
fn a_message_that_cannot_be_sent_waits_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo = Demo::start(Some(&data), RECORDS);
    let client = Client::log_in(&demo);
    let messages = data.join("messages");
    let to = "ayse.bekler@posta.example";
    let sent = || {
        let files = std::fs::read_dir(&messages).unwrap();
        let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        texts.filter(|text| text.contains(to)).count()
    };
    let aside = Aside::put(&data, "messages");
    ask_for_a_code(client.address(), to);
    let recipient = "+905320000101";
    for (status, date, allowed) in [
        ("ONAY", "2019-05-06 12:00:00", 200),
        ("RET", "2020-05-06 12:00:00", 409),
    ] {
        let answer = consent(&client, recipient, status, date);
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(check(&client, recipient).status, allowed);
    }
    aside.back();
    // It waits the shortest wait of all that is sent, ten seconds.
    let came = (0..LOOKS_MAX).any(|_| {
        pause();
        sent() > 0
    });
    assert!(came);
    assert!(demo.end(Signal::TERM).success());
    assert_eq!(sent(), 1);
    is_sound(&data);
}

#[test]
fn every_check_that_was_answered_is_in_the_log_after_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo = Demo::start(Some(&data), RECORDS);
    let client = Client::log_in(&demo);
    let numbers = |caller: u32| (0..150).map(move |number| format!("+90532{caller:03}{number:04}"));
    let answered: Vec<String> = std::thread::scope(|scope| {
        let callers: Vec<_> = (0..4)
            .map(|caller| {
                let client = &client;
                scope.spawn(move || {
                    numbers(caller)
                        .filter(|recipient| [200, 409].contains(&check(client, recipient).status))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        callers
            .into_iter()
            .flat_map(|caller| caller.join().unwrap())
            .collect()
    });
    assert_eq!(answered.len(), 600);
    assert!(!demo.end(Signal::KILL).success());
    let mut logged = Logged::open(&data);
    let missing: Vec<_> = answered
        .iter()
        .filter(|recipient| logged.count(recipient) != 1)
        .collect();
    assert_eq!(missing, Vec::<&String>::new());
}

/// The log of checks of a folder that nobody has open.
struct Logged {
    ledger: Ledger,
    log: CheckLog,
}

impl Logged {
    fn open(data: &Path) -> Self {
        Self {
            ledger: Ledger::open(data, Options::system()).unwrap(),
            log: CheckLog::open(&data.join(registry::asking::checks::LOG_FOLDER)).unwrap(),
        }
    }

    fn count(&mut self, recipient: &str) -> usize {
        let address = Address::from_wire(recipient, Channel::Text).unwrap();
        let recipient = self.ledger.recipient_id(&address);
        let (from, until) = (Timestamp::from_millis(0), Timestamp::from_millis(i64::MAX));
        self.log.of_recipient(recipient, from, until).unwrap().len()
    }
}

/// A connection that stays.
struct Connection(TcpStream);

impl Connection {
    fn open(client: &Client) -> Self {
        Self(TcpStream::connect(client.address()).unwrap())
    }

    /// The status of a `GET`.
    fn get(&mut self, path: &str) -> u16 {
        write!(self.0, "GET {path} HTTP/1.1\r\nHost: izin\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        let mut piece = [0; 4096];
        loop {
            let len = self.0.read(&mut piece).unwrap();
            assert!(len > 0, "it was cut");
            answer.extend_from_slice(&piece[..len]);
            let text = String::from_utf8_lossy(&answer).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let head = head.to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.unwrap().parse().unwrap() {
                return head.split(' ').nth(1).unwrap().parse().unwrap();
            }
        }
    }
}
