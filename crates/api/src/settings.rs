//! The switches of the HTTP edge (contract 19).

use domain::draft::EmptyFields;
use edge::Network;
use intake::texts::TextSettings;
use intake::voice::VoiceSettings;
use serde::{Deserialize, Serialize};

/// How the contract is spoken, where the contract leaves a choice.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether the contract's rate limits are kept (contract 15).
    pub rate_limits: bool,
    /// What optional fields sent as `null` or as an empty list count as.
    pub empty_fields: EmptyFields,
    /// What a status query answers for a record that does not exist.
    pub unknown_status: UnknownStatus,
    /// Whether the token answer repeats its tokens in camel case, as one client needs (contract 2.4).
    pub token_duplicates: bool,
    /// How a batch's `requestId` is written (contract 6.2).
    pub request_ids: RequestIds,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// How text messages are answered.
    pub texts: TextSettings,
    /// How callers are answered.
    pub voice: VoiceSettings,
}

/// See [`Settings::unknown_status`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnknownStatus {
    /// `200` and `{}`.
    EmptyObject,
    /// `200` and no body.
    EmptyBody,
    /// `404` with the error envelope.
    NotFound,
}

/// See [`Settings::request_ids`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestIds {
    /// 32 hexadecimal digits.
    Plain,
    /// The same with dashes.
    Dashed,
}

impl Default for Settings {
    /// The contract's behaviour as its clients meet it.
    fn default() -> Self {
        Self {
            rate_limits: true,
            empty_fields: EmptyFields::Absent,
            unknown_status: UnknownStatus::EmptyObject,
            token_duplicates: true,
            request_ids: RequestIds::Plain,
            trusted_proxies: Vec::new(),
            texts: TextSettings::default(),
            voice: VoiceSettings::default(),
        }
    }
}
