//! The same over servers of others that speak S3: PyPI's moto, which honours conditions, and npm's s3rver, which ignores them.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use archive::s3::{self, Settings};
use serde_json::Value;

use crate::conformance::whole_suite;
use crate::making::Place;

/// Set by `cargo xtask test`, which installs the peers: then their absence is a failure.
const PEERS_WANTED: &str = "IZIN_PEERS";
/// Where `cargo xtask test` puts moto.
const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/python/moto");
const BUCKET: &str = "documents-test";

/// A running server, which has the bucket; ends when dropped.
struct Server {
    child: Child,
    port: u64,
}

impl Server {
    /// Starts a script of `clients`, which prints its port. `None` where its library is not installed.
    fn start(program: &str, script: &str, is_installed: impl Fn(&Path) -> bool) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../clients");
        if !is_installed(&folder) {
            assert!(
                env::var_os(PEERS_WANTED).is_none(),
                "{script}'s library is not installed"
            );
            return None;
        }
        let program = if program.starts_with("node_modules") {
            folder.join(program)
        } else {
            program.into()
        };
        let mut child = Command::new(program)
            .args([script, BUCKET])
            .current_dir(folder)
            .env("PYTHONPATH", PYTHON)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        Some(Self {
            child,
            port: said["port"].as_u64().unwrap(),
        })
    }

    fn place(&self) -> Place {
        let settings = Settings {
            endpoint: format!("http://127.0.0.1:{}", self.port),
            region: "us-east-1".to_owned(),
            bucket: BUCKET.to_owned(),
            access_key_id: "S3RVER".to_owned(),
            secret_access_key: "S3RVER".to_owned().into(),
        };
        Place::over(s3::bucket(&settings).unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends with its input, and takes away what it has written.
        drop(self.child.stdin.take());
        let _ended = self.child.wait();
    }
}

#[tokio::test]
async fn moto_does_what_the_archive_promises() {
    let server = Server::start("/usr/bin/python3", "s3/moto_server.py", |_| {
        let python = Command::new("/usr/bin/python3")
            .args(["-c", "import moto.server"])
            .env("PYTHONPATH", PYTHON)
            .output();
        python.is_ok_and(|output| output.status.success())
    });
    if let Some(server) = server {
        whole_suite(&server.place()).await;
    }
}

#[tokio::test]
async fn s3rver_does_what_the_archive_promises() {
    let server = Server::start("node_modules/.bin/node", "s3/s3rver.cjs", |folder| {
        folder.join("node_modules/s3rver").exists()
    });
    if let Some(server) = server {
        whole_suite(&server.place()).await;
    }
}
