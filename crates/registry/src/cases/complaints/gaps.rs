//! What a complaint still lacks before it can be filed (rules 63 and 64).

use directory::places;
use domain::{Day, Timestamp, words};

use super::form::{ComplaintForm, Tell};
use crate::contract::retailers::numbers::{is_mersis, is_tckn};
use crate::people::recipient::Subject;

/// The longest name, in characters.
pub const NAME_MAX: usize = 100;
/// The longest sender, operator and brand, in characters.
pub const SHORT_TEXT_MAX: usize = 100;
/// The longest text of a message, in characters.
pub const TEXT_MAX: usize = 5_000;
/// For how many months after the message one can complain of it (rule 63).
pub const MONTHS: u16 = 3;

words! {
    /// A part of a complaint, as forms name it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Field: as_name {
        /// Whose message it was.
        Brand = "brand",
        /// The address it came to.
        Address = "address",
        /// The channel.
        Channel = "channel",
        /// The operator.
        Operator = "operator",
        /// The sender.
        Sender = "sender",
        /// The day it came.
        Day = "day",
        /// The time of day.
        Time = "time",
        /// What it said.
        Text = "text",
        /// Name and surname.
        Name = "name",
        /// The identity number.
        NationalId = "national-id",
        /// The MERSİS number.
        Mersis = "mersis",
        /// The province.
        Province = "province",
        /// How to be told.
        Tell = "tell",
    }
}

/// What is wrong with a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// It is missing.
    Missing,
    /// It is no such thing: no such number, date or place, or one that does not fit the others.
    Wrong,
    /// It has not come yet.
    Future,
    /// It is too long.
    TooLong,
}

/// One thing that has to be mended before the complaint can be filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Gap {
    /// Where.
    pub field: Field,
    /// What.
    pub fault: Fault,
}

/// When a message came, by the complaint's word. `None`: it does not say so.
pub(super) fn sent_at(form: &ComplaintForm) -> Option<Timestamp> {
    let day = Day::from_wire(form.day.trim()).ok()?;
    let time = form.time.trim();
    Timestamp::from_wire(&format!("{day} {time}:00")).ok()
}

/// Until when one can complain of a message: the end of the same day three calendar months later, of
/// the last day of that month where it has no such day.
pub(super) fn filing_ends(sent_at: Timestamp) -> Timestamp {
    Day::of(sent_at).plus_months(MONTHS).end()
}

/// Everything that is missing or wrong, in the order of the form. An address may have been taken from
/// the complainant since the draft was written: one that is not theirs any more is wrong.
pub(super) fn gaps(form: &ComplaintForm, subject: &Subject, now: Timestamp) -> Vec<Gap> {
    use Fault::{Future, Missing, Wrong};
    let mut gaps = Gaps(Vec::new());
    if form.brand.is_none() {
        gaps.text(Field::Brand, &form.brand_text, SHORT_TEXT_MAX);
    }
    gaps.when(form.channel.is_none(), Field::Channel, Missing);
    gaps.when(form.address.is_none(), Field::Address, Missing);
    if let Some(address) = &form.address {
        let fits = form.channel.is_none_or(|channel| address.fits(channel));
        gaps.when(
            !fits || subject.own(address).is_none(),
            Field::Address,
            Wrong,
        );
    }
    if form.needs_operator() {
        gaps.text(Field::Operator, &form.operator, SHORT_TEXT_MAX);
    }
    gaps.text(Field::Sender, &form.sender, SHORT_TEXT_MAX);
    let day = form.day.trim();
    gaps.when(day.is_empty(), Field::Day, Missing);
    gaps.when(
        !day.is_empty() && Day::from_wire(day).is_err(),
        Field::Day,
        Wrong,
    );
    let time = form.time.trim();
    gaps.when(time.is_empty(), Field::Time, Missing);
    gaps.when(!time.is_empty() && !is_time(time), Field::Time, Wrong);
    let future = sent_at(form).is_some_and(|sent_at| sent_at > now);
    gaps.when(future, Field::Day, Future);
    gaps.text(Field::Text, &form.text, TEXT_MAX);
    gaps.text(Field::Name, &form.name, NAME_MAX);
    let one_word = form.name.split_whitespace().count() == 1;
    gaps.when(one_word, Field::Name, Wrong);
    gaps.number(Field::NationalId, &form.national_id, is_tckn);
    if form.merchant {
        gaps.number(Field::Mersis, &form.mersis, is_mersis);
    }
    match form.province {
        None => gaps.when(true, Field::Province, Missing),
        Some(code) => gaps.when(places::city(code).is_none(), Field::Province, Wrong),
    }
    let untold = matches!(form.tell, None | Some(Tell::Message(None)));
    gaps.when(untold, Field::Tell, Missing);
    let anothers = form
        .tell_address()
        .is_some_and(|named| subject.own(named).is_none());
    gaps.when(anothers, Field::Tell, Wrong);
    gaps.0
}

struct Gaps(Vec<Gap>);

impl Gaps {
    fn when(&mut self, wrong: bool, field: Field, fault: Fault) {
        if wrong {
            self.0.push(Gap { field, fault });
        }
    }

    fn text(&mut self, field: Field, text: &str, most: usize) {
        self.when(text.trim().is_empty(), field, Fault::Missing);
        self.when(text.trim().chars().count() > most, field, Fault::TooLong);
    }

    fn number(&mut self, field: Field, text: &str, is_right: impl Fn(&str) -> bool) {
        let digits: String = text.split_whitespace().collect();
        self.when(digits.is_empty(), field, Fault::Missing);
        self.when(
            !digits.is_empty() && !is_right(&digits),
            field,
            Fault::Wrong,
        );
    }
}

fn is_time(time: &str) -> bool {
    Timestamp::from_wire(&format!("2000-01-01 {time}:00")).is_ok()
}
