//! Where each line stands.

use crate::document::{Block, Document, Table};
use crate::face::Face;
use crate::lines::wrap;

/// A page of A4, in points.
pub const PAGE: (f32, f32) = (595.0, 842.0);
/// What is left free on each side, in points.
pub const MARGIN: f32 = 64.0;

const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const BOTTOM: f32 = PAGE.1 - MARGIN;
const TEXT_SIZE: f32 = 10.0;
const TITLE_SIZE: f32 = 16.0;
const HEADING_SIZE: f32 = 11.5;
const CELL_SIZE: f32 = 9.0;
/// From one line to the next, as a multiple of the size.
const LEADING: f32 = 1.4;
/// Before a part, in points.
const GAP: f32 = 8.0;
/// Between two columns, in points.
const GUTTER: f32 = 8.0;
/// Between a rule and the top of the letters below it, a capital's dot included, in points.
const RULE_GAP: f32 = 1.5;
/// Between the last line of a row and the rule after it, in points.
const ROW_GAP: f32 = 4.0;
/// How far a quote is set in, in points.
const INDENT: f32 = 14.0;

/// A line of text at its place.
#[derive(Clone, Debug)]
pub struct Line {
    /// On which page, from 0.
    pub page: usize,
    /// From the left, in points.
    pub x: f32,
    /// Its base line, from the top, in points.
    pub y: f32,
    /// In which font.
    pub face: Face,
    /// How large, in points.
    pub size: f32,
    /// Its text.
    pub text: String,
    /// Which part of the letter it belongs to.
    pub place: Place,
}

/// A part of the letter: a block, or a cell of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The block.
    pub block: usize,
    /// The row, with the heads as the first, where there are any.
    pub row: usize,
    /// The cell.
    pub cell: usize,
}

/// All lines, in the order in which they are read.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The lines.
    pub lines: Vec<Line>,
    /// The rules above the rows of tables: the page, and how far from the top.
    pub rules: Vec<(usize, f32)>,
    /// How many pages there are.
    pub pages: usize,
}

/// Puts a letter's parts on pages.
pub fn lay_out(document: &Document) -> Layout {
    let mut pen = Pen {
        page: 0,
        y: MARGIN,
        layout: Layout::default(),
    };
    for (block, part) in document.blocks.iter().enumerate() {
        match part {
            Block::Heading(text) => {
                let size = if block == 0 { TITLE_SIZE } else { HEADING_SIZE };
                pen.y += GAP;
                // A heading does not stand alone at the end of a page.
                pen.keep(size * LEADING + 3.0 * TEXT_SIZE * LEADING);
                pen.text(block, Face::Bold, size, 0.0, text);
            }
            Block::Paragraph(text) => {
                pen.y += GAP / 2.0;
                pen.text(block, Face::Regular, TEXT_SIZE, 0.0, text);
            }
            Block::Quote(lines) => {
                pen.y += GAP / 2.0;
                for line in lines {
                    pen.text(block, Face::Regular, TEXT_SIZE, INDENT, line);
                }
            }
            Block::Table(table) => {
                pen.y += GAP / 2.0;
                pen.table(block, table);
            }
        }
    }
    pen.layout.pages = pen.page + 1;
    pen.layout
}

struct Pen {
    page: usize,
    y: f32,
    layout: Layout,
}

impl Pen {
    /// Goes to the next page where so much has no room on this one.
    fn keep(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.page += 1;
            self.y = MARGIN;
        }
    }

    fn text(&mut self, block: usize, face: Face, size: f32, indent: f32, text: &str) {
        for text in wrap(text, face, size, WIDTH - indent) {
            self.keep(size * LEADING);
            self.y += size * LEADING;
            self.layout.lines.push(Line {
                page: self.page,
                x: MARGIN + indent,
                y: self.y,
                face,
                size,
                text,
                place: Place {
                    block,
                    row: 0,
                    cell: 0,
                },
            });
        }
    }

    fn table(&mut self, block: usize, table: &Table) {
        let heads = (!table.heads.is_empty()).then_some(&table.heads);
        for (row, cells) in heads.into_iter().chain(&table.rows).enumerate() {
            let is_head = heads.is_some() && row == 0;
            self.row(block, row, cells, &table.widths, |cell| {
                is_head || (heads.is_none() && cell == 0)
            });
        }
        self.y += GAP / 2.0;
    }

    fn row(
        &mut self,
        block: usize,
        row: usize,
        cells: &[String],
        widths: &[f32],
        is_head: impl Fn(usize) -> bool,
    ) {
        let mut columns = Vec::new();
        let mut x = MARGIN;
        for (cell, (text, width)) in cells.iter().zip(widths).enumerate() {
            let face = if is_head(cell) {
                Face::Bold
            } else {
                Face::Regular
            };
            let lines = wrap(text, face, CELL_SIZE, WIDTH * width - GUTTER);
            columns.push((cell, x, face, lines));
            x += WIDTH * width;
        }
        let deepest = columns.iter().map(|(.., lines)| lines.len()).max();
        let step = CELL_SIZE * LEADING;
        self.keep(step);
        self.layout.rules.push((self.page, self.y));
        self.y += RULE_GAP;
        // A row that is deeper than a page goes on on the next: line by line, so that the order of pages is that of lines.
        for depth in 0..deepest.unwrap_or_default() {
            self.keep(step);
            self.y += step;
            for (cell, x, face, lines) in &columns {
                let Some(text) = lines.get(depth) else {
                    continue;
                };
                self.layout.lines.push(Line {
                    page: self.page,
                    x: *x,
                    y: self.y,
                    face: *face,
                    size: CELL_SIZE,
                    text: text.clone(),
                    place: Place {
                        block,
                        row,
                        cell: *cell,
                    },
                });
            }
        }
        self.y += ROW_GAP;
    }
}
