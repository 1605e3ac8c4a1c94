//! Türkiye's national numbering plan: which national numbers exist.
//!
//! After the BTK's numbering plan in the reading of Google's libphonenumber (metadata of 2026), by
//! which the contract says numbers are checked. A test compares every prefix with that library.
//! One block more is accepted: the contract's own messages give `+905992000000` as an example of a
//! right number, so nobody should be told that it is wrong.

/// How many digits a national number has; `444` and long `800` numbers are the exceptions.
pub(super) const NATIONAL_DIGITS: usize = 10;

/// How many digits a `444` number has.
const SHORT_DIGITS: usize = 7;

/// How many digits a long `800` number has. One of 13 digits exists, too, but is longer than the
/// contract's 15 characters.
const LONG_FREEPHONE_DIGITS: usize = 12;

/// Area codes of the 81 provinces (İstanbul has two) and of Northern Cyprus (392).
const AREAS: [u16; 83] = [
    212, 216, 222, 224, 226, 228, 232, 236, 242, 246, 248, 252, 256, 258, 262, 264, 266, 272, 274,
    276, 282, 284, 286, 288, 312, 318, 322, 324, 326, 328, 332, 338, 342, 344, 346, 348, 352, 354,
    356, 358, 362, 364, 366, 368, 370, 372, 374, 376, 378, 380, 382, 384, 386, 388, 392, 412, 414,
    416, 422, 424, 426, 428, 432, 434, 436, 438, 442, 446, 452, 454, 456, 458, 462, 464, 466, 472,
    474, 476, 478, 482, 484, 486, 488,
];

/// Whether the digits are a national number that exists. They must be ASCII digits.
pub(super) fn contains(national: &[u8]) -> bool {
    match national.len() {
        SHORT_DIGITS => national.starts_with(b"444"),
        LONG_FREEPHONE_DIGITS => national.starts_with(b"800"),
        NATIONAL_DIGITS => {
            let digit = |position: usize| u16::from(national[position] - b'0');
            let prefix = digit(0) * 100 + digit(1) * 10 + digit(2);
            match national[0] {
                b'2'..=b'4' => AREAS.binary_search(&prefix).is_ok(),
                b'5' => is_mobile(prefix, digit(3) * 100 + digit(4) * 10 + digit(5)),
                // Freephone (800, 811), location-independent (850) and premium rate numbers.
                _ => matches!(prefix, 800 | 811 | 850 | 888 | 898 | 900),
            }
        }
        _ => false,
    }
}

/// Whether digits without anything before them can only be meant as a national number: a mobile or
/// a `444` number. Others might be some other country's.
pub(super) fn is_clear_without_prefix(digits: &[u8]) -> bool {
    match digits.len() {
        NATIONAL_DIGITS => digits.starts_with(b"5"),
        SHORT_DIGITS => digits.starts_with(b"444"),
        _ => false,
    }
}

/// Whether the digits are a mobile number of an ordinary price: no pager (512) and no personal number
/// (592).
pub(super) fn is_ordinary_mobile(national: &[u8]) -> bool {
    let special = national.starts_with(b"512") || national.starts_with(b"592");
    national.starts_with(b"5") && contains(national) && !special
}

/// Whether a number of ten digits beginning with 5 is allotted: `prefix` is its first three digits
/// and `block` the three after them.
fn is_mobile(prefix: u16, block: u16) -> bool {
    match prefix {
        // The mobile operators, Northern Cyprus among them (533, 542), and pagers (512).
        500..=509 | 510 | 512 | 516 | 524 | 530..=559 | 562 | 564 | 572 | 574 | 575 | 594 | 596 => {
            true
        }
        561 => matches!(block, 11 | 610..=619),
        582 => matches!(block, 200..=599),
        // Personal numbers.
        592 => matches!(block, 211 | 212 | 461),
        // The contract's example.
        599 => matches!(block, 200..=299),
        _ => false,
    }
}
