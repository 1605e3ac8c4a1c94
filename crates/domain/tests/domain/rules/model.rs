//! `decide` and `apply` against a small model, over random sequences of requests.
//!
//! The model is the contract's table read aloud: it knows only the last accepted word of the record
//! and asks one question after the other.

use domain::policy::{FirstRefusal, Repetition};
use domain::{Policy, RecipientType, RetailerCode, Source, Status};
use proptest::prelude::*;

use super::*;
use crate::generated;

/// The second at which a sequence starts: Thursday noon.
const START: i64 = 1_770_886_800;

#[derive(Clone, Debug)]
struct Step {
    status: Status,
    source: Option<Source>,
    /// Seconds before the step's own time; negative: in the future.
    age: Option<i64>,
    /// Seconds since the step before.
    pause: i64,
    retailer: Option<u32>,
    access: Vec<u32>,
    /// Say again what was said before this step, if anything.
    repeat: bool,
}

fn step() -> impl Strategy<Value = Step> {
    (
        generated::status(),
        prop::option::weighted(0.9, prop_oneof![
            4 => prop::sample::select(vec![Source::Web, Source::ProviderDecision, Source::Mobile]),
            1 => Just(Source::Before2015),
            2 => prop::sample::select(vec![Source::RegistryWeb, Source::LineClosed]),
        ]),
        prop::option::weighted(0.9, prop_oneof![4 => -1_i64..5, 1 => 0_i64..900_000, 1 => Just(400_000_000)]),
        0_i64..4,
        prop::option::weighted(0.2, 1_u32..3),
        prop::collection::vec(1_u32..4, 0..2),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(status, source, age, pause, retailer, access, repeat)| Step {
            status, source, age, pause, retailer, access, repeat,
        })
}

fn policy() -> impl Strategy<Value = Policy> {
    (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        prop::option::weighted(0.3, 0_u64..2),
    )
        .prop_map(|(open, suppress, answer, limit)| Policy {
            historic_loading_until: open.then(|| Timestamp::from_seconds(START + 1_000_000)),
            first_refusal: if suppress {
                FirstRefusal::Suppress
            } else {
                FirstRefusal::Refuse
            },
            repetition: if answer {
                Repetition::AnswerFirst
            } else {
                Repetition::Refuse
            },
            quota: limit.map(|limit| Quota {
                limit,
                brands: [BrandCode(1)].into(),
            }),
        })
}

/// What the model expects.
#[derive(Debug, PartialEq)]
enum Expected {
    Recorded,
    Same,
    Refused(Vec<&'static str>),
}

/// The last accepted word.
#[derive(Clone, Debug)]
struct Word {
    status: Status,
    source: Option<Source>,
    date: Option<i64>,
    retailer: Option<u32>,
    access: Vec<u32>,
    recorded: i64,
}

#[derive(Debug)]
struct Model {
    merchant: bool,
    policy: Policy,
    last: Option<Word>,
}

impl Model {
    fn answer(&self, word: &Word, now: i64, late_before: i64) -> Expected {
        let wire = word.source.map_or("", Source::as_wire);
        let own = wire.starts_with("IYS_");
        let onay = word.status == Status::Approval;
        if let Some(last) = &self.last {
            let alike = last.status == word.status && last.date == word.date;
            let twin = last.source == word.source
                && last.retailer == word.retailer
                && last.access == word.access;
            let answers = self.policy.repetition == Repetition::AnswerFirst;
            if alike && (own || (twin && answers)) {
                return Expected::Same;
            }
        }
        let may_2015 = 1_430_427_600;
        let mut wrong = Vec::new();
        if let Some(date) = word.date {
            if date > now {
                wrong.push("H162");
            }
            if date < may_2015 {
                wrong.push("H156");
            }
            if wire == "HS_2015" && date != may_2015 {
                wrong.push("H155");
            }
        }
        if wire == "HS_KARAR" && onay {
            wrong.push("H408");
        }
        if let Some(date) = word.date {
            let open = self.policy.historic_loading_until.is_some();
            if onay && !own && !open && date >= may_2015 && date < late_before {
                wrong.push("H467");
            }
        }
        if !wrong.is_empty() {
            return Expected::Refused(wrong);
        }
        if let Some(quota) = &self.policy.quota
            && onay
            && !own
            && self.last.is_none()
            && quota.limit == 0
        {
            return Expected::Refused(vec!["H525"]);
        }
        match &self.last {
            None if onay || own || self.policy.first_refusal == FirstRefusal::Suppress => {}
            None if wire == "HS_KARAR" => wrong.extend(["H175", "H486"]),
            None => wrong.push("H175"),
            Some(last) => {
                if self.merchant && word.date.is_none() && wire != "IYS_AHS_HAT_KAPATMA" {
                    wrong.push("H462");
                }
                if self.merchant && word.source.is_none() {
                    wrong.push("H463");
                }
                if last.status == Status::Refusal && !onay && !own {
                    wrong.push("H174");
                }
                let last_wire = last.source.map_or("", Source::as_wire);
                let was_own = last_wire.starts_with("IYS_");
                let line_ended = last_wire == "IYS_AHS_HAT_KAPATMA";
                let too_old = match (word.date, last.date) {
                    (Some(new), Some(_)) if line_ended && onay && !own => new <= last.recorded,
                    (Some(new), Some(old)) if !onay => new < old && old <= now,
                    (Some(new), Some(old)) if own && was_own => new < old,
                    (Some(new), Some(old)) => new <= old,
                    (Some(new), None) => {
                        last.status == Status::Refusal && onay && new <= last.recorded
                    }
                    (None, _) => false,
                };
                if too_old {
                    wrong.push("H178");
                }
            }
        }
        if wrong.is_empty() {
            Expected::Recorded
        } else {
            Expected::Refused(wrong)
        }
    }
}

proptest! {
    #[test]
    fn random_sequences_are_decided_as_the_model_decides_them(
        merchant in any::<bool>(),
        policy in policy(),
        steps in prop::collection::vec(step(), 1..20),
    ) {
        let calendar = Calendar::official();
        let mut model = Model { merchant, policy: policy.clone(), last: None };
        let mut state: Option<ConsentState> = None;
        let mut now = START;
        for (seq, step) in (0..).zip(steps) {
            now += step.pause;
            let mut access = step.access.clone();
            access.extend(step.retailer);
            access.sort_unstable();
            access.dedup();
            let mut word = Word {
                status: step.status,
                source: step.source,
                date: step.age.map(|age| now - age),
                retailer: step.retailer,
                access,
                recorded: now,
            };
            if !merchant {
                // The parser lets nothing undated of a private person through.
                word.source = word.source.or(Some(Source::Web));
                word.date = word.date.or(Some(now));
            }
            if let (true, Some(last)) = (step.repeat, &model.last) {
                word = Word { recorded: now, ..last.clone() };
            }
            let request = ConsentRequest {
                recipient_type: if merchant { RecipientType::Merchant } else { RecipientType::Individual },
                status: word.status,
                source: word.source,
                consent_date: word.date.map(Timestamp::from_seconds),
                retailer: word.retailer.map(RetailerCode),
                retailer_access: word.access.iter().rev().copied().map(RetailerCode).collect(),
                ..approval(NOW)
            };
            let context = Context {
                now: Timestamp::from_seconds(now),
                calendar: &calendar,
                policy: &policy,
                used: 0,
            };
            // Monday before the Thursday of the start; the sequence stays within that day.
            let expected = model.answer(&word, now, 1_770_584_400);
            let decision = decide(state.as_ref(), &request, &context);
            let found = match &decision {
                Ok(Decision::Record(_)) => Expected::Recorded,
                Ok(Decision::AlreadyRecorded) => Expected::Same,
                Err(_) => Expected::Refused(codes(&decision)),
            };
            prop_assert_eq!(&found, &expected, "{:?} after {:?}", word, model.last);
            if let Ok(Decision::Record(change)) = decision {
                let mut movement = recorded(seq, NOW, Change::Consent(change));
                movement.movement.recorded_at = Timestamp::from_seconds(now);
                state = apply(state, &movement);
                model.last = Some(word);
            }
            // The state is always the model's last word.
            let shown = state.as_ref().map(|state| {
                let access: Vec<u32> = state.retailer_access.iter().map(|code| code.0).collect();
                (state.status, state.source, state.consent_date.map(Timestamp::as_seconds), access)
            });
            let last = model.last.as_ref();
            prop_assert_eq!(shown, last.map(|word| (word.status, word.source, word.date, word.access.clone())));
        }
    }
}
