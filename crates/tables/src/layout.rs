//! What the columns of a consent list hold, and the consents in its rows.
//!
//! A layout is proposed from the first rows, shown, confirmed, kept, and applied again to the next file of its kind. What
//! it would translate is a part of it: no word stands for another unless somebody has seen that.

mod cell;
mod field;
mod name;
mod plan;
mod reader;
mod recognition;
mod stated;
mod word;

pub use cell::{read_address, read_date};
pub use field::{Field, Holds};
pub use name::{MARKS, is_mark};
pub use plan::{Column, Gap, Layout, NoLayout, Set, Translation, VERSION};
pub use reader::{Found, Refused, RowReader};
pub use stated::{Stated, StatedReader};
