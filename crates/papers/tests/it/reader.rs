//! A letter read by a program that shares nothing with ours: `clients/python/paper.py` with pypdf, which `cargo xtask test`
//! installs. Where it is not there, what it would have checked is not.

use std::path::PathBuf;
use std::process::Command;

use domain::fines::{self, Act, Amount, Breach, Fine, FineSum, YearOf};
use domain::{Channel, Day, Language, Timestamp};
use papers::{Letter, Matter, MessageFacts, Outcome};
use serde_json::Value;

const PEERS_WANTED: &str = "IZIN_PEERS";

/// What another program finds in a letter; `None`: it is not installed.
pub fn read(pdf: &[u8]) -> Option<Value> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let library = root.join("target/python/pypdf");
    if !library.join("installed.txt").exists() {
        assert!(std::env::var_os(PEERS_WANTED).is_none(), "pypdf is missing");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.pdf");
    std::fs::write(&path, pdf).unwrap();
    let output = Command::new("python3")
        .env("PYTHONPATH", library)
        .arg(root.join("clients/python/paper.py"))
        .arg(path)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// The text of all pages, with every run of blanks as one.
pub fn text(found: &Value) -> String {
    let pages = found["pages"].as_array().unwrap();
    let pages: Vec<&str> = pages.iter().map(|page| page.as_str().unwrap()).collect();
    let words: Vec<String> = pages
        .join(" ")
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    words.join(" ")
}

/// The same without any blank: where a long word was broken into lines, readers see blanks.
pub fn letters(found: &Value) -> String {
    text(found).replace(' ', "")
}

pub fn instant(text: &str) -> Timestamp {
    Timestamp::from_wire(text).unwrap()
}

/// A letter about a message that says this.
pub fn letter<'a>(content: &'a str, matter: Matter<'a>) -> Letter<'a> {
    Letter {
        from: "İstanbul Ticaret İl Müdürlüğü",
        to: &["Örnek Ticaret A.Ş.", "Çağlayan Mah. Şişli"],
        number: "2026/000123",
        written_at: instant("2026-03-20 09:08:07"),
        message: MessageFacts {
            channel: Channel::Text,
            sender: "ORNEKAS",
            brand: "Örnek",
            address: "+905321234567",
            at: instant("2026-03-10 12:30:00"),
            content,
        },
        matter,
    }
}

pub const RESULT: Matter<'_> = Matter::Result {
    outcome: Outcome::NoBreach,
    reasons: "Onay vardı.",
};

pub fn write(letter: &Letter<'_>) -> Vec<u8> {
    papers::write(letter, Language::Turkish).unwrap()
}

pub fn sum() -> FineSum {
    let act = Act {
        sent: Day::from_wire("2026-03-10").unwrap(),
        decided: Day::from_wire("2026-03-20").unwrap(),
        recipients: 12,
    };
    let fine = |breach, liras, multiplier| Fine {
        breach,
        base: Amount::of_liras(liras).unwrap(),
        multiplier,
    };
    let fines = [
        fine(Breach::NoConsent, 10_000, 10),
        fine(Breach::NoContactMeans, 2_859, 1),
    ];
    fines::official().reckon(act, YearOf::Act, &fines).unwrap()
}
