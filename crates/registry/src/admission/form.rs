//! What an application says.

use domain::Address;
use serde::{Deserialize, Serialize};

/// The most characters of a title, a name or a number.
pub const TEXT_MAX: usize = 300;
/// The most brands that are applied for at once; further ones are added later.
pub const BRANDS_MAX: usize = 20;
/// The most bytes of an application, as it is kept.
pub const FORM_BYTES_MAX: usize = 32 * 1024;

/// What an application says so far, as it was typed; [`super::Gap`]s tell what is missing or wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationForm {
    /// The company's title.
    pub title: String,
    /// Its MERSİS number.
    pub mersis: String,
    /// Its tax number, or a sole trader's identity number.
    pub tax_number: String,
    /// Who is to be asked about it.
    pub contact: String,
    /// Their telephone.
    pub phone: String,
    /// The sector, by its word.
    pub sector: String,
    /// The province of the seat, by the number on licence plates.
    pub province: Option<u32>,
    /// The brands' names, the master brand first; none: the company's title.
    pub brands: Vec<String>,
    /// Who has to sign beside the applicant; `None`: nobody.
    pub signatory: Option<Signatory>,
}

/// The second signatory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    /// Their name.
    pub name: String,
    /// Their e-mail address, as it was typed.
    pub email: String,
}

impl Signatory {
    /// The address. `None`: it cannot be one.
    pub fn address(&self) -> Option<Address> {
        Address::from_human(self.email.trim(), domain::Channel::Email).ok()
    }
}

impl ApplicationForm {
    /// The form without blanks round what was typed, and without brands that are named twice or not at all.
    #[must_use]
    pub fn tidied(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        let digits = |text: String| text.split_whitespace().collect::<String>();
        let mut brands: Vec<String> = Vec::new();
        for brand in self.brands.into_iter().map(trim) {
            let folded = domain::folding::fold(&brand);
            let known = brands
                .iter()
                .any(|one| domain::folding::fold(one) == folded);
            if !brand.is_empty() && !known {
                brands.push(brand);
            }
        }
        Self {
            title: trim(self.title),
            mersis: digits(self.mersis),
            tax_number: digits(self.tax_number),
            contact: trim(self.contact),
            phone: trim(self.phone),
            sector: self.sector,
            province: self.province,
            brands,
            signatory: self.signatory.map(|one| Signatory {
                name: trim(one.name),
                email: trim(one.email),
            }),
        }
    }
}
