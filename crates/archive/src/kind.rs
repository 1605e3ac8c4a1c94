//! What a document is by its content: the kinds that are taken, and whether one is whole. Read once, from its beginning to its
//! end, in little memory; nothing of it is changed.

mod audio;
mod image;
mod movie;
mod mp3;
mod text;
mod traces;
mod walk;

use std::fmt;

use crate::error::Refusal;
use audio::{Amr, Ogg, Wav};
use image::{Jpeg, Png};
use movie::Movie;
use mp3::Mp3;
use text::{Csv, Eml};
use traces::{BOOK_WORDS, PDF_WORDS, TAIL_BYTES, Words, has, zip_end};
use walk::{End, Walker};

const MIB: u64 = 1024 * 1024;
/// How much of a document's beginning its kind is told by, in bytes.
const BEGINNING_BYTES: usize = 64;
/// How far from a file's end `%%EOF` may stand, in bytes: what readers look through.
const PDF_END_BYTES: usize = 1_024;
/// Within how many first bytes readers look for a PDF.
const PDF_START_BYTES: usize = 1_024;

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Portable Document Format.
    Pdf,
    /// A picture.
    Png,
    /// A picture.
    Jpeg,
    /// A recording.
    Wav,
    /// A recording.
    Mp3,
    /// A recording, Vorbis or Opus.
    Ogg,
    /// A recording, MPEG-4.
    M4a,
    /// A recording as telephones make it.
    Amr,
    /// A message with its headers.
    Eml,
    /// A table as text.
    Csv,
    /// A table of Excel's.
    Xlsx,
}

/// All kinds, with the word each is kept by, its media type and what its name ends in.
const KINDS: [(Kind, &str, &str, &str); 11] = [
    (Kind::Pdf, "PDF", "application/pdf", "pdf"),
    (Kind::Png, "PNG", "image/png", "png"),
    (Kind::Jpeg, "JPEG", "image/jpeg", "jpg"),
    (Kind::Wav, "WAV", "audio/wav", "wav"),
    (Kind::Mp3, "MP3", "audio/mpeg", "mp3"),
    (Kind::Ogg, "OGG", "audio/ogg", "ogg"),
    (Kind::M4a, "M4A", "audio/mp4", "m4a"),
    (Kind::Amr, "AMR", "audio/amr", "amr"),
    (Kind::Eml, "EML", "message/rfc822", "eml"),
    (Kind::Csv, "CSV", "text/csv", "csv"),
    (
        Kind::Xlsx,
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
];

impl Kind {
    /// All kinds that are taken.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|row| row.0)
    }

    /// The word it is kept by.
    pub fn as_word(self) -> &'static str {
        self.row().1
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        KINDS.iter().find(|row| row.1 == word).map(|row| row.0)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        self.row().2
    }

    /// What the name of a file of its kind ends in.
    pub fn extension(self) -> &'static str {
        self.row().3
    }

    fn row(self) -> &'static (Self, &'static str, &'static str, &'static str) {
        KINDS
            .iter()
            .find(|row| row.0 == self)
            .expect("each kind has a row")
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_word())
    }
}

/// How large documents may be, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// PNG and JPEG.
    pub image: u64,
    /// PDF.
    pub pdf: u64,
    /// Recordings.
    pub audio: u64,
    /// EML, CSV and XLSX.
    pub text: u64,
}

impl Caps {
    /// Those of a registry whose operator has said nothing.
    pub const DEFAULT: Self = Self {
        image: 10 * MIB,
        pdf: 25 * MIB,
        audio: 200 * MIB,
        text: 25 * MIB,
    };

    /// How large a document of a kind may be.
    pub const fn of(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Pdf => self.pdf,
            Kind::Png | Kind::Jpeg => self.image,
            Kind::Wav | Kind::Mp3 | Kind::Ogg | Kind::M4a | Kind::Amr => self.audio,
            Kind::Eml | Kind::Csv | Kind::Xlsx => self.text,
        }
    }

    /// The largest a document may be.
    pub fn largest(&self) -> u64 {
        Kind::all().map(|kind| self.of(kind)).max().unwrap_or(0)
    }
}

/// What whoever opens a document should know of it. It is taken all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Flags {
    /// It holds a script: a PDF's JavaScript, a workbook's macros.
    pub script: bool,
    /// A PDF that starts a program.
    pub launch: bool,
    /// A PDF with files inside.
    pub embedded: bool,
    /// Bytes follow the end of it.
    pub appended: bool,
    /// A recording that does not say how long it is; whether its end is missing cannot be told.
    pub open_ended: bool,
}

impl Flags {
    /// One bit each, as they are kept.
    pub fn bits(self) -> u8 {
        let all = [
            self.script,
            self.launch,
            self.embedded,
            self.appended,
            self.open_ended,
        ];
        all.iter()
            .enumerate()
            .fold(0, |bits, (place, flag)| bits | (u8::from(*flag) << place))
    }

    /// Reads the bits.
    pub const fn from_bits(bits: u8) -> Self {
        Self {
            script: bits & 1 != 0,
            launch: bits & 2 != 0,
            embedded: bits & 4 != 0,
            appended: bits & 8 != 0,
            open_ended: bits & 16 != 0,
        }
    }
}

/// Reads a document as it comes.
pub struct Checker {
    caps: Caps,
    /// Until the kind is known, and what is looked for near the start of others.
    beginning: Vec<u8>,
    kind: Option<Kind>,
    body: Body,
    length: u64,
    /// The last bytes.
    tail: Vec<u8>,
}

/// How a kind is gone through.
enum Body {
    Unknown,
    Words(Words),
    Png(Walker<Png>),
    Jpeg(Walker<Jpeg>),
    Wav(Walker<Wav>),
    Mp3(Walker<Mp3>),
    Ogg(Walker<Ogg>),
    Movie(Walker<Movie>),
    Amr(Walker<Amr>),
    Eml(Eml),
    Csv(Csv),
}

impl Checker {
    /// Begins a document.
    pub fn new(caps: Caps) -> Self {
        Self {
            caps,
            beginning: Vec::new(),
            kind: None,
            body: Body::Unknown,
            length: 0,
            tail: Vec::new(),
        }
    }

    /// Takes its next bytes.
    ///
    /// # Errors
    /// When it is already plain that it is not taken.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.length += bytes.len() as u64;
        self.keep_tail(bytes);
        if self.kind.is_some() {
            self.walk(bytes);
        } else {
            self.beginning.extend_from_slice(bytes);
            if self.beginning.len() < BEGINNING_BYTES {
                return Ok(());
            }
            self.tell_kind()?;
        }
        self.within()
    }

    /// Says what the whole document is.
    ///
    /// # Errors
    /// When it is not taken.
    pub fn finish(mut self) -> Result<(Kind, Flags), Refusal> {
        if self.length == 0 {
            return Err(Refusal::Empty);
        }
        if self.kind.is_none() {
            self.tell_kind()?;
            self.within()?;
        }
        let Some(kind) = self.kind else {
            return Err(Refusal::Unknown);
        };
        let mut flags = Flags::default();
        let end = self.end(kind, &mut flags);
        match end {
            End::Whole => {}
            End::Appended => flags.appended = true,
            End::Open => flags.open_ended = true,
            End::Cut => return Err(Refusal::Cut(kind)),
            End::Damaged => return Err(Refusal::Damaged(kind)),
        }
        let start = &self.beginning[..self.beginning.len().min(PDF_START_BYTES)];
        let pdf = kind != Kind::Pdf && has(start, b"%PDF-");
        if pdf || (kind != Kind::Xlsx && zip_end(&self.tail).is_some()) {
            return Err(Refusal::Polyglot(kind));
        }
        Ok((kind, flags))
    }

    fn end(&self, kind: Kind, flags: &mut Flags) -> End {
        match &self.body {
            Body::Unknown => End::Damaged,
            Body::Png(walker) => walker.end(),
            Body::Jpeg(walker) => walker.end(),
            Body::Wav(walker) => walker.end(),
            Body::Mp3(walker) => walker.end(),
            Body::Ogg(walker) => walker.end(),
            Body::Movie(walker) => walker.end(),
            Body::Amr(walker) => walker.end(),
            Body::Eml(eml) => eml.end(&self.tail),
            Body::Csv(csv) => csv.end(),
            Body::Words(words) if kind == Kind::Pdf => {
                flags.script = words.found(0) || words.found(1);
                flags.launch = words.found(2);
                flags.embedded = words.found(3);
                let last = &self.tail[self.tail.len().saturating_sub(PDF_END_BYTES)..];
                if has(last, b"%%EOF") {
                    End::Whole
                } else {
                    End::Cut
                }
            }
            Body::Words(words) => {
                flags.script = words.found(2);
                self.book_end(words)
            }
        }
    }

    /// A workbook is a zip archive that begins at the first byte and ends at the last, with a book in it.
    fn book_end(&self, words: &Words) -> End {
        match zip_end(&self.tail) {
            None => End::Cut,
            Some(end) if end.directory_end + end.length != self.length => End::Damaged,
            Some(_) if words.found(0) && words.found(1) => End::Whole,
            Some(_) => End::Damaged,
        }
    }

    fn within(&self) -> Result<(), Refusal> {
        match self.kind {
            Some(kind) if self.length > self.caps.of(kind) => {
                Err(Refusal::TooLarge(kind, self.caps.of(kind)))
            }
            _ => Ok(()),
        }
    }

    fn tell_kind(&mut self) -> Result<(), Refusal> {
        let kind = kind_of(&self.beginning).ok_or(Refusal::Unknown)?;
        self.kind = Some(kind);
        self.body = match kind {
            Kind::Pdf => Body::Words(Words::new(&PDF_WORDS)),
            Kind::Xlsx => Body::Words(Words::new(&BOOK_WORDS)),
            Kind::Png => Body::Png(Walker::default()),
            Kind::Jpeg => Body::Jpeg(Walker::default()),
            Kind::Wav => Body::Wav(Walker::default()),
            Kind::Mp3 => Body::Mp3(Walker::default()),
            Kind::Ogg => Body::Ogg(Walker::default()),
            Kind::M4a => Body::Movie(Walker::default()),
            Kind::Amr => Body::Amr(Walker::default()),
            Kind::Eml => Body::Eml(Eml::default()),
            Kind::Csv => Body::Csv(Csv::default()),
        };
        let beginning = std::mem::take(&mut self.beginning);
        self.walk(&beginning);
        Ok(())
    }

    fn walk(&mut self, bytes: &[u8]) {
        let room = PDF_START_BYTES.saturating_sub(self.beginning.len());
        self.beginning
            .extend_from_slice(&bytes[..bytes.len().min(room)]);
        match &mut self.body {
            Body::Unknown => {}
            Body::Words(words) => words.push(bytes),
            Body::Png(walker) => walker.push(bytes),
            Body::Jpeg(walker) => walker.push(bytes),
            Body::Wav(walker) => walker.push(bytes),
            Body::Mp3(walker) => walker.push(bytes),
            Body::Ogg(walker) => walker.push(bytes),
            Body::Movie(walker) => walker.push(bytes),
            Body::Amr(walker) => walker.push(bytes),
            Body::Eml(eml) => eml.push(bytes),
            Body::Csv(csv) => csv.push(bytes),
        }
    }

    fn keep_tail(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(bytes);
        // Now and then, so that small pieces do not move all of it each time.
        if self.tail.len() > 2 * TAIL_BYTES {
            self.tail.drain(..self.tail.len() - TAIL_BYTES);
        }
    }
}

/// The kind of what begins with these bytes.
fn kind_of(start: &[u8]) -> Option<Kind> {
    let at = |place: usize, magic: &[u8]| start.get(place..).is_some_and(|s| s.starts_with(magic));
    Some(match start {
        _ if at(0, b"%PDF-") => Kind::Pdf,
        _ if at(0, b"\x89PNG\r\n\x1a\n") => Kind::Png,
        _ if at(0, b"\xff\xd8\xff") => Kind::Jpeg,
        _ if at(0, b"RIFF") && at(8, b"WAVE") => Kind::Wav,
        _ if at(0, b"OggS") => Kind::Ogg,
        _ if at(4, b"ftyp") => Kind::M4a,
        _ if at(0, b"#!AMR") => Kind::Amr,
        _ if at(0, b"PK\x03\x04") => Kind::Xlsx,
        _ if at(0, b"ID3") || mp3::begins(start) => Kind::Mp3,
        _ if text::begins_message(start) => Kind::Eml,
        _ if text::begins_table(start) => Kind::Csv,
        _ => return None,
    })
}
