//! How connections end with what they were made under.

use domain::{BrandCode, Channel};

use crate::column;
use crate::db::Connection;
use crate::error::Result;
use crate::parties::code::PartnerCode;

/// Ends a partner's connections for a brand's channel, with its grant.
pub(crate) async fn end_with_grant(
    connection: &mut Connection,
    partner: PartnerCode,
    brand: BrandCode,
    channel: Channel,
) -> Result<()> {
    sqlx::query(
        "DELETE FROM push_connections WHERE brand = $2 AND channel = $3 \
         AND id IN (SELECT connection FROM push_owners WHERE partner = $1)",
    )
    .bind(i64::from(partner.0))
    .bind(i64::from(brand.0))
    .bind(column::stored_channel(channel))
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends all connections of a partner, with its licence.
pub(crate) async fn end_with_licence(
    connection: &mut Connection,
    partner: PartnerCode,
) -> Result<()> {
    sqlx::query(
        "DELETE FROM push_connections \
         WHERE id IN (SELECT connection FROM push_owners WHERE partner = $1)",
    )
    .bind(i64::from(partner.0))
    .execute(connection)
    .await?;
    Ok(())
}
