//! The forms that consents are asked by (rule 31).

use directory::form::{Form, FormAdded};
use domain::{ErrorCode, Language, PrivacyText, ProviderCode, Timestamp};
use serde::{Deserialize, Serialize};

use crate::contract::brand_scope::mismatch;
use crate::{Caller, Contract, Error, Party, Result};

/// The longest text of a form, in characters: as much as goes into ten text messages.
pub const FORM_TEXT_MAX: usize = 600;
/// The most texts that a form refers to.
pub const REFERENCES_MAX: usize = PrivacyText::ALL.len();
/// The longest reference, in characters.
pub const REFERENCE_MAX: usize = 200;

/// What a form says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormContent {
    /// In which language.
    pub language: Language,
    /// What the recipient is asked to agree to.
    pub text: String,
    /// The texts about personal data beside it, each at most once.
    pub references: Vec<Reference>,
}

/// A text about personal data that a form refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Which one.
    pub kind: PrivacyText,
    /// Where it is to be read, and in which version.
    pub at: String,
}

/// A version of a form as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormKept {
    /// The form's number.
    pub number: u32,
    /// The version, from 1.
    pub version: u32,
    /// Whose form it is.
    pub provider: ProviderCode,
    /// What it says.
    pub content: FormContent,
    /// When it was handed in.
    pub added_at: Timestamp,
    /// When the operator approved it.
    pub approved_at: Option<Timestamp>,
}

/// A form's content as the directory has it.
#[derive(Serialize, Deserialize)]
struct KeptContent {
    language: String,
    text: String,
    references: Vec<KeptReference>,
}

/// See [`Reference`].
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct KeptReference {
    pub(super) kind: String,
    pub(super) at: String,
}

impl From<&Reference> for KeptReference {
    fn from(reference: &Reference) -> Self {
        Self {
            kind: reference.kind.as_wire().to_owned(),
            at: reference.at.clone(),
        }
    }
}

impl KeptReference {
    pub(super) fn read(self) -> Option<Reference> {
        let kind = PrivacyText::from_wire(&self.kind).ok()?;
        Some(Reference { kind, at: self.at })
    }
}

impl TryFrom<Form> for FormKept {
    type Error = Error;

    fn try_from(form: Form) -> Result<Self> {
        let damaged = || Error::Failed("a form cannot be read".into());
        let kept: KeptContent = serde_json::from_str(&form.content).map_err(|_| damaged())?;
        let references = kept.references.into_iter().map(KeptReference::read);
        let content = FormContent {
            language: Language::from_tag(&kept.language).ok_or_else(damaged)?,
            text: kept.text,
            references: references.collect::<Option<_>>().ok_or_else(damaged)?,
        };
        Ok(Self {
            number: form.number,
            version: form.version,
            provider: form.provider,
            content,
            added_at: form.added_at,
            approved_at: form.approved_at,
        })
    }
}

impl Contract<'_> {
    /// Keeps a form of the caller's, or another version of one; its number and version. It is used once the operator has
    /// approved it; until then an earlier version is. `H353`: the caller is not the provider. `H1055`: it has no such
    /// form. `H127`: it has too many.
    pub async fn add_form(
        self,
        caller: &Caller,
        provider: ProviderCode,
        number: Option<u32>,
        content: &FormContent,
    ) -> Result<(u32, u32)> {
        self.require_form_owner(caller, provider)?;
        let kept = KeptContent {
            language: content.language.tag().to_owned(),
            text: content.text.clone(),
            references: content.references.iter().map(KeptReference::from).collect(),
        };
        let kept = serde_json::to_string(&kept).map_err(|error| Error::Failed(error.into()))?;
        let now = self.now();
        let added = self.directory().add_form(provider, number, kept, now);
        match added.await? {
            FormAdded::Added { number, version } => Ok((number, version)),
            FormAdded::Unknown => Err(unknown_form(number.unwrap_or_default())),
            FormAdded::TooMany => {
                let limit = directory::form::FORMS_MAX.to_string();
                let violation = ErrorCode::H127.violation().at("formId");
                Err(violation.filled(&[("limit", &limit)]).into())
            }
        }
    }

    /// All versions of the caller's forms. `H353`: the caller is not the provider.
    pub async fn forms(self, caller: &Caller, provider: ProviderCode) -> Result<Vec<FormKept>> {
        self.require_form_owner(caller, provider)?;
        let forms = self.directory().forms_of(provider).await?;
        forms.into_iter().map(FormKept::try_from).collect()
    }

    /// `H353` unless the caller is the provider itself.
    pub fn require_form_owner(self, caller: &Caller, provider: ProviderCode) -> Result<()> {
        if caller.party() == Party::Provider(provider) {
            Ok(())
        } else {
            Err(mismatch("iysCode").into())
        }
    }

    /// The version of a form that is used. `H1055`: the provider has no such form. `H1000`: none of its versions is
    /// approved.
    pub(super) async fn approved_form(
        self,
        provider: ProviderCode,
        number: u32,
    ) -> Result<FormKept> {
        let form = self.directory().form(provider, number).await?;
        let form = form.ok_or_else(|| unknown_form(number))?;
        if form.approved_at.is_none() {
            return Err(ErrorCode::H1000.violation().at("formId").into());
        }
        form.try_into()
    }
}

fn unknown_form(number: u32) -> Error {
    let number = number.to_string();
    let violation = ErrorCode::H1055.violation().at("formId");
    violation.filled(&[("formId", &number)]).into()
}
