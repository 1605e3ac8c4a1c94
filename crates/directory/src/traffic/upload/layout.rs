//! How the columns of a brand's files are read, kept for the next file with the same header.

use domain::{BrandCode, Timestamp};

use crate::db::Connection;
use crate::error::Result;
use crate::statement::{insert, sql};
use crate::store::Directory;

/// The most layouts that are kept of a brand; those confirmed longest ago go first.
pub const LAYOUTS_MAX: u32 = 50;

impl Directory {
    /// The layout that was confirmed last for a brand's files with this header, sealed.
    pub async fn upload_layout(
        &self,
        brand: BrandCode,
        header: [u8; 32],
    ) -> Result<Option<Vec<u8>>> {
        let kept = "SELECT sealed_layout FROM upload_layouts WHERE brand = $1 AND header = $2";
        self.one(sql!(kept; brand, header)).await
    }
}

/// Keeps a layout in the place of the one there is.
pub(super) async fn keep(
    connection: &mut Connection,
    brand: BrandCode,
    header: [u8; 32],
    sealed_layout: Vec<u8>,
    confirmed_at: Timestamp,
) -> Result<()> {
    insert!(upload_layouts: brand, header, sealed_layout, confirmed_at;
        "ON CONFLICT (brand, header) DO UPDATE SET sealed_layout = excluded.sealed_layout, \
         confirmed_at = excluded.confirmed_at")
    .apply(&mut *connection)
    .await?;
    sql!("DELETE FROM upload_layouts WHERE brand = $1 AND header NOT IN (SELECT header \
         FROM upload_layouts WHERE brand = $1 ORDER BY confirmed_at DESC, header LIMIT $2)";
        brand, LAYOUTS_MAX)
    .apply(connection)
    .await
}
