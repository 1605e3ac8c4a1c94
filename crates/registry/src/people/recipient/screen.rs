//! The one screen: each brand that may reach somebody, channel by channel.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use domain::folding::{compare, fold, words};
use domain::{
    Address, BrandCode, Channel, RecipientType, Source, Status, Timestamp, TransactionId,
};

use super::names::{BrandName, Names, RetailerName};
use super::own_records::OwnRecord;
use super::{AddressId, RecordRef, Subject};
use crate::{People, Result};

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

impl People<'_> {
    /// The records of a subject that a query asks for, by page. Reads them all: a few milliseconds for
    /// thousands.
    pub async fn screen(self, subject: &Subject, query: &ScreenQuery) -> Result<Screen> {
        let held = self.own_records(subject).await?;
        let mut screen = Screen::default();
        for one in held.values() {
            match one.state.status {
                Status::Approval => {
                    screen.approvals += 1;
                    screen.approvals_by_channel[place(one.key.channel)] += 1;
                }
                Status::Refusal => screen.refusals += 1,
            }
        }

        let mut names = Names::new(self.0);
        let words = Sought::new(&query.text);
        let mut found: BTreeMap<BrandCode, Found> = BTreeMap::new();
        for (record, one) in held {
            if !query.asks_for(&record, &one) {
                continue;
            }
            let brand = match found.entry(record.brand) {
                Entry::Occupied(brand) => brand.into_mut(),
                Entry::Vacant(place) => place.insert(Found {
                    name: names.brand(record.brand).await?.clone(),
                    records: Vec::new(),
                }),
            };
            brand.records.push((record, one));
        }
        found.retain(|code, brand| words.are_in(*code, &brand.name));

        let mut found: Vec<(BrandCode, Found)> = found.into_iter().collect();
        sort(&mut found, query.order);
        screen.brands_found = found.len();
        screen.records_found = found.iter().map(|(_, brand)| brand.records.len()).sum();
        let pages = found.len().div_ceil(BRANDS_PER_PAGE).max(1);
        let page = (query.page.max(1) as usize).min(pages);
        screen.pages = u32::try_from(pages).unwrap_or(u32::MAX);
        screen.page = u32::try_from(page).unwrap_or(u32::MAX);

        let on_page = found.into_iter().skip((page - 1) * BRANDS_PER_PAGE);
        for (code, brand) in on_page.take(BRANDS_PER_PAGE) {
            let mut records = Vec::with_capacity(brand.records.len());
            for (record, one) in brand.records {
                records.extend(self.row(&mut names, record, one).await?);
            }
            // What was erased since it was read leaves nothing to show.
            if !records.is_empty() {
                screen.brands.push(BrandConsents {
                    brand: code,
                    name: brand.name.brand,
                    provider: brand.name.provider,
                    records,
                });
            }
        }
        Ok(screen)
    }

    /// A record as it is shown. `None`: it has been erased meanwhile.
    async fn row(
        self,
        names: &mut Names<'_>,
        record: RecordRef,
        one: OwnRecord,
    ) -> Result<Option<ConsentRow>> {
        let Some(decided_by) = self.ledger().movement(one.state.decided_by)? else {
            return Ok(None);
        };
        let retailer = match one.state.retailer {
            Some(code) => Some(names.retailer(record.brand, code).await?),
            None => None,
        };
        Ok(Some(ConsentRow {
            record,
            since: one.since(),
            address: one.address,
            status: one.state.status,
            recorded_at: one.state.recorded_at,
            source: one.state.source,
            retailer,
            transaction: decided_by.transaction,
        }))
    }
}

/// A brand that was found, with the records that were asked for.
struct Found {
    name: BrandName,
    records: Vec<(RecordRef, OwnRecord)>,
}

impl Found {
    fn dates(&self) -> impl Iterator<Item = Timestamp> {
        self.records.iter().map(|(_, one)| one.since())
    }
}

impl ScreenQuery {
    /// Whether a record is asked for, as far as it alone tells.
    fn asks_for(&self, record: &RecordRef, one: &OwnRecord) -> bool {
        self.channel.is_none_or(|channel| channel == record.channel)
            && self.status.is_none_or(|status| status == one.state.status)
            && self.address.is_none_or(|address| address == record.address)
    }
}

/// Words that are looked for.
struct Sought(Vec<String>);

impl Sought {
    fn new(text: &str) -> Self {
        let text: String = text.chars().take(SEARCH_TEXT_MAX).collect();
        let folded = fold(&text);
        Self(words(&folded).map(str::to_owned).collect())
    }

    fn are_in(&self, code: BrandCode, name: &BrandName) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let text = fold(&format!("{} {} {code}", name.brand, name.provider));
        self.0.iter().all(|word| text.contains(word.as_str()))
    }
}

/// Brings brands, and the records of each, into the order asked for. Equal ones are by name.
fn sort(found: &mut [(BrandCode, Found)], order: ScreenOrder) {
    for (_, brand) in found.iter_mut() {
        brand.records.sort_by(|(one_ref, one), (other_ref, other)| {
            let by_date = one.since().cmp(&other.since());
            let by_place = place_of(one_ref).cmp(&place_of(other_ref));
            match order {
                ScreenOrder::Brand => by_place,
                ScreenOrder::Newest => by_date.reverse().then(by_place),
                ScreenOrder::Oldest => by_date.then(by_place),
            }
        });
    }
    found.sort_by(|(one_code, one), (other_code, other)| {
        let by_date = match order {
            ScreenOrder::Brand => Ordering::Equal,
            ScreenOrder::Newest => other.dates().max().cmp(&one.dates().max()),
            ScreenOrder::Oldest => one.dates().min().cmp(&other.dates().min()),
        };
        by_date
            .then_with(|| compare(&one.name.brand, &other.name.brand))
            .then(one_code.cmp(other_code))
    });
}

/// Where a record stands among its brand's.
fn place_of(record: &RecordRef) -> (Channel, AddressId, RecipientType) {
    (record.channel, record.address, record.recipient_type)
}

/// A channel's place in [`Channel::ALL`].
fn place(channel: Channel) -> usize {
    usize::from(channel.to_byte() - Channel::Call.to_byte())
}
