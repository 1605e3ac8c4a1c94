//! What a brand is told of its days beside the contract: what they have, counted, and how its own files stood to them.

use domain::{BrandCode, Channel, Day, RecipientType, RetailerCode, Source, Status, Timestamp};

use crate::brand_day::DIGEST_BYTES;
use crate::db::Row;
use crate::error::Result;
use crate::row::{Columns as _, FromRow, row};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// How many groups are written at once.
const GROUPS_AT_ONCE: usize = 500;

/// Movements of a day that have all of this in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayGroup {
    /// The channel.
    pub channel: Channel,
    /// The recipients' type.
    pub recipient_type: RecipientType,
    /// Where they were expressed, if somebody says.
    pub source: Option<Source>,
    /// Which retailer took them.
    pub retailer: TakenBy,
    /// Approvals or refusals.
    pub status: Status,
    /// How many they are.
    pub movements: u64,
}

/// Who took a movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TakenBy {
    /// No retailer.
    Nobody,
    /// This one.
    Retailer(RetailerCode),
    /// A retailer that is not counted by itself, because the day has too many.
    Others,
}

/// How a file stood to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayComparison {
    /// The day.
    pub day: Day,
    /// When it was compared.
    pub compared_at: Timestamp,
    /// The file's SHA-384.
    pub digest: [u8; DIGEST_BYTES],
    /// How many movements both have alike.
    pub alike: u64,
    /// How many the registry alone has.
    pub only_here: u64,
    /// How many the file alone has.
    pub only_there: u64,
    /// How many both have, in which they differ.
    pub different: u64,
    /// How many rows of the file could not be read.
    pub unreadable: u64,
}

impl DayComparison {
    /// Whether file and day are the same.
    pub const fn is_alike(&self) -> bool {
        self.only_here == 0 && self.only_there == 0 && self.different == 0 && self.unreadable == 0
    }
}

impl Directory {
    /// How the last files of a brand stood to its days from one day to another.
    pub async fn day_comparisons(
        &self,
        brand: BrandCode,
        first: Day,
        last: Day,
    ) -> Result<Vec<DayComparison>> {
        let known = sql!(DayComparison::rows("WHERE brand = $1 AND day >= $2 AND day <= $3 \
             ORDER BY day"); brand, first, last);
        self.all(known).await
    }

    /// Keeps how a file stood to a day, in place of what was known of one before.
    pub async fn keep_day_comparison(&self, brand: BrandCode, known: DayComparison) -> Result<()> {
        self.write(work!(|connection| {
            sql!("DELETE FROM brand_day_comparisons WHERE brand = $1 AND day = $2";
                brand, known.day)
            .apply(connection)
            .await?;
            insert!(brand_day_comparisons: brand, day = known.day,
                compared_at = known.compared_at, digest = known.digest, alike = known.alike,
                only_here = known.only_here, only_there = known.only_there,
                different = known.different, unreadable = known.unreadable)
            .apply(connection)
            .await
        }))
        .await
    }

    /// What a completed day has, in the order it was kept in; none: it was not counted so far.
    pub async fn day_groups(&self, brand: BrandCode, day: Day) -> Result<Vec<DayGroup>> {
        let groups = sql!(DayGroup::rows("WHERE brand = $1 AND day = $2 ORDER BY number");
            brand, day);
        self.all(groups).await
    }

    /// Keeps what a completed day has, in place of what was kept before.
    pub async fn keep_day_groups(
        &self,
        brand: BrandCode,
        day: Day,
        groups: Vec<DayGroup>,
    ) -> Result<()> {
        self.write(work!(|connection| {
            sql!("DELETE FROM brand_day_groups WHERE brand = $1 AND day = $2"; brand, day)
                .apply(connection)
                .await?;
            let groups: Vec<(u64, DayGroup)> = (0..).zip(groups).collect();
            for some in groups.chunks(GROUPS_AT_ONCE) {
                insert!(brand_day_groups for group in some:
                    brand = brand, day = day, number = group.0, channel = group.1.channel,
                    recipient_type = group.1.recipient_type, source = group.1.source,
                    retailer = group.1.retailer.stored(), status = group.1.status,
                    movements = group.1.movements)
                .apply(connection)
                .await?;
            }
            Ok(())
        }))
        .await
    }
}

impl TakenBy {
    /// The retailer that a movement names.
    pub fn of(retailer: Option<RetailerCode>) -> Self {
        retailer.map_or(Self::Nobody, Self::Retailer)
    }

    fn stored(self) -> Option<RetailerCode> {
        match self {
            Self::Nobody => None,
            Self::Retailer(code) => Some(code),
            Self::Others => Some(RetailerCode(0)),
        }
    }
}

impl FromRow for TakenBy {
    fn read(row: &Row) -> Result<Self> {
        Ok(match row.read("retailer")? {
            None => Self::Nobody,
            Some(RetailerCode(0)) => Self::Others,
            Some(code) => Self::Retailer(code),
        })
    }
}

row! {
    DayGroup in brand_day_groups:
    channel, recipient_type, source, retailer in [retailer], status, movements
}

row! {
    DayComparison in brand_day_comparisons:
    day, compared_at, digest, alike, only_here, only_there, different, unreadable
}
