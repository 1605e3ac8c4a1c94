//! What the citizen said to each brand, and when.

use domain::draft::ConsentRequest;
use domain::{
    Address, BrandCode, Channel, Day, RecipientType, RetailerCode, Source, Status, Timestamp,
};

use super::brands::{INVENTED, KNOWN};
use super::{Branches, EMAIL, PHONE};

/// Milliseconds in a minute.
const MINUTE: i64 = 60_000;
/// How long ago the first of the dated approvals was, at most, in days: about six years.
const OLDEST_DAYS: i64 = 2_200;
/// How long ago the last of all was, at least, in days.
const NEWEST_DAYS: i64 = 3;

const APPROVED: [Source; 8] = [
    Source::Web,
    Source::Mobile,
    Source::PhysicalPlace,
    Source::SignedForm,
    Source::CallCentre,
    Source::Event,
    Source::SocialMedia,
    Source::ElectronicMedium,
];
const REFUSED_HERE: [Source; 4] = [
    Source::RegistryWeb,
    Source::RegistryText,
    Source::RegistryMobile,
    Source::RegistryCallCentre,
];
const REFUSED_THERE: [Source; 3] = [Source::CallCentre, Source::Web, Source::ProviderDecision];

/// One thing she said, or a provider says that she said.
pub struct Word {
    /// To which brand.
    pub brand: BrandCode,
    /// What.
    pub request: ConsentRequest,
}

/// Reads one of her addresses.
pub fn address(text: &str) -> Address {
    Address::from_stored(text).expect("the citizen's addresses are right")
}

/// Everything she ever said, by date; all of it before `now`.
pub fn tell(now: Timestamp, branches: &Branches) -> Vec<Word> {
    let known = KNOWN.iter().copied();
    let invented = INVENTED.iter().flat_map(|provider| {
        let brands = (provider.code..).zip(provider.brands);
        brands.map(|(code, (_, said))| (code, *said))
    });
    let mut words = Vec::new();
    for (brand, said) in known.chain(invented) {
        for (channel, kind) in Channel::ALL.into_iter().zip(said.chars()) {
            let mixed = (brand * 3 + u32::from(channel.to_byte())).wrapping_mul(0x9e37_79b9) >> 4;
            let place = Place {
                now,
                brand,
                channel,
                mixed,
                branches,
            };
            words.extend(place.words(kind));
        }
    }
    words.sort_by_key(|word| word.request.consent_date);
    words
}

/// A brand and a channel, with what chance gives them.
struct Place<'a> {
    now: Timestamp,
    brand: u32,
    channel: Channel,
    mixed: u32,
    branches: &'a Branches,
}

impl Place<'_> {
    fn words(&self, kind: char) -> Vec<Word> {
        let (approval, refusal) = (Status::Approval, Status::Refusal);
        let here = Some(self.one_of(&REFUSED_HERE));
        // Refusals and what came after them are later by a share of the time since the first.
        let words = match kind {
            'A' => vec![self.word(
                approval,
                Some(self.one_of(&APPROVED)),
                Some(self.date(1, 1)),
            )],
            'D' => {
                let place = Some(Source::PhysicalPlace);
                let mut word = self.word(approval, place, Some(self.date(1, 1)));
                let retailers = self.branches.get(&self.brand);
                word.retailer = retailers.map(|retailers| self.one_of(retailers));
                vec![word]
            }
            'O' => {
                let date = domain::rules::LAW_IN_FORCE;
                vec![self.word(approval, Some(Source::Before2015), Some(date))]
            }
            'T' => {
                let mut word = self.word(approval, None, None);
                word.recipient_type = RecipientType::Merchant;
                vec![word]
            }
            'R' => vec![
                self.word(
                    approval,
                    Some(self.one_of(&APPROVED)),
                    Some(self.date(1, 1)),
                ),
                self.word(refusal, here, Some(self.date(1, 3))),
            ],
            'P' => vec![
                self.word(
                    approval,
                    Some(self.one_of(&APPROVED)),
                    Some(self.date(1, 1)),
                ),
                self.word(
                    refusal,
                    Some(self.one_of(&REFUSED_THERE)),
                    Some(self.date(1, 2)),
                ),
            ],
            'H' => vec![
                self.word(
                    approval,
                    Some(self.one_of(&APPROVED)),
                    Some(self.date(1, 1)),
                ),
                self.word(refusal, here, Some(self.date(2, 3))),
                self.word(approval, Some(Source::Mobile), Some(self.date(1, 3))),
            ],
            _ => Vec::new(),
        };
        let brand = BrandCode(self.brand);
        let words = words.into_iter();
        words.map(|request| Word { brand, request }).collect()
    }

    fn word(
        &self,
        status: Status,
        source: Option<Source>,
        consent_date: Option<Timestamp>,
    ) -> ConsentRequest {
        let phone = self.channel.is_phone();
        ConsentRequest {
            address: address(if phone { PHONE } else { EMAIL }),
            channel: self.channel,
            recipient_type: RecipientType::Individual,
            status,
            source,
            consent_date,
            retailer: None,
            retailer_access: Vec::<RetailerCode>::new(),
        }
    }

    /// So much of the time ago that has gone since the first word, in daytime.
    fn date(&self, share: i64, of: i64) -> Timestamp {
        let first = NEWEST_DAYS * 4 + i64::from(self.mixed) % (OLDEST_DAYS - NEWEST_DAYS * 4);
        let days = first * share / of;
        let day = Day::of(self.now).minus(u16::try_from(days).unwrap_or_default());
        // From nine in the morning on, to the second.
        let minutes = 9 * 60 + i64::from(self.mixed >> 7) % 600;
        let seconds = i64::from(self.mixed >> 3) % 60;
        Timestamp::from_millis(day.start().as_millis() + minutes * MINUTE + seconds * 1_000)
    }

    fn one_of<T: Copy>(&self, choices: &[T]) -> T {
        choices[self.mixed as usize % choices.len()]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::collections::{BTreeSet, HashMap, HashSet};

    use domain::calendar::Calendar;
    use domain::movement::{ConsentChange, Movement, Recorded};
    use domain::rules::{Context, Decision};
    use domain::{
        Change, ConsentKey, ConsentState, ItemId, Policy, RecipientId, RequestId, Seq,
        TransactionId, rules,
    };

    use super::super::super::parties::PROVIDERS;
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_wire("2026-03-10 08:00:00").unwrap()
    }

    fn story() -> Vec<Word> {
        let branches = super::super::brands::BRANCHES.iter();
        let branches = branches.map(|(brand, _)| (*brand, vec![RetailerCode(10_000_001)]));
        tell(now(), &branches.collect())
    }

    #[test]
    fn she_has_dealt_with_sixty_brands_of_twenty_four_providers() {
        let words = story();
        let brands: BTreeSet<u32> = words.iter().map(|word| word.brand.0).collect();
        assert_eq!(brands.len(), 60);
        let known: HashSet<u32> = PROVIDERS
            .iter()
            .flat_map(|provider| provider.brands.iter().map(|(code, _)| *code))
            .collect();
        assert_eq!(PROVIDERS.len() + INVENTED.len(), 24);
        let codes = INVENTED
            .iter()
            .flat_map(|provider| (provider.code..).zip(provider.brands).map(|(code, _)| code));
        let codes: Vec<u32> = codes.collect();
        assert!(codes.iter().all(|code| !known.contains(code)));
        assert_eq!(codes.len() + known.len(), 60);
        assert!(
            PROVIDERS
                .iter()
                .flat_map(|provider| provider.brands)
                .zip(KNOWN)
                .all(|((code, _), (known, _))| *code == known)
        );
    }

    #[test]
    fn the_rules_accept_all_she_says_and_no_date_is_to_come() {
        let policy = Policy {
            historic_loading_until: Some(now()),
            ..Policy::CONTRACT
        };
        let calendar = Calendar::official();
        let context = Context {
            now: now(),
            calendar: &calendar,
            policy: &policy,
            used: 0,
        };
        let mut states: HashMap<ConsentKey, ConsentState> = HashMap::new();
        let mut counts = HashMap::new();
        for (seq, word) in (0..).zip(story()) {
            let request = &word.request;
            assert!(request.address.fits(request.channel));
            let wire = request.address.to_string();
            assert_eq!(
                Address::from_wire(&wire, request.channel).as_ref(),
                Ok(&request.address)
            );
            let key = ConsentKey {
                recipient: RecipientId([u8::from(request.channel.is_phone()); 16]),
                brand: word.brand,
                recipient_type: request.recipient_type,
                channel: request.channel,
            };
            let decision = rules::decide(states.get(&key), request, &context);
            let Ok(Decision::Record(change)) = decision else {
                panic!("{} {:?}: {decision:?}", word.brand, request.channel);
            };
            let ConsentChange { status, source, .. } = change;
            *counts.entry((status, source)).or_insert(0) += 1;
            let recorded = Recorded {
                seq: Seq(seq),
                transaction: TransactionId([0; 32]),
                movement: Movement {
                    key,
                    change: Change::Consent(change),
                    recorded_at: now(),
                    prev: None,
                    item: ItemId {
                        request: RequestId([0; 16]),
                        index: 0,
                    },
                },
            };
            let state = rules::apply(states.remove(&key), &recorded).unwrap();
            states.insert(key, state);
        }
        assert!(states.len() > 100, "{}", states.len());
        assert!(counts.len() > 12, "few sources: {counts:?}");
        let refused = states
            .values()
            .filter(|state| state.status == Status::Refusal);
        assert!(refused.count() > 20);
    }
}
