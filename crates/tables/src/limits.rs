//! The bounds of what is read. Each has a test, and a row in `docs/tables.md`.

/// The most of a CSV file's beginning that its form is judged by, in bytes.
pub const SAMPLE_BYTES: usize = 64 * 1024;

/// The longest CSV file, in bytes of its text as UTF-8.
pub const CSV_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;

/// The most rows of a CSV file below its header, blank ones not counted.
pub const CSV_ROWS_MAX: u64 = 10_000_000;

/// The longest line of a CSV file, and the longest row of several lines, in bytes.
pub const ROW_BYTES_MAX: usize = 64 * 1024;

/// The most lines one row of a CSV file can have in its quotes. A quote that is not closed within so many is a slip: the
/// lines behind it are rows of their own.
pub const ROW_LINES_MAX: usize = 16;

/// The longest cell, in bytes: what a spreadsheet's cell has room for at least.
pub const CELL_BYTES_MAX: usize = 32_767;

/// The most columns.
pub const COLUMNS_MAX: usize = 256;

/// The longest XLSX file, in bytes.
pub const BOOK_FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The most entries of a book's archive.
pub const ENTRIES_MAX: usize = 1_000;

/// How many times longer than its compressed bytes an entry may be.
pub const INFLATION_MAX: u64 = 100;

/// Up to here an entry may be however much longer than its compressed bytes: pages of blanks are. In bytes.
pub const INFLATION_FREE_BYTES: u64 = 64 * 1024;

/// The most shared strings of a book, in bytes inflated.
pub const STRINGS_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The most shared strings of a book. Short ones take more memory than bytes.
pub const STRINGS_MAX: u64 = 2_000_000;

/// The longest sheet, in bytes inflated.
pub const SHEET_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// The longest other part of a book, in bytes inflated.
pub const PART_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The longest book, in bytes inflated.
pub const BOOK_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;

/// The most cells of a book.
pub const BOOK_CELLS_MAX: u64 = 20_000_000;

/// The most sheets, names, formats and relations of a book together: what is held in memory while it is open.
pub const BOOK_THINGS_MAX: u64 = 100_000;

/// The longest tag, text or comment in a book, in bytes. Excel's longest cell with every letter escaped is shorter.
pub const TOKEN_BYTES_MAX: usize = 256 * 1024;

/// The longest cell or shared string of a book as it is written, in bytes.
pub const CELL_XML_BYTES_MAX: usize = 1024 * 1024;

/// The most rows of a sheet below its header: Excel has room for no more.
pub const SHEET_ROWS_MAX: u32 = 1_048_575;

/// The most rows of a sheet that [`BookStream`](crate::export::BookStream) writes, below its header: a row of eight cells has
/// about 600 bytes there, so that the sheet stays below [`SHEET_BYTES_MAX`].
pub const STREAM_SHEET_ROWS_MAX: u32 = 500_000;

/// The most words that a layout translates.
pub const TRANSLATIONS_MAX: usize = 200;
