//! The forms that consents are asked by: a provider hands them in, the operator approves them (rule 31).

use axum::Json;
use axum::extract::State;
use domain::letters::is_unseen;
use domain::{ErrorCode, Language, PrivacyText, Timestamp, Violation};
use registry::contract::verified::{
    FORM_TEXT_MAX, FormContent, FormKept, REFERENCE_MAX, REFERENCES_MAX, Reference,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::{Bearer, Problem, ProviderPath, RawBody};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(forms, add))
}

/// A version of a form.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FormBody {
    /// The form's number, which a verification names.
    form_id: u32,
    /// From 1; the newest that is approved is used.
    version: u32,
    /// `tr` or `en`.
    language: &'static str,
    /// What the recipient is asked to agree to.
    text: String,
    /// The texts about personal data that may stand beside it.
    references: Vec<ReferenceBody>,
    added: String,
    /// Absent: the operator has not approved it yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    approved: Option<String>,
}

/// A text about personal data.
#[derive(Serialize, Deserialize, ToSchema)]
struct ReferenceBody {
    /// `AYDINLATMA_METNI`, `ACIK_RIZA_METNI` or `YURTDISI_AKTARIM`.
    kind: String,
    /// Where it is to be read, and in which version; at most 200 characters.
    at: String,
}

/// A form to be handed in. For the document; `content` reads it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewFormBody {
    /// The form that this is a version of; absent: a new one.
    pub form_id: Option<u32>,
    /// `tr` (assumed when left out) or `en`.
    pub language: Option<String>,
    /// What the recipient is asked to agree to; at most 600 characters.
    pub text: String,
    /// At most one of each kind.
    #[schema(value_type = Option<Vec<ReferenceBody>>)]
    pub references: Option<Value>,
}

/// What a form that was handed in is called.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FormNameBody {
    form_id: u32,
    version: u32,
}

impl From<FormKept> for FormBody {
    fn from(form: FormKept) -> Self {
        let references = form.content.references.into_iter();
        Self {
            form_id: form.number,
            version: form.version,
            language: form.content.language.tag(),
            text: form.content.text,
            references: references
                .map(|one| ReferenceBody {
                    kind: one.kind.as_wire().to_owned(),
                    at: one.at,
                })
                .collect(),
            added: form.added_at.to_wire(),
            approved: form.approved_at.map(Timestamp::to_wire),
        }
    }
}

codes!(FormsCodes: H353);

/// All versions of a provider's forms.
#[utoipa::path(
    get,
    path = "/izin/v1/sps/{iysCode}/forms",
    tag = "verification",
    responses((status = 200, body = Vec<FormBody>), FormsCodes)
)]
async fn forms(
    State(state): State<ApiState>,
    Bearer(caller): Bearer,
    ProviderPath(provider): ProviderPath,
) -> Result<Json<Vec<FormBody>>, Problem> {
    let forms = state.registry.contract().forms(&caller, provider).await?;
    Ok(Json(forms.into_iter().map(FormBody::from).collect()))
}

codes!(AddFormCodes: H095, H127 "The provider has 1,000 versions.", H353, H1055);

/// Hand in a form, or another version of one. It is used once the operator has approved it.
#[utoipa::path(
    post,
    path = "/izin/v1/sps/{iysCode}/forms",
    tag = "verification",
    request_body = NewFormBody,
    responses((status = 200, body = FormNameBody), AddFormCodes)
)]
async fn add(
    State(state): State<ApiState>,
    Bearer(caller): Bearer,
    ProviderPath(provider): ProviderPath,
    body: RawBody,
) -> Result<Json<FormNameBody>, Problem> {
    let contract = state.registry.contract();
    // Whose forms they are is asked before the body is looked at.
    contract.require_form_owner(&caller, provider)?;
    let object = body.object(ErrorCode::H014)?;
    let (number, content) = content(&object)?;
    let (form_id, version) = contract
        .add_form(&caller, provider, number, &content)
        .await?;
    Ok(Json(FormNameBody { form_id, version }))
}

/// Reads a form; what is wrong with it is told field by field.
fn content(object: &Map<String, Value>) -> Result<(Option<u32>, FormContent), Vec<Violation>> {
    let wrong = |field: &'static str| vec![ErrorCode::H095.violation().at(field)];
    let known = ["formId", "language", "text", "references"];
    if let Some(unknown) = object.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(vec![ErrorCode::H095.violation().at(unknown.clone())]);
    }
    let number = match object.get("formId").filter(|value| !value.is_null()) {
        None => None,
        Some(value) => {
            let number = value.as_u64().and_then(|number| number.try_into().ok());
            Some(number.ok_or_else(|| wrong("formId"))?)
        }
    };
    let language = match object.get("language").filter(|value| !value.is_null()) {
        None => Language::default(),
        Some(value) => value
            .as_str()
            .and_then(Language::from_tag)
            .ok_or_else(|| wrong("language"))?,
    };
    let text = words(object.get("text"), FORM_TEXT_MAX).ok_or_else(|| wrong("text"))?;
    let references = match object.get("references").filter(|value| !value.is_null()) {
        None => Vec::new(),
        Some(value) => references(value).ok_or_else(|| wrong("references"))?,
    };
    let content = FormContent {
        language,
        text,
        references,
    };
    Ok((number, content))
}

fn references(value: &Value) -> Option<Vec<Reference>> {
    let list = value
        .as_array()
        .filter(|list| list.len() <= REFERENCES_MAX)?;
    let mut references: Vec<Reference> = Vec::new();
    for item in list {
        let kind = PrivacyText::from_wire(item.get("kind")?.as_str()?).ok()?;
        let at = words(item.get("at"), REFERENCE_MAX)?;
        if references.iter().any(|known| known.kind == kind) {
            return None;
        }
        references.push(Reference { kind, at });
    }
    Some(references)
}

/// A text of so many characters at most, neither empty nor with signs that steer a terminal or a telephone.
fn words(value: Option<&Value>, most: usize) -> Option<String> {
    let text = value?.as_str()?.trim();
    let is_plain = !text.contains(|sign: char| sign.is_control() || is_unseen(sign));
    (!text.is_empty() && is_plain && text.chars().count() <= most).then(|| text.to_owned())
}
