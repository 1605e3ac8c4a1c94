//! Whatever rows can be written to.

use std::io;

/// Takes rows, one after the other.
pub trait Rows {
    /// Writes a row.
    ///
    /// # Errors
    /// When it cannot be written.
    fn write(&mut self, cells: &[&str]) -> io::Result<()>;
}

impl<R: Rows> Rows for &mut R {
    fn write(&mut self, cells: &[&str]) -> io::Result<()> {
        (**self).write(cells)
    }
}
