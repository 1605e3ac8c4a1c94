//! MPEG-4: boxes with a length (big-endian, with their head) and a type.

use super::walk::{End, Next, Pieces};

#[derive(Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says whether a box was there"
)]
pub struct Movie {
    begun: bool,
    index: bool,
    media: bool,
    open: bool,
}

impl Pieces for Movie {
    const HEAD: usize = 8;

    fn head(&mut self, head: &[u8]) -> Next {
        let kind: &[u8] = &head[4..8];
        if !kind.iter().all(|b| (0x20..0x7f).contains(b) || *b == 0xa9) {
            return Next::Damaged;
        }
        let short = u64::from(u32::from_be_bytes([head[0], head[1], head[2], head[3]]));
        if short == 1 && head.len() == Self::HEAD {
            return Next::More(16);
        }
        if !std::mem::replace(&mut self.begun, true) && kind != b"ftyp" {
            return Next::Damaged;
        }
        self.index |= kind == b"moov" || kind == b"moof";
        self.media |= kind == b"mdat";
        if short == 0 {
            // It goes on to the end of the file.
            self.open = true;
            return Next::Last(u64::MAX);
        }
        let length = match head[8..].first_chunk() {
            Some(long) => u64::from_be_bytes(*long),
            None => short,
        };
        length
            .checked_sub(head.len() as u64)
            .map_or(Next::Damaged, Next::Skip)
    }

    fn between(&self) -> End {
        if self.index && self.media {
            End::Whole
        } else {
            End::Cut
        }
    }

    fn within(&self) -> End {
        if self.open && self.index && self.media {
            End::Open
        } else {
            End::Cut
        }
    }
}
