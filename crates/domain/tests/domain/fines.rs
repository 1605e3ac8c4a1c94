//! Fines: law 6563, article 12.

use domain::Day;
use domain::fines::{
    Act, Amount, Breach, Fine, FineRefusal, FineTable, Letter, Rate, TABLE_BYTES_MAX, TableFault,
    Verdict, YearOf, official, with_own,
};
use proptest::prelude::*;

fn liras(liras: u64) -> Amount {
    Amount::of_liras(liras).unwrap()
}

fn day(text: &str) -> Day {
    Day::from_wire(text).unwrap()
}

fn act(sent: &str, recipients: u64) -> Act {
    Act {
        sent: day(sent),
        decided: day("2026-06-01"),
        recipients,
    }
}

fn fine(breach: Breach, base: u64, multiplier: u8) -> Fine {
    let base = liras(base);
    Fine {
        breach,
        base,
        multiplier,
    }
}

fn bounds(table: &FineTable, year: u16, letter: Letter) -> (u64, u64) {
    let row = &table.year(year).unwrap().rows[&letter];
    (row.least.liras(), row.most.liras())
}

#[test]
fn the_published_rows_stand_in_the_table() {
    let published = [
        (2025, Letter::A, 2_279, 11_403),
        (2025, Letter::B, 2_279, 22_807),
        (2025, Letter::C, 4_561, 34_210),
        (2025, Letter::CWithCedilla, 22_807, 228_071),
        (2025, Letter::D, 22_807, 228_071),
        (2025, Letter::E, 114_035, 570_178),
        (2025, Letter::F, 114_035, 570_178),
        (2025, Letter::G, 22_807, 228_071),
        (2026, Letter::A, 2_859, 14_309),
        (2026, Letter::B, 2_859, 28_620),
        (2026, Letter::C, 5_723, 42_930),
        (2026, Letter::CWithCedilla, 28_620, 286_206),
        (2026, Letter::D, 28_620, 286_206),
        (2026, Letter::E, 143_102, 715_516),
        (2026, Letter::F, 143_102, 715_516),
        (2026, Letter::G, 28_620, 286_206),
    ];
    for (year, letter, least, most) in published {
        assert_eq!(
            bounds(official(), year, letter),
            (least, most),
            "{year} {letter:?}"
        );
    }
}

#[test]
fn only_rows_that_were_not_seen_printed_are_marked_as_computed() {
    let computed: Vec<_> = official()
        .check()
        .filter(|check| check.row.computed)
        .map(|check| (check.year, check.letter))
        .collect();
    let unseen = [Letter::D, Letter::E, Letter::F, Letter::G];
    assert_eq!(computed, unseen.map(|letter| (2026, letter)));
}

#[test]
fn the_rows_of_2026_are_those_of_2025_under_the_rate_without_their_fractions() {
    let rate = Rate::read("25.49").unwrap();
    let computed = official().computed(2025, rate).unwrap();
    for (letter, row) in &official().year(2026).unwrap().rows {
        assert_eq!(
            (row.least, row.most),
            (computed[letter].least, computed[letter].most)
        );
    }
    for check in official().check() {
        let expected = if check.year == 2025 {
            Verdict::NotChecked
        } else {
            Verdict::Fits
        };
        assert_eq!(check.verdict, expected);
    }
}

#[test]
fn an_entered_row_that_is_not_what_the_year_before_comes_to_is_told_and_stands() {
    let own = "[[year]]\nyear = 2027\nsource = \"RG\"\nrate = \"10.00\"\nrow = [\n\
        { letter = \"a\", least = 3144, most = 15739 },\n{ letter = \"b\", least = 3144, most = 1 },\n]";
    assert!(matches!(
        with_own(own),
        Err(TableFault::Row { year: 2027, .. })
    ));
    let own = own.replace("most = 1 }", "most = 31483 }");
    let table = with_own(&own).unwrap();
    let verdicts: Vec<_> = table
        .check()
        .filter(|check| check.year == 2027)
        .map(|check| check.verdict)
        .collect();
    assert_eq!(verdicts[0], Verdict::Fits);
    let Verdict::Differs(expected) = &verdicts[1] else {
        panic!("{verdicts:?}");
    };
    assert_eq!(expected.most, liras(31_482));
    assert_eq!(bounds(&table, 2027, Letter::B), (3_144, 31_483));
}

#[test]
fn a_year_is_reckoned_in_advance_from_its_rate() {
    let own = "[[year]]\nyear = 2028\nsource = \"rate of 2027\"\nrate = \"0.00\"\n\
        [[year]]\nyear = 2027\nsource = \"rate of 2026\"\nrate = \"10.00\"\n";
    let table = with_own(own).unwrap();
    assert_eq!(bounds(&table, 2027, Letter::A), (3_144, 15_739));
    assert_eq!(bounds(&table, 2028, Letter::A), (3_144, 15_739));
    assert!(
        table
            .year(2027)
            .unwrap()
            .rows
            .values()
            .all(|row| row.computed)
    );
    assert_eq!(bounds(&table, 2026, Letter::A), (2_859, 14_309));
}

#[test]
fn a_missing_year_is_an_error_that_names_it_and_no_guess() {
    let fines = [fine(Breach::NoConsent, 3_000, 1)];
    for (sent, year) in [("2024-12-31", 2024), ("2027-01-01", 2027)] {
        let refused = official().reckon(act(sent, 1), YearOf::Act, &fines);
        assert_eq!(refused, Err(FineRefusal::NoYear(year)));
    }
}

#[test]
fn the_year_is_that_of_the_act_unless_the_operator_says_otherwise() {
    let fines = [fine(Breach::NoConsent, 2_279, 1)];
    let of_act = official().reckon(act("2025-12-31", 1), YearOf::Act, &fines);
    assert_eq!(of_act.unwrap().year, 2025);
    let of_decision = official().reckon(act("2025-12-31", 1), YearOf::Decision, &fines);
    assert!(matches!(of_decision, Err(FineRefusal::Outside { .. })));
}

#[test]
fn each_breach_is_fined_by_its_letter_and_the_steps_come_to_the_sum() {
    let fines = [
        fine(Breach::NoConsent, 10_000, 10),
        fine(Breach::SenderUnknown, 2_859, 1),
        fine(Breach::NoContactMeans, 28_620, 1),
        fine(Breach::NotRecognisable, 5_723, 1),
        fine(Breach::RefusalNotHonoured, 42_930, 1),
    ];
    let sum = official()
        .reckon(act("2026-03-10", 2), YearOf::Act, &fines)
        .unwrap();
    let steps: Vec<_> = sum
        .lines
        .iter()
        .map(|line| (line.letter, line.article.as_str(), line.product.kurus()))
        .collect();
    assert_eq!(
        steps,
        [
            (Letter::A, "6/1", 10_000_000),
            (Letter::A, "7/1", 285_900),
            (Letter::B, "7/2", 2_862_000),
            (Letter::C, "7/3", 572_300),
            (Letter::C, "8/2", 4_293_000),
        ]
    );
    assert_eq!(sum.total.kurus(), 18_013_200);
    assert_eq!(sum.source, "RG 25.12.2025");
}

#[test]
fn only_letter_a_is_multiplied_and_only_where_one_sending_reached_several() {
    let reckon = |recipients, fine| {
        let sum = official().reckon(act("2026-03-10", recipients), YearOf::Act, &[fine]);
        sum.map(|sum| sum.total)
    };
    let consent = |multiplier| fine(Breach::NoConsent, 2_859, multiplier);
    assert_eq!(reckon(1, consent(1)), Ok(liras(2_859)));
    assert_eq!(reckon(2, consent(10)), Ok(liras(28_590)));
    assert_eq!(reckon(1, consent(2)), Err(FineRefusal::OnePerson));
    assert_eq!(reckon(0, consent(2)), Err(FineRefusal::OnePerson));
    assert_eq!(reckon(9, consent(0)), Err(FineRefusal::Multiplier(10)));
    assert_eq!(reckon(9, consent(11)), Err(FineRefusal::Multiplier(10)));
    let contact = fine(Breach::NoContactMeans, 2_859, 2);
    assert_eq!(
        reckon(9, contact),
        Err(FineRefusal::NotMultiplied(Letter::B))
    );
}

#[test]
fn what_is_below_or_above_the_row_is_refused_as_is_a_breach_twice_or_none() {
    let reckon = |fines: &[Fine]| official().reckon(act("2026-03-10", 1), YearOf::Act, fines);
    for base in [2_858, 14_310] {
        let refused = reckon(&[fine(Breach::NoConsent, base, 1)]);
        let (breach, least, most) = (Breach::NoConsent, liras(2_859), liras(14_309));
        assert_eq!(
            refused,
            Err(FineRefusal::Outside {
                breach,
                least,
                most
            })
        );
    }
    let twice = [
        fine(Breach::NoConsent, 2_859, 1),
        fine(Breach::NoConsent, 3_000, 1),
    ];
    assert_eq!(reckon(&twice), Err(FineRefusal::Twice(Breach::NoConsent)));
    assert_eq!(reckon(&[]), Err(FineRefusal::Nothing));
}

#[test]
fn an_operators_rule_of_a_breach_holds_from_its_year_on() {
    let own = "[[breach]]\nname = \"no-contact-means\"\nsince = 2026\narticle = \"7/2\"\n\
        letter = \"c\"\nsource = \"own\"\n";
    let table = with_own(own).unwrap();
    let letter = |year| table.breach(Breach::NoContactMeans, year).unwrap().letter;
    assert_eq!((letter(2025), letter(2026)), (Letter::B, Letter::C));
}

#[test]
fn a_wrong_table_is_refused_with_what_is_wrong() {
    let year = |rest: &str| format!("[[year]]\nyear = 2027\nsource = \"RG\"\n{rest}");
    let row = |row: &str| year(&format!("row = [{row}]"));
    for (text, wrong) in [
        ("x = 1".to_owned(), "unknown field `x`"),
        ("[[year]\n".to_owned(), "line 1"),
        (year(""), "2027 has no rows"),
        (year("rate = \"25,49\""), "the rate \"25,49\" is unknown"),
        (
            row("{ letter = \"h\", least = 1, most = 2 }"),
            "the letter \"h\" is unknown",
        ),
        (
            row("{ letter = \"a\", least = 3, most = 2 }"),
            "more than the most",
        ),
        (
            row("{ letter = \"a\", least = 0, most = 2 }"),
            "the least is 0",
        ),
        (
            row("{ letter = \"a\", least = 1, most = 9999999999999 }"),
            "too large",
        ),
        (
            row("{ letter = \"a\", least = 1, most = 2 }, { letter = \"a\", least = 1, most = 2 }"),
            "it is there twice",
        ),
        (
            year(
                "rate = \"10.00\"\nrow = [{ letter = \"a\", least = 1, most = 2, computed = true }]",
            ),
            "said to be computed",
        ),
        (
            year("rate = \"1.00\"\n") + &year("rate = \"1.00\"\n"),
            "2027 is there twice",
        ),
        (
            "[[year]]\nyear = 1999\nsource = \"x\"\nrate = \"1.00\"".to_owned(),
            "1999",
        ),
        (
            year("rate = \"1.00\"").replace("RG", "a\\nb"),
            "a source is empty",
        ),
        (
            "[[multiplier]]\nletter = \"a\"\nsince = 2026\nmost = 1\nsource = \"x\"".to_owned(),
            "below 2",
        ),
        (" ".repeat(TABLE_BYTES_MAX + 1), "it is longer than"),
    ] {
        let fault = with_own(&text).unwrap_err().to_string();
        assert!(fault.contains(wrong), "{text}: {fault}");
    }
    assert_eq!(with_own("").as_ref(), Ok(official()));
}

#[test]
fn amounts_and_rates_are_read_in_one_form() {
    for text in [
        "",
        "1,00",
        "1.0",
        "1.000",
        ".50",
        "-1",
        "1e3",
        "1000000000000.01",
        "+1",
        "٣",
    ] {
        assert_eq!(Amount::read(text), None, "{text}");
    }
    assert_eq!(Amount::read("2859"), Some(liras(2_859)));
    assert_eq!(Amount::read("2859.05").unwrap().kurus(), 285_905);
    for text in ["25", "25.4", "25,49", "-1.00", "1000.01", ""] {
        assert_eq!(Rate::read(text), None, "{text}");
    }
    assert_eq!(Rate::read("25.49").unwrap().to_string(), "25.49");
}

proptest! {
    #[test]
    fn raising_drops_less_than_a_lira_and_never_adds(amount in 0_u64..1_000_000_000, rate in 0_u64..=100_000) {
        let text = format!("{}.{:02}", rate / 100, rate % 100);
        let raised = Rate::read(&text).unwrap().raise(liras(amount)).unwrap().liras();
        let exact = u128::from(amount) * (10_000 + u128::from(rate));
        prop_assert!(u128::from(raised) * 10_000 <= exact);
        prop_assert!(exact < (u128::from(raised) + 1) * 10_000);
    }

    #[test]
    fn a_sum_is_its_steps_and_lies_within_the_rows(
        bases in prop::collection::vec(0_u64..6_000_000, 5),
        multiplier in 0_u8..12,
        recipients in 0_u64..4,
        count in 0_usize..=5,
    ) {
        let fines: Vec<Fine> = Breach::ALL[..count]
            .iter()
            .zip(&bases)
            .map(|(breach, base)| Fine {
                breach: *breach,
                base: Amount::of_kurus(*base).unwrap(),
                multiplier: if *breach == Breach::NoConsent { multiplier } else { 1 },
            })
            .collect();
        let Ok(sum) = official().reckon(act("2026-03-10", recipients), YearOf::Act, &fines) else {
            return Ok(());
        };
        let steps: u64 = sum.lines.iter().map(|line| line.product.kurus()).sum();
        prop_assert_eq!(steps, sum.total.kurus());
        for line in &sum.lines {
            prop_assert!((line.row.least..=line.row.most).contains(&line.base));
            prop_assert_eq!(line.product.kurus(), line.base.kurus() * u64::from(line.multiplier));
            prop_assert!(line.multiplier == 1 || (line.letter == Letter::A && recipients > 1));
        }
    }

    #[test]
    fn whatever_a_table_says_it_is_read_or_refused(text in "\\PC{0,200}") {
        let _read = with_own(&text);
    }
}
