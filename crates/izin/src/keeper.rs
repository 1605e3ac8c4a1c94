//! Who has a data folder open: this process, or a server that takes its commands.

use crate::commands::{self, Command};
use crate::control::client::Server;
use crate::control::request::{Reply, Request};
use crate::data::Data;
use crate::failure::{Exit, Failure};
use crate::import::step::{self, Of, Step, Stepped};
use crate::opened::Opened;
use crate::parties::Where;
use crate::password::GivenPassword;
use crate::permissions;
use crate::table::Answer;

/// Who has the folder.
pub enum Keeper {
    /// This process, and nobody else meanwhile.
    Here(Box<Data>),
    /// A server.
    Server(Server),
}

impl Keeper {
    /// Opens the folder, or finds the server that has it open; of another user's folder only the server is asked. One
    /// that is none is made where `makes` says so, and refused otherwise, so that a slip in its name does not make an
    /// empty registry.
    pub async fn of(place: &Where, makes: bool) -> Result<Self, Failure> {
        let folder = place.folder()?;
        if permissions::other_owner(&folder).is_some() {
            return Ok(Self::Server(Server::of(folder)));
        }
        match place.open(makes).await {
            Ok(data) => Ok(Self::Here(Box::new(data))),
            Err(failure) if failure.exit == Exit::InUse => Ok(Self::Server(Server::of(folder))),
            Err(failure) => Err(failure),
        }
    }

    /// Takes an import a step further.
    pub async fn import(&self, step: Step) -> Result<Stepped, Failure> {
        match self.ask(Request::Import(step)).await? {
            Reply::Import(stepped) => Ok(stepped),
            Reply::Answer(_) => Err(Failure::unexpected()),
        }
    }

    /// Works on an import until that is done. A server does so by itself.
    pub async fn work_import(&self, of: Of) -> Result<(), Failure> {
        match self {
            Self::Here(data) => step::work(&data.background(), of).await,
            Self::Server(_) => Ok(()),
        }
    }

    async fn command(
        &self,
        words: Vec<String>,
        password: Option<String>,
    ) -> Result<Answer, Failure> {
        match self.ask(Request::Command { words, password }).await? {
            Reply::Answer(answer) => Ok(answer),
            Reply::Import(_) => Err(Failure::unexpected()),
        }
    }

    async fn ask(&self, request: Request) -> Result<Reply, Failure> {
        match self {
            Self::Here(data) => commands::answer(data, request).await,
            Self::Server(server) => server.ask(&request).await,
        }
    }

    /// Closes the folder where this process has opened it.
    pub async fn close(self) -> Result<(), Failure> {
        match self {
            Self::Here(data) => data.close().await,
            Self::Server(_) => Ok(()),
        }
    }
}

/// Carries a command out and prints what came of it.
pub async fn carry_out(command: Command) -> Result<(), Failure> {
    let place = command.place().clone();
    if command.only_lists() && permissions::other_owner(&place.folder()?).is_none() {
        let directory = place.look().await?;
        let answer = command.run(Opened::directory(&directory), "").await?;
        return answer.print(place.json);
    }
    let given = command.password().map(GivenPassword::read).transpose()?;
    let (password, made) = given.map_or((None, false), |one| (Some(one.text), one.made));
    // Whatever is no text was refused where text was wanted; of paths the keeper makes nothing.
    let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    let keeper = Keeper::of(&place, command.makes()).await?;
    let answer = keeper.command(words.collect(), password.clone()).await;
    // Before the folder is closed, so that nothing which goes wrong there hides what was done.
    let told = answer.and_then(|answer| {
        let answer = answer.with_password(password.filter(|_| made));
        answer.print(place.json)
    });
    let closed = keeper.close().await;
    told.and(closed)
}
