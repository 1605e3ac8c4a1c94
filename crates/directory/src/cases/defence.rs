//! Defences: what the provider of a brand is asked about a complaint, and what it answers (rule 67).
//!
//! A defence is asked for once, written to as a draft by whoever may, and submitted once; afterwards nothing of it changes.

use domain::{BrandCode, Channel, Day, ProviderCode, Timestamp};

use crate::accounts::member::row::MemberNumber;
use crate::cases::defence_document::DocumentId;
use crate::column::kept;
use crate::db::{Connection, Row};
use crate::error::Result;
use crate::row::{Columns as _, FromRow};
use crate::row_sum::DEFENCES;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// The most defences that are answered at once.
pub const LIST_MAX: u32 = 500;

/// A provider that is to be asked about a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedDefence {
    /// The provider.
    pub provider: ProviderCode,
    /// Its brand whose message it was.
    pub brand: BrandCode,
    /// By which channel it came.
    pub channel: Channel,
    /// The day it came.
    pub day: Day,
}

/// What a provider is asked about a complaint, and what it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defence {
    /// The complaint's number.
    pub complaint: String,
    /// Who is asked about what.
    pub asked: AskedDefence,
    /// When the provider was asked.
    pub asked_at: Timestamp,
    /// How often it was written to.
    pub version: u64,
    /// What the provider says, sealed.
    pub content: Option<Vec<u8>>,
    /// The document that it shows.
    pub document: Option<DocumentId>,
    /// Who wrote to it last, and when.
    pub changed: Option<(MemberNumber, Timestamp)>,
    /// Who has submitted it, and when; it is not written to any more then.
    pub submitted: Option<Submitted>,
}

/// That a defence was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// By whom.
    pub by: MemberNumber,
    /// When.
    pub at: Timestamp,
    /// Whether its time was over.
    pub late: bool,
}

impl Directory {
    /// What a provider is asked about a complaint.
    pub async fn defence(
        &self,
        complaint: &str,
        provider: ProviderCode,
    ) -> Result<Option<Defence>> {
        self.one(sql!(DEFENCES.rows("WHERE complaint = $1 AND provider = $2"); complaint, provider))
            .await
    }

    /// A provider's defences that are not submitted, the first asked for first, at most `limit` and [`LIST_MAX`]; of these
    /// brands, or all.
    pub async fn open_defences(
        &self,
        provider: ProviderCode,
        brands: Option<&[BrandCode]>,
        limit: u32,
    ) -> Result<Vec<Defence>> {
        let some = format!(
            "WHERE {} ORDER BY asked_at, complaint LIMIT $2",
            open(brands)
        );
        self.all(sql!(DEFENCES.rows(&some); provider, limit.min(LIST_MAX)))
            .await
    }

    /// How many those are.
    pub async fn open_defence_count(
        &self,
        provider: ProviderCode,
        brands: Option<&[BrandCode]>,
    ) -> Result<u64> {
        let count = format!("SELECT COUNT(*) FROM defences WHERE {}", open(brands));
        self.only(sql!(count; provider)).await
    }

    /// A provider's defences that are submitted, the newest first, at most `limit` and [`LIST_MAX`]; of these brands, or all.
    pub async fn submitted_defences(
        &self,
        provider: ProviderCode,
        brands: Option<&[BrandCode]>,
        limit: u32,
    ) -> Result<Vec<Defence>> {
        let some = format!(
            "WHERE provider = $1 AND submitted_at IS NOT NULL{} \
             ORDER BY submitted_at DESC, complaint LIMIT $2",
            among(brands)
        );
        self.all(sql!(DEFENCES.rows(&some); provider, limit.min(LIST_MAX)))
            .await
    }

    /// Asks about a complaint of [`Directory::unrouted_complaints`], once: its time runs from now on. `None`: whose message it was is not known by number.
    pub async fn route_complaint(
        &self,
        complaint: String,
        asked: Option<AskedDefence>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(work!(|connection| {
            route(connection, &complaint, asked.as_ref(), now).await
        }))
        .await
    }
}

/// The condition for a provider's that are not submitted.
fn open(brands: Option<&[BrandCode]>) -> String {
    format!("provider = $1 AND submitted_at IS NULL{}", among(brands))
}

fn among(brands: Option<&[BrandCode]>) -> String {
    let Some(brands) = brands else {
        return String::new();
    };
    if brands.is_empty() {
        return " AND 1 = 0".to_owned();
    }
    let codes: Vec<_> = brands.iter().map(|brand| brand.0.to_string()).collect();
    format!(" AND brand IN ({})", codes.join(", "))
}

/// Asks about a complaint that was filed, unless somebody was asked already.
pub(crate) async fn route(
    connection: &mut Connection,
    complaint: &str,
    asked: Option<&AskedDefence>,
    now: Timestamp,
) -> Result<()> {
    let routed = sql!("UPDATE complaints SET routed = 1 WHERE number = $1 AND routed IS NULL";
        complaint);
    let (Some(asked), true) = (asked, routed.run(connection).await? > 0) else {
        return Ok(());
    };
    let insert = insert!(defences: complaint, provider = asked.provider, brand = asked.brand,
        channel = asked.channel, day = asked.day, asked_at = now, version = 0_u8);
    let key = (complaint, kept(asked.provider)?);
    DEFENCES.insert(connection, key, insert).await?;
    Ok(())
}

impl FromRow for Defence {
    fn read(row: &Row) -> Result<Self> {
        DEFENCES.check(row)?;
        let changed_by: Option<MemberNumber> = row.read("changed_by")?;
        let submitted_by: Option<MemberNumber> = row.read("submitted_by")?;
        let submitted_at: Option<Timestamp> = row.read("submitted_at")?;
        let late: Option<bool> = row.read("late")?;
        Ok(Self {
            complaint: row.read("complaint")?,
            asked: AskedDefence {
                provider: row.read("provider")?,
                brand: row.read("brand")?,
                channel: row.read("channel")?,
                day: row.read("day")?,
            },
            asked_at: row.read("asked_at")?,
            version: row.read("version")?,
            content: row.read("content")?,
            document: row.read("document")?,
            changed: changed_by.zip(row.read("changed_at")?),
            submitted: match (submitted_by, submitted_at, late) {
                (Some(by), Some(at), Some(late)) => Some(Submitted { by, at, late }),
                _ => None,
            },
        })
    }
}
