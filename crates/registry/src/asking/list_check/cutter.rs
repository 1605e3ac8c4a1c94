//! Cuts what arrives into chunks of whole lines.

use sha2::{Digest as _, Sha256};

use super::{CHUNK_BYTES, LINE_BYTES_MAX};

/// The mark some programs put before UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Cuts what arrives into chunks of whole lines. Holds less than two chunks, whatever arrives.
#[derive(Default)]
pub struct Cutter {
    digest: Sha256,
    buffer: Vec<u8>,
    /// The rest of an over-long line is being passed over.
    skipping: bool,
    begun: bool,
}

impl Cutter {
    /// Takes bytes in, handing out each chunk that has become whole.
    pub fn push(&mut self, bytes: &[u8], mut chunk: impl FnMut(Vec<u8>)) {
        self.digest.update(bytes);
        for piece in bytes.chunks(CHUNK_BYTES) {
            self.take(piece);
            if self.buffer.len() < CHUNK_BYTES {
                continue;
            }
            if let Some(end) = self.buffer.iter().rposition(|&byte| byte == b'\n') {
                let rest = self.buffer.split_off(end + 1);
                let whole = std::mem::replace(&mut self.buffer, rest);
                chunk(self.unmarked(whole));
            } else {
                // One byte too many is enough to know it for too long.
                self.buffer.truncate(LINE_BYTES_MAX + 1);
                self.skipping = true;
            }
        }
    }

    fn take(&mut self, piece: &[u8]) {
        if !self.skipping {
            self.buffer.extend_from_slice(piece);
        } else if let Some(end) = piece.iter().position(|&byte| byte == b'\n') {
            self.skipping = false;
            self.buffer.extend_from_slice(&piece[end..]);
        }
    }

    fn unmarked(&mut self, mut chunk: Vec<u8>) -> Vec<u8> {
        if !std::mem::replace(&mut self.begun, true) && chunk.starts_with(MARK) {
            chunk.drain(..MARK.len());
        }
        chunk
    }

    /// The last chunk (empty, if the input ended with the one before) and the SHA-256 of all that
    /// was pushed.
    pub fn finish(mut self) -> (Vec<u8>, [u8; 32]) {
        let rest = std::mem::take(&mut self.buffer);
        (self.unmarked(rest), self.digest.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(pieces: &[&[u8]]) -> Vec<Vec<u8>> {
        let mut cutter = Cutter::default();
        let mut chunks = Vec::new();
        for piece in pieces {
            cutter.push(piece, |chunk| chunks.push(chunk));
            assert!(cutter.buffer.len() < 2 * CHUNK_BYTES);
        }
        let (last, digest) = cutter.finish();
        assert_eq!(digest, <[u8; 32]>::from(Sha256::digest(pieces.concat())));
        chunks.push(last);
        chunks
    }

    #[test]
    fn chunks_are_whole_lines_and_together_the_input() {
        let line = b"+905321234567\n";
        let input = line.repeat(CHUNK_BYTES / 4);
        for size in [7, 1_000, CHUNK_BYTES + 1, input.len()] {
            let pieces: Vec<_> = input.chunks(size).collect();
            let chunks = cut(&pieces);
            assert!(chunks.len() > 2);
            assert!(chunks.iter().all(|chunk| chunk.len() % line.len() == 0));
            assert_eq!(chunks.concat(), input);
        }
    }

    #[test]
    fn a_line_longer_than_a_chunk_stays_one_line_that_is_too_long() {
        let mut input = vec![b'5'; 3 * CHUNK_BYTES];
        input.extend_from_slice(b"\n+905321234567\n");
        let pieces: Vec<_> = input.chunks(1_000).collect();
        let all = cut(&pieces).concat();
        let lines: Vec<_> = all.split(|&byte| byte == b'\n').collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].len() > LINE_BYTES_MAX);
        assert_eq!(lines[1], b"+905321234567");
    }

    #[test]
    fn a_byte_order_mark_belongs_to_no_line() {
        assert_eq!(
            cut(&[b"\xef\xbb", b"\xbfa\n\xef\xbb\xbfb"]).concat(),
            b"a\n\xef\xbb\xbfb"
        );
    }
}
