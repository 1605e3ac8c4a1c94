//! Enumerations whose values have words: on the wire, in forms and in columns. A word is written once, beside its value.

/// Makes an enumeration, all its values in order, their words, and the way back. `or H117` has another word refused with
/// that code; a number after a value is the one it is stored by.
#[macro_export]
macro_rules! words {
    (
        $(#[$of_all:meta])*
        pub enum $name:ident: $say:ident $(, $read:ident $(or $wrong:ident)?)? {
            $($(#[$of_one:meta])* $one:ident $(($byte:literal))? = $word:literal,)*
        }
    ) => {
        $(#[$of_all])*
        pub enum $name { $($(#[$of_one])* $one $(= $byte)?,)* }

        impl $name {
            /// All of them, in order.
            pub const ALL: [Self; [$(Self::$one),*].len()] = [$(Self::$one),*];

            /// Its word.
            pub const fn $say(self) -> &'static str {
                match self { $(Self::$one => $word,)* }
            }

            $($crate::words! { @read $say $read $($wrong)? })?
        }
    };
    (@read $say:ident $read:ident) => {
        /// Reads such a word; case counts.
        pub fn $read(word: &str) -> Option<Self> {
            Self::ALL.into_iter().find(|one| one.$say() == word)
        }
    };
    (@read $say:ident $read:ident $wrong:ident) => {
        #[doc = concat!("Reads such a word; anything else is `", stringify!($wrong), "`. Case counts.")]
        pub fn $read(word: &str) -> Result<Self, $crate::ErrorCode> {
            let found = Self::ALL.into_iter().find(|one| one.$say() == word);
            found.ok_or($crate::ErrorCode::$wrong)
        }
    };
}

/// The stored numbers of enumerations (see `docs/format.md`).
macro_rules! numbers {
    ($($name:ident),*) => {$(
        impl $name {
            /// The stored number.
            pub const fn to_byte(self) -> u8 {
                self as u8
            }

            /// Reads a stored number.
            pub fn from_byte(byte: u8) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.to_byte() == byte)
            }
        }
    )*};
}
pub(crate) use numbers;
