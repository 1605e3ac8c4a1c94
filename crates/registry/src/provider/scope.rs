//! A brand, opened for a member by what they may do there.

use std::marker::PhantomData;
use std::ops::Deref;

use directory::brand::Brand;
use directory::member::{MemberNumber, MemberState};
use domain::BrandCode;

use super::right::Right;
use super::session::MemberSession;
use crate::contract::brand_scope::mismatch;
use crate::{BrandScope, Error, ProviderConsole, Result};

/// A right, as a type.
pub trait Permission: Send + Sync + 'static {
    /// Which one it is.
    const RIGHT: Right;
}

macro_rules! permissions {
    ($($(#[$about:meta])* $Name:ident is $right:ident;)+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug)]
        pub enum $Name {}

        impl Permission for $Name {
            const RIGHT: Right = Right::$right;
        }
    )+};
}

permissions! {
    /// May see ([`Right::View`]).
    Viewing is View;
    /// May record ([`Right::Edit`]).
    Editing is Edit;
    /// May change the brand's own data ([`Right::Manage`]).
    Managing is Manage;
    /// May answer complaints ([`Right::Answer`]).
    Answering is Answer;
}

/// A brand, opened for a member who holds a right there. It is a [`BrandScope`] limited to that right.
#[derive(Clone, Debug)]
pub struct MemberScope<P> {
    scope: BrandScope,
    permission: PhantomData<fn() -> P>,
}

impl<P> Deref for MemberScope<P> {
    type Target = BrandScope;

    fn deref(&self) -> &BrandScope {
        &self.scope
    }
}

impl ProviderConsole<'_> {
    /// Opens a brand for a member. `H353`: it is none of their provider's, or they may not do this with it.
    pub async fn brand<P: Permission>(
        self,
        session: &MemberSession,
        brand: BrandCode,
    ) -> Result<MemberScope<P>> {
        if !session.may(P::RIGHT, brand) {
            return Err(mismatch("brandCode").into());
        }
        let standing = self.contract().standing(brand).await?;
        let own = standing.filter(|found| found.provider.code == session.provider().code);
        let standing = own.ok_or_else(|| Error::from(mismatch("brandCode")))?;
        let number = session.member().number;
        Ok(MemberScope {
            scope: BrandScope::of_member(number, P::RIGHT, standing, session.version()),
            permission: PhantomData,
        })
    }

    /// The provider's brands with which a member may do something, the master brand first.
    pub async fn brands(self, session: &MemberSession, right: Right) -> Result<Vec<Brand>> {
        let mut brands = self.directory().brands_of(session.provider().code).await?;
        brands.retain(|brand| session.may(right, brand.code));
        Ok(brands)
    }

    /// Opens again what was opened for a member before. `H353`: they may not do this with the brand any more, or are kept out.
    pub(crate) async fn reopened(
        self,
        number: MemberNumber,
        right: Right,
        brand: BrandCode,
    ) -> Result<BrandScope> {
        let refused = || Error::from(mismatch("brandCode"));
        let version = self.directory().access_version();
        let member = self.directory().member(number).await?;
        let member = member.filter(|member| {
            member.state == MemberState::Active
                && member.roles_for(brand).any(|role| right.held_by(role))
        });
        let member = member.ok_or_else(refused)?;
        let standing = self.contract().standing(brand).await?;
        let own = standing.filter(|found| found.provider.code == member.provider);
        let standing = own.ok_or_else(refused)?;
        Ok(BrandScope::of_member(number, right, standing, version))
    }
}
