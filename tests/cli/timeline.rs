//! `filrouge timeline`: shares by period with their intervals, change points with the passages that show them, lineage.

use crate::folder::{Folder, seeds};
use serde_json::Value;
use std::collections::BTreeSet;

fn of_seeds() -> Folder {
    let folder = Folder::new();
    folder.run(&["themes", seeds().to_str().unwrap()]).succeeded();
    folder
}

fn timeline(folder: &Folder, extra: &[&str]) -> Value {
    folder.run(&[&["timeline", "--format", "json"], extra].concat()).succeeded().json()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

const HARVEST: [[&str; 7]; 6] = [
    ["La récolte", "La moisson", "Le semis", "La jachère", "Le labour", "La cueillette", "L'engrais"],
    ["de mil", "de sorgho", "de maïs", "de riz", "de coton", "d'arachide", "de niébé"],
    ["occupe", "réjouit", "inquiète", "rassemble", "fatigue", "nourrit", "retient"],
    [
        "les paysans",
        "les cultivatrices",
        "les éleveurs",
        "les coopératives",
        "les familles",
        "les greniers",
        "les semeurs",
    ],
    ["du plateau", "de la vallée", "des collines", "de la plaine", "du bas-fond", "des jardins", "du delta"],
    [
        "après la pluie",
        "avant l'hivernage",
        "au marché",
        "sous la chaleur",
        "au champ",
        "malgré la sécheresse",
        "au village",
    ],
];
const STRIKE: [[&str; 7]; 6] = [
    ["La grève", "Le piquet", "Le blocage", "Le débrayage", "Le préavis", "La manifestation", "Le syndicat"],
    ["des dockers", "des grutiers", "des marins", "des pilotes", "des lamaneurs", "des soudeurs", "des transitaires"],
    ["immobilise", "paralyse", "retarde", "vide", "ralentit", "arrête", "encombre"],
    ["les navires", "les conteneurs", "les remorqueurs", "les grues", "les hangars", "les cargos", "les armateurs"],
    ["au port", "au terminal", "sur les quais", "dans la rade", "à l'écluse", "aux docks", "en cale sèche"],
    [
        "contre la direction",
        "pour les salaires",
        "avant la négociation",
        "malgré l'accord",
        "sans préavis",
        "pendant le chargement",
        "depuis l'aube",
    ],
];

/// A sentence of a subject, another for each number below 2401, unlike those of the numbers beside it.
fn sentence(subject: &[[&'static str; 7]; 6], number: usize) -> String {
    let mixed = number * 1_031 % 2_401;
    let word = |(place, words): (usize, &[&'static str; 7])| words[(mixed / [1, 7, 49, 343, 5, 17][place]) % 7];
    format!("{}.", subject.iter().enumerate().map(word).collect::<Vec<_>>().join(" "))
}

/// Two years of a folder in which the subject changes in January 2024: first harvests, then for the most part a strike.
fn of_two_subjects() -> Folder {
    let folder = Folder::new();
    for number in 0..120 {
        let (month, place) = (number / 5, number % 5);
        let subject = if month < 12 || place == 4 { &HARVEST } else { &STRIKE };
        let paragraph =
            |part: usize| sentence(subject, 6 * number + part) + " " + &sentence(subject, 6 * number + part + 3);
        let text = [paragraph(0), paragraph(1), paragraph(2)].join("\n\n");
        let date = format!("{}-{:02}-{:02}", 2023 + month / 12, month % 12 + 1, 3 + 5 * place);
        folder.write(&format!("articles/{date}.txt"), format!("{text}\n"));
    }
    folder.run(&["themes", "articles", "--count", "2", "--max-unassigned", "0%"]).succeeded();
    folder
}

/// What a text of the folder is about.
fn is_strike(text: &Value) -> bool {
    STRIKE[1].iter().any(|word| text.as_str().unwrap().contains(word))
}

/// The contract: keys may be added on purpose, here too, and never renamed or taken away.
#[test]
fn time_has_exactly_the_keys_of_its_contract() {
    let folder = of_two_subjects();
    let time = timeline(&folder, &["--by", "quarter", "--novelty", "--lineage"]);
    let quote = "article date passage path text";
    let expected: [(&Value, &str); 14] = [
        (&time, "changes coarse format length lineage novelty periods rows themes undated"),
        (&time["themes"][0], "id key name"),
        (&time["periods"][0], "articles empty first last partial passages period themes thin unassigned"),
        (
            &time["periods"][0]["themes"][0],
            "article_high article_low article_share articles high low passages share theme",
        ),
        (&time["undated"], "articles passages themes unassigned"),
        (&time["changes"], "articles draws found length periods"),
        (&time["changes"]["found"][0], "after before earliest evidence latest mover p_value period row size"),
        (&time["changes"]["found"][0]["evidence"][0], quote),
        (&time["novelty"], "articles periods unplaced window_days"),
        (&time["novelty"]["articles"][0], "article date novelty path resonance title transience"),
        (&time["novelty"]["periods"][0], "articles novelty period resonance transience"),
        (&time["lineage"], "length links stretches"),
        (
            &time["lineage"]["stretches"][0]["themes"][0],
            "articles central fates keywords name passages share theme theme_share",
        ),
        (&time["lineage"]["links"][0], "from overlap shared_articles shared_passages similarity stretch to"),
    ];
    for (value, expected) in expected {
        assert_eq!(keys(value), expected.split(' ').collect(), "{value}");
    }
    assert_eq!(time["format"], "filrouge/1");
}

#[test]
fn a_change_of_subject_is_found_and_shown_by_passages_of_the_right_side() {
    let folder = of_two_subjects();
    let time = timeline(&folder, &["--by", "month"]);
    let found = array(&time["changes"]["found"]);
    let of_theme: Vec<&Value> = found.iter().filter(|change| !change["row"].is_null()).collect();
    assert_eq!(of_theme.len(), 2, "one subject falls, the other rises: {found:?}");
    for change in of_theme {
        assert_eq!(change["period"], "2024-01", "{change}");
        let rises = change["size"]["estimate"].as_f64().unwrap() > 0.0;
        for quote in array(&change["evidence"]) {
            assert_eq!(is_strike(&quote["text"]), rises, "{change}");
            assert_eq!(quote["date"].as_str().unwrap() >= "2024", rises, "{change}");
        }
    }
    let table = folder.run(&["timeline", "--by", "month"]).succeeded().stdout;
    assert!(table.contains("2 themes by month, 2023-01 – 2024-12"), "{table}");
    assert!(table.contains("↗ 2024-01") && table.contains("↘ 2024-01"), "{table}");
    assert!(table.contains("the whole mix changes"), "{table}");
}

#[test]
fn lineage_tells_what_is_born_and_what_goes_on() {
    let time = timeline(&of_two_subjects(), &["--by", "quarter", "--lineage"]);
    let stretches = array(&time["lineage"]["stretches"]);
    assert_eq!(stretches.len(), 7);
    let born: Vec<(usize, &Value)> = stretches
        .iter()
        .enumerate()
        .flat_map(|(number, stretch)| array(&stretch["themes"]).iter().map(move |theme| (number, theme)))
        .filter(|(_, theme)| array(&theme["fates"]).contains(&Value::from("born")))
        .collect();
    assert_eq!(born.len(), 1, "{born:?}");
    assert_eq!(
        (stretches[born[0].0]["first"].as_str(), stretches[born[0].0]["last"].as_str()),
        (Some("2023-Q4"), Some("2024-Q1"))
    );
    assert!(is_strike(&born[0].1["central"]["text"]));
    for link in array(&time["lineage"]["links"]) {
        let stretch = link["stretch"].as_u64().unwrap() as usize;
        let theme = |stretch: usize, end: &str| &stretches[stretch]["themes"][link[end].as_u64().unwrap() as usize];
        let subject = |theme: &Value| is_strike(&theme["central"]["text"]);
        assert_eq!(subject(theme(stretch, "from")), subject(theme(stretch + 1, "to")), "{link}");
    }
}

#[test]
fn the_seeds_are_told_by_every_grouping_the_same_at_any_number_of_threads() {
    let folder = of_seeds();
    let by_theme = timeline(&folder, &["--by", "year"]);
    let passages = |time: &Value| {
        let all = array(&time["periods"]).iter().chain(array(&time["coarse"])).chain([&time["undated"]]);
        all.map(|count| count["passages"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(passages(&by_theme), 284);
    for group in ["theme", "source", "language"] {
        let arguments = ["--by", "year", "--group", group, "--novelty", "--lineage"];
        let one = timeline(&folder, &[&arguments[..], &["--threads", "1"]].concat());
        let three = timeline(&folder, &[&arguments[..], &["--threads", "3"]].concat());
        assert_eq!(one, three, "{group}");
        assert_eq!(passages(&one), 284, "{group}");
    }
    let english = timeline(&folder, &["--by", "year", "--lang", "en"]);
    assert!(passages(&english) > 10 && passages(&english) < 80);
    let asked = timeline(&folder, &["--by", "year", "--group", "language", "--theme", "0"]);
    for cell in array(&asked["periods"]).iter().flat_map(|period| array(&period["languages"])) {
        assert!(cell["share"].as_f64().unwrap() < 1.0 && cell["language"].as_u64().unwrap() < 2, "{cell}");
    }
}

#[test]
fn rows_go_to_a_file_as_csv() {
    let folder = of_seeds();
    folder.run(&["timeline", "--format", "csv", "--by", "year", "-o", "time.csv"]).succeeded();
    let mut reader = csv::Reader::from_path(folder.path("time.csv")).unwrap();
    let header = reader.headers().unwrap().iter().collect::<Vec<_>>().join(" ");
    assert_eq!(
        header,
        "period first last partial thin kind row name passages articles of_passages of_articles share low high \
         article_share article_low article_high"
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(rows.len() >= 5 * 4, "{rows:?}");
    for row in &rows {
        let number = |column: usize| row[column].parse::<f64>().unwrap();
        assert!(number(13) <= number(12) && number(12) <= number(14), "{row:?}");
    }
}

#[test]
fn what_cannot_be_told_is_said() {
    let folder = of_seeds();
    folder.run(&["timeline", "--theme", "99"]).failed_with(&["99", "hint:"]);
    folder.run(&["timeline", "--source", "Le Matinal"]).failed_with(&["`Le Matinal`", "sources, such as `"]);
    folder.run(&["timeline", "--by", "decade"]).failed_with(&["decade"]);
    let empty = Folder::new();
    empty.run(&["timeline"]).failed_with(&["hint:", "filrouge themes"]);
    for name in ["un", "deux", "trois"] {
        let text = format!(
            "Les pêcheurs du village {name} réparent leurs filets avant la saison des pluies au bord du fleuve.\n"
        );
        empty.write(&format!("articles/{name}.txt"), text);
    }
    empty.run(&["themes", "articles"]).succeeded();
    let ran = empty.run(&["timeline"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("no article is dated"), "{ran:?}");
    let ran = folder.run(&["timeline", "--by", "day", "--since", "2024", "--until", "2024", "--lineage", "--novelty"]);
    assert!(ran.stderr.contains("lineage cannot be told"), "{ran:?}");
}
