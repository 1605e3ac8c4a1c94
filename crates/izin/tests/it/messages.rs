//! Messages out of a served registry: kill −9, and what could not be delivered.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use crate::http::ask_for_a_code;
use crate::peers::Server;
use crate::program::{arg, fails, json};

/// How long to wait for a mail; only a failing test waits so long.
const PATIENCE: Duration = Duration::from_mins(1);

/// A relay that answers the end of each mail as it is told, `None`: not at all. Gives the mails.
fn relay(answers: Vec<Option<&'static str>>) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (mails, received) = mpsc::channel();
    thread::spawn(move || {
        for (stream, answer) in listener.incoming().zip(answers) {
            let mail = converse(stream.unwrap(), answer);
            let (mail, stalled) = mail.unwrap();
            mails.send(mail).unwrap();
            if let Some(mut stalled) = stalled {
                // Until the other side is gone.
                thread::spawn(
                    move || while stalled.read_line(&mut String::new()).unwrap_or(0) > 0 {},
                );
            }
        }
    });
    (port, received)
}

type Stalled = Option<BufReader<TcpStream>>;

fn converse(stream: TcpStream, answer: Option<&str>) -> std::io::Result<(String, Stalled)> {
    let mut lines = BufReader::new(stream);
    let say = |lines: &mut BufReader<TcpStream>, text: &str| {
        lines.get_mut().write_all(format!("{text}\r\n").as_bytes())
    };
    say(&mut lines, "220 relay")?;
    let mut mail = String::new();
    loop {
        let mut line = String::new();
        lines.read_line(&mut line)?;
        match line.get(..4) {
            Some("DATA") => {
                say(&mut lines, "354 go on")?;
                while !mail.ends_with("\r\n.\r\n") {
                    lines.read_line(&mut mail)?;
                }
                let Some(answer) = answer else {
                    return Ok((mail, Some(lines)));
                };
                say(&mut lines, answer)?;
            }
            Some("QUIT") => {
                say(&mut lines, "221 bye")?;
                return Ok((mail, None));
            }
            Some(_) => say(&mut lines, "250 ok")?,
            None => return Ok((mail, None)),
        }
    }
}

fn config(folder: &Path, port: u16) -> std::path::PathBuf {
    let path = folder.join("izin.toml");
    let text = format!("[smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n");
    fs::write(&path, text).unwrap();
    path
}

fn header(mail: &str, name: &str) -> String {
    let start = format!("{name}: ");
    let line = mail.lines().find(|line| line.starts_with(&start));
    line.unwrap_or_else(|| panic!("no {name} in {mail}"))
        .to_owned()
}

#[test]
fn a_mail_whose_answer_kill_9_swallowed_is_sent_again_as_the_same_mail() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (port, mails) = relay(vec![None, Some("250 taken")]);
    let config = config(folder.path(), port);
    let server = Server::start(&data, &config);
    ask_for_a_code(&server.address, "ayse.yilmaz@posta.example");
    let first = mails.recv_timeout(PATIENCE).unwrap();
    // Dropping it kills it, with the mail on its way.
    drop(server);
    let server = Server::start(&data, &config);
    let second = mails.recv_timeout(PATIENCE).unwrap();
    assert_eq!(header(&first, "Message-ID"), header(&second, "Message-ID"));
    assert_eq!(header(&first, "Date"), header(&second, "Date"));
    server.end();
}

#[test]
fn nothing_was_given_up_where_nothing_was_sent() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (port, _mails) = relay(Vec::new());
    let config = config(folder.path(), port);
    Server::start(&data, &config).end();
    let place = ["--data", arg(&data), "--json"];
    let listed = json([&["messages", "list"][..], &place].concat());
    assert_eq!(listed.as_array().unwrap().len(), 0);
    let id = "00112233445566778899aabbccddeeff";
    let error = fails(["messages", "retry", id, "--data", arg(&data)], 11);
    assert!(error.contains("was given up"), "{error}");
}
