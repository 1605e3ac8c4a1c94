//! What providers report about recipients, and what is there afterwards.

use std::sync::Arc;

use domain::draft::ConsentRequest;
use domain::{
    Address, BrandCode, Channel, ItemId, Policy, RecipientType, RetailerCode, Source, Status,
    Timestamp,
};
use ledger::{Acknowledgement, Action, Command, Outcome};

use crate::names::{BRAND, EMAIL, OTHER_BRAND, PHONE, STRANGER, address_of};
use crate::place::Place;

/// What a provider reports. The default is an approval of text messages on paper, a minute ago.
#[derive(Clone, Debug)]
pub struct Report {
    brand: BrandCode,
    address: Address,
    channel: Channel,
    recipient_type: RecipientType,
    status: Status,
    source: Source,
    /// How long before now it was said, in seconds.
    pub age: i64,
    retailer: Option<RetailerCode>,
    retailer_access: Vec<RetailerCode>,
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $value:expr;)*) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $name(mut self, $name: $type) -> Self {
                self.$name = $value;
                self
            }
        )*
    };
}

impl Report {
    /// A report about an address, on the first channel that reaches it.
    pub fn about(address: &str) -> Self {
        let address = address_of(address);
        Self {
            channel: if address.fits(Channel::Text) {
                Channel::Text
            } else {
                Channel::Email
            },
            address,
            brand: BRAND,
            recipient_type: RecipientType::Individual,
            status: Status::Approval,
            source: Source::SignedForm,
            age: 60,
            retailer: None,
            retailer_access: Vec::new(),
        }
    }

    setters! {
        /// To which brand it was said.
        brand: BrandCode = brand;
        /// About which channel.
        channel: Channel = channel;
        /// As whom.
        recipient_type: RecipientType = recipient_type;
        /// What was said.
        status: Status = status;
        /// By which way.
        source: Source = source;
        /// How long before now it was said, in seconds.
        age: i64 = age;
        /// To which retailer.
        retailer: RetailerCode = Some(retailer);
        /// The retailers that may use it.
        retailer_access: Vec<RetailerCode> = retailer_access;
    }
}

impl Place {
    /// A provider reports one consent.
    pub async fn report(&self, report: Report) -> Acknowledgement {
        self.report_all(vec![report]).await.remove(0)
    }

    /// Providers report many, together.
    pub async fn report_all(&self, reports: Vec<Report>) -> Vec<Acknowledgement> {
        let outcomes = self.ledger.submit(self.commands(reports)).await.unwrap();
        let receipts = outcomes.into_iter().map(|outcome| match outcome {
            Outcome::Recorded(receipt) => receipt,
            other => panic!("not recorded: {other:?}"),
        });
        receipts.collect()
    }

    /// What providers report, for the ledger.
    pub fn commands(&self, reports: Vec<Report>) -> Vec<Command> {
        let now = self.now();
        let request = self.registry.new_request_id();
        let commands = (0..).zip(reports).map(|(index, report)| Command {
            brand: report.brand,
            action: Action::Consent(ConsentRequest {
                address: report.address,
                channel: report.channel,
                recipient_type: report.recipient_type,
                status: report.status,
                source: Some(report.source),
                consent_date: Some(Timestamp::from_seconds(now.as_seconds() - report.age)),
                retailer: report.retailer,
                retailer_access: report.retailer_access,
            }),
            received_at: now,
            item: ItemId { request, index },
            policy: Arc::new(Policy {
                historic_loading_until: Some(now),
                ..Policy::CONTRACT
            }),
            retried: false,
        });
        commands.collect()
    }

    /// Both brands on every channel of [`PHONE`] and [`EMAIL`], and a stranger's record.
    pub async fn fill(&self) {
        let mut reports = Vec::new();
        for brand in [BRAND, OTHER_BRAND] {
            for channel in Channel::ALL {
                let address = if channel.is_phone() { PHONE } else { EMAIL };
                reports.push(Report::about(address).brand(brand).channel(channel));
            }
        }
        reports.push(Report::about(STRANGER));
        self.report_all(reports).await;
    }
}
