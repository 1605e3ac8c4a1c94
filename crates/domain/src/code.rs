//! The numbers the registry hands out: to providers, brands and retailers.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<u32> for $name {
            fn from(number: u32) -> Self {
                Self(number)
            }
        }
    )*};
}

codes! {
    /// A service provider's number (`iysCode`). Never reused (rule 2).
    ProviderCode;
    /// A brand's number (`brandCode`). The master brand's equals the provider's.
    BrandCode;
    /// A retailer's number (`retailerCode`), eight decimal digits.
    RetailerCode;
}
