//! Enums that are kept by a word of each.

/// Makes the enum, and how its words are said and read.
macro_rules! words {
    (
        $(#[$of_all:meta])*
        pub enum $name:ident: $said:ident, $read:ident {
            $($(#[$of_one:meta])* $one:ident = $word:literal,)*
        }
    ) => {
        $(#[$of_all])*
        pub enum $name { $($(#[$of_one])* $one,)* }

        impl $name {
            /// All of them, in order.
            pub const ALL: [Self; [$(Self::$one),*].len()] = [$(Self::$one),*];

            /// The word it is kept by, and told.
            pub const fn $said(self) -> &'static str {
                match self { $(Self::$one => $word,)* }
            }

            /// Reads that word.
            pub fn $read(word: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.$said() == word)
            }
        }

        $crate::column::column! {
            $name as String: |one| Some(one.$said().to_owned()), |kept| Self::$read(&kept);
        }
    };
}

pub(crate) use words;
