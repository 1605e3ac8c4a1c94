//! How connections end with what they were made under.

use domain::{BrandCode, Channel};

use crate::db::Connection;
use crate::error::Result;
use crate::parties::code::PartnerCode;
use crate::statement::sql;

/// Ends a partner's connections for a brand's channel, with its grant.
pub(crate) async fn end_with_grant(
    connection: &mut Connection,
    partner: PartnerCode,
    brand: BrandCode,
    channel: Channel,
) -> Result<()> {
    sql!("DELETE FROM push_connections WHERE brand = $2 AND channel = $3 AND id IN \
         (SELECT connection FROM push_owners WHERE partner = $1)"; partner, brand, channel)
    .apply(connection)
    .await
}

/// Ends all connections of a partner, with its licence.
pub(crate) async fn end_with_licence(
    connection: &mut Connection,
    partner: PartnerCode,
) -> Result<()> {
    sql!("DELETE FROM push_connections WHERE id IN (SELECT connection FROM push_owners \
         WHERE partner = $1)"; partner)
    .apply(connection)
    .await
}
