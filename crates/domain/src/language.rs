//! The languages people are addressed in.

use crate::words;

words! {
    /// A language of the pages and messages, the default first. Its tag (RFC 5646) is what HTML and mail carry.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum Language: tag, from_tag {
        /// Turkish: what anybody is addressed in who has not chosen.
        #[default]
        Turkish = "tr",
        /// English.
        English = "en",
    }
}
