//! A file's rows beside a day's, in bounded memory: the file's are held as numbers, the day's pass by twice.
//!
//! The first time counts. Rows that say the same cancel each other out; of what is left, rows with one key are paired and
//! differ, and the others are on one side alone. The second time says of each of the day's rows which of these it is.

use std::ops::Range;

/// What names a movement: its own number, or whose record it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// The beginning of the movement's number, or the recipient's pseudonym.
    pub(super) name: [u8; 16],
    /// The channel's number; 0: it is not compared, or is no part of the name.
    pub(super) channel: u8,
    /// The recipient type's number; 0 likewise.
    pub(super) recipient_type: u8,
}

/// What is said of a movement. What the file has no column of is 0 on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Facts {
    /// The recipient's pseudonym.
    pub(super) recipient: [u8; 16],
    /// When it was expressed, in seconds; `None`: nobody says.
    pub(super) consent_date: Option<i64>,
    /// Numbers of the channel, the recipients' type, the status and the source.
    pub(super) words: [u8; 4],
}

/// A row of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given {
    pub(super) key: Key,
    pub(super) facts: Facts,
    /// Its line in the file.
    pub(super) line: u32,
    /// Which row of the file it is, from 0.
    pub(super) ordinal: u32,
    /// Of the first row of a run of equal ones: how many of the run the day has as well.
    alike: u32,
    /// The same, in the second pass.
    passed: u32,
    /// Of the first row of a key: how many of the day's rows with that key are not alike.
    others: u32,
    /// Of the first row of a key: how many rows of it were looked at for a pair.
    looked_at: u32,
    /// Whether a row of the day was paired with it.
    paired: bool,
}

impl Given {
    pub(super) const fn new(key: Key, facts: Facts, line: u32, ordinal: u32) -> Self {
        Self {
            key,
            facts,
            line,
            ordinal,
            alike: 0,
            passed: 0,
            others: 0,
            looked_at: 0,
            paired: false,
        }
    }
}

/// What the first pass has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) alike: u64,
    pub(super) only_here: u64,
    pub(super) only_there: u64,
    pub(super) different: u64,
}

/// What becomes of one of the day's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The file has it as well.
    Alike,
    /// The file says something else of the same movement.
    Different(Facts, u32),
    /// The file does not have it.
    OnlyHere,
}

/// The file's rows, sorted.
pub(super) struct Join {
    given: Vec<Given>,
    here: u64,
}

impl Join {
    pub(super) fn new(mut given: Vec<Given>) -> Self {
        given.sort_unstable_by_key(|row| (row.key, row.facts, row.ordinal));
        Self { given, here: 0 }
    }

    fn of_key(&self, key: Key) -> Range<usize> {
        let start = self.given.partition_point(|row| row.key < key);
        let end = self.given.partition_point(|row| row.key <= key);
        start..end
    }

    /// The rows that say the same.
    fn run(&self, key: Key, facts: Facts) -> Range<usize> {
        let at = (key, facts);
        let start = self.given.partition_point(|row| (row.key, row.facts) < at);
        let end = self.given.partition_point(|row| (row.key, row.facts) <= at);
        start..end
    }

    /// One of the day's rows, in the first pass.
    pub(super) fn count(&mut self, key: Key, facts: Facts) {
        self.here += 1;
        let run = self.run(key, facts);
        if let Some(first) = self.given[run.clone()].first_mut()
            && (first.alike as usize) < run.len()
        {
            first.alike += 1;
            return;
        }
        let own = self.of_key(key);
        if let Some(first) = self.given[own].first_mut() {
            first.others += 1;
        }
    }

    /// What the first pass has come to.
    pub(super) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        let mut start = 0;
        while let Some(first) = self.given.get(start) {
            let own = self.of_key(first.key);
            let alike: u64 = self.given[own.clone()]
                .iter()
                .map(|row| u64::from(row.alike))
                .sum();
            let left = own.len() as u64 - alike;
            let pairs = left.min(u64::from(first.others));
            counts.alike += alike;
            counts.different += pairs;
            counts.only_there += left - pairs;
            start = own.end;
        }
        counts.only_here = self.here - counts.alike - counts.different;
        counts
    }

    /// One of the day's rows, in the second pass, which brings the same rows in the same order.
    pub(super) fn fate(&mut self, key: Key, facts: Facts) -> Fate {
        let run = self.run(key, facts);
        if let Some(first) = self.given[run].first_mut()
            && first.passed < first.alike
        {
            first.passed += 1;
            return Fate::Alike;
        }
        let own = self.of_key(key);
        match self.next_left(&own) {
            Some(place) => {
                let row = &mut self.given[place];
                row.paired = true;
                Fate::Different(row.facts, row.line)
            }
            None => Fate::OnlyHere,
        }
    }

    /// The next of a key's rows that the day does not have alike.
    fn next_left(&mut self, own: &Range<usize>) -> Option<usize> {
        while !own.is_empty() {
            let place = own.start + self.given[own.start].looked_at as usize;
            if place >= own.end {
                break;
            }
            let Given { key, facts, .. } = self.given[place];
            let run = self.run(key, facts);
            let alike = self.given[run.start].alike as usize;
            let within = place - run.start;
            if within >= alike {
                self.given[own.start].looked_at += 1;
                return Some(place);
            }
            self.given[own.start].looked_at += u32::try_from(alike - within).unwrap_or(u32::MAX);
        }
        None
    }

    /// After the second pass: which rows the file alone has, by their ordinals, ascending.
    pub(super) fn only_there(&self) -> Vec<u32> {
        let mut left = Vec::new();
        let mut start = 0;
        while let Some(first) = self.given.get(start) {
            let run = self.run(first.key, first.facts);
            let others = self.given[run.clone()].iter().skip(first.alike as usize);
            left.extend(others.filter(|row| !row.paired).map(|row| row.ordinal));
            start = run.end;
        }
        left.sort_unstable();
        left
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A movement that is told from others by a name and says one thing.
    fn row((name, says): (u8, u8)) -> (Key, Facts) {
        let key = Key {
            name: [name; 16],
            channel: 1,
            recipient_type: 1,
        };
        let facts = Facts {
            recipient: [name; 16],
            consent_date: Some(i64::from(says)),
            words: [1; 4],
        };
        (key, facts)
    }

    fn joined(here: &[(u8, u8)], there: &[(u8, u8)]) -> (Join, Counts, Vec<Fate>) {
        let given = (0..).zip(there).map(|(ordinal, one)| {
            let (key, facts) = row(*one);
            Given::new(key, facts, ordinal + 2, ordinal)
        });
        let mut join = Join::new(given.collect());
        for one in here {
            let (key, facts) = row(*one);
            join.count(key, facts);
        }
        let counts = join.counts();
        let fates = here.iter().map(|one| {
            let (key, facts) = row(*one);
            join.fate(key, facts)
        });
        let fates = fates.collect();
        (join, counts, fates)
    }

    #[test]
    fn what_is_alike_cancels_out_and_what_is_left_of_one_record_is_paired() {
        let here = [(1, 1), (1, 2), (2, 1), (3, 1)];
        let there = [(1, 2), (1, 9), (2, 1), (4, 1)];
        let (join, counts, fates) = joined(&here, &there);
        let expected = Counts {
            alike: 2,
            different: 1,
            only_here: 1,
            only_there: 1,
        };
        assert_eq!(counts, expected);
        let (_, nine) = row((1, 9));
        assert_eq!(
            fates,
            [
                Fate::Different(nine, 3),
                Fate::Alike,
                Fate::Alike,
                Fate::OnlyHere
            ]
        );
        assert_eq!(join.only_there(), [3]);
    }

    #[test]
    fn the_same_row_twice_is_alike_once_where_the_other_side_has_it_once() {
        let (join, counts, _) = joined(&[(1, 1)], &[(1, 1), (1, 1), (1, 1)]);
        assert_eq!((counts.alike, counts.only_there), (1, 2));
        assert_eq!(join.only_there().len(), 2);
        let (_, counts, fates) = joined(&[(1, 1), (1, 1)], &[(1, 1)]);
        assert_eq!((counts.alike, counts.only_here), (1, 1));
        assert_eq!(fates, [Fate::Alike, Fate::OnlyHere]);
    }

    proptest! {
        #[test]
        fn both_passes_say_the_same_and_lose_no_row(
            here in proptest::collection::vec((0..4_u8, 0..4_u8), 0..40),
            there in proptest::collection::vec((0..4_u8, 0..4_u8), 0..40),
        ) {
            let (join, counts, fates) = joined(&here, &there);
            let of = |is: fn(&Fate) -> bool| fates.iter().filter(|fate| is(fate)).count() as u64;
            prop_assert_eq!(of(|fate| matches!(fate, Fate::Alike)), counts.alike);
            prop_assert_eq!(of(|fate| matches!(fate, Fate::Different(..))), counts.different);
            prop_assert_eq!(of(|fate| matches!(fate, Fate::OnlyHere)), counts.only_here);
            prop_assert_eq!(join.only_there().len() as u64, counts.only_there);
            let sum = counts.alike + counts.different;
            prop_assert_eq!(sum + counts.only_here, here.len() as u64);
            prop_assert_eq!(sum + counts.only_there, there.len() as u64);
            // As many as can be are alike.
            let alike: usize = (0..16).map(|of: u8| {
                let one = (of / 4, of % 4);
                let count = |rows: &[(u8, u8)]| rows.iter().filter(|row| **row == one).count();
                count(&here).min(count(&there))
            }).sum();
            prop_assert_eq!(counts.alike, alike as u64);
        }
    }
}
