//! Recordings: WAV, Ogg and AMR.

use super::walk::{End, Next, Pieces};

/// One RIFF chunk that is the whole file. Recorders that do not know a length write 0 or the largest number.
#[derive(Default)]
pub struct Wav {
    open: bool,
}

impl Pieces for Wav {
    const HEAD: usize = 12;

    fn head(&mut self, head: &[u8]) -> Next {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        self.open = length == 0 || length == u32::MAX;
        if self.open {
            return Next::Last(u64::MAX);
        }
        // The form's name is part of what is counted.
        u64::from(length)
            .checked_sub(4)
            .map_or(Next::Damaged, Next::Last)
    }

    fn between(&self) -> End {
        End::Cut
    }

    fn within(&self) -> End {
        if self.open { End::Open } else { End::Cut }
    }
}

/// Pages: 27 bytes, as many lengths as the last of them says, and their content. The last page says that it is.
#[derive(Default)]
pub struct Ogg {
    ended: bool,
}

const PAGE_BYTES: usize = 27;
const LAST_PAGE: u8 = 4;

impl Pieces for Ogg {
    const HEAD: usize = PAGE_BYTES;

    fn head(&mut self, head: &[u8]) -> Next {
        if !head.starts_with(b"OggS\0") {
            return Next::Damaged;
        }
        let segments = usize::from(head[PAGE_BYTES - 1]);
        if head.len() < PAGE_BYTES + segments {
            return Next::More(PAGE_BYTES + segments);
        }
        self.ended = head[5] & LAST_PAGE != 0;
        Next::Skip(head[PAGE_BYTES..].iter().map(|b| u64::from(*b)).sum())
    }

    fn between(&self) -> End {
        if self.ended { End::Whole } else { End::Cut }
    }
}

/// A magic line, then frames whose first byte tells their length. Where a file is cut between two frames, nobody can tell.
#[derive(Default)]
pub struct Amr {
    form: Option<&'static [u64; 16]>,
}

/// What follows a frame's first byte, by its type, in bytes; 99: there is no such type.
const NARROW: [u64; 16] = [12, 13, 15, 17, 19, 20, 26, 31, 5, 99, 99, 99, 99, 99, 99, 0];
const WIDE: [u64; 16] = [17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 99, 99, 99, 99, 0, 0];

impl Pieces for Amr {
    const HEAD: usize = 1;

    fn head(&mut self, head: &[u8]) -> Next {
        if let Some(form) = self.form {
            return match form[usize::from((head[0] >> 3) & 15)] {
                99 => Next::Damaged,
                length => Next::Skip(length),
            };
        }
        self.form = match head {
            b"#!AMR\n" => Some(&NARROW),
            b"#!AMR-WB\n" => Some(&WIDE),
            _ if b"#!AMR\n".starts_with(head) || b"#!AMR-WB\n".starts_with(head) => {
                return Next::More(head.len() + 1);
            }
            _ => return Next::Damaged,
        };
        Next::Skip(0)
    }

    fn between(&self) -> End {
        End::Whole
    }
}
