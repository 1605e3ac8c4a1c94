//! A served registry among others: a time-stamp authority of its own choice and a witness, over HTTP.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;

use domain::outside::Clock;
use keys::SystemClock;
use rustix::process::Signal;
use serde_json::Value;
use tlog::{Note, SigningKey, VerifierKey, verify_cosignature};
use tsp::{DevelopmentAuthority, GenTime};

use crate::http::fetch;
use crate::program::{arg, end, izin, run, text};

/// How often something is asked for before the test gives up.
const QUESTIONS_MAX: u32 = 20_000;

/// A running `izin serve`; killed when dropped.
pub struct Server {
    child: Child,
    /// `host:port` of its interface.
    pub address: String,
}

impl Server {
    pub fn start(data: &Path, config: &Path) -> Self {
        let mut child = izin(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
            .args(["--data", arg(data), "--config", arg(config)])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut lines = lines.map(Result::unwrap);
        let address = lines.by_ref().find_map(|line| {
            let event: Value = serde_json::from_str(&line).expect(&line);
            (event["message"] == "serving").then(|| event["address"].as_str().unwrap().to_owned())
        });
        // What it says from now on is read, so that it never waits for somebody to do so.
        thread::spawn(move || lines.count());
        Self {
            child,
            address: address.expect("it serves"),
        }
    }

    /// The process's number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn status(&self) -> Value {
        let (status, body) = fetch(&self.address, "/izin/v1/log");
        assert_eq!(status, 200);
        serde_json::from_slice(&body).unwrap()
    }

    pub fn end(mut self) {
        assert!(end(&mut self.child, Signal::TERM).success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After an orderly end both do nothing.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// An authority on a port of this machine; its address and its root.
fn authority() -> (String, String) {
    let now = SystemClock.now().as_millis();
    let mut authority = DevelopmentAuthority::generate(&[9; 32], now / 1_000).unwrap();
    let root = authority.root_pem();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/tsa", listener.local_addr().unwrap());
    thread::spawn(move || {
        for (stream, serial) in listener.incoming().zip(1..) {
            let mut stream = stream.unwrap();
            let request = body(&stream);
            let now = GenTime::from_unix_millis(SystemClock.now().as_millis()).unwrap();
            let reply = authority.answer(&request, now, serial);
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\n\r\n",
                reply.len()
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&reply).unwrap();
        }
    });
    (url, root)
}

fn body(stream: &TcpStream) -> Vec<u8> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    body
}

/// A folder with a brand and two consents in it, and the key of its log.
fn registry(folder: &Path, config: &Path) -> VerifierKey {
    let data = folder.join("data");
    let place = ["--config", arg(config), "--data", arg(&data)];
    let done = |words: &[&str]| {
        let output = run(words.iter().chain(&place).copied());
        assert!(output.status.success(), "{}", text(&output.stderr));
    };
    done(&["provider", "add", "A", "--code", "600001"]);
    done(&[
        "brand",
        "set",
        "600001",
        "--historic-loading-until",
        "2100-01-01",
    ]);
    let csv = folder.join("consents.csv");
    fs::write(
        &csv,
        "type;recipient;status;source;consentDate;recipientType\n\
         MESAJ;+905321234567;ONAY;HS_WEB;2020-05-06 12:00:00;BIREYSEL\n\
         ARAMA;+905321234567;ONAY;HS_WEB;2020-05-06 12:00:00;BIREYSEL\n",
    )
    .unwrap();
    done(&["import", arg(&csv), "--brand", "600001"]);
    let kept = fs::read_to_string(data.join("log-key")).unwrap();
    let (name, seed) = kept.trim_end().split_once('\n').unwrap();
    let seed: Vec<u8> = hex::decode(seed).unwrap();
    let key = SigningKey::from_seed(name.parse().unwrap(), &seed.try_into().unwrap());
    key.verifier().clone()
}

#[test]
fn a_log_is_stamped_by_the_configured_authority_and_cosigned_by_the_configured_witness() {
    let folder = tempfile::tempdir().unwrap();
    let (url, root) = authority();
    let (roots, config) = (
        folder.path().join("roots.pem"),
        folder.path().join("log.toml"),
    );
    fs::write(&roots, &root).unwrap();
    let about_the_log = format!(
        "[public_log]\norigin = \"log.example/izin\"\nstamp_interval_seconds = 1\n\
         [[public_log.authorities]]\nname = \"own\"\nurl = {url:?}\nroots = {roots:?}\n"
    );
    fs::write(&config, &about_the_log).unwrap();
    let log_key = registry(folder.path(), &config);

    let watching = folder.path().join("witness.toml");
    let text_of_it =
        format!("[public_log.witness]\nname = \"witness.example\"\nlogs = [\"{log_key}\"]\n");
    fs::write(&watching, text_of_it).unwrap();
    let witness = Server::start(&folder.path().join("witness"), &watching);
    let key = witness.status()["witnessKey"].as_str().unwrap().to_owned();

    let with_witness = format!(
        "{about_the_log}[[public_log.witnesses]]\nurl = \"http://{}/witness/\"\nkey = {key:?}\n",
        witness.address
    );
    fs::write(&config, with_witness).unwrap();
    let log = Server::start(&folder.path().join("data"), &config);
    let stamped = (0..QUESTIONS_MAX)
        .map(|_| log.status())
        .find(|status| status["stampedSize"] == 2)
        .expect("the log is stamped");
    assert_eq!(stamped["size"], 2);
    let authority = &stamped["authorities"][0];
    assert_eq!(
        (&authority["name"], &authority["development"]),
        (&"own".into(), &false.into())
    );
    let served = fetch(&log.address, "/izin/v1/log/authorities/own.pem");
    assert_eq!(served, (200, root.into_bytes()));

    let (status, note) = fetch(&log.address, "/log/checkpoint");
    assert_eq!(status, 200);
    let note = Note::parse(&text(&note)).unwrap();
    note.verify(&log_key).unwrap();
    let key: VerifierKey = key.parse().unwrap();
    verify_cosignature(&note, &key).expect("the witness has cosigned");
    // No authority was made that nobody asked for.
    assert!(!folder.path().join("data/development-tsa").exists());
    log.end();
    witness.end();

    let data = folder.path().join("data");
    let (log_key, witness_key) = (log_key.to_string(), key.to_string());
    let witnessed = || {
        let log = ["--log-key", &log_key, "--tsa-cert", arg(&roots)];
        let witness = ["--witness", &witness_key, "--quorum", "1"];
        let whole = run(["verify", "--data", arg(&data)]
            .into_iter()
            .chain(log)
            .chain(witness));
        let said = text(&whole.stdout);
        assert!(whole.status.success(), "{said}");
        assert!(said.contains("The witness witness.example saw"), "{said}");
    };
    witnessed();
    // As it is when something was published since: the witness is asked before the next stamp.
    let checkpoint = data.join("log/checkpoint");
    let note = fs::read_to_string(&checkpoint).unwrap();
    let (own, _) = note.split_once("— witness.example").unwrap();
    fs::write(&checkpoint, own).unwrap();
    witnessed();
}
