//! What a message may ask for.

use domain::Channel;

use super::mention::Mention;
use super::scope::Scope;
use super::target::{Target, add};

/// What a message asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// To refuse a brand.
    Refuse(Refusal),
    /// To refuse everything, or all of a channel.
    RefuseAll {
        /// Of which channel; `None`: of all.
        channel: Option<Channel>,
        /// The code that confirms it, as it was written.
        code: Option<String>,
        /// As [`Target::leaves_email`].
        leaves_email: bool,
    },
    /// To approve the brand that these are, if they are one.
    Approve(Vec<Target>),
    /// What holds for the first of these that is a brand.
    State(Vec<Target>),
    /// Which brands there are.
    List,
    /// How to write.
    Help,
    /// Several things at once, or one of which nobody knows whether it is meant: the sender is asked, and
    /// nothing is recorded.
    Unclear,
    /// Nothing that is understood.
    Unknown,
}

/// Which brand a refusal may mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// If nothing but a brand is named: the keys it may have, the first that is one is meant.
    pub targets: Vec<Target>,
    /// The names among other words, by how near they stand: in the sentence of the refusal, elsewhere, and in
    /// what is quoted. The nearest that has a brand counts; where it has several, nobody knows which is meant.
    pub mentions: Vec<Vec<Mention>>,
    /// Whether words stand before and behind the word of refusing, so that neither side is the brand's name
    /// for certain: then [`Refusal::mentions`] come first.
    pub is_amidst: bool,
    /// Whether no word is there that could name a brand.
    pub is_vague: bool,
}

impl Refusal {
    /// For this channel alone, whatever else is spoken of.
    pub(super) fn narrow(&mut self, channel: Channel) {
        let mentioned = self.mentions.iter_mut().flatten();
        let mentioned = mentioned.map(|mention| &mut mention.target);
        for target in self.targets.iter_mut().chain(mentioned) {
            target.scope = Scope::One(channel);
        }
    }

    /// Adds another reading's.
    pub(super) fn add(&mut self, more: Self) {
        add(&mut self.targets, more.targets);
        for mentions in more.mentions {
            if !self.mentions.contains(&mentions) {
                self.mentions.push(mentions);
            }
        }
        self.is_vague &= more.is_vague;
    }
}
