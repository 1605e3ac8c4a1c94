//! The two fonts, DejaVu Sans and its bold, which stand in `fonts` with their licence.

use std::sync::LazyLock;

use krilla::Data;
use krilla::text::Font;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

/// A font's weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// For text.
    Regular,
    /// For headings and totals.
    Bold,
}

struct Loaded {
    reader: FontRef<'static>,
    font: Font,
}

static REGULAR: LazyLock<Loaded> =
    LazyLock::new(|| load(include_bytes!("../fonts/DejaVuSans.ttf")));
static BOLD: LazyLock<Loaded> =
    LazyLock::new(|| load(include_bytes!("../fonts/DejaVuSans-Bold.ttf")));

fn load(bytes: &'static [u8]) -> Loaded {
    Loaded {
        reader: FontRef::new(bytes).expect("the committed font is one"),
        font: Font::new(Data::from(bytes), 0).expect("the committed font is one"),
    }
}

impl Face {
    fn loaded(self) -> &'static Loaded {
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        }
    }

    /// As the writer of PDF takes it.
    pub fn font(self) -> Font {
        self.loaded().font.clone()
    }

    /// The glyph of a character, if it has one.
    pub fn glyph(self, char: char) -> Option<GlyphId> {
        let glyph = self.loaded().reader.charmap().map(char)?;
        (glyph.to_u32() != 0).then_some(glyph)
    }

    /// How wide a character is, at size 1.
    pub fn width(self, char: char) -> f32 {
        let reader = &self.loaded().reader;
        let metrics = reader.glyph_metrics(Size::new(1.0), LocationRef::default());
        let glyph = self.glyph(char).unwrap_or_default();
        metrics.advance_width(glyph).unwrap_or_default()
    }
}
