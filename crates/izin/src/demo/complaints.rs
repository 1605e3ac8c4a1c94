//! Complaints for the inbox of the provider whose owner is invited: by two whom the generator has given records, about one sending,
//! and by somebody whom nobody knows.

use std::time::Duration;

use domain::{Address, BrandCode, Channel, ConsentKey, Day, Language, RecipientType};
use registry::cases::complaints::{Complainant, ComplaintForm, DraftBegun, FilingOutcome, Tell};
use registry::people::recipient::VerifiedIdentity;

use super::generator::phone_of;
use super::parties::PROVIDERS;
use crate::data::Data;
use crate::failure::{Exit, Failure};

/// How many of the generator's people are looked through for one with a record.
const LOOKED_THROUGH: u64 = 200;
/// How long ago the messages came.
const AGO: Duration = Duration::from_hours(24);
/// The phone number of somebody without any record: of the generator's block, past those that it gives away.
const UNKNOWN: &str = "+905992999998";
/// The brand whose message two complain of, by its place among the first provider's.
const MASTER: usize = 0;
/// The brand whose call somebody complains of.
const OF_CALL: usize = 2;

/// Who complains of what.
struct Complaint {
    name: &'static str,
    /// A number that is nobody's, with the check digits that such numbers have.
    national_id: &'static str,
    address: Address,
    brand: usize,
    channel: Channel,
    sender: &'static str,
    time: &'static str,
    text: &'static str,
    province: u32,
}

/// Files them. Who has complained at an earlier start does not again.
pub async fn run(data: &Data) -> Result<(), Failure> {
    for complaint in complaints(data)? {
        file(data, complaint).await?;
    }
    Ok(())
}

fn complaints(data: &Data) -> Result<Vec<Complaint>, Failure> {
    let text = "KARANFİL: Yeni sezonda %40 indirim bugün son! karanfil.example";
    let mut complaints = vec![Complaint {
        name: "Mehmet Kaya",
        national_id: "10000000382",
        address: super::citizen::address(UNKNOWN),
        brand: OF_CALL,
        channel: Channel::Call,
        sender: "+908505550000",
        time: "14:05",
        text: "Karanfil Ev adına aradıklarını, yeni ürünlerini tanıtmak istediklerini söylediler.",
        province: 35,
    }];
    let people = [
        ("Elif Demir", "10000000214", "10:31", 34),
        ("Selin Yıldız", "10000000146", "10:32", 6),
    ];
    let known = (0..LOOKED_THROUGH).filter_map(phone_of).map(Address::Phone);
    let mut found = Vec::new();
    for address in known {
        if found.len() < people.len() && has_record(data, &address)? {
            found.push(address);
        }
    }
    for (address, (name, national_id, time, province)) in found.into_iter().zip(people) {
        complaints.push(Complaint {
            name,
            national_id,
            address,
            brand: MASTER,
            channel: Channel::Text,
            sender: "KARANFIL",
            time,
            text,
            province,
        });
    }
    Ok(complaints)
}

/// Whether somebody has a record as a private person with the brand whose message two complain of.
fn has_record(data: &Data, address: &Address) -> Result<bool, Failure> {
    let key = ConsentKey {
        recipient: data.ledger.recipient_id(address),
        brand: brand(MASTER),
        recipient_type: RecipientType::Individual,
        channel: Channel::Text,
    };
    Ok(data.ledger.state(&key)?.is_some())
}

/// A brand of the first provider.
fn brand(place: usize) -> BrandCode {
    BrandCode(PROVIDERS[0].brands[place].0)
}

async fn file(data: &Data, complaint: Complaint) -> Result<(), Failure> {
    let registry = &data.registry;
    let identity = VerifiedIdentity {
        issuer: "izin demo".to_owned(),
        subject: complaint.national_id.to_owned(),
        addresses: vec![complaint.address.clone()],
    };
    let people = registry.people();
    let opened = people.sign_in_as(&identity, Language::Turkish).await?;
    if let Some(person) = people.person_of(&opened.token).await? {
        let complainant = Complainant::Person(&person);
        let cases = registry.cases();
        if cases.complaint_list(complainant).await?.is_empty() {
            let day = Day::of(registry.now() - AGO);
            let begun = cases.begin_complaint(complainant, None, form(complaint, day));
            let DraftBegun::Begun(id) = begun.await? else {
                return Err(refused("could not be begun"));
            };
            let filed = cases.file_complaint(complainant, id).await?;
            if !matches!(filed, FilingOutcome::Filed(_)) {
                return Err(refused("could not be filed"));
            }
        }
    }
    // The account stays; the session was only the way to it.
    Ok(people.sign_out(&opened.token).await?)
}

fn form(complaint: Complaint, day: Day) -> ComplaintForm {
    ComplaintForm {
        name: complaint.name.to_owned(),
        national_id: complaint.national_id.to_owned(),
        address: Some(complaint.address),
        channel: Some(complaint.channel),
        operator: "Turkcell".to_owned(),
        sender: complaint.sender.to_owned(),
        day: day.to_wire(),
        time: complaint.time.to_owned(),
        text: complaint.text.to_owned(),
        province: Some(complaint.province),
        tell: Some(Tell::Here),
        brand: Some(brand(complaint.brand)),
        ..ComplaintForm::default()
    }
}

fn refused(how: &str) -> Failure {
    Failure::new(
        Exit::Internal,
        format!("a complaint of the demo {how}"),
        "please report this",
    )
}
