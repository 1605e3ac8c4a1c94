//! What a letter is made of, before anybody knows where a page ends.

use domain::{Language, Timestamp};

/// A letter's parts in the order in which they are read.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it is about: its first heading.
    pub title: String,
    /// In which language it is.
    pub language: Language,
    /// When it was written.
    pub written_at: Timestamp,
    /// A number of its own.
    pub number: String,
    /// Who writes.
    pub author: String,
    /// How a page's number is written: "2 / 3".
    pub page: fn(usize, usize) -> String,
    /// Its parts.
    pub blocks: Vec<Block>,
}

/// A part.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading; the first is the title.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// What somebody else has written, line by line.
    Quote(Vec<String>),
    /// A table.
    Table(Table),
}

/// A table; its cells are lines of text.
#[derive(Clone, Debug)]
pub struct Table {
    /// The heads of its columns; none: the first cell of each row is its head.
    pub heads: Vec<String>,
    /// Its rows, each with as many cells as there are widths.
    pub rows: Vec<Vec<String>>,
    /// How wide each column is, as a part of the whole.
    pub widths: Vec<f32>,
}
