//! The configuration of how many connections are served.

use api::server::{Bounds, CONNECTIONS_MAX};
use edge::Network;
use serde::{Deserialize, Serialize};

use crate::failure::{Exit, Failure};

/// See [`super::Config::connections`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connections {
    /// How many are served at once.
    pub most: usize,
    /// How many of them one client may have.
    pub by_client: usize,
}

impl Connections {
    /// Refuses what would serve nobody.
    pub fn check(&self) -> Result<(), Failure> {
        let Self { most, by_client } = *self;
        for (key, value, max) in [
            ("most", most, CONNECTIONS_MAX),
            ("by_client", by_client, CONNECTIONS_MAX),
        ] {
            if !(1..=max).contains(&value) {
                return Err(Failure::new(
                    Exit::Config,
                    format!("`connections.{key}` is {value}"),
                    format!("write a number from 1 to {max}"),
                ));
            }
        }
        Ok(())
    }

    /// As the server takes them.
    pub fn bounds(&self, trusted_proxies: Vec<Network>) -> Bounds {
        Bounds {
            connections: self.most,
            by_client: self.by_client,
            trusted_proxies,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn none_at_all_and_more_than_any_are_refused() {
        for (most, by_client) in [(0, 1), (1, 0), (CONNECTIONS_MAX + 1, 1)] {
            Connections::default().check().unwrap();
            let connections = Connections { most, by_client };
            let failure = connections.check().unwrap_err();
            assert_eq!(failure.exit, Exit::Config);
        }
    }
}
