//! What is told of a day.

use std::collections::BTreeMap;

use domain::{Channel, Source, Status};
use registry::contract::reconciliation::{
    DayComparison, DayGroup, DayListing, DayProgress, TakenBy,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::edge::words::{ChannelWord, DayStateWord, RecipientTypeWord, SourceWord};

/// How the digest of a day's file is made.
const HASH_METHOD: &str = "SHA-384";

/// A page of days.
#[derive(Serialize, ToSchema)]
pub(super) struct DaysBody {
    /// How many days there are in all.
    pub(super) total: u64,
    /// Newest first.
    pub(super) days: Vec<DayBody>,
}

/// A day, and how brand and registry stand to it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DayBody {
    /// YYYY-MM-DD.
    date: String,
    /// Open until the file is made; then published, agreed or different.
    #[schema(value_type = DayStateWord)]
    state: &'static str,
    /// How many movements the file has; absent until it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    movements: Option<u64>,
    /// The file's digest, in lower-case hexadecimal digits; absent until it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    hash_value: Option<String>,
    /// How the digest is made.
    hash_method: &'static str,
    /// When the brand agreed to the digest; absent: it has not.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreed_at: Option<String>,
    /// How the last file stood to the day that the brand has had compared; absent: there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<ComparedBody>,
}

impl From<&DayListing> for DayBody {
    fn from(listing: &DayListing) -> Self {
        let (movements, digest, agreed_at) = match listing.known.progress {
            DayProgress::Completed {
                digest,
                movements,
                agreed_at,
            } => (Some(movements), Some(hex::encode(digest)), agreed_at),
            _ => (None, None, None),
        };
        Self {
            date: listing.known.day.to_wire(),
            state: listing.state().as_wire(),
            movements,
            hash_value: digest,
            hash_method: HASH_METHOD,
            agreed_at: agreed_at.map(domain::Timestamp::to_wire),
            compared: listing.compared.as_ref().map(ComparedBody::from),
        }
    }
}

/// How a file stood to a day.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ComparedBody {
    /// When it was compared.
    compared_at: String,
    /// The SHA-384 of the file that was given.
    hash_value: String,
    /// How many movements both have alike.
    alike: u64,
    /// How many the registry alone has.
    only_here: u64,
    /// How many the file alone has.
    only_there: u64,
    /// How many both have, in which they differ.
    different: u64,
    /// How many rows of the file could not be read.
    unreadable: u64,
}

impl From<&DayComparison> for ComparedBody {
    fn from(compared: &DayComparison) -> Self {
        Self {
            compared_at: compared.compared_at.to_wire(),
            hash_value: hex::encode(compared.digest),
            alike: compared.alike,
            only_here: compared.only_here,
            only_there: compared.only_there,
            different: compared.different,
            unreadable: compared.unreadable,
        }
    }
}

/// A day with its counts, by channel; channels without movements are left out.
#[derive(Serialize, ToSchema)]
pub(super) struct DaySummaryBody {
    #[serde(flatten)]
    day: DayBody,
    channels: Vec<DayChannelBody>,
}

/// A channel's counts.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DayChannelBody {
    #[schema(value_type = ChannelWord)]
    r#type: &'static str,
    approvals: u64,
    refusals: u64,
    recipient_types: Vec<DayTypeBody>,
    sources: Vec<DaySourceBody>,
    retailers: Vec<DayRetailerBody>,
}

/// The movements of one type of recipients.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DayTypeBody {
    #[schema(value_type = RecipientTypeWord)]
    recipient_type: &'static str,
    approvals: u64,
    refusals: u64,
}

/// The movements of one source; without a source those of which nobody says it.
#[derive(Serialize, ToSchema)]
struct DaySourceBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SourceWord>)]
    source: Option<&'static str>,
    approvals: u64,
    refusals: u64,
}

/// The movements that one retailer took; without a number those that none took.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DayRetailerBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    retailer_code: Option<u32>,
    /// Whether these are all retailers that are not counted by themselves, because the day has too many.
    others: bool,
    approvals: u64,
    refusals: u64,
}

/// Approvals and refusals.
#[derive(Clone, Copy, Default)]
struct Sums {
    approvals: u64,
    refusals: u64,
}

impl Sums {
    fn add(&mut self, group: &DayGroup) {
        match group.status {
            Status::Approval => self.approvals += group.movements,
            Status::Refusal => self.refusals += group.movements,
        }
    }
}

/// Groups summed by what they have in common.
fn summed<K: Ord>(groups: &[&DayGroup], by: fn(&DayGroup) -> K) -> BTreeMap<K, Sums> {
    let mut sums: BTreeMap<K, Sums> = BTreeMap::new();
    for group in groups {
        sums.entry(by(group)).or_default().add(group);
    }
    sums
}

impl DaySummaryBody {
    /// Of a day and what it has.
    pub(super) fn new(listing: &DayListing, groups: &[DayGroup]) -> Self {
        let channel = |channel: Channel| {
            let own = groups.iter().filter(|group| group.channel == channel);
            let own: Vec<&DayGroup> = own.collect();
            (!own.is_empty()).then(|| DayChannelBody::new(channel, &own))
        };
        Self {
            day: DayBody::from(listing),
            channels: Channel::ALL.into_iter().filter_map(channel).collect(),
        }
    }
}

impl DayChannelBody {
    fn new(channel: Channel, groups: &[&DayGroup]) -> Self {
        let mut all = Sums::default();
        for group in groups {
            all.add(group);
        }
        let types = summed(groups, |group| group.recipient_type);
        let sources = summed(groups, |group| group.source);
        let retailers = summed(groups, |group| group.retailer);
        Self {
            r#type: channel.as_wire(),
            approvals: all.approvals,
            refusals: all.refusals,
            recipient_types: types
                .into_iter()
                .map(|(recipient_type, sums)| DayTypeBody {
                    recipient_type: recipient_type.as_wire(),
                    approvals: sums.approvals,
                    refusals: sums.refusals,
                })
                .collect(),
            sources: sources
                .into_iter()
                .map(|(source, sums)| DaySourceBody {
                    source: source.map(Source::as_wire),
                    approvals: sums.approvals,
                    refusals: sums.refusals,
                })
                .collect(),
            retailers: retailers
                .into_iter()
                .map(|(taken_by, sums)| DayRetailerBody {
                    retailer_code: match taken_by {
                        TakenBy::Retailer(code) => Some(code.0),
                        TakenBy::Nobody | TakenBy::Others => None,
                    },
                    others: taken_by == TakenBy::Others,
                    approvals: sums.approvals,
                    refusals: sums.refusals,
                })
                .collect(),
        }
    }
}
