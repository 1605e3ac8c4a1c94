//! The fields of a complaint's form, step by step.

use domain::{Address, Channel};
use registry::cases::complaints::{
    ComplaintForm, Fault, Field as Gapped, Gap, NAME_MAX, OPERATORS, SHORT_TEXT_MAX, TEXT_MAX, Tell,
};
use registry::people::recipient::{AddressId, Subject};

use crate::kit::form::{Form, fields};
use crate::kit::page::Page;

/// The most characters of an identity number and of a MERSIS number that are typed, with blanks between them.
const NATIONAL_ID_MAX: usize = 20;
const MERSIS_MAX: usize = 30;

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

fields! {
    /// A record to be refused from here, and where to go on.
    pub enum Refusal {
        Caller = hidden("caller"),
        Refuse = hidden("refuse"),
        /// The draft to come back to; empty: the page before one is begun.
        Draft = hidden("draft"),
        Record = hidden("record"),
        Brand = hidden("brand"),
    }
}

fields! {
    /// The fields of both steps. A browser leaves out the boxes and circles that nobody has ticked.
    pub enum DraftField {
        Step = hidden("step"),
        /// Which button was pressed: go on, or leave it for now.
        Then = choice("then"),
        BrandText = text("brand_text", SHORT_TEXT_MAX),
        Address = choice("address"),
        Channel = choice("channel"),
        Operator = choice("operator"),
        OtherOperator = text("other_operator", SHORT_TEXT_MAX),
        Sender = text("sender", SHORT_TEXT_MAX),
        Day = hidden("day"),
        Time = hidden("time"),
        Text = text("text", TEXT_MAX),
        Name = text("name", NAME_MAX),
        NationalId = text("national_id", NATIONAL_ID_MAX),
        Merchant = choice("merchant"),
        Mersis = text("mersis", MERSIS_MAX),
        Province = choice("province"),
        Tell = choice("tell"),
    }
}

/// What the circle for an operator that is not offered says.
pub const OTHER: &str = "other";
/// What the circle for being told on these pages says.
pub const HERE: &str = "here";

/// A step of what a draft says, to be written on.
pub fn form_of(said: &ComplaintForm, step: WritingStep, subject: &Subject) -> Form<DraftField> {
    let number = |address: &Address| {
        let mut own = subject.addresses.iter();
        let own = own.find(|own| own.address == *address);
        own.map(|own| own.id.0.to_string()).unwrap_or_default()
    };
    let offered = OPERATORS.contains(&said.operator.as_str()) || said.operator.is_empty();
    let (operator, other) = if offered {
        (said.operator.as_str(), "")
    } else {
        (OTHER, said.operator.as_str())
    };
    let channel = said.channel.map(Channel::as_wire).unwrap_or_default();
    let tell = match &said.tell {
        Some(Tell::Here) => HERE.to_owned(),
        Some(Tell::Message(Some(address))) => number(address),
        Some(Tell::Message(None)) | None => String::new(),
    };
    Form::default()
        .with(DraftField::Step, step.as_name())
        .with(DraftField::BrandText, &said.brand_text)
        .with(
            DraftField::Address,
            said.address.as_ref().map(number).unwrap_or_default(),
        )
        .with(DraftField::Channel, channel)
        .with(DraftField::Operator, operator)
        .with(DraftField::OtherOperator, other)
        .with(DraftField::Sender, &said.sender)
        .with(DraftField::Day, &said.day)
        .with(DraftField::Time, &said.time)
        .with(DraftField::Text, &said.text)
        .with(DraftField::Name, &said.name)
        .with(DraftField::NationalId, &said.national_id)
        .with(DraftField::Merchant, if said.merchant { "yes" } else { "" })
        .with(DraftField::Mersis, &said.mersis)
        .with(
            DraftField::Province,
            said.province
                .map(|code| code.to_string())
                .unwrap_or_default(),
        )
        .with(DraftField::Tell, tell)
}

/// Puts the fields of the sent step into what the draft says.
pub fn put_into(said: &mut ComplaintForm, sent: &Form<DraftField>, subject: &Subject) {
    let text = |field| sent.value(field).to_owned();
    let address = |text: &str| {
        let id = text.parse().ok().map(AddressId)?;
        subject.address(id).map(|own| own.address.clone())
    };
    match WritingStep::named(sent.value(DraftField::Step)) {
        WritingStep::Message => {
            if said.brand.is_none() {
                said.brand_text = text(DraftField::BrandText);
            }
            said.address = address(sent.value(DraftField::Address));
            said.channel = Channel::from_wire(sent.value(DraftField::Channel)).ok();
            said.operator = if OPERATORS.contains(&sent.value(DraftField::Operator)) {
                text(DraftField::Operator)
            } else {
                text(DraftField::OtherOperator)
            };
            said.sender = text(DraftField::Sender);
            said.day = text(DraftField::Day);
            said.time = text(DraftField::Time);
            said.text = text(DraftField::Text);
        }
        WritingStep::Person => {
            said.name = text(DraftField::Name);
            said.national_id = text(DraftField::NationalId);
            said.merchant = sent.value(DraftField::Merchant) == "yes";
            said.mersis = text(DraftField::Mersis);
            said.province = sent.value(DraftField::Province).parse().ok();
            said.tell = match sent.value(DraftField::Tell) {
                "" => None,
                HERE => Some(Tell::Here),
                id => address(id).map(|address| Tell::Message(Some(address))),
            };
        }
        WritingStep::Review => {}
    }
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
    let label = page.t(&format!("complaint-{}", gap.field.as_name()));
    match gap.fault {
        Fault::Missing => page.t1("complaint-gap-missing", "field", label),
        Fault::TooLong => page.t1("complaint-gap-too-long", "field", label),
        Fault::Future => page.t("complaint-gap-future"),
        Fault::Wrong => page.t(&format!("complaint-gap-{}", gap.field.as_name())),
    }
}

/// The step that a gap is mended in, and the field there.
pub fn place_of(gap: Gap) -> (WritingStep, DraftField) {
    use WritingStep::{Message, Person};
    match gap.field {
        Gapped::Brand => (Message, DraftField::BrandText),
        Gapped::Address => (Message, DraftField::Address),
        Gapped::Channel => (Message, DraftField::Channel),
        Gapped::Operator => (Message, DraftField::Operator),
        Gapped::Sender => (Message, DraftField::Sender),
        Gapped::Day => (Message, DraftField::Day),
        Gapped::Time => (Message, DraftField::Time),
        Gapped::Text => (Message, DraftField::Text),
        Gapped::Name => (Person, DraftField::Name),
        Gapped::NationalId => (Person, DraftField::NationalId),
        Gapped::Mersis => (Person, DraftField::Mersis),
        Gapped::Province => (Person, DraftField::Province),
        Gapped::Tell => (Person, DraftField::Tell),
    }
}
