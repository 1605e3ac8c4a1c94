//! MP3: perhaps a tag, frames, perhaps tags. A first frame may say how many frames there are.

use super::walk::{End, Next, Pieces};

const TAG_BYTES: usize = 10;
/// An old tag at the end, in bytes.
const OLD_TAG_BYTES: u64 = 128;
/// How much of the first frame is looked at, in bytes: to where the number of frames stands at the latest.
const FIRST_BYTES: usize = 48;
/// Where the words `Xing` and `Info` may stand in a frame: by version, and for one or two voices.
const INDEX_PLACES: [usize; 3] = [13, 21, 36];
/// Fewer frames than that are no recording.
const FRAMES_MIN: u64 = 2;

#[derive(Default)]
pub struct Mp3 {
    frames: u64,
    /// How many frames there have to be, without the one that says so.
    told: Option<u64>,
    ended: bool,
}

/// Whether a frame begins here.
pub fn begins(start: &[u8]) -> bool {
    start.len() >= 4 && frame_length(start).is_some()
}

impl Pieces for Mp3 {
    const HEAD: usize = 4;

    fn head(&mut self, head: &[u8]) -> Next {
        if head.starts_with(b"ID3") {
            if head.len() < TAG_BYTES {
                return Next::More(TAG_BYTES);
            }
            let length = head[6..]
                .iter()
                .fold(0, |n, b| (n << 7) | u64::from(*b & 0x7f));
            let footer = if head[5] & 0x10 == 0 { 0 } else { 10 };
            return Next::Skip(length + footer);
        }
        if head.starts_with(b"TAG") {
            self.ended = true;
            return Next::Skip(OLD_TAG_BYTES - 4);
        }
        if head.starts_with(b"APET") {
            // Another old tag, whose form nobody needs; nothing is left to be checked behind it.
            self.ended = true;
            return Next::Last(u64::MAX);
        }
        let Some(length) = frame_length(head) else {
            return Next::Damaged;
        };
        if self.frames == 0 {
            let look = FIRST_BYTES.min(length);
            if head.len() < look {
                return Next::More(look);
            }
            self.told = told(head);
        }
        self.frames += 1;
        Next::Skip((length - head.len()) as u64)
    }

    fn between(&self) -> End {
        let told = self.told.is_some_and(|told| self.frames < told + 1);
        if told || self.frames < FRAMES_MIN {
            End::Cut
        } else if self.told.is_some() || self.ended {
            End::Whole
        } else {
            End::Open
        }
    }

    fn within(&self) -> End {
        if self.ended { self.between() } else { End::Cut }
    }
}

/// How many frames the first one says there are.
fn told(frame: &[u8]) -> Option<u64> {
    INDEX_PLACES.iter().find_map(|place| {
        let index = frame.get(*place..*place + 12)?;
        let has_count = matches!(&index[..4], b"Xing" | b"Info") && index[7] & 1 != 0;
        has_count.then(|| {
            u64::from(u32::from_be_bytes([
                index[8], index[9], index[10], index[11],
            ]))
        })
    })
}

/// In kbit/s, by the frame's number of it.
const RATES_1: [u32; 15] = [
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
];
const RATES_2: [u32; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/// The length of a frame of layer III in bytes; `None`: there is none of a length that it tells.
fn frame_length(head: &[u8]) -> Option<usize> {
    let [0xff, second, third, ..] = *head else {
        return None;
    };
    if second & 0xe0 != 0xe0 || (second >> 1) & 3 != 1 {
        return None;
    }
    let (rates, factor, divisor) = match (second >> 3) & 3 {
        3 => (RATES_1, 144_000, 1),
        2 => (RATES_2, 72_000, 2),
        0 => (RATES_2, 72_000, 4),
        _ => return None,
    };
    let rate = *rates.get(usize::from(third >> 4))?;
    let frequency = match (third >> 2) & 3 {
        0 => 44_100,
        1 => 48_000,
        2 => 32_000,
        _ => return None,
    } / divisor;
    let padding = u32::from((third >> 1) & 1);
    (rate > 0).then(|| usize::try_from(factor * rate / frequency + padding).unwrap_or(usize::MAX))
}
