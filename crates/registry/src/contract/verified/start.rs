//! Asking somebody for a consent (contract 14.1).

use std::time::Duration;

use directory::message::MessageId;
use directory::verification::{NewVerification, Obstacle, VerificationLimits, Window};
use domain::{
    Address, BrandCode, Channel, ErrorCode, PrivacyText, ProviderCode, RecipientType, RequestId,
    VerificationMethod,
};

use super::{
    FormContent, Question, Reference, VERIFICATION_HOURS, VERIFICATION_MINUTES, VERIFICATION_TRIES,
    VERIFICATIONS_A_DAY, VERIFICATIONS_APART,
};
use crate::message::{AnswerWay, CodePurpose, Content, NewMessage, QUESTION_BRANDS_MAX};
use crate::people::recipient::{COUNTRY_CODES_MAX, EMAIL_CODES_MAX};
use crate::{BrandScope, Caller, Contract, Error, Party, Result};

/// The most brands of one question.
pub const BRANDS_MAX: usize = 20;

/// How often an address is asked by all providers together: as often as one client gets codes for it.
const ADDRESS_WINDOWS: [Window; 2] = [(5, HOUR), (10, DAY)];
/// How many there are of a ceiling's hour within a minute: one in so many.
const MINUTE_SHARE: u32 = 20;
/// The country at home, where the ceiling is that of all.
const HOME: u16 = 90;
/// The "country" of e-mail.
const BY_EMAIL: u16 = 0;
const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
/// How many codes there are: six digits.
const CODES: u64 = 1_000_000;
/// What a code's MAC is made under.
const CODE_CONTEXT: &[u8] = b"izin/verification-code";

/// What a provider wants somebody to be asked.
#[derive(Clone, Debug)]
pub struct VerificationRequest {
    /// The form.
    pub form: u32,
    /// Who is asked; its kind is that of the method.
    pub address: Address,
    /// By which way.
    pub method: VerificationMethod,
    /// For which brands, each once, at most [`BRANDS_MAX`].
    pub brands: Vec<BrandCode>,
    /// For which channels, each once; the method's.
    pub channels: Vec<Channel>,
    /// As a private person or a merchant.
    pub recipient_type: RecipientType,
    /// Which texts about personal data stand beside it.
    pub references: Vec<PrivacyText>,
}

impl Contract<'_> {
    /// Asks somebody for a consent; the request's name. The message goes to whatever address is given, known or not.
    ///
    /// `H353`, `H1014` and the subscription codes: the caller may not for one of the brands. `H1055`, `H1000`, `H1054`: the
    /// form. `H1026`: no text message goes there. `H453`, `H465`: the provider has asked this address too often (rule 29).
    pub async fn start_verification(
        self,
        caller: &Caller,
        provider: ProviderCode,
        request: VerificationRequest,
    ) -> Result<RequestId> {
        let now = self.now();
        let scopes = self
            .asking_scopes(caller, provider, &request.brands, &request.channels)
            .await?;
        let form = self.approved_form(provider, request.form).await?;
        let references = referred(&form.content, &request.references)?;
        let route = self
            .people()
            .code_route(&request.address, CodePurpose::SignIn);
        if !route.is_open() {
            return Err(ErrorCode::H1026.violation().at("recipient").into());
        }
        let titled = scopes.first().map(BrandScope::standing);
        let question = Question {
            address: request.address,
            recipient_type: request.recipient_type,
            brands: scopes.iter().map(named).collect(),
            channels: request.channels,
            provider: titled.map_or_else(String::new, |standing| standing.provider.title.clone()),
            form: (form.number, form.version),
            content: FormContent {
                references,
                ..form.content
            },
        };
        let id = self.new_request_id();
        let method = request.method;
        // Nobody answers for a brand that the message had no room for.
        if method.is_by_code() && question.names().chars().count() > QUESTION_BRANDS_MAX {
            return Err(ErrorCode::H1010.violation().at("brandCodes").into());
        }
        let (code, life) = if method.is_by_code() {
            let minutes = u64::from(VERIFICATION_MINUTES);
            (Some(self.new_code()), Duration::from_mins(minutes))
        } else {
            let hours = u64::from(VERIFICATION_HOURS);
            (None, Duration::from_hours(hours))
        };
        let country = match &question.address {
            Address::Phone(phone) => phone.country_code(),
            Address::Email(_) => BY_EMAIL,
        };
        let new = NewVerification {
            id,
            provider,
            partner: scopes.first().and_then(BrandScope::partner),
            recipient: self.ledger().recipient_id(&question.address),
            method,
            country,
            sealed_question: self.seal_question(id, &question)?,
            mac: code
                .as_deref()
                .map(|code| self.verification_code_mac(id, code)),
            tries: VERIFICATION_TRIES,
            expires_at: now + life,
        };
        let answer = match code {
            Some(code) => AnswerWay::Code {
                code,
                minutes: VERIFICATION_MINUTES,
            },
            None => AnswerWay::Link {
                token: self.people().verification_token(id),
                hours: VERIFICATION_HOURS,
            },
        };
        let message = NewMessage {
            to: question.address.clone(),
            language: question.content.language,
            content: asking(&question, answer),
        };
        let message = self.outbox().sealed(MessageId(id.0), &message, now)?;
        let limits = self.verification_limits(country);
        let started = self
            .directory()
            .start_verification(new, message, limits, now);
        match started.await? {
            Ok(()) => {
                self.message_wake().wake();
                Ok(id)
            }
            Err(Obstacle::TooMany) => Err(ErrorCode::H453.violation().at("recipient").into()),
            Err(Obstacle::TooSoon) => Err(ErrorCode::H465.violation().at("recipient").into()),
            Err(Obstacle::Ceiling { again_at }) => {
                let wait = Duration::from_secs(again_at.wait_seconds(now));
                Err(Error::Later(wait))
            }
        }
    }

    /// The brands that are asked for, opened for the caller: each must be the provider's, and the caller may record on all
    /// the channels.
    pub(super) async fn asking_scopes(
        self,
        caller: &Caller,
        provider: ProviderCode,
        brands: &[BrandCode],
        channels: &[Channel],
    ) -> Result<Vec<BrandScope>> {
        let now = self.now();
        let is_own = caller.party() == Party::Provider(provider);
        let mut scopes = Vec::with_capacity(brands.len());
        for brand in brands {
            let scope = match self.brand(caller, provider, *brand).await {
                Err(Error::Refused(_)) if is_own => {
                    Err(ErrorCode::H1014.violation().at("brandCodes").into())
                }
                scope => scope,
            }?;
            scope.require_subscription(now)?;
            for channel in channels {
                scope.require_write(*channel)?;
            }
            scopes.push(scope);
        }
        Ok(scopes)
    }

    pub(super) fn verification_code_mac(self, id: RequestId, code: &str) -> [u8; 32] {
        let text = [id.0.as_slice(), code.as_bytes()].concat();
        self.ledger().mac(CODE_CONTEXT, &text)
    }

    fn new_code(self) -> String {
        let mut digits = [0; 8];
        self.random().fill(&mut digits);
        // A range this much smaller than 2⁶⁴ makes the leftover bias immaterial.
        format!("{:06}", u64::from_le_bytes(digits) % CODES)
    }

    /// How often an address is asked; together as many as there are codes that strangers ask for.
    fn verification_limits(self, country: u16) -> VerificationLimits {
        let mut ceilings = Vec::new();
        let mut within = |first: u16, last: u16, hour: u32| {
            ceilings.push((first, last, (hour.div_ceil(MINUTE_SHARE), MINUTE)));
            ceilings.push((first, last, (hour, HOUR)));
        };
        if country == BY_EMAIL {
            within(BY_EMAIL, BY_EMAIL, EMAIL_CODES_MAX);
        } else {
            if country != HOME {
                within(country, country, COUNTRY_CODES_MAX);
            }
            within(1, u16::MAX, self.settings().codes.texts_per_hour);
        }
        VerificationLimits {
            daily: (VERIFICATIONS_A_DAY, DAY),
            apart: VERIFICATIONS_APART,
            address: ADDRESS_WINDOWS,
            ceilings,
        }
    }
}

fn named(scope: &BrandScope) -> (BrandCode, String) {
    (scope.brand(), scope.standing().brand.name.clone())
}

/// The texts of a form that are wanted. `H1054`: it refers to no such text.
fn referred(form: &FormContent, wanted: &[PrivacyText]) -> Result<Vec<Reference>> {
    let find = |kind: &PrivacyText| {
        let mut known = form.references.iter();
        let found = known.find(|reference| reference.kind == *kind).cloned();
        found.ok_or_else(|| ErrorCode::H1054.violation().at("types").into())
    };
    wanted.iter().map(find).collect()
}

/// The message that asks.
fn asking(question: &Question, answer: AnswerWay) -> Content {
    let references = question.content.references.iter();
    Content::Question {
        provider: question.provider.clone(),
        brands: question.names(),
        channels: question.channels.iter().map(|one| one.to_byte()).collect(),
        text: question.content.text.clone(),
        references: references.map(|one| one.at.clone()).collect(),
        answer,
    }
}
