//! What the operator says about letters.

/// What every letter says of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterSettings {
    /// Where people reach the pages, without a slash at the end.
    pub public_url: String,
    /// Who runs the registry.
    pub operator_name: String,
    /// The number that text messages with a keyword go to; empty: there is none.
    pub short_number: String,
}

impl LetterSettings {
    /// The way to a page.
    pub(super) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// The link of an invitation to a provider's console.
    pub(super) fn invitation(&self, token: &str) -> String {
        format!("{}/provider/invitation/{token}", self.public_url)
    }

    /// The page of a question.
    pub(super) fn verification(&self, token: &str) -> String {
        format!("{}/v/{token}", self.public_url)
    }

    /// The exit link of a notice.
    pub(super) fn exit(&self, token: &str) -> String {
        format!("{}/e/{token}", self.public_url)
    }
}
