//! Strategies for the domain's values.

use domain::canonical::Opened;
use domain::movement::ConsentChange;
use domain::{
    AccessChange, Address, BrandCode, Change, Channel, ItemId, RecipientType, RequestId,
    RetailerCode, Seq, Source, Status, Timestamp,
};
use proptest::prelude::*;

pub fn channel() -> impl Strategy<Value = Channel> {
    prop::sample::select(Channel::ALL.as_slice())
}

pub fn status() -> impl Strategy<Value = Status> {
    prop::sample::select(Status::ALL.as_slice())
}

pub fn recipient_type() -> impl Strategy<Value = RecipientType> {
    prop::sample::select(RecipientType::ALL.as_slice())
}

pub fn source() -> impl Strategy<Value = Source> {
    prop::sample::select(Source::ALL.to_vec())
}

pub fn phone_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\+905[03-5][0-9]{8}",
        "\\+90212[0-9]{7}",
        "\\+4915[1279][0-9]{8}",
        "\\+447400[0-9]{6}",
        "\\+33612[0-9]{6}"
    ]
}

pub fn email_text() -> impl Strategy<Value = String> {
    "[a-z0-9._+-]{1,20}@[a-z0-9]{1,10}\\.(com|com\\.tr|example)"
}

pub fn address(channel: Channel) -> BoxedStrategy<Address> {
    let text = if channel.is_phone() {
        prop_oneof![phone_text(), "\\+[1-8][0-9]{6,13}"].boxed()
    } else {
        email_text().boxed()
    };
    text.prop_map(move |text| Address::from_wire(&text, channel).expect(&text))
        .boxed()
}

/// Ascending, without repeats.
pub fn retailers() -> impl Strategy<Value = Vec<RetailerCode>> {
    prop::collection::btree_set(any::<u32>(), 0..5)
        .prop_map(|codes| codes.into_iter().map(RetailerCode).collect())
}

pub fn timestamp() -> impl Strategy<Value = Timestamp> {
    any::<i64>().prop_map(Timestamp::from_millis)
}

pub fn change() -> impl Strategy<Value = Change> {
    let consent = (
        status(),
        prop::option::of(source()),
        prop::option::of(timestamp()),
        prop::option::of(any::<u32>().prop_map(RetailerCode)),
        retailers(),
    )
        .prop_map(
            |(status, source, consent_date, retailer, retailer_access)| {
                Change::Consent(ConsentChange {
                    status,
                    source,
                    consent_date,
                    retailer,
                    retailer_access,
                })
            },
        );
    prop_oneof![
        4 => consent,
        1 => retailers().prop_map(|codes| Change::Access(AccessChange::Grant(codes))),
        1 => retailers().prop_map(|codes| Change::Access(AccessChange::Replace(codes))),
        1 => retailers().prop_map(|codes| Change::Access(AccessChange::Revoke(codes))),
        1 => Just(Change::Access(AccessChange::RevokeAll)),
    ]
}

pub fn opened() -> impl Strategy<Value = Opened> {
    (
        channel().prop_flat_map(|channel| (Just(channel), address(channel))),
        any::<u32>(),
        recipient_type(),
        change(),
        timestamp(),
        prop::option::of(any::<u64>()),
        any::<[u8; 16]>(),
        any::<u32>(),
    )
        .prop_map(
            |(
                (channel, address),
                brand,
                recipient_type,
                change,
                recorded_at,
                prev,
                request,
                index,
            )| {
                Opened {
                    address,
                    brand: BrandCode(brand),
                    recipient_type,
                    channel,
                    change,
                    recorded_at,
                    prev: prev.map(Seq),
                    item: ItemId {
                        request: RequestId(request),
                        index,
                    },
                }
            },
        )
}
