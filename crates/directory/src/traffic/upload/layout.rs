//! How the columns of a brand's files are read, kept for the next file with the same header.

use domain::{BrandCode, Timestamp};

use crate::db::Connection;
use crate::error::Result;
use crate::parties::partner::PartnerCode;
use crate::statement::{insert, sql};
use crate::store::Directory;

/// The most layouts that are kept of a brand for the provider, and for each partner; those confirmed longest ago go first.
pub const LAYOUTS_MAX: u32 = 50;

impl Directory {
    /// The layout that was confirmed last for a brand's files with this header, sealed: a partner's files, or the provider's.
    pub async fn upload_layout(
        &self,
        brand: BrandCode,
        partner: Option<PartnerCode>,
        header: [u8; 32],
    ) -> Result<Option<Vec<u8>>> {
        let kept = "SELECT sealed_layout FROM upload_layouts WHERE brand = $1 AND partner = $2 \
                    AND header = $3";
        self.one(sql!(kept; brand, number(partner), header)).await
    }
}

/// The column `partner`.
fn number(partner: Option<PartnerCode>) -> u32 {
    partner.map_or(0, |partner| partner.0)
}

/// Keeps a layout in the place of the one there is.
pub(super) async fn keep(
    connection: &mut Connection,
    (brand, partner): (BrandCode, Option<PartnerCode>),
    header: [u8; 32],
    sealed_layout: Vec<u8>,
    confirmed_at: Timestamp,
) -> Result<()> {
    let partner = number(partner);
    insert!(upload_layouts: brand, partner, header, sealed_layout, confirmed_at;
        "ON CONFLICT (brand, partner, header) DO UPDATE SET sealed_layout = excluded.sealed_layout, \
         confirmed_at = excluded.confirmed_at")
    .apply(&mut *connection)
    .await?;
    sql!("DELETE FROM upload_layouts WHERE brand = $1 AND partner = $2 AND header NOT IN \
         (SELECT header FROM upload_layouts WHERE brand = $1 AND partner = $2 \
         ORDER BY confirmed_at DESC, header LIMIT $3)"; brand, partner, LAYOUTS_MAX)
    .apply(connection)
    .await
}
