//! What a provider has: its brands and their figures, and what its package allows.

use directory::brand::Brand;
use directory::provider::ProviderState;
use directory::subscription::{Holder, SubscriptionStatus};
use domain::{Channel, Day, Timestamp};
use ledger::BrandCounts;

use super::right::Right;
use super::session::MemberSession;
use super::today::Today;
use crate::{BrandScope, ProviderConsole, Result};

/// How many days are shown.
pub const DAYS_SHOWN: u16 = 30;

/// A brand and how many records it has now.
#[derive(Clone, Debug)]
pub struct BrandFigures {
    /// The brand.
    pub brand: Brand,
    /// How many records it has, by what they say.
    pub records: BrandCounts,
}

/// What a brand's records and movements come to.
#[derive(Clone, Debug)]
pub struct BrandStory {
    /// The brand's records now.
    pub figures: BrandFigures,
    /// How many records approve on each channel, at the end of the last of these days as far as they are closed.
    pub approvals: [(Channel, u64); Channel::ALL.len()],
    /// The last [`DAYS_SHOWN`] days that are over, oldest first, and today so far, if it is short enough to be counted.
    pub days: Vec<DayFigures>,
    /// Whether the last of these days is today.
    pub has_today: bool,
}

/// A day's movements; all are zero while it is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayFigures {
    /// The day.
    pub day: Day,
    /// First approvals, and approvals after a refusal.
    pub approvals: u64,
    /// Refusals after an approval.
    pub rejections: u64,
    /// All movements on each channel, in the channels' order.
    pub by_channel: [u64; Channel::ALL.len()],
}

impl DayFigures {
    /// All movements.
    pub fn movements(&self) -> u64 {
        self.by_channel.iter().sum()
    }
}

/// Whether a provider's package is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageState {
    /// Everything is allowed.
    Active,
    /// Paused, or the provider is suspended (rule 10).
    Paused,
    /// Past its end.
    Expired,
    /// Closed for good.
    Closed,
    /// There is none.
    None,
}

/// What a provider has paid for, and how much of it is used. Whatever its state, a refusal is recorded (rule 27).
#[derive(Clone, Debug)]
pub struct Package {
    /// Its name; empty: there is none.
    pub name: String,
    /// Whether it is in force.
    pub state: PackageState,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// How many records all brands may have; `None`: there is no limit.
    pub limit: Option<u64>,
    /// Whether more are recorded all the same.
    pub may_exceed: bool,
    /// How many records all brands have now.
    pub used: u64,
    /// How many records of all brands approve on each channel, at the end of the day below as far as it is closed. The
    /// largest is what packages are priced by.
    pub approvals: [(Channel, u64); Channel::ALL.len()],
    /// Today, if it is short enough to be counted, or else yesterday.
    pub counted: Day,
    /// Whether that is today.
    pub has_today: bool,
}

impl ProviderConsole<'_> {
    /// The brands that a member may see, with their figures.
    pub async fn figures(self, session: &MemberSession) -> Result<Vec<BrandFigures>> {
        let brands = self.brands(session, Right::View).await?.into_iter();
        let figures = brands.map(|brand| BrandFigures {
            records: self.ledger().counts(brand.code),
            brand,
        });
        Ok(figures.collect())
    }

    /// What a brand's records and its last days' movements come to.
    pub async fn brand_story(self, scope: &BrandScope) -> Result<BrandStory> {
        let today = Day::of(self.now());
        let first = today.minus(DAYS_SHOWN);
        let (directory, brand) = (self.directory(), scope.brand());
        let counted = directory.day_movements(brand, first, today).await?;
        let days = (0..DAYS_SHOWN).map(|place| {
            let mut figures = DayFigures {
                day: first.plus(place),
                approvals: 0,
                rejections: 0,
                by_channel: [0; Channel::ALL.len()],
            };
            for of_day in counted.iter().filter(|one| one.day == figures.day) {
                figures.approvals += of_day.approvals;
                figures.rejections += of_day.rejections;
                let place = Channel::ALL.iter().position(|one| *one == of_day.channel);
                figures.by_channel[place.unwrap_or_default()] += of_day.movements;
            }
            figures
        });
        let mut days: Vec<_> = days.collect();
        let mut approvals = Channel::ALL.map(|channel| (channel, 0));
        add(&mut approvals, directory.channel_approvals(brand).await?);
        let so_far = self.today(vec![brand]).await?;
        if let Some(so_far) = so_far {
            add_today(&mut approvals, &so_far);
            days.push(DayFigures {
                day: today,
                approvals: so_far.iter().map(|one| one.approvals).sum(),
                rejections: so_far.iter().map(|one| one.rejections).sum(),
                by_channel: so_far.map(|one| one.movements),
            });
        }
        Ok(BrandStory {
            has_today: so_far.is_some(),
            figures: BrandFigures {
                brand: scope.standing().brand.clone(),
                records: self.ledger().counts(brand),
            },
            approvals,
            days,
        })
    }

    /// What the provider's package allows, and how much of it is used.
    pub async fn package(self, session: &MemberSession) -> Result<Package> {
        let provider = session.provider();
        let directory = self.directory();
        let mut approvals = Channel::ALL.map(|channel| (channel, 0));
        let mut used = 0;
        let mut brands = Vec::new();
        for brand in directory.brands_of(provider.code).await? {
            brands.push(brand.code);
            used += self.ledger().counts(brand.code).records();
            add(
                &mut approvals,
                directory.channel_approvals(brand.code).await?,
            );
        }
        let today = Day::of(self.now());
        let so_far = self.today(brands).await?;
        if let Some(so_far) = &so_far {
            add_today(&mut approvals, so_far);
        }
        let found = directory
            .subscription(Holder::Provider(provider.code))
            .await?;
        let state = match found.as_ref().map(|found| found.status_at(self.now())) {
            None => PackageState::None,
            Some(SubscriptionStatus::Closed) => PackageState::Closed,
            Some(SubscriptionStatus::Expired) => PackageState::Expired,
            Some(SubscriptionStatus::Paused) => PackageState::Paused,
            Some(SubscriptionStatus::Active) if provider.state == ProviderState::Suspended => {
                PackageState::Paused
            }
            Some(SubscriptionStatus::Active) => PackageState::Active,
        };
        Ok(Package {
            state,
            expires: found.as_ref().map(|found| found.expires),
            limit: found.as_ref().and_then(|found| found.consent_limit),
            may_exceed: found
                .as_ref()
                .is_some_and(|found| found.consent_limit_exceed),
            name: found.map(|found| found.package).unwrap_or_default(),
            used,
            approvals,
            has_today: so_far.is_some(),
            counted: if so_far.is_some() {
                today
            } else {
                today.minus(1)
            },
        })
    }
}

/// Adds a brand's approvals by channel to others.
fn add(sums: &mut [(Channel, u64)], of_brand: Vec<(Channel, u64)>) {
    for (channel, approvals) in of_brand {
        for (_, sum) in sums.iter_mut().filter(|(own, _)| *own == channel) {
            *sum += approvals;
        }
    }
}

/// Adds what today has so far.
fn add_today(sums: &mut [(Channel, u64); Channel::ALL.len()], today: &Today) {
    for ((_, sum), today) in sums.iter_mut().zip(today) {
        *sum = today.on_top_of(*sum);
    }
}
