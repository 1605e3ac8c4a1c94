//! What a command works on.

use directory::Directory;
use registry::Operator;

use crate::data::Data;
use crate::failure::Failure;

/// A whole registry, or, to list something, the directory alone.
#[derive(Clone, Copy)]
pub struct Opened<'a> {
    /// The parties.
    pub directory: &'a Directory,
    data: Option<&'a Data>,
}

impl<'a> Opened<'a> {
    /// The directory alone.
    pub const fn directory(directory: &'a Directory) -> Self {
        let data = None;
        Self { directory, data }
    }

    /// A whole registry.
    pub const fn whole(data: &'a Data) -> Self {
        Self {
            directory: &data.directory,
            data: Some(data),
        }
    }

    /// All that is open, for a command that does not only list.
    pub fn data(self) -> Result<&'a Data, Failure> {
        self.data.ok_or_else(Failure::unexpected)
    }

    /// What the operator may do.
    pub fn operator(self) -> Result<Operator<'a>, Failure> {
        Ok(self.data()?.registry.operator())
    }
}
