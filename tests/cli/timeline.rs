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

/// Two years of a folder in which the subject changes in January 2024: first harvests, then a strike at the port.
fn of_two_subjects() -> Folder {
    let folder = Folder::new();
    let crops = ["mil", "sorgho", "maïs", "riz", "coton"];
    let quays = ["grues", "conteneurs", "navires", "remorqueurs", "hangars"];
    for month in 0..24 {
        for (number, (crop, quay)) in crops.iter().zip(quays).enumerate() {
            let (year, month_of_year) = (2023 + month / 12, month % 12 + 1);
            let text = if month < 12 || number == 4 {
                format!(
                    "La récolte de {crop} s'annonce bonne dans les champs du plateau, disent les paysans au marché.\n\n\
                     Les greniers de {crop} se remplissent au village {month} et les semences sont gardées au sec."
                )
            } else {
                format!(
                    "Les dockers en grève bloquent les {quay} du port, et les syndicats négocient avec la direction.\n\n\
                     La grève des dockers laisse les {quay} à l'arrêt au quai {month}, les armateurs s'inquiètent."
                )
            };
            let day = 3 + 5 * number;
            folder.write(&format!("articles/{year}-{month_of_year:02}-{day:02}-{number}.txt"), format!("{text}\n"));
        }
    }
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    folder
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
            let text = quote["text"].as_str().unwrap();
            assert_eq!(text.contains("dockers"), rises, "{change}");
            assert_eq!(quote["date"].as_str().unwrap() >= "2024", rises, "{change}");
        }
    }
    let table = folder.run(&["timeline"]).succeeded().stdout;
    assert!(table.contains("2 themes by month, 2023-01 – 2024-12 · 120 articles"), "{table}");
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
    assert!(born[0].1["central"]["text"].as_str().unwrap().contains("dockers"));
    for link in array(&time["lineage"]["links"]) {
        let stretch = link["stretch"].as_u64().unwrap() as usize;
        let theme = |stretch: usize, end: &str| &stretches[stretch]["themes"][link[end].as_u64().unwrap() as usize];
        let text = |theme: &Value| theme["central"]["text"].as_str().unwrap().contains("dockers");
        assert_eq!(text(theme(stretch, "from")), text(theme(stretch + 1, "to")), "{link}");
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
