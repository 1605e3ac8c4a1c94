//! The fields of an application's form.

use registry::admission::{ApplicationForm, BRANDS_MAX, Fault, Field, Gap, Signatory, TEXT_MAX};

use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
use crate::kit::text::Text;

/// The most characters of all brands' names together, with the ends of lines between them.
const BRANDS_TEXT_MAX: usize = BRANDS_MAX * (TEXT_MAX + 2);
/// The most characters of a number, with blanks between its digits.
const NUMBER_MAX: usize = 40;

fields! {
    /// The fields, in the form's order. A box that nobody has ticked is left out by browsers.
    pub enum ApplicationField {
        /// Which button was pressed: submit, or leave it for now.
        Then = choice("then"),
        Title = text("title", TEXT_MAX),
        Mersis = text("mersis", NUMBER_MAX),
        TaxNumber = text("tax_number", NUMBER_MAX),
        Sector = choice("sector"),
        Province = choice("province"),
        Brands = text("brands", BRANDS_TEXT_MAX),
        Contact = text("contact", TEXT_MAX),
        Phone = text("phone", NUMBER_MAX),
        Joint = choice("joint"),
        SignatoryName = text("signatory_name", TEXT_MAX),
        SignatoryEmail = text("signatory_email", TEXT_MAX),
    }
}

use ApplicationField::{
    Brands, Contact, Joint, Mersis, Phone, Province, Sector, SignatoryEmail, SignatoryName,
    TaxNumber, Title,
};

/// What an application says, to be written on.
pub fn form_of(said: &ApplicationForm) -> Form<ApplicationField> {
    let province = said.province.map(|code| code.to_string());
    let form = Form::default()
        .with(Title, &said.title)
        .with(Mersis, &said.mersis)
        .with(TaxNumber, &said.tax_number)
        .with(Sector, &said.sector)
        .with(Province, province.unwrap_or_default())
        .with(Brands, said.brands.join("\n"))
        .with(Contact, &said.contact)
        .with(Phone, &said.phone);
    match &said.signatory {
        None => form,
        Some(signatory) => form
            .with(Joint, "yes")
            .with(SignatoryName, &signatory.name)
            .with(SignatoryEmail, &signatory.email),
    }
}

/// What a form says.
pub fn said_in(form: &Form<ApplicationField>) -> Result<ApplicationForm, Failure> {
    let text = |field| form.value(field).to_owned();
    let signatory = (form.value(Joint) == "yes").then(|| Signatory {
        name: text(SignatoryName),
        email: text(SignatoryEmail),
    });
    Ok(ApplicationForm {
        title: text(Title),
        mersis: text(Mersis),
        tax_number: text(TaxNumber),
        contact: text(Contact),
        phone: text(Phone),
        sector: text(Sector),
        province: form.given(Province)?,
        brands: form.value(Brands).lines().map(str::to_owned).collect(),
        signatory,
    })
}

/// The form with what is missing or wrong in it.
pub fn with_gaps(mut form: Form<ApplicationField>, gaps: &[Gap]) -> Form<ApplicationField> {
    for Gap { field, fault } in gaps {
        let (at, missing, wrong) = match field {
            Field::Title => (
                Title,
                "application-title-missing",
                "application-title-wrong",
            ),
            Field::Mersis => (
                Mersis,
                "application-mersis-missing",
                "application-mersis-wrong",
            ),
            Field::TaxNumber => (
                TaxNumber,
                "application-tax-number-missing",
                "application-tax-number-wrong",
            ),
            Field::Contact => (
                Contact,
                "application-contact-missing",
                "application-title-wrong",
            ),
            Field::Phone => (
                Phone,
                "application-phone-missing",
                "application-phone-wrong",
            ),
            Field::Sector => (
                Sector,
                "application-sector-missing",
                "application-sector-missing",
            ),
            Field::Province => (
                Province,
                "application-province-missing",
                "application-province-missing",
            ),
            Field::Brands => (Brands, "application-title-wrong", "application-title-wrong"),
            Field::SignatoryName => (
                SignatoryName,
                "application-signatory-name-missing",
                "application-title-wrong",
            ),
            Field::SignatoryEmail => (
                SignatoryEmail,
                "application-signatory-email-missing",
                "application-signatory-email-wrong",
            ),
        };
        let why = match (field, fault) {
            (Field::Brands, Fault::TooLong) => {
                Text::of("application-brands-too-many").filled("most", BRANDS_MAX)
            }
            (_, Fault::Missing) => Text::of(missing),
            (_, Fault::Wrong) => Text::of(wrong),
            (_, Fault::TooLong) => Text::of("application-too-long"),
            (_, Fault::Own) => Text::of("application-signatory-own"),
        };
        form.refuse(at, why);
    }
    form
}
