//! The refusals of the token call, which have the OAuth shape and no codes (contract 2.1).

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::edge::words::OAuthErrorWord;

/// Why there are no tokens. `400`, for wrong credentials, too; only another method and a body that is too long or
/// does not come have a status of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OAuthError {
    #[serde(skip)]
    status: StatusCode,
    /// OAuth's word.
    #[schema(value_type = OAuthErrorWord)]
    error: &'static str,
    /// For a person to read, in Turkish.
    error_description: &'static str,
}

impl OAuthError {
    const fn request(error_description: &'static str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error: "invalid_request",
            error_description,
        }
    }

    const fn grant(error_description: &'static str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error: "invalid_grant",
            error_description,
        }
    }

    /// `grant_type` is none that is known. The documents say `invalid_grant`; the live system
    /// answers with OAuth's own word.
    pub(super) const UNSUPPORTED_GRANT: Self = Self {
        status: StatusCode::BAD_REQUEST,
        error: "unsupported_grant_type",
        error_description: "Desteklenmeyen giriş yöntemi.",
    };
    /// Wrong name or password.
    pub(super) const CREDENTIALS: Self = Self::request("Kullanıcı kimlik bilgileri geçersiz.");
    /// The operator's users.
    pub(super) const ADMIN: Self = Self::request("Beklenmeyen kullanıcı rolü: admin.");
    /// What calls itself JSON, or looks like it, is no object; or it has a name twice.
    pub(super) const NO_JSON: Self =
        Self::request("Gönderilen istek JSON formatına uygun olmalıdır.");
    /// The form cannot be read, or it has a field twice.
    pub(super) const NO_FORM: Self =
        Self::request("Form alanları okunamadı ya da bir alan birden çok kez gönderildi.");

    /// Tokens are asked for by `POST` (RFC 6749, section 3.2).
    pub(super) const METHOD: Self = Self {
        status: StatusCode::METHOD_NOT_ALLOWED,
        ..Self::request("Bu adrese yalnızca POST ile istek gönderilebilir.")
    };

    /// The body could not be read, which has this status elsewhere, too.
    pub(super) const fn unread(status: StatusCode) -> Self {
        Self {
            status,
            ..Self::request("İstek gövdesi okunamadı.")
        }
    }

    /// A refresh token that is none (the contract leaves the text open).
    pub(super) const REFRESH_TOKEN: Self = Self::grant("Yenileme jetonu geçersiz.");
}

/// What is said of one field that is missing, no text, or empty.
pub(super) struct FieldErrors {
    pub(super) missing: OAuthError,
    pub(super) no_text: OAuthError,
    pub(super) empty: OAuthError,
}

pub(super) const GRANT_TYPE: FieldErrors = FieldErrors {
    missing: OAuthError::request("Giriş yöntemi belirtilmemiş."),
    no_text: OAuthError::request("Bilinmeyen giriş yöntemi."),
    empty: OAuthError::grant("Giriş yöntemi boş olamaz."),
};

pub(super) const REFRESH_TOKEN: FieldErrors = FieldErrors {
    missing: OAuthError::request("Yenileme jetonu verilmemiş."),
    no_text: OAuthError::request("Desteklenmeyen yenileme jetonu türü."),
    empty: OAuthError::grant("Yenileme jetonu boş olamaz."),
};

pub(super) const PASSWORD: FieldErrors = FieldErrors {
    missing: OAuthError::request("Şifre verilmemiş."),
    no_text: OAuthError::request("Desteklenmeyen şifre türü."),
    empty: OAuthError::grant("Şifre boş bırakılamaz."),
};

pub(super) const USERNAME: FieldErrors = FieldErrors {
    missing: OAuthError::request("Kullanıcı adı verilmemiş."),
    no_text: OAuthError::request("Desteklenmeyen kullanıcı adı türü."),
    empty: OAuthError::grant("Kullanıcı adı boş bırakılamaz."),
};

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}
