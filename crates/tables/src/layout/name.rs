//! The names of columns.

use domain::folding;

use super::field::{Field, Holds};

/// The names a column may have, folded by [`fold`].
const NAMES: [(&str, Field); 45] = [
    ("type", Field::Channel),
    ("izinturu", Field::Channel),
    ("izintipi", Field::Channel),
    ("kanal", Field::Channel),
    ("izinkanali", Field::Channel),
    ("izinturukanal", Field::Channel),
    ("source", Field::Source),
    ("izinkaynagi", Field::Source),
    ("kaynak", Field::Source),
    ("recipient", Field::Recipient),
    ("alici", Field::Recipient),
    ("telefon", Field::Recipient),
    ("telefonno", Field::Recipient),
    ("telefonnumarasi", Field::Recipient),
    ("ceptelefonu", Field::Recipient),
    ("gsm", Field::Recipient),
    ("gsmno", Field::Recipient),
    ("msisdn", Field::Recipient),
    ("eposta", Field::Recipient),
    ("epostaadresi", Field::Recipient),
    ("email", Field::Recipient),
    ("mail", Field::Recipient),
    ("alicitelefoneposta", Field::Recipient),
    ("aliciadresi", Field::Recipient),
    ("iletisimadresi", Field::Recipient),
    ("status", Field::Status),
    ("durum", Field::Status),
    ("izindurumu", Field::Status),
    ("onayret", Field::Status),
    ("onay1ret0", Field::Status),
    ("durumonay1ret0", Field::Status),
    ("consentdate", Field::ConsentDate),
    ("izintarihi", Field::ConsentDate),
    ("tarih", Field::ConsentDate),
    ("onaytarihi", Field::ConsentDate),
    ("recipienttype", Field::RecipientType),
    ("alicitipi", Field::RecipientType),
    ("alicituru", Field::RecipientType),
    ("retailercode", Field::RetailerCode),
    ("bayikodu", Field::RetailerCode),
    ("bayi", Field::RetailerCode),
    ("retaileraccess", Field::RetailerAccess),
    ("bayierisimi", Field::RetailerAccess),
    ("bayierisim", Field::RetailerAccess),
    ("bayiyetkisi", Field::RetailerAccess),
];

/// The names that refused rows get in addition.
pub const MARKS: [&str; 4] = ["satir", "kod", "hata", "ne_yapmali"];

/// The registry's own columns in its daily file, folded.
const OWN: [&str; 2] = ["creationdate", "transactionid"];

/// What a column of this name holds.
pub fn holds(name: &str) -> Holds {
    let folded = fold(name);
    if folded.is_empty() && name.trim().is_empty() {
        return Holds::Nothing;
    }
    if OWN.contains(&folded.as_str()) || is_mark(name) {
        return Holds::Ignored;
    }
    let known = NAMES.iter().find(|(known, _)| *known == folded);
    known.map_or(Holds::Unknown, |(_, field)| Holds::Field(*field))
}

/// Whether it is one of the four columns of refused rows.
pub fn is_mark(name: &str) -> bool {
    let folded = fold(name);
    MARKS.iter().any(|mark| fold(mark) == folded)
}

/// A name in small letters without marks; everything but letters and digits is dropped, for a name says nothing that a
/// sign could turn round.
pub fn fold(name: &str) -> String {
    let mut folded = folding::fold(name);
    folded.retain(char::is_alphanumeric);
    folded
}
