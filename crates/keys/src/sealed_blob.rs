//! Long files that are sealed from their first byte, and written on at their end.
//!
//! ```text
//! 0            "izin blob 1\n", length of the header (u16, big-endian), the header: whose it is, and its key, sealed
//! 4,096        slot 0  ┐ length of what is sealed (u32, big-endian), nonce, and sealed: a number that grows, the
//! 73,728       slot 1  ┘ length of the whole (both u64, big-endian), and the bytes behind the last whole chunk
//! 143,360      chunks, one after the other: nonce, and 65,536 bytes sealed
//! ```
//!
//! Each file has a key of its own. A chunk is bound to the file's name and to its number, a slot to the name, so that
//! nothing can be put in another's place. What is written on never touches what was acknowledged: whole chunks go behind
//! the others, and are synced; then the older of the two slots says how long the file is now. A slot that was not written
//! to its end does not open, and the other one holds: the file is as it was.
//!
//! A file cannot tell that its newest slot was put back; whoever opens it says how long it has to be.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt as _;

use aes_gcm_siv::{Aes256GcmSiv, KeyInit as _};
use domain::outside::Random;

use crate::key_file::{NONCE_LEN, decrypt, encrypt};

/// The length of a file's key in bytes.
pub const BLOB_KEY_BYTES: usize = 32;
/// The longest header, in bytes.
pub const HEADER_BYTES_MAX: usize = 1_024;

const TITLE: &[u8; 12] = b"izin blob 1\n";
/// How much is sealed at once, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;
/// What sealing adds, in bytes.
const TAG_BYTES: usize = 16;
const SEALED_CHUNK_BYTES: usize = NONCE_LEN + CHUNK_BYTES + TAG_BYTES;
const SLOTS_AT: u64 = 4_096;
/// Room for whatever is shorter than a chunk, with what stands before it, in bytes.
const SLOT_BYTES: usize = 17 * 4_096;
const CHUNKS_AT: u64 = SLOTS_AT + 2 * SLOT_BYTES as u64;
/// A slot's number and the length of the whole, in bytes.
const SLOT_HEAD_BYTES: usize = 16;

/// How much longer than what is in it a file is on disk at most, in bytes, beside what each chunk takes.
pub const OVERHEAD_BYTES: u64 = CHUNKS_AT;

/// A file is not as it was written, or is sealed by another key. It comes as the inside of an [`io::Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed file is damaged")]
pub struct DamagedBlob;

impl DamagedBlob {
    /// Whether an error says so.
    pub fn is_in(error: &io::Error) -> bool {
        error
            .get_ref()
            .is_some_and(<dyn std::error::Error + Send + Sync>::is::<Self>)
    }
}

fn damaged() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, DamagedBlob)
}

/// Reads a file's header.
///
/// # Errors
/// When it cannot be read, or has none.
pub fn read_header(file: &File) -> io::Result<Vec<u8>> {
    let mut start = [0; TITLE.len() + 2];
    file.read_exact_at(&mut start, 0).map_err(cut_off)?;
    let (title, length) = start.split_at(TITLE.len());
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    if title != TITLE || length > HEADER_BYTES_MAX {
        return Err(damaged());
    }
    let mut header = vec![0; length];
    file.read_exact_at(&mut header, start.len() as u64)
        .map_err(cut_off)?;
    Ok(header)
}

/// A file that ends too early is damaged.
fn cut_off(error: io::Error) -> io::Error {
    if error.kind() == ErrorKind::UnexpectedEof {
        damaged()
    } else {
        error
    }
}

/// An open file. Who writes to one sees to it that nobody else does.
pub struct SealedBlob {
    file: File,
    cipher: Aes256GcmSiv,
    name: Vec<u8>,
    /// The number of the slot that holds.
    number: u64,
    /// How many bytes are in it.
    length: u64,
    /// Those behind the last whole chunk.
    tail: Vec<u8>,
}

impl SealedBlob {
    /// Makes an empty file of one that has just been made. Durable when it returns, but for the entry in its folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn create(
        file: File,
        name: &[u8],
        key: &[u8; BLOB_KEY_BYTES],
        header: &[u8],
        random: &dyn Random,
    ) -> io::Result<Self> {
        let length = u16::try_from(header.len()).ok();
        let length = length.filter(|length| usize::from(*length) <= HEADER_BYTES_MAX);
        let length = length.ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
        let start = [TITLE.as_slice(), &length.to_be_bytes(), header].concat();
        file.write_all_at(&start, 0)?;
        // The slots take their room now, so that a disk that fills later does not stand in their way.
        file.write_all_at(&vec![0; 2 * SLOT_BYTES], SLOTS_AT)?;
        let mut blob = Self::with(file, name, key);
        blob.write_slot(0, Vec::new(), random)?;
        Ok(blob)
    }

    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be read, or was not written under this name and key.
    pub fn open(file: File, name: &[u8], key: &[u8; BLOB_KEY_BYTES]) -> io::Result<Self> {
        let mut blob = Self::with(file, name, key);
        let slots = [blob.read_slot(0)?, blob.read_slot(1)?];
        let newest = slots.into_iter().flatten().max_by_key(|slot| slot.number);
        let newest = newest.ok_or_else(damaged)?;
        blob.number = newest.number;
        blob.length = newest.length;
        blob.tail = newest.tail;
        Ok(blob)
    }

    fn with(file: File, name: &[u8], key: &[u8; BLOB_KEY_BYTES]) -> Self {
        Self {
            file,
            cipher: Aes256GcmSiv::new(key.into()),
            name: name.to_vec(),
            number: 0,
            length: 0,
            tail: Vec::new(),
        }
    }

    /// How many bytes are in it.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// How many bytes it takes on disk.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn disk_bytes(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// Adds bytes at the end. Durable when it returns.
    ///
    /// # Errors
    /// When they cannot be written. None of them is there then, now and after opening it again.
    pub fn append(&mut self, bytes: &[u8], random: &dyn Random) -> io::Result<()> {
        let length = self.length + bytes.len() as u64;
        let mut tail = self.tail.clone();
        let mut number = self.chunks();
        let mut rest = bytes;
        while tail.len() + rest.len() >= CHUNK_BYTES {
            let (now, later) = rest.split_at(CHUNK_BYTES - tail.len());
            tail.extend_from_slice(now);
            self.write_chunk(number, &tail, random)?;
            number += 1;
            tail.clear();
            rest = later;
        }
        tail.extend_from_slice(rest);
        if number > self.chunks() {
            self.file.sync_data()?;
        }
        self.write_slot(length, tail, random)
    }

    /// Takes away what stands behind so many bytes. Durable when it returns.
    ///
    /// # Errors
    /// When it is shorter, or cannot be read and written.
    pub fn cut(&mut self, length: u64, random: &dyn Random) -> io::Result<()> {
        if length > self.length {
            return Err(io::Error::from(ErrorKind::InvalidInput));
        }
        let chunk = length / CHUNK_BYTES as u64;
        let part = usize::try_from(length % CHUNK_BYTES as u64).unwrap_or_default();
        let mut tail = Vec::new();
        if part > 0 {
            self.read_chunk(chunk, &mut tail)?;
            tail.truncate(part);
        }
        self.write_slot(length, tail, random)?;
        self.file.set_len(place(chunk))
    }

    /// Reads the first `length` bytes.
    ///
    /// # Errors
    /// When there are fewer: it is not the file that was written.
    pub fn reader(self, length: u64) -> io::Result<BlobReader> {
        if length > self.length {
            return Err(damaged());
        }
        Ok(BlobReader {
            blob: self,
            length,
            at: 0,
            chunk: Vec::new(),
            number: None,
        })
    }

    /// How many whole chunks there are.
    const fn chunks(&self) -> u64 {
        self.length / CHUNK_BYTES as u64
    }

    fn write_chunk(&self, number: u64, plain: &[u8], random: &dyn Random) -> io::Result<()> {
        let sealed = self.sealed(&self.chunk_context(number), plain, random);
        self.file.write_all_at(&sealed, place(number))
    }

    /// Reads the bytes of a chunk, or those behind the last one.
    fn read_chunk(&self, number: u64, plain: &mut Vec<u8>) -> io::Result<()> {
        if number >= self.chunks() {
            plain.clone_from(&self.tail);
            return Ok(());
        }
        let mut sealed = vec![0; SEALED_CHUNK_BYTES];
        self.file
            .read_exact_at(&mut sealed, place(number))
            .map_err(cut_off)?;
        let opened = self.opened(&self.chunk_context(number), &sealed);
        *plain = opened.ok_or_else(damaged)?;
        Ok(())
    }

    fn write_slot(&mut self, length: u64, tail: Vec<u8>, random: &dyn Random) -> io::Result<()> {
        let number = self.number + 1;
        let head = [number.to_be_bytes(), length.to_be_bytes()].concat();
        let sealed = self.sealed(&self.slot_context(), &[head, tail.clone()].concat(), random);
        let size = u32::try_from(sealed.len()).unwrap_or(u32::MAX);
        let slot = [size.to_be_bytes().as_slice(), &sealed].concat();
        self.file.write_all_at(&slot, slot_place(number % 2))?;
        self.file.sync_data()?;
        self.number = number;
        self.length = length;
        self.tail = tail;
        Ok(())
    }

    /// `None`: it was not written to its end, or is damaged.
    fn read_slot(&self, slot: u64) -> io::Result<Option<Slot>> {
        let mut bytes = vec![0; SLOT_BYTES];
        self.file
            .read_exact_at(&mut bytes, slot_place(slot))
            .map_err(cut_off)?;
        Ok(self.open_slot(&bytes))
    }

    fn open_slot(&self, bytes: &[u8]) -> Option<Slot> {
        let (size, rest) = bytes.split_first_chunk()?;
        let size = usize::try_from(u32::from_be_bytes(*size)).ok()?;
        let plain = self.opened(&self.slot_context(), rest.get(..size)?)?;
        let (head, tail) = plain.split_at_checked(SLOT_HEAD_BYTES)?;
        let (number, length) = head.split_first_chunk()?;
        Some(Slot {
            number: u64::from_be_bytes(*number),
            length: u64::from_be_bytes(length.try_into().ok()?),
            tail: tail.to_vec(),
        })
    }

    fn chunk_context(&self, number: u64) -> Vec<u8> {
        [b"chunk".as_slice(), &number.to_be_bytes(), &self.name].concat()
    }

    fn slot_context(&self) -> Vec<u8> {
        [b"slot".as_slice(), &self.name].concat()
    }

    fn sealed(&self, context: &[u8], plain: &[u8], random: &dyn Random) -> Vec<u8> {
        let mut nonce = [0; NONCE_LEN];
        random.fill(&mut nonce);
        let sealed = encrypt(&self.cipher, nonce, context, plain);
        [nonce.as_slice(), &sealed].concat()
    }

    fn opened(&self, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk()?;
        decrypt(&self.cipher, *nonce, context, sealed)
    }
}

/// What a slot says.
struct Slot {
    number: u64,
    length: u64,
    tail: Vec<u8>,
}

/// Where a chunk stands.
const fn place(chunk: u64) -> u64 {
    CHUNKS_AT + chunk * SEALED_CHUNK_BYTES as u64
}

/// Where a slot stands.
const fn slot_place(slot: u64) -> u64 {
    SLOTS_AT + slot * SLOT_BYTES as u64
}

/// Reads a file, chunk by chunk. What is damaged ends it with [`DamagedBlob`], and nothing of that chunk is given out.
pub struct BlobReader {
    blob: SealedBlob,
    length: u64,
    at: u64,
    chunk: Vec<u8>,
    /// The number of the chunk in hand.
    number: Option<u64>,
}

impl Read for BlobReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.length || buffer.is_empty() {
            return Ok(0);
        }
        let number = self.at / CHUNK_BYTES as u64;
        if self.number != Some(number) {
            self.number = None;
            self.blob.read_chunk(number, &mut self.chunk)?;
            self.number = Some(number);
        }
        let start = usize::try_from(self.at % CHUNK_BYTES as u64).unwrap_or_default();
        let left = usize::try_from(self.length - self.at).unwrap_or(usize::MAX);
        let there = self.chunk.get(start..).ok_or_else(damaged)?;
        let count = there.len().min(left).min(buffer.len());
        if count == 0 {
            return Err(damaged());
        }
        buffer[..count].copy_from_slice(&there[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
