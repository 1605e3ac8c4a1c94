//! The fields of a complaint's form, step by step.

use domain::Channel;
use registry::cases::complaints::{ComplaintForm, Gap, OPERATORS, Tell};
use registry::people::recipient::{AddressId, Subject};
use serde::Deserialize;

use crate::kit::page::Page;

/// A step of writing a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WritingStep {
    /// The message.
    Message,
    /// The complainant.
    Person,
    /// Looking it over, and filing.
    Review,
}

impl WritingStep {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Message, Self::Person, Self::Review];

    /// Its name in paths and forms.
    pub const fn as_name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Person => "person",
            Self::Review => "review",
        }
    }

    /// Reads a name; the first step where it is none.
    pub fn named(name: &str) -> Self {
        let mut steps = Self::ALL.into_iter();
        steps
            .find(|step| step.as_name() == name)
            .unwrap_or(Self::Message)
    }

    /// The step after it.
    pub const fn next(self) -> Self {
        match self {
            Self::Message => Self::Person,
            Self::Person | Self::Review => Self::Review,
        }
    }
}

/// What a step sends. A browser leaves out the boxes and circles that nobody has ticked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    pub step: String,
    /// Which button was pressed: go on, or leave it for now.
    pub then: String,
    pub brand_text: String,
    pub address: String,
    pub channel: String,
    pub operator: String,
    pub other_operator: String,
    pub sender: String,
    pub day: String,
    pub time: String,
    pub text: String,
    pub name: String,
    pub national_id: String,
    pub merchant: String,
    pub mersis: String,
    pub province: String,
    pub tell: String,
}

impl Sent {
    /// Puts the fields of the sent step into what the draft says.
    pub fn put_into(self, form: &mut ComplaintForm, subject: &Subject) {
        let address = |text: &str| {
            let id = text.parse().ok().map(AddressId)?;
            subject.address(id).map(|own| own.address.clone())
        };
        match WritingStep::named(&self.step) {
            WritingStep::Message => {
                if form.brand.is_none() {
                    form.brand_text = self.brand_text;
                }
                form.address = address(&self.address);
                form.channel = Channel::from_wire(&self.channel).ok();
                form.operator = if OPERATORS.contains(&self.operator.as_str()) {
                    self.operator
                } else {
                    self.other_operator
                };
                form.sender = self.sender;
                form.day = self.day;
                form.time = self.time;
                form.text = self.text;
            }
            WritingStep::Person => {
                form.name = self.name;
                form.national_id = self.national_id;
                form.merchant = self.merchant == "yes";
                form.mersis = self.mersis;
                form.province = self.province.parse().ok();
                form.tell = match self.tell.as_str() {
                    "" => None,
                    "here" => Some(Tell::Here),
                    id => address(id).map(|address| Tell::Message(Some(address))),
                };
            }
            WritingStep::Review => {}
        }
    }
}

/// Whether the operator is one of those that are offered.
pub fn is_offered(operator: &str) -> bool {
    OPERATORS.contains(&operator)
}

/// A step's name in words.
pub fn step_text(page: &Page, step: WritingStep) -> String {
    page.t(match step {
        WritingStep::Message => "complaint-step-message",
        WritingStep::Person => "complaint-step-person",
        WritingStep::Review => "complaint-step-review",
    })
}

/// What is missing or wrong, in words.
pub fn gap_text(page: &Page, gap: Gap) -> String {
    use registry::cases::complaints::Fault;
    let label = page.t(&format!("complaint-{}", gap.field.as_name()));
    match gap.fault {
        Fault::Missing => page.t1("complaint-gap-missing", "field", label),
        Fault::TooLong => page.t1("complaint-gap-too-long", "field", label),
        Fault::Future => page.t("complaint-gap-future"),
        Fault::Wrong => page.t(&format!("complaint-gap-{}", gap.field.as_name())),
    }
}

/// The step that a gap is mended in.
pub fn step_of(gap: Gap) -> WritingStep {
    use registry::cases::complaints::Field;
    match gap.field {
        Field::Brand
        | Field::Address
        | Field::Channel
        | Field::Operator
        | Field::Sender
        | Field::Day
        | Field::Time
        | Field::Text => WritingStep::Message,
        Field::Name | Field::NationalId | Field::Mersis | Field::Province | Field::Tell => {
            WritingStep::Person
        }
    }
}
