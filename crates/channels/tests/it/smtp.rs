//! Mails by SMTP, against a server that does as a test tells it.

mod script;

use std::time::Duration;

use channels::letter::MailSender;
use channels::smtp::{Smtp, SmtpSettings, SmtpSetupError, SmtpTls};
use domain::Language::Turkish;
use registry::message::{Delivery, MessageTransport, NoticeKind};

use crate::messages::{EMAIL, PHONE, letters, message, notice, unmailable};
use script::{Script, Server};

pub fn settings(port: u16) -> SmtpSettings {
    SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        tls: SmtpTls::None,
        login: None,
        sender: MailSender::new("izin <bildirim@izin.example>").unwrap(),
        timeout: Duration::from_secs(20),
    }
}

async fn sent(script: Script) -> (Delivery, Server) {
    let server = Server::start(script).await;
    let mut settings = settings(server.port);
    // The only wait in these tests, and one that a right program is through at once.
    settings.timeout = Duration::from_millis(500);
    let smtp = Smtp::new(settings, letters()).unwrap();
    let mail = message(EMAIL, Turkish, notice(NoticeKind::New, &[("Karanfil", 3)]));
    (smtp.send(&mail).await, server)
}

fn later(delivery: &Delivery) -> &str {
    match delivery {
        Delivery::Later { reason, .. } => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_mail_that_is_taken_was_said_once_and_whole() {
    let (delivery, server) = sent(Script::default()).await;
    assert_eq!(delivery, Delivery::Taken);
    let said = server.said();
    assert_eq!(said.matches("\r\n.\r\n").count(), 1);
    assert!(said.contains("RCPT TO:<ayse.yilmaz@posta.example>"));
    assert!(said.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
}

#[tokio::test]
async fn a_temporary_refusal_means_later_and_a_permanent_one_never() {
    for (script, code) in [
        (
            Script {
                rcpt: Some("450 4.2.1 busy"),
                ..Script::default()
            },
            "450",
        ),
        (
            Script {
                content: Some("421 4.3.2 closing"),
                ..Script::default()
            },
            "421",
        ),
        // About the sender or the login, not about this mail: the operator can mend it.
        (
            Script {
                mail: Some("550 5.7.1 no"),
                ..Script::default()
            },
            "550",
        ),
        (
            Script {
                greeting: Some("554 no"),
                ..Script::default()
            },
            "554",
        ),
    ] {
        let (delivery, _) = sent(script).await;
        assert!(later(&delivery).contains(code), "{delivery:?}");
    }
    for script in [
        Script {
            rcpt: Some("550 5.1.1 <ayse.yilmaz@posta.example>: no such"),
            ..Script::default()
        },
        Script {
            content: Some("554 5.6.0 no"),
            ..Script::default()
        },
    ] {
        let (delivery, _) = sent(script).await;
        let Delivery::Refused { reason } = &delivery else {
            panic!("{delivery:?}");
        };
        assert!(!reason.contains("ayse"), "no address in {reason}");
    }
}

#[tokio::test]
async fn an_address_that_no_mail_can_be_built_for_is_refused_for_good() {
    let server = Server::start(Script::default()).await;
    let smtp = Smtp::new(settings(server.port), letters()).unwrap();
    for address in unmailable() {
        let mail = message(&address, Turkish, crate::messages::code());
        let delivery = smtp.send(&mail).await;
        let Delivery::Refused { reason } = &delivery else {
            panic!("{address}: {delivery:?}");
        };
        assert!(!reason.contains('@'), "no address in {reason}");
    }
    assert_eq!(server.said(), "");
}

#[tokio::test]
async fn a_server_that_stalls_anywhere_is_cut_off() {
    for script in [
        Script {
            greeting: Some(Script::STALL),
            ..Script::default()
        },
        Script {
            ehlo: Some(Script::STALL),
            ..Script::default()
        },
        Script {
            mail: Some(Script::STALL),
            ..Script::default()
        },
        Script {
            rcpt: Some(Script::STALL),
            ..Script::default()
        },
        Script {
            data: Some(Script::STALL),
            ..Script::default()
        },
        Script {
            content: Some(Script::STALL),
            ..Script::default()
        },
    ] {
        let (delivery, _) = sent(script.clone()).await;
        assert_eq!(
            later(&delivery),
            "SMTP: the conversation took too long",
            "{script:?}"
        );
    }
}

#[tokio::test]
async fn a_connection_that_is_cut_or_speaks_nonsense_means_later() {
    for script in [
        Script {
            greeting: Some(Script::CUT),
            ..Script::default()
        },
        Script {
            rcpt: Some(Script::CUT),
            ..Script::default()
        },
        Script {
            content: Some(Script::CUT),
            ..Script::default()
        },
        Script {
            greeting: Some("HTTP/1.1 400 no"),
            ..Script::default()
        },
        Script {
            rcpt: Some("what?"),
            ..Script::default()
        },
    ] {
        let (delivery, _) = sent(script).await;
        later(&delivery);
    }
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    let smtp = Smtp::new(settings(port), letters()).unwrap();
    let mail = message(EMAIL, Turkish, crate::messages::code());
    later(&smtp.send(&mail).await);
}

#[tokio::test]
async fn a_server_that_stalls_at_the_farewell_has_taken_the_mail() {
    let (delivery, _) = sent(Script {
        quit: Some(Script::STALL),
        ..Script::default()
    })
    .await;
    assert_eq!(delivery, Delivery::Taken);
}

#[tokio::test]
async fn a_protected_connection_is_never_given_up_for_a_plain_one() {
    let server = Server::start(Script::default()).await;
    let mut settings = settings(server.port);
    settings.tls = SmtpTls::StartTls;
    settings.login = Some(("user".to_owned(), "secret".to_owned()));
    let smtp = Smtp::new(settings, letters()).unwrap();
    let mail = message(EMAIL, Turkish, crate::messages::code());
    later(&smtp.send(&mail).await);
    assert!(!server.said().contains("AUTH") && !server.said().contains("MAIL"));
}

#[tokio::test]
async fn without_tls_only_this_machine_is_spoken_to() {
    for host in ["192.0.2.1", "mail.example", "127.0.0.1.example"] {
        let mut settings = settings(25);
        settings.host = host.to_owned();
        let made = Smtp::new(settings, letters());
        assert!(
            matches!(made.err(), Some(SmtpSetupError::Unprotected)),
            "{host}"
        );
    }
}

#[test]
fn mails_go_to_mailboxes_alone() {
    let smtp = Smtp::new(settings(25), letters()).unwrap();
    assert!(smtp.carries(&domain::Address::from_stored(EMAIL).unwrap()));
    assert!(!smtp.carries(&domain::Address::from_stored(PHONE).unwrap()));
}
