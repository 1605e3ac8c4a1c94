//! The same against programs of others: Python's aiosmtpd as the mail relay and npm's smpp as the
//! message centre (`clients/aiosmtpd`, `clients/smpp`).

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::pin::Pin;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use channels::smtp::Smtp;
use domain::Language::Turkish;
use registry::intake::texts::{DeliveredText, NotTaken, TextHandler};
use registry::message::{Delivery, MessageTransport, NoticeKind};
use serde_json::{Value, json};

use crate::messages::{EMAIL, PHONE, TOKEN, code, letters, message, notice};
use crate::{smpp, smtp};

/// Set by `cargo xtask test`, which installs the peers: then their absence is a failure.
const PEERS_WANTED: &str = "IZIN_PEERS";

/// How long to wait for what a peer says; only a failing test waits so long.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running peer; ends when dropped.
struct Peer {
    child: Child,
    asked: Option<ChildStdin>,
    said: mpsc::Receiver<Value>,
}

impl Peer {
    /// `None` where it is not installed. The program's path is absolute, or below `clients`.
    fn start(program: &str, script: &str, installed: impl Fn(&Path) -> bool) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../clients");
        if !installed(&folder) {
            assert!(
                env::var_os(PEERS_WANTED).is_none(),
                "{script}'s library is not installed"
            );
            return None;
        }
        let mut child = Command::new(folder.join(program))
            .arg(script)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, said) = mpsc::channel();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                // What comes after the test has ended is wanted by nobody.
                let _wanted = sender.send(serde_json::from_str(&line).unwrap());
            }
        });
        Some(Self {
            asked: child.stdin.take(),
            child,
            said,
        })
    }

    fn says(&self) -> Value {
        self.said
            .recv_timeout(PATIENCE)
            .expect("the peer says something")
    }

    fn port(&self) -> u16 {
        u16::try_from(self.says()["port"].as_u64().unwrap()).unwrap()
    }

    fn ask(&mut self, what: &Value) {
        writeln!(self.asked.as_mut().unwrap(), "{what}").unwrap();
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.asked.take());
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn relay() -> Option<Peer> {
    Peer::start("/usr/bin/python3", "aiosmtpd/relay.py", |_| {
        let python = Command::new("/usr/bin/python3")
            .args(["-c", "import aiosmtpd"])
            .output();
        python.is_ok_and(|output| output.status.success())
    })
}

fn centre() -> Option<Peer> {
    Peer::start("node_modules/.bin/node", "smpp/centre.cjs", |folder| {
        folder.join("node_modules/smpp").exists()
    })
}

#[tokio::test]
async fn aiosmtpd_reads_our_mails_as_they_were_meant() {
    let Some(relay) = relay() else { return };
    let smtp = Smtp::new(smtp::settings(relay.port()), letters()).unwrap();
    let mail = message(
        EMAIL,
        Turkish,
        notice(NoticeKind::New, &[("Çiçek & Şeker", 3)]),
    );
    assert_eq!(smtp.send(&mail).await, Delivery::Taken);
    let taken = relay.says();
    assert_eq!(
        (&taken["from"], &taken["to"]),
        (&json!("bildirim@izin.example"), &json!([EMAIL]))
    );
    let headers = &taken["headers"];
    let subject = "Bir marka, size ileti göndermek için onayınız olduğunu bildirdi";
    assert_eq!(headers["subject"], subject);
    assert_eq!(
        headers["list-unsubscribe"],
        format!("<https://izin.example/e/{TOKEN}>")
    );
    assert_eq!(
        headers["list-unsubscribe-post"],
        "List-Unsubscribe=One-Click"
    );
    assert_eq!(headers["auto-submitted"], "auto-generated");
    assert_eq!(headers["message-id"], format!("<{}@izin.example>", mail.id));
    let plain = taken["plain"].as_str().unwrap();
    assert!(
        plain.contains("- Çiçek & Şeker: E-posta, 09.03.2026 tarihinde"),
        "{plain}"
    );
    assert!(
        taken["html"]
            .as_str()
            .unwrap()
            .contains("Çiçek &amp; Şeker")
    );

    let busy = message("busy@posta.example", Turkish, code());
    assert!(matches!(smtp.send(&busy).await, Delivery::Later { .. }));
    let unknown = message("unknown@posta.example", Turkish, code());
    assert!(matches!(
        smtp.send(&unknown).await,
        Delivery::Refused { .. }
    ));
}

/// Keeps what it is handed.
#[derive(Default)]
struct Kept(Mutex<Vec<DeliveredText>>);

impl TextHandler for Kept {
    fn take<'a>(
        &'a self,
        text: DeliveredText,
    ) -> Pin<Box<dyn Future<Output = Result<(), NotTaken>> + Send + 'a>> {
        self.0.lock().unwrap().push(text);
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn npms_smpp_takes_our_messages_and_delivers_theirs() {
    let Some(mut centre) = centre() else { return };
    let settings = smpp::settings(format!("127.0.0.1:{}", centre.port()));
    let kept = Arc::new(Kept::default());
    let (way, _task) = smpp::bound(settings, Some(kept.clone())).await;
    assert_eq!(centre.says(), json!({"bind": "izin", "right": true}));

    let text = message(PHONE, Turkish, code());
    assert_eq!(way.send(&text).await, Delivery::Taken);
    let (first, second) = (centre.says(), centre.says());
    assert_eq!(
        (&first["to"], &first["from"]),
        (&json!("905321112233"), &json!("3338"))
    );
    assert_eq!(
        (&first["coding"], &first["esmClass"], &first["parts"]),
        (&json!(8), &json!(64), &json!(1))
    );
    let whole = format!(
        "{}{}",
        first["text"].as_str().unwrap(),
        second["text"].as_str().unwrap()
    );
    let expected = "Deneme Kayıt Kurumu giriş kodunuz: 012345. 3 dakika geçerlidir. Bu kod onay yerine geçmez; \
                    kimseyle paylaşmayın.";
    assert_eq!(whole, expected);

    let busy = message("+905321110000", Turkish, code());
    assert!(matches!(way.send(&busy).await, Delivery::Later { .. }));
    centre.says();

    centre.ask(&json!({"from": "905321112233", "text": "RET ÇİÇEK"}));
    assert_eq!(centre.says(), json!({"answered": 0}));
    let taken = kept.0.lock().unwrap().clone();
    assert_eq!(
        (taken[0].sender.as_str(), taken[0].text.as_str()),
        (PHONE, "RET ÇİÇEK")
    );
}
