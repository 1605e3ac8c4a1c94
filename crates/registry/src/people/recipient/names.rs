//! What brands, retailers and those who ask are called, each looked up once. A name that is damaged in the directory is
//! shown as one that is not there: a person must be able to refuse all the same.

use std::collections::HashMap;

use directory::intermediary::IntermediaryCode;
use directory::partner::PartnerCode;
use directory::row_sum::without_damaged;
use domain::{BrandCode, ProviderCode, RetailerCode};
use ledger::check_log::Asker;

use crate::{Registry, Result};

/// A retailer as people are told of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RetailerName {
    /// Its number.
    pub code: u32,
    /// Its title; `None`: the brand has no such retailer any more.
    pub title: Option<String>,
}

/// Who asked, by name. A party that is not there any more has an empty one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(tag = "kind", content = "title", rename_all = "snake_case")]
pub enum CheckAsker {
    /// The brand's provider.
    Provider(String),
    /// A partner that acts for it.
    Partner(String),
    /// An intermediary that was to deliver the message.
    Intermediary(String),
    /// The registry's operator.
    Operator,
}

/// A brand as people are told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BrandName {
    /// Its name; its number, if the directory does not have it.
    pub(crate) brand: String,
    /// Its provider's title; empty, if the directory does not have it.
    pub(crate) provider: String,
}

/// The names looked up for one answer.
pub(crate) struct Names<'a> {
    registry: &'a Registry,
    brands: HashMap<BrandCode, BrandName>,
    retailers: HashMap<(BrandCode, RetailerCode), RetailerName>,
    askers: HashMap<(u8, u32), CheckAsker>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(registry: &'a Registry) -> Self {
        Self {
            registry,
            brands: HashMap::new(),
            retailers: HashMap::new(),
            askers: HashMap::new(),
        }
    }

    /// A brand's name and its provider's. From memory where the directory has it there.
    pub(crate) async fn brand(&mut self, code: BrandCode) -> Result<&BrandName> {
        if !self.brands.contains_key(&code) {
            let directory = self.registry.directory();
            let name = directory.brand_name(code).await?;
            let brand = directory.brand(code).await.or_else(without_damaged)?;
            let provider = match &brand {
                Some(brand) => directory
                    .provider(brand.provider)
                    .await
                    .or_else(without_damaged)?,
                None => None,
            };
            let name = BrandName {
                brand: name.unwrap_or_else(|| code.to_string()),
                provider: provider.map_or_else(String::new, |provider| provider.title),
            };
            self.brands.insert(code, name);
        }
        Ok(&self.brands[&code])
    }

    /// The retailer that took a brand's consent.
    pub(crate) async fn retailer(
        &mut self,
        brand: BrandCode,
        code: RetailerCode,
    ) -> Result<RetailerName> {
        if let Some(known) = self.retailers.get(&(brand, code)) {
            return Ok(known.clone());
        }
        let retailer = self
            .registry
            .directory()
            .retailer(brand, code)
            .await
            .or_else(without_damaged)?;
        let name = RetailerName {
            code: code.0,
            title: retailer.map(|retailer| retailer.details.title),
        };
        self.retailers.insert((brand, code), name.clone());
        Ok(name)
    }

    /// Who asked, by the numbers of the log of checks.
    pub(crate) async fn asker(&mut self, asker: Asker) -> Result<CheckAsker> {
        let number = (asker.kind, asker.party);
        if let Some(known) = self.askers.get(&number) {
            return Ok(known.clone());
        }
        let directory = self.registry.directory();
        let name = match asker.kind {
            1 => {
                let provider = directory
                    .provider(ProviderCode(asker.party))
                    .await
                    .or_else(without_damaged)?;
                CheckAsker::Provider(provider.map_or_else(String::new, |one| one.title))
            }
            2 => {
                let partner = directory
                    .partner(PartnerCode(asker.party))
                    .await
                    .or_else(without_damaged)?;
                CheckAsker::Partner(partner.map_or_else(String::new, |one| one.title))
            }
            3 => {
                let code = IntermediaryCode(asker.party);
                let intermediary = directory
                    .intermediary(code)
                    .await
                    .or_else(without_damaged)?;
                CheckAsker::Intermediary(intermediary.map_or_else(String::new, |one| one.title))
            }
            _ => CheckAsker::Operator,
        };
        self.askers.insert(number, name.clone());
        Ok(name)
    }
}
