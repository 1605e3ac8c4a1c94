//! Findings as words for programs; never changed, only added to.

use super::{ConsentFault, Fault, Finding, Proven, Unproven};

impl Finding {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Proven(proven) => proven.code(),
            Self::Unproven(unproven) => unproven.code(),
            Self::Failed(fault) => fault.code(),
        }
    }
}

impl Proven {
    fn code(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::Identified(_) => "identified",
            Self::Included { .. } => "included",
            Self::Signed { .. } => "signed",
            Self::Cosigned { .. } => "cosigned",
            Self::Stamped(_) => "stamped",
            Self::Renewed { .. } => "renewed",
            Self::Adjacent { .. } => "adjacent",
            Self::State { .. } => "state",
            Self::NoRecord { .. } => "noRecord",
            Self::ListSigned(_) => "listSigned",
            Self::ListFile(_) => "listFile",
            Self::ConsentRecord(_) => "consentRecord",
            Self::ConsentAnswer { .. } => "consentAnswer",
            Self::ConsentTimes { .. } => "consentTimes",
        }
    }
}

impl Unproven {
    fn code(&self) -> &'static str {
        match self {
            Self::NoStamp => "noStamp",
            Self::NoAuthority { .. } => "noAuthority",
            Self::UnknownAuthority { .. } => "unknownAuthority",
            Self::UnknownRenewal { .. } => "unknownRenewal",
            Self::Ended { .. } => "ended",
            Self::Quorum { .. } => "quorum",
            Self::OneView => "oneView",
            Self::NothingAfter { .. } => "nothingAfter",
            Self::Development => "development",
            Self::Truth => "truth",
            Self::Today => "today",
            Self::Content => "content",
            Self::ListFile(_) => "listFileNotGiven",
            Self::ListTime => "listTime",
            Self::ConsentAlone => "consentAlone",
            Self::ConsentAnswer(_) => "consentAnswerNotGiven",
            Self::ConsentTruth => "consentTruth",
        }
    }
}

impl Fault {
    fn code(&self) -> &'static str {
        match self {
            Self::Movement(_) => "movement",
            Self::Words => "words",
            Self::Identity => "identity",
            Self::Checkpoint(_) => "checkpoint",
            Self::Inclusion(_) => "inclusion",
            Self::NotSigned { .. } => "notSigned",
            Self::LogSignature(_) => "logSignature",
            Self::WitnessSignature(_) => "witnessSignature",
            Self::Stamp(_) => "stamp",
            Self::Renewal { .. } => "renewal",
            Self::DevelopmentMark => "developmentMark",
            Self::Clock { .. } => "clock",
            Self::WitnessClock { .. } => "witnessClock",
            Self::Future { .. } => "future",
            Self::Predecessor { .. } => "predecessor",
            Self::Contradiction { what, .. } => what.code(),
            Self::State(_) => "state",
            Self::ListSignature => "listSignature",
            Self::ListFile => "otherFile",
            Self::ListTree => "listTree",
            Self::Consent(fault) => fault.code(),
        }
    }
}

impl ConsentFault {
    fn code(self) -> &'static str {
        match self {
            Self::Bytes => "consentBytes",
            Self::Recipient => "consentRecipient",
            Self::Answer { .. } => "consentOtherAnswer",
            Self::Time => "consentTime",
            Self::Order => "consentOrder",
            Self::Shown => "consentShown",
        }
    }
}
