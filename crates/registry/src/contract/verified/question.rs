//! What somebody is asked, as it waits for the answer: sealed.

use directory::verification::Verification;
use domain::{Address, BrandCode, Channel, Language, RecipientType, RequestId};
use serde::{Deserialize, Serialize};

use super::forms::KeptReference;
use super::{FormContent, Reference};
use crate::{Contract, Error, Result};

/// What it is sealed under, with the request.
const CONTEXT: &[u8] = b"izin/verification/";

/// What somebody is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// Who is asked.
    pub(crate) address: Address,
    /// Private person or merchant.
    pub(crate) recipient_type: RecipientType,
    /// The brands, with their names of then.
    pub(crate) brands: Vec<(BrandCode, String)>,
    /// The channels, each once.
    pub(crate) channels: Vec<Channel>,
    /// The provider's title.
    pub(crate) provider: String,
    /// The form's number and version.
    pub(crate) form: (u32, u32),
    /// What the form says, with the texts alone that this question refers to.
    pub(crate) content: FormContent,
}

/// See [`Question`].
#[derive(Serialize, Deserialize)]
struct Kept {
    address: String,
    recipient_type: u8,
    brands: Vec<(u32, String)>,
    channels: Vec<u8>,
    provider: String,
    form: (u32, u32),
    language: String,
    text: String,
    references: Vec<KeptReference>,
}

impl Question {
    /// Each brand with each channel, in order.
    pub(crate) fn records(&self) -> impl Iterator<Item = (BrandCode, Channel)> {
        let brands = self.brands.iter();
        brands.flat_map(|(brand, _)| self.channels.iter().map(|channel| (*brand, *channel)))
    }

    /// A brand's name.
    pub(crate) fn name_of(&self, brand: BrandCode) -> String {
        let mut brands = self.brands.iter();
        let found = brands.find(|(code, _)| *code == brand);
        found.map_or_else(|| brand.to_string(), |(_, name)| name.clone())
    }

    /// The brands' names, one after the other.
    pub(crate) fn names(&self) -> String {
        let names: Vec<_> = self.brands.iter().map(|(_, name)| name.as_str()).collect();
        names.join(", ")
    }
}

impl Kept {
    fn read(self) -> Option<Question> {
        let brands = self.brands.into_iter();
        let channels = self.channels.into_iter().map(Channel::from_byte);
        let references = self.references.into_iter().map(KeptReference::read);
        Some(Question {
            address: Address::from_stored(&self.address)?,
            recipient_type: RecipientType::from_byte(self.recipient_type)?,
            brands: brands.map(|(code, name)| (BrandCode(code), name)).collect(),
            channels: channels.collect::<Option<_>>()?,
            provider: self.provider,
            form: self.form,
            content: FormContent {
                language: Language::from_tag(&self.language)?,
                text: self.text,
                references: references.collect::<Option<Vec<Reference>>>()?,
            },
        })
    }
}

impl Contract<'_> {
    /// The bytes to keep. They open for this request alone.
    pub(super) fn seal_question(self, id: RequestId, question: &Question) -> Result<Vec<u8>> {
        let brands = question.brands.iter();
        let content = &question.content;
        let kept = Kept {
            address: question.address.to_string(),
            recipient_type: question.recipient_type.to_byte(),
            brands: brands.map(|(code, name)| (code.0, name.clone())).collect(),
            channels: question.channels.iter().map(|one| one.to_byte()).collect(),
            provider: question.provider.clone(),
            form: question.form,
            language: content.language.tag().to_owned(),
            text: content.text.clone(),
            references: content.references.iter().map(KeptReference::from).collect(),
        };
        self.seal_value(CONTEXT, &id.0, &kept)
    }

    /// What a verification asks.
    pub(crate) fn question_of(self, verification: &Verification) -> Result<Question> {
        let Verification {
            id,
            sealed_question,
            ..
        } = verification;
        let kept: Option<Kept> = self.unseal_value(CONTEXT, &id.0, sealed_question);
        let question = kept.and_then(Kept::read);
        question.ok_or_else(|| Error::Failed("a verification's question cannot be opened".into()))
    }
}
