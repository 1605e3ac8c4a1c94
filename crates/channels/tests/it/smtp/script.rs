//! A mail server that says what it is told to say.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What it answers at each step; `None`: that all is well.
#[derive(Clone, Debug, Default)]
pub struct Script {
    pub greeting: Option<&'static str>,
    pub ehlo: Option<&'static str>,
    pub mail: Option<&'static str>,
    pub rcpt: Option<&'static str>,
    pub data: Option<&'static str>,
    pub content: Option<&'static str>,
    pub quit: Option<&'static str>,
}

impl Script {
    /// Says nothing any more, and keeps the connection.
    pub const STALL: &'static str = "(stall)";
    /// Ends the connection.
    pub const CUT: &'static str = "(cut)";
}

/// The running server.
pub struct Server {
    pub port: u16,
    said: Arc<Mutex<String>>,
}

impl Server {
    pub async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let said = Arc::<Mutex<String>>::default();
        let heard = Arc::clone(&said);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, script.clone(), Arc::clone(&heard)));
            }
        });
        Self { port, said }
    }

    /// All that clients have said.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }
}

/// Says one answer; `false`: the connection ends.
async fn answer(stream: &mut BufReader<TcpStream>, told: Option<&str>, well: &str) -> bool {
    match told {
        Some(Script::CUT) => false,
        Some(Script::STALL) => {
            // Until the client goes away.
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest).await;
            false
        }
        told => {
            let line = format!("{}\r\n", told.unwrap_or(well));
            stream.write_all(line.as_bytes()).await.is_ok()
        }
    }
}

async fn serve(stream: TcpStream, script: Script, heard: Arc<Mutex<String>>) {
    let mut stream = BufReader::new(stream);
    if !answer(&mut stream, script.greeting, "220 test").await {
        return;
    }
    let mut in_content = false;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        heard.lock().unwrap().push_str(&line);
        let going_on = if in_content {
            if line != ".\r\n" {
                continue;
            }
            in_content = false;
            answer(&mut stream, script.content, "250 taken").await
        } else {
            match line.get(..4) {
                Some("EHLO") => answer(&mut stream, script.ehlo, "250 test").await,
                Some("MAIL") => answer(&mut stream, script.mail, "250 ok").await,
                Some("RCPT") => answer(&mut stream, script.rcpt, "250 ok").await,
                Some("DATA") => {
                    in_content = script.data.is_none();
                    answer(&mut stream, script.data, "354 go on").await
                }
                Some("QUIT") => answer(&mut stream, script.quit, "221 bye").await,
                _ => answer(&mut stream, None, "500 what?").await,
            }
        };
        if !going_on {
            return;
        }
    }
}
