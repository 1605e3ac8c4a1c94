//! The desk of a test: one agent, and callers.

use std::net::IpAddr;

use domain::Language;
use keys::OsRandom;
use registry::desk::look_log::{LookProof, LookReason, Seen};
use registry::desk::staff::AgentSession;
use registry::desk::{Call, CallBegun, CallProven, CallRequest, CallState};
use registry::staff::{StaffRole, StaffSignIn};

use crate::clock::start;
use crate::names::address_of;
use crate::place::Place;

/// The agent's name, password and office.
pub const AGENT: (&str, &str, &str) = ("destek", "Doğru-At-Pil-Zımba", "Çağrı merkezi");
/// Where the agent sits.
pub const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

/// What an agent asks for when somebody calls about unwanted messages.
pub fn call_request(address: &str) -> CallRequest {
    CallRequest {
        address: address_of(address),
        reason: LookReason::Refusal,
        note: "istenmeyen SMS".to_owned(),
        language: Language::Turkish,
    }
}

impl Place {
    /// Adds the agent.
    pub async fn add_agent(&self) {
        let (name, password, office) = AGENT;
        let role = StaffRole::Agent;
        let added = self
            .directory
            .add_staff(name, password, role, office, &OsRandom, start());
        added.await.unwrap();
    }

    /// An agent who has signed in.
    pub async fn agent(&self) -> AgentSession {
        self.add_agent().await;
        let StaffSignIn::Welcome { token, .. } = self.try_sign_in(AGENT.1, CLIENT).await else {
            panic!("not let in");
        };
        self.staff_session(&token).await.unwrap()
    }

    /// The agent signs in.
    pub async fn try_sign_in(&self, password: &str, client: IpAddr) -> StaffSignIn {
        let tried = self.desk().staff_sign_in(AGENT.0, password, client);
        tried.await.unwrap()
    }

    /// Begins a call and proves it by a code.
    pub async fn served(&self, session: &AgentSession, address: &str) -> Box<Call> {
        let begun = self
            .desk()
            .begin_call(session, &call_request(address))
            .await;
        assert!(matches!(begun.unwrap(), CallBegun::CodeSent { .. }));
        let code = self.code().await;
        match self.prove_call(session, &code).await {
            CallProven::Open(call) => call,
            other => panic!("{other:?}"),
        }
    }

    /// The looks of agents at an address's records.
    pub async fn looks(&self, address: &str) -> Vec<(LookReason, LookProof, Seen)> {
        let subject = self.subject_of(&address_of(address)).await;
        let entries = self.looks_of(&subject).await;
        let entries = entries.into_iter();
        entries
            .map(|entry| (entry.reason, entry.proof, entry.seen))
            .collect()
    }

    /// The bytes of the directory's files.
    pub fn store_files(&self) -> Vec<Vec<u8>> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        let paths = files.map(|file| file.unwrap().path());
        let own = paths.filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.starts_with("directory.sqlite")
        });
        own.map(|path| std::fs::read(path).unwrap()).collect()
    }

    /// Whether a call is open.
    pub async fn is_open(&self, session: &AgentSession) -> bool {
        let state = self.call_of(session).await;
        matches!(state, CallState::Open(_))
    }
}
