//! QR codes, as the path of an SVG.

use std::fmt::Write as _;

use qrcode::{Color, QrCode};

/// The quiet zone around a code, in modules (ISO/IEC 18004, section 9.1).
const QUIET: usize = 4;

/// A QR code.
pub struct Qr {
    /// Its width and height with the quiet zone, in modules.
    pub size: usize,
    /// The dark modules, as a path of squares.
    pub path: String,
}

/// The code of a text. `None`: the text is too long for any.
pub fn qr(text: &str) -> Option<Qr> {
    let code = QrCode::new(text).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (place % width + QUIET, place / width + QUIET);
            // Writing to a string cannot fail.
            let _written = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    let size = width + 2 * QUIET;
    Some(Qr { size, path })
}
