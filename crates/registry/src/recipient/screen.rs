//! The one screen: each brand that may reach somebody, channel by channel.

use domain::{Address, BrandCode, Channel, RetailerCode, Source, Status, Timestamp, TransactionId};

use super::{AddressId, RecordRef, Subject};
use crate::{Error, Registry, Result};

/// The longest text that is searched for, in characters; of a longer one the beginning counts.
pub const SEARCH_TEXT_MAX: usize = 100;
/// How many brands stand on one page.
pub const BRANDS_PER_PAGE: usize = 20;

/// What of their records somebody wants to see. The default is the first page of everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScreenQuery {
    /// Words that the brand's name, its provider's title or its number must have, in any spelling
    /// ([`domain::folding`]); at most [`SEARCH_TEXT_MAX`] characters of it are looked at.
    pub text: String,
    /// Only this channel.
    pub channel: Option<Channel>,
    /// Only this status.
    pub status: Option<Status>,
    /// Only this one of their addresses.
    pub address: Option<AddressId>,
    /// What comes first.
    pub order: ScreenOrder,
    /// Which page, from 1. One past the end is the last.
    pub page: u32,
}

/// What comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ScreenOrder {
    /// Brands by name, in the order of the Turkish alphabet.
    #[default]
    Brand,
    /// The newest change first.
    Newest,
    /// The oldest change first.
    Oldest,
}

/// A page of somebody's records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// The brands of this page, at most [`BRANDS_PER_PAGE`], each with the records that were asked for.
    pub brands: Vec<BrandConsents>,
    /// How many brands were found, on all pages.
    pub brands_found: usize,
    /// How many records were found, on all pages.
    pub records_found: usize,
    /// How many of all their records are approvals, whatever was asked for.
    pub approvals: usize,
    /// How many of all their records are refusals, whatever was asked for.
    pub refusals: usize,
    /// How many of all their approvals are for each of [`Channel::ALL`], whatever was asked for.
    pub approvals_by_channel: [usize; Channel::ALL.len()],
    /// Which page this is, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
}

/// A brand and the records somebody has with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandConsents {
    /// The brand's number.
    pub brand: BrandCode,
    /// Its name.
    pub name: String,
    /// Its provider's title.
    pub provider: String,
    /// The records, at least one. By channel and address, or by date where that is the order.
    pub records: Vec<ConsentRow>,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRow {
    /// Its name in pages and forms.
    pub record: RecordRef,
    /// Which address it is for.
    pub address: Address,
    /// Approval or refusal.
    pub status: Status,
    /// Since when: the consent's date, or when it was recorded if it has none.
    pub since: Timestamp,
    /// When the registry recorded it.
    pub recorded_at: Timestamp,
    /// Where it was expressed. `None`: the provider did not say (a merchant's first record).
    pub source: Option<Source>,
    /// The retailer that took it.
    pub retailer: Option<RetailerName>,
    /// The name of the movement that decided it: its receipt.
    pub transaction: TransactionId,
}

/// A retailer as people are told of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RetailerName {
    /// Its number.
    pub code: u32,
    /// Its title; `None`: the brand has no such retailer any more.
    pub title: Option<String>,
}

impl RetailerName {
    pub(super) fn new(code: RetailerCode, title: Option<String>) -> Self {
        Self {
            code: code.0,
            title,
        }
    }
}

impl Registry {
    /// The records of a subject that a query asks for, by page. Reads them all: a few milliseconds for
    /// thousands.
    pub async fn screen(&self, subject: &Subject, query: &ScreenQuery) -> Result<Screen> {
        let _ = (subject, query);
        Err(Error::Failed("not yet".into()))
    }
}
