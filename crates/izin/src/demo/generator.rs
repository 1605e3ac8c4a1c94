//! The invented consents of the demo: the same for the same seed and present.

use domain::draft::ConsentRequest;
use domain::{Address, BrandCode, Channel, Email, Phone, RecipientType, Source, Status, Timestamp};

use super::parties::PROVIDERS;

/// Phone numbers are from the block of the contract's own example, which is allotted to nobody.
const FIRST_NUMBER: u64 = 905_992_000_000;
/// How many of its million numbers are given away: a prime, so that some are left for others.
const NUMBERS: u64 = 999_983;
/// Coprime to [`NUMBERS`], so that consecutive people get scattered and different numbers.
const STRIDE: u64 = 387_449;

/// Share of merchants, in percent.
const MERCHANTS: u64 = 8;
/// Share of people with an e-mail address, in percent.
const WITH_EMAIL: u64 = 70;
/// Share of a brand's channels that a person allowed, in percent.
const ALLOWED: u64 = 60;
/// Share of approvals that a refusal follows, in percent.
const REFUSED: u64 = 18;
/// Share of refusals that people sent through the registry and not to the provider, in percent.
const REFUSED_HERE: u64 = 60;

/// Milliseconds in a minute.
const MINUTE: i64 = 60_000;
/// Milliseconds in a day.
const DAY: i64 = 24 * 60 * MINUTE;
/// How far back the consents of brands with open loading go, in milliseconds: about seven years.
const OPEN_AGE: i64 = 2_500 * DAY;

const FIRST_NAMES: [&str; 24] = [
    "ayse", "fatma", "zeynep", "elif", "emine", "merve", "selin", "deniz", "nazli", "gul", "pinar",
    "ece", "mehmet", "mustafa", "ahmet", "ali", "huseyin", "murat", "emre", "can", "burak",
    "kerem", "onur", "baris",
];
const LAST_NAMES: [&str; 20] = [
    "yilmaz", "kaya", "demir", "celik", "sahin", "yildiz", "ozturk", "aydin", "arslan", "dogan",
    "kilic", "aslan", "cetin", "kara", "koc", "kurt", "ozkan", "simsek", "polat", "korkmaz",
];
const MAIL_DOMAINS: [&str; 3] = ["posta.example", "eposta.example", "mektup.example"];

const APPROVAL_SOURCES: [Source; 10] = [
    Source::Web,
    Source::Web,
    Source::Web,
    Source::Mobile,
    Source::Mobile,
    Source::PhysicalPlace,
    Source::PhysicalPlace,
    Source::SignedForm,
    Source::CallCentre,
    Source::Event,
];
const PROVIDER_REFUSALS: [Source; 4] = [
    Source::CallCentre,
    Source::Web,
    Source::Text,
    Source::ProviderDecision,
];
const REGISTRY_REFUSALS: [Source; 4] = [
    Source::RegistryWeb,
    Source::RegistryText,
    Source::RegistryMobile,
    Source::RegistryCallCentre,
];

/// One generated consent.
pub struct Generated {
    /// The brand it is for.
    pub brand: BrandCode,
    /// The consent.
    pub request: ConsentRequest,
}

/// The phone number of the person of a number.
pub fn phone_of(person: u64) -> Option<Phone> {
    Phone::from_stored(FIRST_NUMBER + person * STRIDE % NUMBERS)
}

/// Makes consents without end.
pub struct Generator {
    random: SplitMix,
    /// The generator's present.
    now: Timestamp,
    /// From when approvals are in time where loading is closed.
    in_time_since: Timestamp,
    person: u64,
    /// What was made for the person in hand and not yet handed out, last first.
    waiting: Vec<Generated>,
}

impl Generator {
    /// A generator whose consents are all dated before `now`.
    pub fn new(seed: u64, now: Timestamp, in_time_since: Timestamp) -> Self {
        Self {
            random: SplitMix(seed),
            now,
            in_time_since,
            person: 0,
            waiting: Vec::new(),
        }
    }

    /// All consents of the next person with every brand they dealt with.
    fn meet(&mut self) {
        let person = self.person;
        self.person += 1;
        let phone = phone_of(person);
        let email = self
            .random
            .percent(WITH_EMAIL)
            .then(|| self.email(person))
            .flatten();
        let recipient_type = if self.random.percent(MERCHANTS) {
            RecipientType::Merchant
        } else {
            RecipientType::Individual
        };
        for provider in &PROVIDERS {
            for (brand, _) in provider.brands {
                // A person knows about one brand in three.
                if !self.random.percent(35) {
                    continue;
                }
                for channel in Channel::ALL {
                    let address = if channel.is_phone() {
                        phone.map(Address::Phone)
                    } else {
                        email.clone().map(Address::Email)
                    };
                    if let Some(address) = address
                        && self.random.percent(ALLOWED)
                    {
                        let brand = BrandCode(*brand);
                        self.agree(brand, provider.historic, address, channel, recipient_type);
                    }
                }
            }
        }
        self.waiting.reverse();
    }

    /// An approval, and now and then the refusal after it.
    fn agree(
        &mut self,
        brand: BrandCode,
        historic: bool,
        address: Address,
        channel: Channel,
        recipient_type: RecipientType,
    ) {
        let now = self.now.as_millis();
        let earliest = if historic {
            now - OPEN_AGE
        } else {
            self.in_time_since.as_millis()
        };
        // At the first minutes after a deadline's midnight there may be no hour left to go back.
        let latest = (now - 60 * MINUTE).max(earliest + MINUTE);
        let approved = self.random.between(earliest, latest);
        let approval = ConsentRequest {
            address,
            channel,
            recipient_type,
            status: Status::Approval,
            source: Some(*self.random.one_of(&APPROVAL_SOURCES)),
            consent_date: Some(second(approved)),
            retailer: None,
            retailer_access: Vec::new(),
        };
        let refusal = self.random.percent(REFUSED).then(|| {
            let sources = if self.random.percent(REFUSED_HERE) {
                &REGISTRY_REFUSALS
            } else {
                &PROVIDER_REFUSALS
            };
            let refused = self
                .random
                .between(approved + MINUTE, now.max(approved + 2 * MINUTE));
            ConsentRequest {
                status: Status::Refusal,
                source: Some(*self.random.one_of(sources)),
                consent_date: Some(second(refused.min(now))),
                ..approval.clone()
            }
        });
        self.waiting.push(Generated {
            brand,
            request: approval,
        });
        if let Some(request) = refusal {
            self.waiting.push(Generated { brand, request });
        }
    }

    fn email(&mut self, person: u64) -> Option<Email> {
        let first = self.random.one_of(&FIRST_NAMES);
        let last = self.random.one_of(&LAST_NAMES);
        let domain = self.random.one_of(&MAIL_DOMAINS);
        Email::from_wire(&format!("{first}.{last}{person}@{domain}")).ok()
    }
}

impl Iterator for Generator {
    type Item = Generated;

    fn next(&mut self) -> Option<Generated> {
        // Somebody who deals with no brand at all gives nothing.
        while self.waiting.is_empty() {
            self.meet();
        }
        self.waiting.pop()
    }
}

/// Cuts to the second, which is as fine as the contract's dates are.
fn second(millis: i64) -> Timestamp {
    Timestamp::from_seconds(millis.div_euclid(1_000))
}

/// Steele, Lea and Flood's `SplitMix64`: fast, and the same everywhere. Not for secrets.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let count = u64::try_from(choices.len()).unwrap_or(u64::MAX);
        &choices[usize::try_from(self.below(count)).unwrap_or_default()]
    }

    fn between(&mut self, from: i64, until: i64) -> i64 {
        let width = u64::try_from(until - from).unwrap_or_default();
        from + i64::try_from(self.below(width)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::collections::{HashMap, HashSet};

    use super::*;

    fn generator() -> Generator {
        let now = Timestamp::from_wire("2026-03-10 12:00:00").unwrap();
        let since = Timestamp::from_wire("2026-03-05 00:00:00").unwrap();
        Generator::new(7, now, since)
    }

    #[test]
    fn the_same_seed_gives_the_same_consents() {
        let pairs = generator().zip(generator()).take(5_000);
        for (one, other) in pairs {
            assert_eq!(one.brand, other.brand);
            assert_eq!(one.request, other.request);
        }
    }

    #[test]
    fn a_record_is_approved_once_and_then_refused_at_most_once_later() {
        let mut records: HashMap<_, Vec<ConsentRequest>> = HashMap::new();
        for made in generator().take(20_000) {
            let request = made.request;
            let key = (
                made.brand,
                request.address.clone(),
                request.channel,
                request.recipient_type,
            );
            records.entry(key).or_default().push(request);
        }
        assert!(records.len() > 15_000, "{}", records.len());
        let refused = records
            .values()
            .filter(|movements| movements.len() == 2)
            .count();
        assert!(refused > 2_000, "{refused}");
        for movements in records.values() {
            let statuses: Vec<_> = movements.iter().map(|movement| movement.status).collect();
            assert!(
                statuses == [Status::Approval] || statuses == [Status::Approval, Status::Refusal],
                "{statuses:?}"
            );
            assert!(
                movements
                    .windows(2)
                    .all(|pair| pair[0].consent_date < pair[1].consent_date)
            );
        }
    }

    #[test]
    fn no_date_is_in_the_future_and_closed_brands_get_only_what_is_in_time() {
        let (now, since) = (generator().now, generator().in_time_since);
        let closed: HashSet<u32> = PROVIDERS
            .iter()
            .filter(|provider| !provider.historic)
            .flat_map(|provider| provider.brands.iter().map(|(code, _)| *code))
            .collect();
        let mut in_closed = 0;
        for made in generator().take(20_000) {
            let date = made.request.consent_date.unwrap();
            assert!(date <= now);
            if closed.contains(&made.brand.0) {
                in_closed += 1;
                assert!(date >= since);
            }
        }
        assert!(in_closed > 3_000, "{in_closed}");
    }

    #[test]
    fn every_address_is_one_the_contract_accepts() {
        for made in generator().take(20_000) {
            let wire = made.request.address.to_string();
            assert_eq!(
                Address::from_wire(&wire, made.request.channel).as_ref(),
                Ok(&made.request.address)
            );
        }
    }
}
