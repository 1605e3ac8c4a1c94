//! People in a [`Place`]: their addresses, the codes they are sent, and how they sign in.

use std::sync::Arc;

use directory::intermediary::IntermediaryCode;
use directory::user::UserKind;
use domain::draft::ConsentRequest;
use domain::{
    Address, BrandCode, Channel, ConsentState, ItemId, Language, Policy, RecipientType, Source,
    Status, Timestamp,
};
use keys::OsRandom;
use ledger::{Action, Command, Outcome};
use registry::Caller;
use registry::message::{CodePurpose, Content, MessageTransport, OutgoingMessage};
use registry::people::recipient::{
    AddressId, Challenge, Changed, ClosedLine, CodeChecked, CodeRequested, LineOutcome, OwnAddress,
    Person, PersonId, ProvenAddress, Selection, SignedIn, Subject,
};
use registry::retention::Forgotten;

use crate::clock::start;
use crate::mailbox::Mailbox;
use crate::names::{address_of, record};
use crate::place::Place;
use crate::report::Report;

/// A minute, in seconds.
pub const MINUTE: i64 = 60;
/// An hour, in seconds.
pub const HOUR: i64 = 60 * MINUTE;
/// A day, in seconds.
pub const DAY: i64 = 24 * HOUR;
/// An intermediary that is there once it is asked for.
pub const INTERMEDIARY: IntermediaryCode = IntermediaryCode(500_001);
const USER: &str = "operator";
const PASSWORD: &str = "Doğru-At-Pil-Zımba";

/// A phone number, by its place in the row.
pub fn phone(number: u32) -> Address {
    let text = format!("+90532{:07}", 1_000_000 + number);
    Address::from_wire(&text, Channel::Text).unwrap()
}

/// An e-mail address, by its place in the row.
pub fn email(number: u32) -> Address {
    let text = format!("kisi{number}@ornek.example");
    Address::from_wire(&text, Channel::Email).unwrap()
}

/// A private person's word, told to a provider on its web site.
pub fn word(address: &Address, channel: Channel, status: Status) -> ConsentRequest {
    ConsentRequest {
        address: address.clone(),
        channel,
        recipient_type: RecipientType::Individual,
        status,
        source: Some(Source::Web),
        consent_date: None,
        retailer: None,
        retailer_access: Vec::new(),
    }
}

impl Place {
    /// A person with these addresses; their ids are 1, 2, 3 and so on.
    pub fn person(&self, addresses: &[&str]) -> Person {
        let addresses = (1..).zip(addresses).map(|(id, text)| {
            let address = address_of(text);
            OwnAddress {
                id: AddressId(id),
                recipient: self.ledger.recipient_id(&address),
                address,
                hidden_until: None,
            }
        });
        Person {
            id: PersonId([7; 16]),
            language: Language::Turkish,
            subject: Subject {
                addresses: addresses.collect(),
            },
        }
    }

    /// A provider reports what a private person told it a minute ago.
    pub async fn told(
        &self,
        address: &Address,
        brand: BrandCode,
        channel: Channel,
        status: Status,
    ) {
        self.told_before(address, brand, channel, status, MINUTE)
            .await;
    }

    /// The same, told some seconds ago.
    pub async fn told_before(
        &self,
        address: &Address,
        brand: BrandCode,
        channel: Channel,
        status: Status,
        age: i64,
    ) {
        self.report(
            Report::about(&address.to_string())
                .brand(brand)
                .channel(channel)
                .status(status)
                .age(age)
                .source(Source::Web),
        )
        .await;
    }

    /// What becomes of a provider's request.
    pub async fn decided(&self, brand: BrandCode, request: ConsentRequest) -> Outcome {
        let command = Command {
            brand,
            action: Action::Consent(request),
            received_at: self.now(),
            item: ItemId {
                request: self.registry.new_request_id(),
                index: 0,
            },
            policy: Arc::new(Policy::CONTRACT),
            retried: false,
        };
        self.ledger.submit(vec![command]).await.unwrap().remove(0)
    }

    /// What a private person's record says.
    pub fn said(
        &self,
        address: &Address,
        brand: BrandCode,
        channel: Channel,
    ) -> Option<ConsentState> {
        self.state(&address.to_string(), record(0, brand, channel))
    }

    /// The messages that wait, sent.
    pub async fn messages(&self) -> Vec<OutgoingMessage> {
        let mailbox = Arc::new(Mailbox::default());
        let transports: [Arc<dyn MessageTransport>; 1] = [mailbox.clone()];
        self.send_messages_once(&transports).await;
        mailbox.take()
    }

    /// The one code that waits to be sent.
    pub async fn code(&self) -> String {
        let messages = self.messages().await;
        let [message] = messages.as_slice() else {
            panic!("{} messages", messages.len());
        };
        match &message.content {
            Content::Code { code, .. } => code.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// A code on its way to an address, and its digits.
    pub async fn request(&self, address: &Address, purpose: CodePurpose) -> (Challenge, String) {
        let requested = self
            .request_code(address, purpose, Language::Turkish, None)
            .await;
        let CodeRequested::Sent(challenge) = requested else {
            panic!("{requested:?}");
        };
        (challenge, self.code().await)
    }

    /// An address proven by a code.
    pub async fn prove(&self, address: &Address, purpose: CodePurpose) -> ProvenAddress {
        let (challenge, code) = self.request(address, purpose).await;
        let checked = self.people().check_code(challenge.id, purpose, &code).await;
        match checked.unwrap() {
            CodeChecked::Proven(proven) => proven,
            other => panic!("{other:?}"),
        }
    }

    /// Somebody signed in by a code.
    pub async fn sign_in(&self, address: &Address) -> SignedIn {
        let proven = self.prove(address, CodePurpose::SignIn).await;
        self.people()
            .sign_in(&proven, Language::Turkish)
            .await
            .unwrap()
    }

    /// Somebody refuses on the pages.
    pub async fn refuse(&self, subject: &Subject, of: &Selection) -> Changed {
        let source = Source::RegistryWeb;
        self.change(subject, of, Status::Refusal, source).await
    }

    /// Somebody approves on the pages.
    pub async fn approve(&self, subject: &Subject, of: &Selection) -> Changed {
        let source = Source::RegistryWeb;
        self.change(subject, of, Status::Approval, source).await
    }

    /// What a run forgets of the directory; a look beforehand says the same.
    pub async fn forgotten(&self) -> Forgotten {
        let would = self.would_retain().await.parties;
        let forgotten = self.retain().await.parties;
        assert_eq!(would, forgotten);
        forgotten
    }

    /// Whether somebody has an account with an address.
    pub async fn has_account(&self, address: &Address) -> bool {
        let recipient = self.ledger.recipient_id(address);
        let language = self.directory.language_of_address(recipient).await;
        language.unwrap().is_some()
    }

    /// Whether an address's line was reported closed.
    pub async fn is_closed(&self, address: &Address) -> bool {
        let recipient = self.ledger.recipient_id(address);
        let closed_at = self.directory.line_closed_at(recipient).await;
        closed_at.unwrap().is_some()
    }

    /// The intermediary's user, named a reporter of lines.
    pub async fn line_reporter(&self) -> Caller {
        let caller = self.intermediary().await;
        let named = self.directory.name_line_reporter(INTERMEDIARY, start());
        named.await.unwrap();
        caller
    }

    /// The closing of a phone number's line, reported.
    pub async fn close_line(&self, address: &Address, closed_at: Timestamp) -> LineOutcome {
        let caller = self.line_reporter().await;
        let outcomes = self
            .report_closed_lines(&caller, &[line(address, closed_at)])
            .await;
        assert_eq!(outcomes.len(), 1);
        outcomes[0]
    }

    /// The intermediary's user.
    pub async fn intermediary(&self) -> Caller {
        if self
            .directory
            .intermediary(INTERMEDIARY)
            .await
            .unwrap()
            .is_none()
        {
            let title = "Operatör A.Ş.";
            let added = self
                .directory
                .add_intermediary(INTERMEDIARY, title, start());
            added.await.unwrap();
            let kind = UserKind::Intermediary(INTERMEDIARY);
            let added = self
                .directory
                .add_user(USER, PASSWORD, kind, &OsRandom, start());
            added.await.unwrap();
        }
        self.registry
            .asking()
            .caller_by_password(USER, PASSWORD, [192, 0, 2, 9].into())
            .await
            .unwrap()
    }
}

/// A phone number's line, as its operator reports it.
pub fn line(address: &Address, closed_at: Timestamp) -> ClosedLine {
    let Address::Phone(phone) = *address else {
        unreachable!("a phone number");
    };
    ClosedLine { phone, closed_at }
}
