//! The languages people are addressed in.

/// A language of the pages and messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Turkish: what anybody is addressed in who has not chosen.
    #[default]
    Turkish,
    /// English.
    English,
}

impl Language {
    /// Both languages, the default first.
    pub const ALL: [Self; 2] = [Self::Turkish, Self::English];

    /// The language's tag (RFC 5646), as HTML and mail carry it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Turkish => "tr",
            Self::English => "en",
        }
    }

    /// Reads a tag; `None`: a language nobody is addressed in.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}
