//! Agents for tests.

use testkit::{AGENT, Browser};

use crate::app::App;

/// The agent's name to sign in with.
pub const NAME: &str = AGENT.0;
/// The password of everybody on the staff.
pub const PASSWORD: &str = AGENT.1;

impl App {
    /// The agent, added and signed in at the desk.
    pub async fn at_desk(&self) -> Browser<'_> {
        self.add_agent().await;
        self.at_desk_again().await
    }

    /// The agent, signed in at the desk by one more browser.
    pub async fn at_desk_again(&self) -> Browser<'_> {
        let mut browser = self.browser();
        let fields = [("name", NAME), ("password", PASSWORD)];
        let answer = browser.post("/desk/sign-in", &fields).await;
        assert_eq!(answer.location(), "/desk");
        browser
    }

    /// A browser at the desk that serves a caller.
    pub async fn serving(&self, address: &str) -> Browser<'_> {
        let mut browser = self.at_desk().await;
        self.begin(&mut browser, address).await;
        let code = self.last_code();
        let answer = browser.post("/desk/proof", &[("code", &code)]).await;
        assert_eq!(answer.location(), "/desk/caller");
        browser
    }

    /// Begins a call with somebody who says that this address is theirs.
    pub async fn begin(&self, browser: &mut Browser<'_>, address: &str) {
        let fields = [
            ("address", address),
            ("reason", "refusal"),
            ("note", "x <b>y</b>"),
        ];
        let answer = browser.post("/desk/call", &fields).await;
        assert_eq!(answer.location(), "/desk");
    }
}
