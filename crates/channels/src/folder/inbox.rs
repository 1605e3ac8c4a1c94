//! Reading the folder's files again, for the demonstration's inbox.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::{Address, Timestamp, Way};
use registry::message::{Inbox, InboxMessage};

/// The longest file that is read, in bytes.
pub const MESSAGE_BYTES_MAX: u64 = 256 * 1024;

/// Reads a folder of messages.
#[derive(Clone, Debug)]
pub struct FolderInbox {
    path: PathBuf,
}

impl FolderInbox {
    /// Of the folder `path`.
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
        }
    }

    /// The newest messages, newest first, at most `limit`. Files that are no messages are left out.
    pub fn newest(&self, limit: usize) -> io::Result<Vec<InboxMessage>> {
        let mut names: Vec<String> = fs::read_dir(&self.path)?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| way(name).is_some())
            .collect();
        names.sort_unstable_by(|one, other| other.cmp(one));
        let mut messages = Vec::new();
        for name in names {
            if messages.len() == limit {
                break;
            }
            messages.extend(self.read(&name));
        }
        Ok(messages)
    }

    /// Deletes messages written before an instant, and what a crash has left half written, but for those
    /// to addresses that are held; says how many. Other files are left alone.
    pub fn forget(&self, before: Timestamp, is_held: &dyn Fn(&Address) -> bool) -> io::Result<u64> {
        let mut forgotten = 0;
        for entry in fs::read_dir(&self.path)? {
            let Ok(name) = entry?.file_name().into_string() else {
                continue;
            };
            let is_unfinished = name.starts_with('.') && ending(&name).is_none();
            let is_message = is_unfinished || way(&name).is_some();
            let is_old = written_at(name.trim_start_matches('.')).is_some_and(|at| at < before);
            if !is_message || !is_old {
                continue;
            }
            let message = self.read(&name);
            let to = message.and_then(|message| Address::from_stored(&message.to));
            if to.is_some_and(|to| is_held(&to)) {
                continue;
            }
            match fs::remove_file(self.path.join(&name)) {
                Ok(()) => forgotten += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(forgotten)
    }

    fn read(&self, name: &str) -> Option<InboxMessage> {
        let at = written_at(name)?;
        let mut content = String::new();
        let file = File::open(self.path.join(name)).ok()?;
        file.take(MESSAGE_BYTES_MAX)
            .read_to_string(&mut content)
            .ok()?;
        // What is half written names no way; a text message has no such end of its head.
        let way = way(name).unwrap_or(Way::Mail);
        let (head, text) = content.split_once(match way {
            Way::Text => "\n\n",
            Way::Mail => "\r\n\r\n",
        })?;
        Some(InboxMessage {
            at,
            to: header(head, "To")?,
            way,
            subject: header(head, "Subject").map(|subject| decoded(&subject)),
            text: match way {
                Way::Text => text.trim_end().to_owned(),
                Way::Mail => plain_part(head, text)?,
            },
        })
    }
}

impl Inbox for FolderInbox {
    fn newest(&self, limit: usize) -> Vec<InboxMessage> {
        self.newest(limit).unwrap_or_else(|error| {
            tracing::warn!(%error, "the folder of messages cannot be read");
            Vec::new()
        })
    }
}

/// When the message of a file was written, by the file's name.
fn written_at(name: &str) -> Option<Timestamp> {
    let millis = name.split('-').next()?.parse().ok()?;
    Some(Timestamp::from_millis(millis))
}

/// By which way the message of a file went, by the file's name. `None`: it is no message.
fn way(name: &str) -> Option<Way> {
    match ending(name)? {
        "txt" => Some(Way::Text),
        "eml" => Some(Way::Mail),
        _ => None,
    }
}

/// A file name's ending.
fn ending(name: &str) -> Option<&str> {
    Path::new(name).extension()?.to_str()
}

/// A header's value, unfolded.
fn header(head: &str, name: &str) -> Option<String> {
    let mut lines = head.lines();
    let start = lines.by_ref().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().to_owned())
    })?;
    let folded = lines.take_while(|line| line.starts_with([' ', '\t']));
    Some(folded.fold(start, |value, line| format!("{value} {}", line.trim())))
}

/// The first part of a mail of parts, which is the plain one. Written by this program, so that it is
/// read as it was written and no further.
fn plain_part(head: &str, body: &str) -> Option<String> {
    let kind = header(head, "Content-Type")?;
    let boundary = kind.split("boundary=").nth(1)?.trim_matches('"');
    let separator = format!("--{boundary}");
    let part = body.split(separator.as_str()).nth(1)?;
    let (_, text) = part.split_once("\r\n\r\n")?;
    Some(text.trim_end().replace("\r\n", "\n"))
}

/// A header's text with its encoded words (RFC 2047) read.
fn decoded(value: &str) -> String {
    let mut text = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(start) = rest.find("=?utf-8?b?") {
        let (before, word) = (&rest[..start], &rest[start + "=?utf-8?b?".len()..]);
        // Blanks between two encoded words only separate them.
        if !(after_word && before.trim().is_empty()) {
            text.push_str(before);
        }
        let Some((word, after)) = word.split_once("?=") else {
            break;
        };
        let bytes = BASE64_STANDARD.decode(word).unwrap_or_default();
        text.push_str(&String::from_utf8_lossy(&bytes));
        (rest, after_word) = (after, true);
    }
    text.push_str(rest);
    text
}
