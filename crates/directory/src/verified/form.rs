//! The forms that consents are asked by. A changed form is a new version (rule 31).

use domain::{ProviderCode, Timestamp};

use crate::error::Result;
use crate::row::row;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// The most versions of forms that one provider may have.
pub const FORMS_MAX: u64 = 1_000;

/// One version of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The form's number.
    pub number: u32,
    /// The version, from 1.
    pub version: u32,
    /// Whose form it is.
    pub provider: ProviderCode,
    /// What it says, as the caller has written it.
    pub content: String,
    /// When it was handed in.
    pub added_at: Timestamp,
    /// When the operator approved it.
    pub approved_at: Option<Timestamp>,
}

/// What became of a form that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormAdded {
    /// It is kept under this number and version, and waits for its approval.
    Added {
        /// The form's number.
        number: u32,
        /// The version.
        version: u32,
    },
    /// The provider has no form of the number.
    Unknown,
    /// The provider has [`FORMS_MAX`].
    TooMany,
}

impl Directory {
    /// Keeps a form, or another version of one.
    pub async fn add_form(
        &self,
        provider: ProviderCode,
        number: Option<u32>,
        content: String,
        now: Timestamp,
    ) -> Result<FormAdded> {
        self.write(work!(|connection| {
            let known = sql!("SELECT COUNT(*) FROM forms WHERE provider = $1"; provider);
            let known: u64 = known.only(&mut *connection).await?;
            if known >= FORMS_MAX {
                return Ok(FormAdded::TooMany);
            }
            let (number, version) = match number {
                None => {
                    let last = sql!("SELECT COALESCE(MAX(number), 0) FROM forms");
                    let last: u32 = last.only(&mut *connection).await?;
                    (last + 1, 1)
                }
                Some(number) => {
                    let last = sql!("SELECT COALESCE(MAX(version), 0) FROM forms \
                         WHERE number = $1 AND provider = $2"; number, provider);
                    let last: u32 = last.only(&mut *connection).await?;
                    if last == 0 {
                        return Ok(FormAdded::Unknown);
                    }
                    (number, last + 1)
                }
            };
            insert!(forms: number, version, provider, content, added_at = now)
                .apply(connection)
                .await?;
            Ok(FormAdded::Added { number, version })
        }))
        .await
    }

    /// All versions of a provider's forms, in order.
    pub async fn forms_of(&self, provider: ProviderCode) -> Result<Vec<Form>> {
        let forms = Form::rows("WHERE provider = $1 ORDER BY number, version");
        self.all(sql!(forms; provider)).await
    }

    /// All versions of all forms, in order.
    pub async fn forms(&self) -> Result<Vec<Form>> {
        self.all(Form::rows("ORDER BY number, version")).await
    }

    /// The newest version of a provider's form that is approved, or else the newest.
    pub async fn form(&self, provider: ProviderCode, number: u32) -> Result<Option<Form>> {
        let form = Form::rows(
            "WHERE provider = $1 AND number = $2 \
             ORDER BY CASE WHEN approved_at IS NULL THEN 1 ELSE 0 END, version DESC LIMIT 1",
        );
        self.one(sql!(form; provider, number)).await
    }

    /// Approves one version of a form; `false`: there is no such version. One that was approved before stays as it is.
    pub async fn approve_form(&self, number: u32, version: u32, now: Timestamp) -> Result<bool> {
        let approve = sql!("UPDATE forms SET approved_at = COALESCE(approved_at, $1) \
             WHERE number = $2 AND version = $3"; now, number, version);
        Ok(self.run(approve).await? > 0)
    }
}

row! { Form in forms: number, version, provider, content, added_at, approved_at }
