//! What can be wrong with a table, each with a word that does not change.

use domain::{ErrorCode, words};

words! {
    /// What is wrong with a cell or a row as a part of a table, whatever it was to say.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Flaw: code, from_code {
        /// The line is longer than [`limits::ROW_BYTES_MAX`](crate::limits::ROW_BYTES_MAX); nothing of it is kept.
        LineTooLong = "LINE_TOO_LONG",
        /// The cell is longer than [`limits::CELL_BYTES_MAX`](crate::limits::CELL_BYTES_MAX); nothing of it is kept.
        CellTooLong = "CELL_TOO_LONG",
        /// The row has more than [`limits::COLUMNS_MAX`](crate::limits::COLUMNS_MAX) cells; the others are not kept.
        TooManyColumns = "TOO_MANY_COLUMNS",
        /// The row holds a NUL; the file is UTF-16 without its mark, perhaps.
        Nul = "NUL_BYTE",
        /// The row holds another control character.
        Control = "CONTROL_CHARACTER",
        /// Another program has put U+FFFD for a character that it could not read.
        Damaged = "DAMAGED_CHARACTER",
        /// The row is written in another encoding than the rows before it.
        MixedEncoding = "MIXED_ENCODING",
        /// A quote was opened and not closed.
        OpenQuote = "OPEN_QUOTE",
        /// The row has fewer cells than there are columns, or more.
        ColumnsDiffer = "COLUMNS_DIFFER",
        /// Excel has shortened the number, and nobody knows any more which it was.
        NumberShortened = "NUMBER_SHORTENED",
        /// The cell's formula was saved without what it came to.
        FormulaWithoutValue = "FORMULA_WITHOUT_VALUE",
        /// The cell's formula came to an error.
        CellError = "CELL_ERROR",
        /// The word stands for another, and nobody has confirmed that.
        WordUnconfirmed = "WORD_UNCONFIRMED",
    }
}

words! {
    /// Why a file is read no further.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Refusal: code, from_code {
        /// It is longer than a file of its kind can be.
        FileTooLarge = "FILE_TOO_LARGE",
        /// It has more rows than a file of its kind can have.
        TooManyRows = "TOO_MANY_ROWS",
        /// It is no XLSX file.
        NoBook = "NOT_A_BOOK",
        /// It is a book of before 2007, or one with a password.
        OldOrLocked = "BOOK_OLD_OR_LOCKED",
        /// The book is cut off or damaged.
        DamagedBook = "BOOK_DAMAGED",
        /// Its archive has more than [`limits::ENTRIES_MAX`](crate::limits::ENTRIES_MAX) entries.
        TooManyEntries = "BOOK_TOO_MANY_ENTRIES",
        /// Two entries have one name, or lie over each other.
        EntriesOverlap = "BOOK_ENTRIES_OVERLAP",
        /// An entry is more than [`limits::INFLATION_MAX`](crate::limits::INFLATION_MAX) times as long as its compressed
        /// bytes.
        Inflated = "BOOK_INFLATED",
        /// The shared strings are too long or too many.
        StringsTooLarge = "BOOK_STRINGS_TOO_LARGE",
        /// A sheet is too long.
        SheetTooLarge = "BOOK_SHEET_TOO_LARGE",
        /// Another part, or all parts together, are too long.
        BookTooLarge = "BOOK_TOO_LARGE",
        /// It has more than [`limits::BOOK_CELLS_MAX`](crate::limits::BOOK_CELLS_MAX) cells.
        TooManyCells = "BOOK_TOO_MANY_CELLS",
        /// One cell, or one tag of the file, is too long.
        CellTooLarge = "BOOK_CELL_TOO_LARGE",
        /// The rows of a sheet are in no order.
        Disordered = "BOOK_DISORDERED",
    }
}

/// What was found in a row: a flaw of the table, or the contract's refusal of what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It is no good part of a table.
    Table(Flaw),
    /// The contract refuses it.
    Contract(ErrorCode),
}

impl Finding {
    /// The word it is known by, here and in files of refused rows.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Table(flaw) => flaw.code(),
            Self::Contract(code) => code.as_wire(),
        }
    }
}

/// A flaw, and the cell that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The cell's column from 0; `None`: the row itself is flawed.
    pub column: Option<usize>,
    /// What is wrong.
    pub flaw: Flaw,
}

/// Why a table cannot be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be read.
    #[error("the file cannot be read")]
    Io(#[from] std::io::Error),
    /// What is read is refused.
    #[error("the file is refused: {}", .0.code())]
    Refused(Refusal),
}
