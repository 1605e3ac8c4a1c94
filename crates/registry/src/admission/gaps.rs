//! What an application still lacks.

use directory::places;
use directory::sector::Sector;
use directory::title::TITLE_CHARS_MAX;
use domain::letters::is_unseen;
use domain::{Address, Channel};

use super::form::{ApplicationForm, BRANDS_MAX};
use crate::contract::retailers::numbers;

/// A part of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The company's title.
    Title,
    /// Its MERSİS number.
    Mersis,
    /// Its tax number.
    TaxNumber,
    /// Who is to be asked.
    Contact,
    /// Their telephone.
    Phone,
    /// The sector.
    Sector,
    /// The province.
    Province,
    /// The brands.
    Brands,
    /// The second signatory's name.
    SignatoryName,
    /// The second signatory's e-mail address.
    SignatoryEmail,
}

/// What is wrong there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is said.
    Missing,
    /// It cannot be right: by its check digits, its form, or the list it is from.
    Wrong,
    /// It is longer, or more, than is taken.
    TooLong,
    /// It is the applicant's own, and has to be somebody else's.
    Own,
}

/// One thing that is missing or wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Where.
    pub field: Field,
    /// What.
    pub fault: Fault,
}

/// What is missing or wrong in a form of this applicant, in the form's order.
pub(super) fn gaps(form: &ApplicationForm, applicant: &Address) -> Vec<Gap> {
    let name = |text: &str| match text {
        "" => Some(Fault::Missing),
        text if text.chars().count() > TITLE_CHARS_MAX => Some(Fault::TooLong),
        text if text.contains(|letter: char| letter.is_control() || is_unseen(letter)) => {
            Some(Fault::Wrong)
        }
        _ => None,
    };
    let number = |text: &str, is_right: fn(&str) -> bool| match text {
        "" => Some(Fault::Missing),
        text => (!is_right(text)).then_some(Fault::Wrong),
    };
    let phone = match form.phone.as_str() {
        "" => Some(Fault::Missing),
        text => Address::from_human(text, Channel::Call)
            .is_err()
            .then_some(Fault::Wrong),
    };
    let sector = match form.sector.as_str() {
        "" => Some(Fault::Missing),
        word => Sector::from_word(word).is_none().then_some(Fault::Wrong),
    };
    let province = match form.province {
        None => Some(Fault::Missing),
        Some(code) => places::city(code).is_none().then_some(Fault::Wrong),
    };
    let brands = match form.brands.len() {
        count if count > BRANDS_MAX => Some(Fault::TooLong),
        _ => form.brands.iter().find_map(|brand| name(brand)),
    };
    let mut found = vec![
        (Field::Title, name(&form.title)),
        (Field::Mersis, number(&form.mersis, numbers::is_mersis)),
        (Field::TaxNumber, number(&form.tax_number, is_tax_number)),
        (Field::Contact, name(&form.contact)),
        (Field::Phone, phone),
        (Field::Sector, sector),
        (Field::Province, province),
        (Field::Brands, brands),
    ];
    if let Some(signatory) = &form.signatory {
        let email = match (signatory.email.as_str(), signatory.address()) {
            ("", _) => Some(Fault::Missing),
            (_, None) => Some(Fault::Wrong),
            (_, Some(address)) => (address == *applicant).then_some(Fault::Own),
        };
        found.push((Field::SignatoryName, name(&signatory.name)));
        found.push((Field::SignatoryEmail, email));
    }
    let gaps = found.into_iter();
    gaps.filter_map(|(field, fault)| fault.map(|fault| Gap { field, fault }))
        .collect()
}

/// A company's tax number, or a sole trader's identity number.
fn is_tax_number(text: &str) -> bool {
    numbers::is_vkn(text) || numbers::is_tckn(text)
}
