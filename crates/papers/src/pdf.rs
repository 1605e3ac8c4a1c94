//! The document as PDF/A-2a and PDF/UA-1, held against krilla's own validator.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use domain::{Language, Timestamp};
use krilla::configure::{Accessibility, Archival, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata, TextDirection};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagTree,
};
use krilla::{Document as Pdf, SerializeSettings};

use crate::document::{Block, Document, Table};
use crate::drawing::draw;
use crate::face::Face;
use crate::layout::{Layout, MARGIN, PAGE, Place};

/// The size of a page's number, in points.
const NUMBER_SIZE: f32 = 8.0;
/// How thick a rule is, in points.
const RULE: f32 = 0.5;

/// Why a letter was not written: a fault of the program.
#[derive(Debug, thiserror::Error)]
#[error("a letter could not be written as PDF/A: {0}")]
pub struct PaperError(String);

impl PaperError {
    fn of(error: &impl std::fmt::Debug) -> Self {
        Self(format!("{error:?}"))
    }
}

/// Writes it.
pub fn write(document: &Document, layout: &Layout) -> Result<Vec<u8>, PaperError> {
    let mut pdf = Pdf::new_with(SerializeSettings {
        configuration: configuration()?,
        ..SerializeSettings::default()
    });
    pdf.set_metadata(metadata(document));
    let mut places: BTreeMap<Place, Vec<Identifier>> = BTreeMap::new();
    for number in 0..layout.pages {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1);
        let mut page = pdf.start_page_with(settings.unwrap_or_default());
        let mut surface = page.surface();
        draw_furniture(&mut surface, document, layout, number);
        for line in layout.lines.iter().filter(|line| line.page == number) {
            let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            draw(
                &mut surface,
                (line.x, line.y),
                line.face,
                line.size,
                &line.text,
            );
            surface.end_tagged();
            places.entry(line.place).or_default().push(id);
        }
        surface.finish();
        page.finish();
    }
    pdf.set_outline(outline(document, layout));
    pdf.set_tag_tree(tree(document, places));
    pdf.finish().map_err(|error| PaperError::of(&error))
}

fn configuration() -> Result<Configuration, PaperError> {
    ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PaperError::of(&error))
}

const fn tag(language: Language) -> &'static str {
    match language {
        Language::Turkish => "tr",
        Language::English => "en",
    }
}

fn metadata(document: &Document) -> Metadata {
    Metadata::new()
        .title(document.title.clone())
        .language(tag(document.language).to_owned())
        .authors(vec![document.author.clone()])
        .creation_date(date(document.written_at))
        .document_id(document.number.clone())
        .text_direction(TextDirection::LeftToRight)
}

/// An instant on clocks in Türkiye.
fn date(instant: Timestamp) -> DateTime {
    let wire = instant.to_wire();
    let mut numbers = wire
        .split(['-', ' ', ':'])
        .map(|digits| digits.parse::<u16>().unwrap_or_default());
    let mut next = || numbers.next().unwrap_or_default();
    let year = next();
    let mut small = || u8::try_from(next()).unwrap_or_default();
    DateTime::new(year)
        .month(small())
        .day(small())
        .hour(small())
        .minute(small())
        .second(small())
        .utc_offset_hour(3)
}

/// What belongs to the page and not to the letter: rules, and its number.
fn draw_furniture(surface: &mut Surface<'_>, document: &Document, layout: &Layout, page: usize) {
    let rules = layout.rules.iter().filter(|(on, _)| *on == page);
    for (_, y) in rules {
        let mut path = PathBuilder::new();
        if let Some(rule) = Rect::from_xywh(MARGIN, *y, PAGE.0 - 2.0 * MARGIN, RULE) {
            path.push_rect(rule);
        }
        if let Some(path) = path.finish() {
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
                ArtifactType::Layout,
            )));
            surface.draw_path(&path);
            surface.end_tagged();
        }
    }
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
        ArtifactType::PageNumber,
    )));
    let number = (document.page)(page + 1, layout.pages);
    let at = (PAGE.0 - MARGIN - 24.0, PAGE.1 - MARGIN / 2.0);
    draw(surface, at, Face::Regular, NUMBER_SIZE, &number);
    surface.end_tagged();
}

fn outline(document: &Document, layout: &Layout) -> Outline {
    let mut outline = Outline::new();
    for (block, part) in document.blocks.iter().enumerate() {
        let Block::Heading(text) = part else {
            continue;
        };
        let first = layout.lines.iter().find(|line| line.place.block == block);
        if let Some(line) = first {
            let point = Point::from_xy(line.x, line.y - line.size);
            let destination = XyzDestination::new(line.page, point);
            outline.push_child(OutlineNode::new(text.clone(), destination));
        }
    }
    outline
}

/// What stands where in the letter, for those who hear it read.
fn tree(document: &Document, mut places: BTreeMap<Place, Vec<Identifier>>) -> TagTree {
    let mut take = |block, row, cell| {
        let place = Place { block, row, cell };
        places.remove(&place).unwrap_or_default()
    };
    let mut tree = TagTree::new().with_lang(Some(tag(document.language).to_owned()));
    for (block, part) in document.blocks.iter().enumerate() {
        let mut group = match part {
            Block::Heading(text) => {
                let level = if block == 0 { 1 } else { 2 };
                let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
                TagGroup::new(Tag::Hn(level, Some(text.clone())))
            }
            Block::Paragraph(_) => TagGroup::new(Tag::P),
            Block::Quote(_) => TagGroup::new(Tag::BlockQuote),
            Block::Table(table) => {
                tree.push(table_group(table, |row, cell| take(block, row, cell)));
                continue;
            }
        };
        let lines = take(block, 0, 0);
        if let Block::Quote(_) = part {
            let mut paragraph = TagGroup::new(Tag::P);
            push_all(&mut paragraph, lines);
            group.push(paragraph);
        } else {
            push_all(&mut group, lines);
        }
        tree.push(group);
    }
    tree
}

fn table_group(table: &Table, mut take: impl FnMut(usize, usize) -> Vec<Identifier>) -> TagGroup {
    let mut group = TagGroup::new(Tag::Table);
    let has_heads = !table.heads.is_empty();
    let rows = table.rows.len() + usize::from(has_heads);
    for row in 0..rows {
        let mut line = TagGroup::new(Tag::TR);
        for cell in 0..table.widths.len() {
            let mut one = if has_heads && row == 0 {
                TagGroup::new(Tag::TH(TableHeaderScope::Column))
            } else if !has_heads && cell == 0 {
                TagGroup::new(Tag::TH(TableHeaderScope::Row))
            } else {
                TagGroup::new(Tag::TD)
            };
            push_all(&mut one, take(row, cell));
            line.push(one);
        }
        group.push(line);
    }
    group
}

fn push_all(group: &mut TagGroup, lines: Vec<Identifier>) {
    for line in lines {
        group.push(line);
    }
}
