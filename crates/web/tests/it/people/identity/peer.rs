//! Signing in by a real provider: the certified one of npm, with a person at it (`clients/oidc-provider`).

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;

use super::*;

/// Set by `cargo xtask test`, which installs the packages: then their absence is a failure.
const PEERS_WANTED: &str = "IZIN_PEERS";
const CALLBACK: &str = "http://localhost:8080/identity/callback";

/// The provider and its person; killed when dropped.
struct Person {
    child: Child,
    asked: ChildStdin,
    said: std::sync::mpsc::Receiver<String>,
}

impl Person {
    /// `None` where the packages are not installed.
    fn start() -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../clients");
        if !folder.join("node_modules/oidc-provider").exists() {
            let wanted = env::var_os(PEERS_WANTED).is_some();
            assert!(!wanted, "the packages of clients/ are not installed");
            return None;
        }
        let mut child = Command::new(folder.join("node_modules/.bin/node"))
            .arg("oidc-provider/person.mjs")
            .args([CLIENT, SECRET, CALLBACK, EMAIL, PHONE])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (sender, said) = std::sync::mpsc::channel();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                // What comes after the test has ended is wanted by nobody.
                let _wanted = sender.send(line);
            }
        });
        Some(Self {
            asked: child.stdin.take().unwrap(),
            child,
            said,
        })
    }

    fn line(&self) -> String {
        self.said.recv().expect("the provider runs")
    }

    /// Where the person is sent once they have signed in, below the pages' address.
    fn sign_in(&mut self, url: &str) -> String {
        writeln!(self.asked, "{url}").unwrap();
        let back = self.line();
        let path = back.strip_prefix("http://localhost:8080").expect(&back);
        path.to_owned()
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        // After its own end both do nothing.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certified_provider_signs_somebody_in_with_their_addresses() {
    let Some(mut person) = Person::start() else {
        return;
    };
    // It signs by the machine's clock, so that the registry's must show the same time.
    let now = keys::SystemClock.now().as_seconds() - start().as_seconds();
    let app = before(&person.line(), true).await;
    app.pass(now);
    app.fill().await;
    let mut browser = app.browser();
    let sent = browser.get("/identity/start?next=/addresses").await;
    let back = person.sign_in(sent.location());
    let signed_in = browser.get(&back).await;
    assert_eq!(signed_in.location(), "/addresses");
    let mine = browser.get("/addresses").await;
    mine.says(EMAIL);
    mine.says("0532 111 22 33");
    browser.get("/consents").await.says("Karanfil");
    // The same answer once more, by the same browser with its cookies of then.
    let again = browser.get("/identity/start").await;
    person.sign_in(again.location());
    let replayed = browser.get(&back).await;
    assert_eq!(replayed.location(), "/sign-in?identity=failed");
}
