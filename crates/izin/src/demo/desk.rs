//! Who serves the demo's citizen otherwise than by the pages: an agent at the desk, and the gateways
//! that bring text messages and calls.

use directory::gateway::GatewayKind;
use directory::short_name::ShortName;
use directory::staff::StaffRole;
use directory::{Directory, Result};
use domain::folding::fold;
use domain::{BrandCode, Timestamp};
use keys::OsRandom;

use super::parties::{PASSWORD, PROVIDERS, new_or_there};

/// The agent's name.
pub const AGENT: &str = "destek@izin.example";

/// The token of the gateway that brings text messages. Public, as everything that lets in here.
pub const TEXT_TOKEN: &str = "izin_gw_YSBkZW1vIHByb3RlY3RzIG5vdGhpbmc6IHRleHRzIGE";
/// The token of the gateway that brings calls.
pub const VOICE_TOKEN: &str = "izin_gw_YSBkZW1vIHByb3RlY3RzIG5vdGhpbmc6IHZvaWNlcyA";

/// The gateways, and what their tokens are made of in place of random bytes.
const GATEWAYS: [(&str, GatewayKind, &[u8; 32]); 2] = [
    (
        "demo-texts",
        GatewayKind::Text,
        b"a demo protects nothing: texts a",
    ),
    (
        "demo-calls",
        GatewayKind::Voice,
        b"a demo protects nothing: voices ",
    ),
];

/// Admits them, and gives the first providers' master brands the short names people write in text
/// messages. What an earlier start admitted already is left as it is.
pub async fn admit(directory: &Directory, now: Timestamp) -> Result<()> {
    let (role, office) = (StaffRole::Agent, "İzin Çağrı Merkezi");
    let agent = directory.add_staff(AGENT, PASSWORD, role, office, &OsRandom, now);
    new_or_there(agent.await)?;
    for (name, kind, secret) in GATEWAYS {
        let known = |bytes: &mut [u8]| {
            for (byte, known) in bytes.iter_mut().zip(secret.iter().cycle()) {
                *byte = *known;
            }
        };
        new_or_there(directory.add_gateway(name, kind, true, &known, now).await)?;
    }
    for provider in &PROVIDERS {
        let Some((brand, name)) = provider.brands.first() else {
            continue;
        };
        let short = ShortName {
            brand: BrandCode(*brand),
            name: fold(name).to_uppercase(),
        };
        new_or_there(directory.add_short_name(short, now).await)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[tokio::test]
    async fn the_tokens_that_are_told_let_in_after_a_second_start_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("directory.sqlite");
        let directory = Directory::open(&path).await.unwrap();
        let now = Timestamp::from_seconds(1_772_348_400);
        super::super::parties::admit(&directory, now).await.unwrap();
        for _ in 0..2 {
            admit(&directory, now).await.unwrap();
        }
        for (token, kind) in [
            (TEXT_TOKEN, GatewayKind::Text),
            (VOICE_TOKEN, GatewayKind::Voice),
        ] {
            let gateway = directory.gateway_of(token).await.unwrap().unwrap();
            assert_eq!(gateway.kind, kind);
            assert!(gateway.verified);
        }
    }
}
