//! Lines of text as glyphs.

use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

use crate::face::Face;

/// Draws a line of text from the left.
pub fn draw(surface: &mut Surface<'_>, at: (f32, f32), face: Face, size: f32, text: &str) {
    let glyphs: Vec<KrillaGlyph> = text
        .char_indices()
        .map(|(start, char)| {
            let glyph = face.glyph(char).unwrap_or_default();
            KrillaGlyph::new(
                GlyphId::new(glyph.to_u32()),
                face.width(char),
                0.0,
                0.0,
                0.0,
                start..start + char.len_utf8(),
                None,
            )
        })
        .collect();
    let point = Point::from_xy(at.0, at.1);
    surface.draw_glyphs(point, &glyphs, face.font(), text, size, false);
}
