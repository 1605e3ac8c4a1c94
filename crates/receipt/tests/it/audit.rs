//! Sampling audits.

use std::collections::HashSet;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use receipt::audit::{
    Announcement, Answers, AuditFault, Interval, POPULATION_MAX, SAMPLE_MAX, Share, commitment,
};
use tlog::Checkpoint;

const SECRET: [u8; 32] = [7; 32];

/// What the secret and the head of these tests draw from a thousand.
const FROZEN: [u64; 5] = [268, 112, 918, 337, 270];

fn announcement(population: u64, sample: u32) -> Announcement {
    Announcement {
        name: "2026-03.istanbul".to_owned(),
        log: "registry.example/log".to_owned(),
        population,
        population_sha256: [1; 32],
        sample,
        tree_size: 5_000,
        commitment: commitment(&SECRET),
    }
}

fn head(root: u8) -> Checkpoint {
    Checkpoint {
        origin: "registry.example/log".parse().unwrap(),
        size: 5_000,
        root: [root; 32],
    }
}

#[test]
fn the_draw_is_frozen() {
    let drawn = announcement(1_000, 5).draw(&SECRET, &head(9)).unwrap();
    assert_eq!(drawn, FROZEN);
}

#[test]
fn a_program_that_shares_nothing_with_ours_draws_the_same() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../clients/python/draw.py");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("announcement.txt");
    for (population, sample) in [(1, 1), (20, 20), (1_000_003, 400), (POPULATION_MAX, 50)] {
        let announced = announcement(population, sample);
        std::fs::write(&file, announced.text()).unwrap();
        let head = head(3);
        let output = Command::new("python3")
            .arg(script)
            .arg(&file)
            .args([hex::encode(SECRET), STANDARD.encode(head.root)])
            .output();
        let Ok(output) = output else {
            assert!(
                std::env::var_os("IZIN_PEERS").is_none(),
                "python3 is missing"
            );
            return;
        };
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        let said = String::from_utf8(output.stdout).unwrap();
        let theirs: Vec<u64> = said.lines().map(|line| line.parse().unwrap()).collect();
        assert_eq!(announced.draw(&SECRET, &head).unwrap(), theirs);
    }
}

#[test]
fn another_head_secret_or_announcement_draws_others() {
    let announced = announcement(1_000_000, 10);
    let drawn = announced.draw(&SECRET, &head(1)).unwrap();
    assert_ne!(announced.draw(&SECRET, &head(2)).unwrap(), drawn);
    let other_secret = Announcement {
        commitment: commitment(&[8; 32]),
        ..announced.clone()
    };
    assert_ne!(other_secret.draw(&[8; 32], &head(1)).unwrap(), drawn);
    let other_list = Announcement {
        population_sha256: [2; 32],
        ..announced
    };
    assert_ne!(other_list.draw(&SECRET, &head(1)).unwrap(), drawn);
}

#[test]
fn what_was_not_announced_draws_nothing() {
    let announced = announcement(100, 10);
    assert_eq!(announced.draw(&[8; 32], &head(1)), Err(AuditFault::Secret));
    let larger = Checkpoint {
        size: 5_001,
        ..head(1)
    };
    assert_eq!(announced.draw(&SECRET, &larger), Err(AuditFault::TreeHead));
    let elsewhere = Checkpoint {
        origin: "other.example/log".parse().unwrap(),
        ..head(1)
    };
    assert_eq!(
        announced.draw(&SECRET, &elsewhere),
        Err(AuditFault::TreeHead)
    );
}

#[test]
fn an_announcement_is_read_as_it_was_written_and_in_no_other_form() {
    let announced = announcement(100, 10);
    let text = announced.text();
    assert_eq!(Announcement::parse(&text).as_ref(), Ok(&announced));
    for (old, new, wrong) in [
        ("izin/audit/v1", "izin/audit/v2", "format"),
        ("2026-03.istanbul", "", "name"),
        ("2026-03.istanbul", "a b", "name"),
        ("registry.example/log", "registry.example /log", "log"),
        ("\n100\n", "\n0100\n", "population"),
        ("\n100\n", "\n+100\n", "population"),
        ("\n100\n", "\n9\n", "sample"),
        ("\n100\n", "\n0\n", "population"),
        ("\n10\n", "\n0\n", "sample"),
        ("\n10\n", "\n4294967297\n", "sample"),
        ("0101", "010", "list"),
        ("5000", "0", "tree size"),
        ("5000\n", "5000\n\n", "commitment"),
    ] {
        let changed = text.replacen(old, new, 1);
        assert_ne!(changed, text, "{old:?}");
        let fault = Announcement::parse(&changed).unwrap_err();
        assert_eq!(fault, AuditFault::Announcement(wrong), "{changed}");
    }
    for changed in [
        text.to_uppercase(),
        format!("{text}\n"),
        text.trim_end().to_owned(),
    ] {
        assert!(Announcement::parse(&changed).is_err(), "{changed}");
    }
    let many = announcement(POPULATION_MAX, SAMPLE_MAX + 1);
    assert!(many.draw(&SECRET, &head(1)).is_err());
}

#[test]
fn intervals_are_wilsons() {
    let shares = |proven, wrong, silent| {
        let answers = Answers {
            proven,
            wrong,
            silent,
        };
        answers
            .not_proven()
            .map(|interval| (interval.least.0, interval.most.0))
    };
    // By Wilson's formula with 1.96, rounded outwards to millionths: 10 of 100, 0 of 50, 50 of 50.
    for ((proven, wrong), (least, most)) in [
        ((90, 10), (55_229_u32, 174_367_u32)),
        ((50, 0), (0, 71_351)),
        ((0, 50), (928_648, 1_000_000)),
    ] {
        let found = shares(proven, wrong, 0).unwrap();
        assert!(found.0.abs_diff(least) <= 3, "{found:?}");
        assert!(found.1.abs_diff(most) <= 3, "{found:?}");
    }
    assert_eq!(shares(0, 0, 0), None);
}

#[test]
fn who_does_not_answer_proves_nothing() {
    let answers = |proven, wrong, silent| Answers {
        proven,
        wrong,
        silent,
    };
    let silent = answers(80, 10, 10);
    assert_eq!(silent.not_proven(), answers(80, 20, 0).not_proven());
    let between = silent.wrong_whatever_the_silent_say().unwrap();
    let least = answers(90, 10, 0).not_proven().unwrap().least;
    let most = answers(80, 20, 0).not_proven().unwrap().most;
    assert_eq!(between, Interval { least, most });
}

proptest! {
    #[test]
    fn a_draw_is_as_many_different_numbers_of_the_population(
        population in 1_u64..400, wanted in 1_u32..400, root in any::<u8>(),
    ) {
        let sample = wanted.min(u32::try_from(population).unwrap());
        let announced = announcement(population, sample);
        let drawn = announced.draw(&SECRET, &head(root)).unwrap();
        prop_assert_eq!(drawn.len(), sample as usize);
        prop_assert!(drawn.iter().all(|number| *number < population));
        prop_assert_eq!(drawn.iter().collect::<HashSet<_>>().len(), drawn.len());
        prop_assert_eq!(announced.draw(&SECRET, &head(root)).unwrap(), drawn);
    }

    #[test]
    fn a_smaller_sample_of_one_seed_would_be_the_beginning_of_no_other(root in any::<u8>()) {
        // The sample's size is announced, and so part of the seed: it cannot be chosen by what comes up.
        let few = announcement(1_000_000, 5).draw(&SECRET, &head(root)).unwrap();
        let more = announcement(1_000_000, 6).draw(&SECRET, &head(root)).unwrap();
        prop_assert_ne!(&few[..], &more[..5]);
    }

    #[test]
    fn an_interval_holds_the_share_and_shrinks_as_the_sample_grows(
        proven in 0_u32..3_000, wrong in 0_u32..3_000,
    ) {
        prop_assume!(proven + wrong > 0);
        let of = |factor: u32| Answers {
            proven: proven * factor,
            wrong: wrong * factor,
            silent: 0,
        }.not_proven().unwrap();
        let (one, three) = (of(1), of(3));
        let share = u64::from(wrong) * 1_000_000 / u64::from(wrong + proven);
        let share = Share(u32::try_from(share).unwrap());
        prop_assert!(one.least <= share && share <= one.most);
        prop_assert!(one.most.0 - one.least.0 + 4 >= three.most.0 - three.least.0);
        prop_assert!(one.most <= Share(1_000_000));
    }

    #[test]
    fn whatever_is_read_is_an_announcement_or_is_refused(text in "\\PC{0,100}(\n\\PC{0,20}){0,9}") {
        if let Ok(read) = Announcement::parse(&text) {
            prop_assert_eq!(read.text(), text);
        }
    }
}
