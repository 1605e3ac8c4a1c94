//! The answers remembered in memory.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::{BrandCode, ProviderCode, Timestamp};

use crate::accounts::secret::TokenDigest;
use crate::accounts::user::{Networks, User, Username, VerifiedCredentials};
use crate::cache::Cache;
use crate::parties::brand::Brand;
use crate::parties::brand_search::BrandIndex;
use crate::parties::code::{IntermediaryCode, PartnerCode};
use crate::parties::grant::Grants;
use crate::parties::provider::Provider;
use crate::parties::subscription::{Holder, Subscription};

/// The most access tokens remembered in memory.
const CACHED_TOKENS: usize = 65_536;
/// The most providers, brands, subscriptions, and grants remembered in memory, each.
const CACHED_PARTIES: usize = 16_384;
/// The most brands whose retailers' numbers are remembered (at most 3,000 each).
const CACHED_RETAILER_SETS: usize = 512;

/// What is remembered of an access token.
#[derive(Clone)]
pub(crate) struct CachedToken {
    pub(crate) user: Arc<User>,
    pub(crate) expires: Timestamp,
}

/// The answers remembered in memory. This program is the file's only writer, so it alone can make
/// them wrong, and forgets them when it does.
pub(crate) struct Caches {
    pub(crate) providers: Cache<ProviderCode, Option<Provider>>,
    pub(crate) brands: Cache<BrandCode, Option<Brand>>,
    pub(crate) brand_index: Cache<(), Arc<BrandIndex>>,
    pub(crate) grants: Cache<(PartnerCode, BrandCode), Grants>,
    pub(crate) intermediary_grants: Cache<(IntermediaryCode, BrandCode), bool>,
    pub(crate) subscriptions: Cache<Holder, Option<Subscription>>,
    pub(crate) retailers: Cache<BrandCode, Arc<HashSet<u32>>>,
    pub(crate) tokens: Cache<TokenDigest, CachedToken>,
    pub(crate) networks: Cache<Username, Networks>,
    pub(crate) verified: VerifiedCredentials,
    access: AtomicU64,
}

impl Caches {
    pub(crate) fn new() -> Self {
        Self {
            providers: Cache::new(CACHED_PARTIES),
            brands: Cache::new(CACHED_PARTIES),
            brand_index: Cache::new(1),
            grants: Cache::new(CACHED_PARTIES),
            intermediary_grants: Cache::new(CACHED_PARTIES),
            subscriptions: Cache::new(CACHED_PARTIES),
            retailers: Cache::new(CACHED_RETAILER_SETS),
            tokens: Cache::new(CACHED_TOKENS),
            networks: Cache::new(CACHED_PARTIES),
            verified: VerifiedCredentials::new(),
            access: AtomicU64::new(0),
        }
    }

    /// What somebody may do has changed.
    pub(crate) fn access_changed(&self) {
        self.access.fetch_add(1, Ordering::AcqRel);
    }

    /// See [`Directory::access_version`](crate::Directory::access_version).
    pub(crate) fn access_version(&self) -> u64 {
        self.access.load(Ordering::Acquire)
    }
}
