//! An address as it may be shown to whoever holds a link.

use domain::Address;

/// The country's number and the first and last digits of a phone number, the first letters of an
/// e-mail address: enough for its owner to know it, too little for others to use it.
pub(crate) fn mask(address: &Address) -> String {
    match address {
        Address::Phone(phone) => mask_phone(&phone.digits().to_string()),
        Address::Email(email) => mask_email(email.as_str()),
    }
}

fn mask_phone(digits: &str) -> String {
    let (head, last) = digits.split_at(digits.len().saturating_sub(2));
    match head
        .strip_prefix("90")
        .and_then(|national| national.get(..3))
    {
        Some(operator) => format!("+90 {operator} *** ** {last}"),
        None => format!("+{} *** ** {last}", head.get(..2).unwrap_or_default()),
    }
}

fn mask_email(email: &str) -> String {
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    let (name, ending) = domain.rsplit_once('.').unwrap_or((domain, ""));
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    format!("{}***@{}***.{ending}", first(local), first(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_to_its_owner_and_of_no_use_to_others() {
        assert_eq!(mask_phone("905321234533"), "+90 532 *** ** 33");
        assert_eq!(mask_phone("4915112345678"), "+49 *** ** 78");
        assert_eq!(mask_email("ayse@posta.example"), "a***@p***.example");
        assert_eq!(mask_email("x@y.z"), "x***@y***.z");
    }
}
