//! What a row of the store is read as.

use sqlx::{Column as _, Row as _};

use crate::column::Load;
use crate::db::Row;
use crate::error::{Error, Result};

/// What is read from a row: a value of a column, several in their order, or what [`row!`] or a hand makes of the columns
/// by their names.
pub(crate) trait FromRow: Sized {
    /// Reads a row. `Corrupt`: a column holds what cannot have been written.
    fn read(row: &Row) -> Result<Self>;
}

impl<T: Load> FromRow for T {
    fn read(row: &Row) -> Result<Self> {
        value(row, 0)
    }
}

/// Several columns in their order.
macro_rules! tuple {
    ($($type:ident at $place:literal),+) => {
        impl<$($type: Load),+> FromRow for ($($type,)+) {
            fn read(row: &Row) -> Result<Self> {
                Ok(($(value::<$type>(row, $place)?,)+))
            }
        }
    };
}

tuple! { A at 0, B at 1 }
tuple! { A at 0, B at 1, C at 2 }
tuple! { A at 0, B at 1, C at 2, D at 3 }

fn value<T: Load>(row: &Row, place: usize) -> Result<T> {
    T::load(row.try_get(place)?).ok_or_else(|| Error::Corrupt(row.column(place).name().to_owned()))
}

/// The columns of a row, by their names.
pub(crate) trait Columns {
    /// What a column holds.
    fn read<T: Load>(&self, column: &str) -> Result<T>;
}

impl Columns for Row {
    fn read<T: Load>(&self, column: &str) -> Result<T> {
        T::load(self.try_get(column)?).ok_or_else(|| Error::Corrupt(column.to_owned()))
    }
}

/// Says which columns the fields of a type are read from: those of their names, or those given, or several that the field
/// itself makes something of. `of` a summed table, the row's sum is checked first; `in` any other, the type gets `rows`,
/// the statement that selects them.
macro_rules! row {
    (@columns $field:ident) => { &[stringify!($field)] };
    (@columns $field:ident $column:literal) => { &[$column] };
    (@columns $field:ident [$($part:ident),*]) => { &[$(stringify!($part)),*] };
    (@read $row:ident $field:ident) => { $crate::row::Columns::read($row, stringify!($field)) };
    (@read $row:ident $field:ident $column:literal) => { $crate::row::Columns::read($row, $column) };
    (@read $row:ident $field:ident [$($part:ident),*]) => { $crate::row::FromRow::read($row) };
    (
        $type:ident $(of $summed:ident)?:
        $($field:ident $(= $column:literal)? $(in $parts:tt)?),+ $(,)?
    ) => {
        impl $crate::row::FromRow for $type {
            fn read(row: &$crate::db::Row) -> $crate::error::Result<Self> {
                $($summed.check(row)?;)?
                Ok(Self {
                    $($field: $crate::row::row!(@read row $field $($column)? $($parts)?)?,)+
                })
            }
        }
    };
    (
        $type:ident in $table:ident:
        $($field:ident $(= $column:literal)? $(in $parts:tt)?),+ $(,)?
    ) => {
        $crate::row::row! { $type: $($field $(= $column)? $(in $parts)?),+ }

        impl $type {
            fn rows(rest: &str) -> $crate::statement::Statement {
                let columns: Vec<&[&str]> =
                    vec![$($crate::row::row!(@columns $field $($column)? $($parts)?)),+];
                $crate::statement::selection(&columns.concat(), stringify!($table), rest)
            }
        }
    };
}

pub(crate) use row;
