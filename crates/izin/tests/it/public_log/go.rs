//! The code that guards Go's own modules reads the demo's log.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::Signal;

use crate::program::{Demo, text};

/// Set by `cargo xtask test`, which installs Go: then its absence is a failure.
const PEERS_WANTED: &str = "IZIN_PEERS";
/// Where Debian puts Go's libraries.
const GO_PATH: &str = "/usr/share/gocode";

/// Enough for two whole tiles and the beginning of another.
const RECORDS: u32 = 600;

/// The program in `clients/go-sumdb`, built into a folder; `None` where Go is not installed.
fn program(folder: &Path) -> Option<PathBuf> {
    let library = Path::new(GO_PATH).join("src/golang.org/x/mod/sumdb/tlog");
    if !library.exists() || Command::new("go").arg("version").output().is_err() {
        let wanted = env::var_os(PEERS_WANTED).is_some();
        assert!(!wanted, "Go's sumdb is not installed");
        return None;
    }
    let program = folder.join("go-sumdb");
    let built = Command::new("go")
        .args(["build", "-o"])
        .arg(&program)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../clients/go-sumdb"))
        .env("GO111MODULE", "off")
        .env("GOPATH", GO_PATH)
        .env("GOFLAGS", "")
        .env("GOCACHE", folder.join("cache"))
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", text(&built.stderr));
    Some(program)
}

#[test]
fn go_checks_the_whole_log_of_the_demo_over_http() {
    let home = tempfile::tempdir().unwrap();
    let Some(program) = program(home.path()) else {
        return;
    };
    let demo = Demo::start(None, RECORDS);
    let log = &demo.ready["log"];
    let check = |key: &str| {
        Command::new(&program)
            .args(["check", log["url"].as_str().unwrap(), key])
            // The demo is on this machine; a proxy of the environment is not asked.
            .env("NO_PROXY", "127.0.0.1")
            .env("no_proxy", "127.0.0.1")
            .output()
            .unwrap()
    };
    let checked = check(log["key"].as_str().unwrap());
    let said = text(&checked.stdout) + &text(&checked.stderr);
    assert!(checked.status.success(), "{said}");
    assert!(said.contains("everything holds"), "{said}");
    // With another log's key nothing holds.
    let other = tlog::SigningKey::from_seed("localhost/izin".parse().unwrap(), &[1; 32]);
    assert!(!check(&other.verifier().to_string()).status.success());
    assert!(demo.end(Signal::TERM).success());
}
