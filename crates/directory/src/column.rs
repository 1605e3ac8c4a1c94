//! Between the types of the registry and the columns of the store: how each is kept, and read again.

use domain::policy::FirstRefusal;
use domain::{
    BrandCode, Channel, Day, Language, Origin, ProviderCode, RecipientId, RecipientType, RequestId,
    RetailerCode, Seq, Source, Status, Timestamp, Way,
};
use sqlx::{Decode, Encode, Type};
use uuid::Uuid;

use crate::db::Engine;
use crate::error::{Error, Result};

/// What the engine itself binds and reads.
pub(crate) trait Kept:
    Encode<'static, Engine> + for<'r> Decode<'r, Engine> + Type<Engine> + Send + 'static
{
}

impl<T> Kept for T where
    T: Encode<'static, Engine> + for<'r> Decode<'r, Engine> + Type<Engine> + Send + 'static
{
}

/// What can be bound to a statement.
pub(crate) trait Store {
    /// What it is kept as.
    type Kept: Kept;

    /// The value as it is kept; `None`: the store cannot hold it.
    fn store(self) -> Option<Self::Kept>;
}

/// A value as it is kept. `Invalid`: the store cannot hold it.
pub(crate) fn kept<T: Store>(value: T) -> Result<T::Kept> {
    let kept = value.store();
    kept.ok_or(Error::Invalid("number: more than the directory holds"))
}

/// What can be read from a column.
pub(crate) trait Load: Sized {
    /// What it is kept as.
    type Kept: Kept;

    /// The value that was kept; `None`: nothing this program can have written.
    fn load(kept: Self::Kept) -> Option<Self>;
}

/// Has a type bound and read: what it is kept as, how it is made that, and how it is made of that.
macro_rules! column {
    ($($type:ty as $kept:ty: $store:expr, $load:expr;)+) => {$(
        impl $crate::column::Store for $type {
            type Kept = $kept;

            fn store(self) -> Option<$kept> {
                let store: fn(Self) -> Option<$kept> = $store;
                store(self)
            }
        }

        impl $crate::column::Load for $type {
            type Kept = $kept;

            fn load(kept: $kept) -> Option<Self> {
                let load: fn($kept) -> Option<Self> = $load;
                load(kept)
            }
        }
    )+};
}

/// Has a type around one value bound and read as that value.
macro_rules! wrapper {
    ($($type:ident($inner:ty)),+ $(,)?) => {$(
        impl $crate::column::Store for $type {
            type Kept = <$inner as $crate::column::Store>::Kept;

            fn store(self) -> Option<Self::Kept> {
                $crate::column::Store::store(self.0)
            }
        }

        impl $crate::column::Load for $type {
            type Kept = <$inner as $crate::column::Load>::Kept;

            fn load(kept: Self::Kept) -> Option<Self> {
                <$inner as $crate::column::Load>::load(kept).map(Self)
            }
        }
    )+};
}

pub(crate) use {column, wrapper};

// What the engine has a type for, and numbers as the schema has them: all signed, the smallest of two bytes.
column! {
    i64 as i64: Some, Some;
    String as String: Some, Some;
    Vec<u8> as Vec<u8>: Some, Some;
    bool as i16: |flag| Some(flag.into()), |kept| Some(kept != 0);
    u8 as i16: |number| Some(number.into()), |kept| kept.try_into().ok();
    u16 as i64: |number| Some(number.into()), |kept| kept.try_into().ok();
    u32 as i64: |number| Some(number.into()), |kept| kept.try_into().ok();
    u64 as i64: |number| number.try_into().ok(), |kept| kept.try_into().ok();
    Uuid as String: |id| Some(id.to_string()), |kept| kept.parse().ok();
}

column! {
    Timestamp as i64: |at| Some(at.as_millis()), |kept| Some(Self::from_millis(kept));
    Day as String: |day| Some(day.to_wire()), |kept| Self::from_wire(&kept).ok();
    Language as String: |one| Some(one.tag().to_owned()), |kept| Self::from_tag(&kept);
    Way as i16: |way| Some((way == Self::Text).into()),
        |kept| Some(if kept == 0 { Self::Mail } else { Self::Text });
    Channel as i16: |one| one.to_byte().store(), |kept| Self::from_byte(u8::load(kept)?);
    RecipientType as i16: |one| one.to_byte().store(), |kept| Self::from_byte(u8::load(kept)?);
    Origin as i16: |one| one.to_byte().store(), |kept| Self::from_byte(u8::load(kept)?);
    Source as i16: |one| one.to_byte().store(), |kept| Self::from_byte(u8::load(kept)?);
    Status as i16: |one| one.to_byte().store(), |kept| Self::from_byte(u8::load(kept)?);
    FirstRefusal as String: |one| Some(one.as_word().to_owned()), |kept| Self::from_word(&kept);
}

wrapper! {
    BrandCode(u32), ProviderCode(u32), RetailerCode(u32), Seq(u64),
    RecipientId([u8; RecipientId::LEN]), RequestId([u8; 16]),
}

impl<const N: usize> Store for [u8; N] {
    type Kept = Vec<u8>;

    fn store(self) -> Option<Vec<u8>> {
        Some(self.into())
    }
}

impl<const N: usize> Load for [u8; N] {
    type Kept = Vec<u8>;

    fn load(kept: Vec<u8>) -> Option<Self> {
        kept.try_into().ok()
    }
}

impl<T: Store> Store for Option<T> {
    type Kept = Option<T::Kept>;

    fn store(self) -> Option<Self::Kept> {
        match self {
            Some(value) => value.store().map(Some),
            None => Some(None),
        }
    }
}

impl<T: Load> Load for Option<T> {
    type Kept = Option<T::Kept>;

    fn load(kept: Self::Kept) -> Option<Self> {
        match kept {
            Some(kept) => T::load(kept).map(Some),
            None => Some(None),
        }
    }
}

impl<T: Store + Clone> Store for &T {
    type Kept = T::Kept;

    fn store(self) -> Option<T::Kept> {
        self.clone().store()
    }
}

impl Store for &str {
    type Kept = String;

    fn store(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl Store for &[u8] {
    type Kept = Vec<u8>;

    fn store(self) -> Option<Vec<u8>> {
        Some(self.to_owned())
    }
}
