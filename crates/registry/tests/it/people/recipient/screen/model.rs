//! Two thousand records, and a simple model of what the screen shows of them.

use std::collections::BTreeSet;

use domain::folding::{compare, fold};
use domain::{BrandCode, Channel, ProviderCode, RecipientType, Source, Status};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use registry::people::recipient::{
    AddressId, BRANDS_PER_PAGE, ConsentRow, Person, RecordRef, Screen, ScreenOrder, ScreenQuery,
};
use testkit::{EMAIL, PHONE, Place, Report, STRANGER};

const SECOND_PHONE: &str = "+905321112255";
const NAMES: [&str; 8] = [
    "Çınar", "Ceviz", "Işık", "İnci", "Şeker", "Sarı", "Özgür", "Zeytin",
];
/// How many brands the model has, beside the two that every place has.
const BRANDS: u32 = 400;

/// All 2,000 and some records of somebody with three addresses, as the screen should show them.
struct Model {
    rows: Vec<(String, String, ConsentRow)>,
}

async fn filled() -> (Place, Person, Model) {
    let place = Place::new().await;
    let mut brands = Vec::new();
    for number in 0..BRANDS {
        let code = BrandCode(610_000 + number);
        let provider = ProviderCode(610_000 + number / 4 * 4);
        let name = format!("{} {}", NAMES[number as usize % NAMES.len()], number / 8);
        place.brand(provider, code, &name).await;
        let title = format!("Sağlayıcı {provider} A.Ş.");
        brands.push((code, name, title));
    }
    let person = place.person(&[PHONE, EMAIL, SECOND_PHONE]);
    let mut reports = Vec::new();
    let mut strangers = Vec::new();
    for (number, (brand, _, _)) in (0_u32..).zip(&brands) {
        for (place_number, (address, channel)) in (0_u32..).zip([
            (PHONE, Channel::Call),
            (PHONE, Channel::Text),
            (EMAIL, Channel::Email),
            (SECOND_PHONE, Channel::Call),
            (SECOND_PHONE, Channel::Text),
        ]) {
            let mixed = (number * 5 + place_number).wrapping_mul(0x9e37_79b9) >> 8;
            reports.push(
                Report::about(address)
                    .brand(*brand)
                    .channel(channel)
                    .recipient_type(if mixed.is_multiple_of(11) {
                        RecipientType::Merchant
                    } else {
                        RecipientType::Individual
                    })
                    .source([Source::Web, Source::SignedForm, Source::Mobile][mixed as usize % 3])
                    .age(i64::from(mixed % 50_000) + 600),
            );
        }
        strangers.push(Report::about(STRANGER).brand(*brand));
    }
    let refusals: Vec<Report> = reports
        .iter()
        .filter(|report| report.age % 3 == 0)
        .map(|report| {
            report
                .clone()
                .status(Status::Refusal)
                .source(Source::CallCentre)
                .age(report.age - 60)
        })
        .collect();
    place.report_all(reports).await;
    place.report_all(refusals).await;
    place.report_all(strangers).await;

    let mut rows = Vec::new();
    for own in &person.subject.addresses {
        for (key, state) in place.ledger.records_of(own.recipient).unwrap() {
            let (_, name, title) = brands.iter().find(|one| one.0 == key.brand).unwrap();
            let row = ConsentRow {
                record: RecordRef {
                    address: own.id,
                    brand: key.brand,
                    recipient_type: key.recipient_type,
                    channel: key.channel,
                },
                address: own.address.clone(),
                status: state.status,
                since: state.consent_date.unwrap(),
                recorded_at: state.recorded_at,
                source: state.source,
                retailer: None,
                transaction: place.movement(state.decided_by).transaction,
            };
            rows.push((name.clone(), title.clone(), row));
        }
    }
    (place, person, Model { rows })
}

impl Model {
    /// The brands that a query finds, each with its rows, all pages one after the other.
    fn brands(&self, query: &ScreenQuery) -> Vec<(String, Vec<ConsentRow>)> {
        let wanted = |(name, title, row): &&(String, String, ConsentRow)| {
            let text = fold(&format!("{name} {title} {}", row.record.brand));
            let sought = fold(&query.text);
            sought.split_whitespace().all(|word| text.contains(word))
                && query.channel.is_none_or(|one| one == row.record.channel)
                && query.status.is_none_or(|one| one == row.status)
                && query.address.is_none_or(|one| one == row.record.address)
        };
        let found: Vec<_> = self.rows.iter().filter(wanted).collect();
        let codes: BTreeSet<BrandCode> = found.iter().map(|one| one.2.record.brand).collect();
        let mut brands: Vec<(String, Vec<ConsentRow>)> = codes
            .into_iter()
            .map(|code| {
                let of_brand = found.iter().filter(|one| one.2.record.brand == code);
                let mut rows: Vec<_> = of_brand.clone().map(|one| one.2.clone()).collect();
                rows.sort_by_key(|row| {
                    let record = row.record;
                    (record.channel, record.address, record.recipient_type)
                });
                match query.order {
                    ScreenOrder::Brand => {}
                    ScreenOrder::Newest => rows.sort_by_key(|row| std::cmp::Reverse(row.since)),
                    ScreenOrder::Oldest => rows.sort_by_key(|row| row.since),
                }
                (of_brand.clone().next().unwrap().0.clone(), rows)
            })
            .collect();
        brands.sort_by(|one, other| compare(&one.0, &other.0));
        match query.order {
            ScreenOrder::Brand => {}
            ScreenOrder::Newest => brands.sort_by_key(|one| std::cmp::Reverse(one.1[0].since)),
            ScreenOrder::Oldest => brands.sort_by_key(|one| one.1[0].since),
        }
        brands
    }

    fn hold(&self, query: &ScreenQuery, screen: &Screen) {
        let expected = self.brands(query);
        let approvals = |row: &&(String, String, ConsentRow)| row.2.status == Status::Approval;
        assert_eq!(screen.approvals, self.rows.iter().filter(approvals).count());
        assert_eq!(screen.approvals + screen.refusals, self.rows.len());
        assert_eq!(
            screen.approvals_by_channel.iter().sum::<usize>(),
            screen.approvals
        );
        assert_eq!(screen.brands_found, expected.len());
        let records: usize = expected.iter().map(|one| one.1.len()).sum();
        assert_eq!(screen.records_found, records);
        let pages = expected.len().div_ceil(BRANDS_PER_PAGE).max(1);
        let page = (query.page.max(1) as usize).min(pages);
        assert_eq!((screen.page as usize, screen.pages as usize), (page, pages));
        let on_page = expected.into_iter().skip((page - 1) * BRANDS_PER_PAGE);
        let on_page: Vec<_> = on_page.take(BRANDS_PER_PAGE).collect();
        let shown: Vec<_> = screen
            .brands
            .iter()
            .map(|brand| (brand.name.clone(), brand.records.clone()))
            .collect();
        assert_eq!(shown, on_page, "{query:?}");
    }
}

fn queries() -> impl Strategy<Value = ScreenQuery> {
    let texts = prop::sample::select(vec![
        "",
        "",
        "çin",
        "CINAR",
        "isik",
        "İNCİ 1",
        "şeker 20",
        "6100",
        "saglayici 6102",
        "yok",
        "  ",
    ]);
    let orders = prop::sample::select(vec![
        ScreenOrder::Brand,
        ScreenOrder::Newest,
        ScreenOrder::Oldest,
    ]);
    (
        texts,
        prop::option::of(prop::sample::select(Channel::ALL.to_vec())),
        prop::option::of(prop::sample::select(Status::ALL.to_vec())),
        prop::option::of((1_u32..5).prop_map(AddressId)),
        orders,
        prop_oneof![4 => 0_u32..5, 1 => Just(u32::MAX), 1 => 5_u32..25],
    )
        .prop_map(
            |(text, channel, status, address, order, page)| ScreenQuery {
                text: text.to_owned(),
                channel,
                status,
                address,
                order,
                page,
            },
        )
}

#[tokio::test]
async fn searching_filtering_sorting_and_paging_two_thousand_records_agree_with_the_model() {
    let (place, person, model) = filled().await;
    assert_eq!(model.rows.len(), 2_000);
    // The place is costly and asynchronous: the queries are drawn here, and each held at once.
    let mut runner = TestRunner::default();
    for _ in 0..150 {
        let query = queries().new_tree(&mut runner).unwrap().current();
        let screen = place.people().screen(&person.subject, &query).await;
        model.hold(&query, &screen.unwrap());
    }
}
