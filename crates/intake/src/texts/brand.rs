//! Which brand a message means.

use std::ops::Range;

use domain::BrandCode;
use registry::intake::texts::{CONFIRMATION_DIGITS, CalledBrand};
use registry::{Registry, Result};

use super::answers::Named;
use crate::keyword::{Mention, Refusal, Scope, Target};

/// A brand, and for what it was meant.
pub(super) struct MeantBrand {
    pub(super) code: BrandCode,
    name: String,
    key: String,
    pub(super) scope: Scope,
    pub(super) leaves_email: bool,
}

impl MeantBrand {
    /// As it is named in answers.
    pub(super) fn named(&self) -> Named<'_> {
        Named {
            name: &self.name,
            key: &self.key,
        }
    }
}

/// Which brand was meant.
pub(super) enum Meant {
    Brand(MeantBrand),
    Several,
    Unknown,
}

impl Meant {
    fn one(code: BrandCode, name: String, key: String, target: &Target) -> Self {
        Self::Brand(MeantBrand {
            code,
            name,
            key,
            scope: target.scope,
            leaves_email: target.leaves_email,
        })
    }
}

/// The brand that is refused: the one that is named alone, else the one that is named nearest.
pub(super) async fn refused_brand(registry: &Registry, refusal: &Refusal) -> Result<Meant> {
    if refusal.is_amidst {
        return Ok(match mentioned_brand(registry, &refusal.mentions).await? {
            Meant::Unknown => first_brand(registry, &refusal.targets).await?,
            meant => meant,
        });
    }
    match first_brand(registry, &refusal.targets).await? {
        Meant::Unknown => mentioned_brand(registry, &refusal.mentions).await,
        meant => Ok(meant),
    }
}

/// The first of the targets that is a brand.
pub(super) async fn first_brand(registry: &Registry, targets: &[Target]) -> Result<Meant> {
    let mut several = false;
    for target in targets {
        match registry.intake().brand_called(&target.key).await? {
            CalledBrand::One { code, name, key } => {
                return Ok(Meant::one(code, name, key, target));
            }
            CalledBrand::Several => several = true,
            CalledBrand::Unknown => {}
        }
    }
    Ok(if several {
        Meant::Several
    } else {
        Meant::Unknown
    })
}

/// The brand that targets name, if all that name one name the same.
pub(super) async fn only_brand(registry: &Registry, targets: &[Target]) -> Result<Meant> {
    let mut found = Meant::Unknown;
    for target in targets {
        match registry.intake().brand_called(&target.key).await? {
            CalledBrand::One { code, name, key } => match &found {
                Meant::Unknown => found = Meant::one(code, name, key, target),
                Meant::Brand(first) if first.code == code => {}
                _ => return Ok(Meant::Several),
            },
            CalledBrand::Several => return Ok(Meant::Several),
            CalledBrand::Unknown => {}
        }
    }
    Ok(found)
}

/// The brand that is named nearest.
async fn mentioned_brand(registry: &Registry, mentions: &[Vec<Mention>]) -> Result<Meant> {
    for near in mentions {
        let meant = brand_among(registry, near).await?;
        if !matches!(meant, Meant::Unknown) {
            return Ok(meant);
        }
    }
    Ok(Meant::Unknown)
}

/// The one brand among names that are as near as each other.
async fn brand_among(registry: &Registry, mentions: &[Mention]) -> Result<Meant> {
    let mut found = Meant::Unknown;
    let mut taken: Vec<Range<usize>> = Vec::new();
    for mention in mentions {
        let words = &mention.words;
        let overlaps = |other: &Range<usize>| words.start < other.end && other.start < words.end;
        if taken.iter().any(overlaps) {
            continue;
        }
        let called = registry.intake().brand_called(&mention.target.key).await?;
        match (called, &found) {
            (CalledBrand::Unknown, _) => continue,
            (CalledBrand::One { code, name, key }, Meant::Unknown) => {
                found = Meant::one(code, name, key, &mention.target);
            }
            (CalledBrand::One { code, .. }, Meant::Brand(first)) if first.code == code => {}
            _ => return Ok(Meant::Several),
        }
        taken.push(words.clone());
    }
    Ok(found)
}

/// A code among what may have been meant as a brand.
pub(super) fn confirmation_among(targets: &[Target]) -> Option<String> {
    let digits = |key: &str| key.bytes().all(|byte| byte.is_ascii_digit());
    targets
        .iter()
        .map(|target| &target.key)
        .find(|key| key.len() == CONFIRMATION_DIGITS && digits(key))
        .cloned()
}
