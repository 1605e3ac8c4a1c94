//! The answer to "may this be sent?" (rules 35 to 42).

use crate::words::numbers;
use crate::{RecipientType, Status, words};

words! {
    /// Whether a message may be sent.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Decision: as_wire {
        /// The message may be sent.
        Allow = "ALLOW",
        /// The message must not be sent.
        Deny = "DENY",
        /// The registry could not tell; who sends advertising takes it as a denial (rule 42).
        Unknown = "UNKNOWN",
    }
}

impl Decision {
    /// The status of HTTP that says it alone. `409` and not `404`, because a wrong path or a proxy answers `404`, too, and a
    /// denial must not be mistaken for one.
    pub const fn http_status(self) -> u16 {
        match self {
            Self::Allow => 200,
            Self::Deny => 409,
            Self::Unknown => 503,
        }
    }
}

words! {
    /// Why the answer is what it is. The words and numbers are stable.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[repr(u8)]
    pub enum Reason: as_wire {
        /// Allowed: the private person has approved (rule 35).
        Approved(1) = "APPROVED",
        /// Allowed: the merchant is recorded and has not refused (rule 36).
        MerchantNotRefused(2) = "MERCHANT_NOT_REFUSED",
        /// Allowed: the sender declares a message that needs no consent (rule 37).
        Exempt(3) = "EXEMPT",
        /// Denied: the recipient has refused.
        Refused(16) = "REFUSED",
        /// Denied: there is no record, neither of an approval nor of a refusal.
        NoRecord(17) = "NO_RECORD",
        /// Denied: whoever asks has no grant from the brand, or there is no such brand (rule 39).
        NotGranted(18) = "NOT_GRANTED",
        /// Denied: the provider is suspended, so nothing may be sent for it (rule 10).
        ProviderSuspended(19) = "PROVIDER_SUSPENDED",
        /// Denied: the token of an earlier answer is past its end.
        TokenExpired(20) = "TOKEN_EXPIRED",
        /// Denied: the token is none of ours, or belongs to another question.
        TokenInvalid(21) = "TOKEN_INVALID",
        /// Not known: the registry cannot read its records or cannot log the check (rules 41, 42).
        Unavailable(32) = "UNAVAILABLE",
    }
}

numbers!(Reason);

impl Reason {
    /// The decision it stands for.
    pub const fn decision(self) -> Decision {
        match self {
            Self::Approved | Self::MerchantNotRefused | Self::Exempt => Decision::Allow,
            Self::Refused
            | Self::NoRecord
            | Self::NotGranted
            | Self::ProviderSuspended
            | Self::TokenExpired
            | Self::TokenInvalid => Decision::Deny,
            Self::Unavailable => Decision::Unknown,
        }
    }

    /// Whether the message may be sent.
    pub const fn allows(self) -> bool {
        matches!(self.decision(), Decision::Allow)
    }
}

/// Decides by what is recorded: a private person must have approved (rule 35), a merchant must be
/// recorded and not have refused (rule 36). `None`: there is no record.
pub const fn decide(recipient_type: RecipientType, recorded: Option<Status>) -> Reason {
    match (recorded, recipient_type) {
        (None, _) => Reason::NoRecord,
        (Some(Status::Refusal), _) => Reason::Refused,
        (Some(Status::Approval), RecipientType::Individual) => Reason::Approved,
        (Some(Status::Approval), RecipientType::Merchant) => Reason::MerchantNotRefused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_approval_opens_the_way_to_a_private_person() {
        let individual = |recorded| decide(RecipientType::Individual, recorded);
        assert_eq!(individual(Some(Status::Approval)), Reason::Approved);
        assert_eq!(individual(Some(Status::Refusal)), Reason::Refused);
        assert_eq!(individual(None), Reason::NoRecord);
        assert!(Reason::Approved.allows());
        assert!(!Reason::Refused.allows() && !Reason::NoRecord.allows());
    }

    #[test]
    fn a_merchant_must_be_recorded_and_not_have_refused() {
        let merchant = |recorded| decide(RecipientType::Merchant, recorded);
        assert_eq!(merchant(Some(Status::Approval)), Reason::MerchantNotRefused);
        assert_eq!(merchant(Some(Status::Refusal)), Reason::Refused);
        assert_eq!(merchant(None), Reason::NoRecord);
        assert!(Reason::MerchantNotRefused.allows());
    }

    #[test]
    fn numbers_and_words_name_one_reason_each() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_byte(reason.to_byte()), Some(reason));
            let same_word = Reason::ALL
                .iter()
                .filter(|other| other.as_wire() == reason.as_wire());
            assert_eq!(same_word.count(), 1);
        }
        assert_eq!(Reason::from_byte(0), None);
    }

    #[test]
    fn what_cannot_be_told_is_no_permission() {
        assert_eq!(Reason::Unavailable.decision(), Decision::Unknown);
        assert!(!Reason::Unavailable.allows());
    }
}
