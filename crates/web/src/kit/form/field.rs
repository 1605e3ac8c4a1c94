//! The fields of a form, as they are declared.

/// The fields of one form.
pub trait Field: Copy + PartialEq + Send + Sync + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// How one is sent and shown.
    fn rule(self) -> Rule;
}

/// How a field is sent and shown.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub name: &'static str,
    /// The most characters that a browser lets somebody type; 0: it sets no limit. What is taken is the use case's to say.
    pub max: usize,
    /// How often it may be sent.
    pub most: usize,
    /// Whether it is shown to nobody again, whoever typed it.
    pub secret: bool,
    /// What stands after the name in the field's `id`.
    ending: &'static str,
}

impl Rule {
    /// Something typed, at most so many characters.
    pub const fn text(name: &'static str, max: usize) -> Self {
        Self {
            max,
            ..Self::hidden(name)
        }
    }

    /// Something typed that is not shown again.
    pub const fn secret(name: &'static str, max: usize) -> Self {
        Self {
            secret: true,
            ..Self::text(name, max)
        }
    }

    /// One of several, a box or a button.
    pub const fn choice(name: &'static str) -> Self {
        Self::hidden(name)
    }

    /// Boxes of one name, at most so many of them ticked.
    pub const fn boxes(name: &'static str, most: usize) -> Self {
        Self {
            most,
            ..Self::hidden(name)
        }
    }

    /// A file.
    pub const fn file(name: &'static str) -> Self {
        Self {
            ending: "-file",
            ..Self::hidden(name)
        }
    }

    /// Something that our own page has put there.
    pub const fn hidden(name: &'static str) -> Self {
        Self {
            name,
            max: 0,
            most: 1,
            secret: false,
            ending: "",
        }
    }

    /// Its `id` on the page: `national-id` for `national_id`.
    pub fn id(self) -> String {
        format!("{}{}", self.name.replace('_', "-"), self.ending)
    }
}

/// Declares a form's fields, each with its kind, its name and its limit: `Note = text("note", NOTE_MAX)`.
macro_rules! fields {
    ($(#[$doc:meta])* $vis:vis enum $Name:ident {
        $($(#[$own:meta])* $Field:ident = $kind:ident($($of:expr),+)),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $Name {
            $($(#[$own])* $Field,)+
        }

        impl $crate::kit::form::Field for $Name {
            const ALL: &'static [Self] = &[$(Self::$Field),+];

            fn rule(self) -> $crate::kit::form::Rule {
                match self {
                    $(Self::$Field => $crate::kit::form::Rule::$kind($($of),+),)+
                }
            }
        }
    };
}

pub(crate) use fields;
