//! Sentences of our own, French and English, with the date that a careful reader would give them.

use super::super::dating::{Clue, Undecided};
use super::date_text;
use proptest::prelude::*;

/// The date of a text, or `-` and why there is none.
fn dated(text: &str) -> String {
    match date_text(text, 0) {
        Some((Some(date), _)) => date.to_string(),
        Some((None, dating)) => format!("- {:?}", dating.undecided.unwrap_or(Undecided::NoClue)),
        None => "-".into(),
    }
}

/// The words that a date rests on first.
fn rests_on(text: &str) -> String {
    date_text(text, 0).map_or_else(String::new, |(_, dating)| dating.evidence[0].text.clone())
}

#[test]
fn an_article_that_dates_itself_is_of_that_day() {
    for text in [
        "Bamako, le 14 août 2022 – La pluie a repris.",
        "La crue monte\n\n14 août 2022, 10h30 . –\nLe fleuve a débordé en 2018.",
        "La crue monte\nPublié le 14/08/2022 à 18:05\nLe fleuve est haut.",
        "La crue monte\nPar Awa Diallo, le 14 août 2022\nLe fleuve est haut.",
        "The river rises\nPublished on August 14, 2022 | Updated 20 August 2022\nThe water is high.",
        "The river rises\nUpdated: Aug. 14, 2022\nThe water is high.",
        "The river rises\n2022-08-14\nThe water is high.",
        "SEGOU, Mali (August 14, 2022) — The river has risen again.",
        "Monsieur le maire,\nle bac est en panne.\nSégou, le 14 août 2022",
    ] {
        assert_eq!(dated(text), "2022-08-14", "{text}");
    }
    assert_eq!(rests_on("Bamako, le 14 août 2022 – Le 3 mai 2021, il pleuvait."), "14 août 2022");
}

#[test]
fn a_report_published_on_a_day_is_not_the_article() {
    let text = "Le bac manque de pièces. Un rapport publié le 3 mars 2019 par la régie, long de cent pages, le disait.";
    assert_ne!(dated(text), "2019-03-03");
}

#[test]
fn a_weekday_with_its_day_is_of_the_days_just_past() {
    assert_eq!(dated("Le bac a coulé lundi 15 août 2022 devant Ségou, sans faire de victime."), "2022-08");
    assert_eq!(dated("The ferry sank on Monday, August 15, 2022 off Segou; nobody was hurt."), "2022-08");
    // the article of the next day is of July
    assert_eq!(dated("Le bac a coulé jeudi 30 juin 2022 devant Ségou."), "2022");
    // 15 August 2022 was no Tuesday
    assert_eq!(dated("Le bac a coulé mardi 15 août 2022 devant Ségou."), "- WeakClues");
}

#[test]
fn the_calendar_gives_the_year_where_recent_years_are_told_of() {
    let text = "Le bac a coulé dimanche 22 juin devant Ségou. Depuis 2021 il tombait en panne, et en 2022 comme en 2020 des \
                passagers s’étaient plaints.";
    assert_eq!(dated(text), "2025-06");
    let text = "The ferry sank on Sunday, June 22. It had been repaired in 2020, in 2021 and again in 2022.";
    assert_eq!(dated(text), "2025-06");
    // one year of long ago says nothing of the present
    assert_eq!(dated("Le bac, construit en 1988, a coulé dimanche 22 juin devant Ségou."), "- YearUnknown");
    assert_eq!(dated("Le bac a coulé dimanche 22 juin devant Ségou."), "- YearUnknown");
}

#[test]
fn days_of_one_month_speak_for_each_other() {
    let text = "Le bac a coulé le 12 juin 2016 devant Ségou. Le 14 juin, la régie a ouvert une enquête.";
    assert_eq!(dated(text), "2016-06");
    assert_eq!(dated("The ferry sank on June 12, 2016. The inquiry opened on June 14."), "2016-06");
}

#[test]
fn a_title_with_a_year_dates_to_the_year() {
    assert_eq!(dated("Coupe du fleuve 2016 : Ségou l’emporte\nLes rameurs ont gagné d’une longueur."), "2016");
    assert_eq!(dated("Saison 2016-2017 : Ségou l’emporte\nLes rameurs ont gagné d’une longueur."), "-");
}

#[test]
fn relative_words_and_lone_months_give_nothing() {
    for text in [
        "Mardi, le bac a coulé devant Ségou.",
        "Le mois dernier, le bac a coulé.",
        "Il y a un mois, hier ou aujourd’hui, le bac a coulé.",
        "The ferry sank yesterday, a month ago or last month.",
        "Le bac a coulé en mai.",
    ] {
        assert!(dated(text).starts_with("- "), "{text}: {}", dated(text));
    }
}

#[test]
fn history_and_plans_date_nothing() {
    for text in [
        "Née le 12 mars 1987 à Ségou, elle dirige le bac.",
        "The ferry, founded on March 12, 1987, is old.",
        "Le bac sera remplacé d’ici le 3 mai 2031 par un pont.",
        "A bridge will open by May 3, 2031.",
        "Les élections de 2027 approchent.",
        "Depuis 2012, le bac est en panne.",
        "« Nous avons vu le 3 mai 2019 ce que vaut la régie », dit-il.",
    ] {
        assert!(dated(text).starts_with('-'), "{text}: {}", dated(text));
    }
}

#[test]
fn a_later_plan_does_not_outdo_the_news() {
    let text = "Le bac a coulé lundi 15 août 2022. Un pont sera inauguré en mars 2023.";
    assert_eq!(dated(text), "2022-08");
}

#[test]
fn words_that_look_like_dates_are_none() {
    for text in [
        "You may 12 times march 30 miles in a day.",
        "La sonde sur Mars a parcouru 2000 mètres.",
        "Le 14 rue du 8, bureau 2022.",
        "Charles X régna ; 1830 bacs coulèrent.",
        "1.2.3 et 10/10 pour 2022 %",
        "Version 2.10.2022.1 du logiciel",
    ] {
        assert!(dated(text).starts_with('-'), "{text}: {}", dated(text));
    }
}

#[test]
fn an_order_that_cannot_be_told_gives_no_month() {
    assert!(!dated("La crue\nPublié le 03/04/2022\nLe fleuve est haut.").starts_with("2022-0"));
}

#[test]
fn the_runner_up_is_another_month() {
    let text = "Le bac a coulé lundi 15 août 2022. Le mercredi 8 juin 2022, il était déjà en panne.";
    let (date, dating) = date_text(text, 0).unwrap();
    assert_eq!(date.unwrap().to_string(), "2022-08");
    assert_eq!(dating.runner_up.unwrap().to_string(), "2022-06");
    assert_eq!(dating.evidence[0].clue, Clue::Weekday);
}

#[test]
fn a_long_text_is_read_at_both_ends() {
    let body = "Le fleuve monte encore. ".repeat(20_000);
    assert_eq!(dated(&format!("{body}\nSégou, le 14 août 2022")), "2022-08-14");
    assert_eq!(dated(&format!("{body}\nLe bac a coulé lundi 15 août 2022.\n{body}")), "-");
}

/// What dates are made of, whole and broken.
const PIECES: &[&str] = &[
    "lundi",
    "Monday",
    "15",
    "1er",
    "31",
    "août",
    "August",
    "May",
    "mai",
    "2022",
    "1987",
    " ",
    " ",
    ", ",
    ". ",
    "\n",
    "–",
    "/",
    "-",
    "« ",
    " »",
    "publié le ",
    "sera ",
    "il y a un mois",
    "last month",
    "99999",
    "é",
    "\u{a0}",
    "février",
    "29",
    "(",
    "’",
];

proptest! {
    #[test]
    fn spans_are_the_words_that_they_quote(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40), noise in "\\PC{0,40}") {
        let text = format!("{}{noise}{}", pieces.concat(), pieces.concat());
        let answer = date_text(&text, 0);
        prop_assert_eq!(&answer, &date_text(&text, 0));
        if let Some((date, dating)) = answer {
            prop_assert_eq!(date.is_none(), dating.undecided.is_some());
            prop_assert!(dating.runner_up != date || date.is_none());
            for evidence in &dating.evidence {
                prop_assert_eq!(&text[evidence.start..evidence.end], &evidence.text);
            }
        }
    }

    #[test]
    fn any_text_can_be_dated_from_any_character(text in "\\PC{0,200}", from in 0usize..200) {
        let _ = date_text(&text, text.floor_char_boundary(from.min(text.len())));
    }
}
