//! `filrouge sample`: a coding sheet drawn, filled in as a person would, and read back.

use crate::folder::{Folder, seeds};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The project's own corpus with its three guided themes, in the index.
fn indexed() -> Folder {
    let folder = Folder::new();
    let (seeds, guide) = (seeds(), seeds().join("themes.toml"));
    folder.run(&["themes", seeds.to_str().unwrap(), "--guide", guide.to_str().unwrap()]).succeeded();
    folder
}

/// Sixteen passages, each with the same words as another, and drawn all the same.
fn small() -> Folder {
    let folder = Folder::with_articles();
    folder.run(&["themes", "articles", "--count", "2", "--keep-duplicates"]).succeeded();
    folder
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The label of each passage of the corpus by what a person said in `labels.csv`; what no guided theme is called after
/// counts as in no theme.
struct Truth(Vec<(String, String, String)>);

impl Truth {
    fn read() -> Self {
        let mut reader = csv::Reader::from_path(seeds().join("labels.csv")).unwrap();
        let named = ["Sécurité", "Diplomatie", "De Wagner à Africa Corps"];
        let row = |row: csv::StringRecord| {
            let label = if named.contains(&&row[2]) { row[2].to_owned() } else { "aucun".to_owned() };
            (row[0].to_owned(), one_line(&row[1]), label)
        };
        Self(reader.records().map(|record| row(record.unwrap())).collect())
    }

    fn of(&self, path: &str, text: &str) -> &str {
        let text = one_line(text);
        let found = self.0.iter().find(|(end, begins, _)| path.ends_with(end) && text.contains(begins));
        &found.unwrap_or_else(|| panic!("no label for {path}: {text}")).2
    }

    fn share(&self, label: &str) -> f64 {
        self.0.iter().filter(|(.., other)| other == label).count() as f64 / self.0.len() as f64
    }
}

fn rows(sheet: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let text = std::fs::read_to_string(sheet).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (header, reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect())
}

fn bytes(header: &[String], rows: &[Vec<String>], delimiter: u8) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(header).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

/// Draws a sheet and fills in the column `coder_1` by `code`, from path and text.
fn filled(folder: &Folder, arguments: &[&str], code: impl Fn(&str, &str) -> String) -> (Vec<String>, Vec<Vec<String>>) {
    let name = format!("drawn-{}.csv", arguments.join(""));
    let mut all = vec!["sample", "-o", name.as_str()];
    all.extend(arguments);
    folder.run(&all).succeeded();
    let (header, mut rows) = rows(&folder.path(&name));
    for row in &mut rows {
        row[5] = code(&row[3], &row[4]);
    }
    (header, rows)
}

fn read(folder: &Folder, sheet: impl AsRef<[u8]>) -> Value {
    folder.write("filled.csv", sheet);
    folder.run(&["sample", "--read", "filled.csv", "--format", "json"]).succeeded().json()
}

#[test]
fn a_sheet_is_blind_reproducible_and_has_every_theme() {
    let folder = indexed();
    let sheet = |arguments: &[&str]| {
        let mut all = vec!["sample", "-n", "40"];
        all.extend(arguments);
        folder.run(&all).succeeded().stdout
    };
    assert_eq!(sheet(&[]), sheet(&["--threads", "1"]));
    assert_ne!(sheet(&[]), sheet(&["--seed", "1"]));
    folder.run(&["sample", "-n", "40", "-o", "sheet.csv", "--coders", "2"]).succeeded();
    let (header, rows) = rows(&folder.path("sheet.csv"));
    assert_eq!(header.join(" "), "passage title date path text coder_1 coder_2 draw");
    assert_eq!(rows.iter().map(|row| &row[0]).collect::<BTreeSet<_>>().len(), 40);
    // what filrouge said is nowhere: no cell but the texts names a theme, and no two rows share a code
    assert_eq!(rows.iter().map(|row| &row[7]).collect::<BTreeSet<_>>().len(), 40);
    assert!(rows.iter().all(|row| row[5].is_empty() && row[6].is_empty()));
    let export = folder.run(&["export", "--format", "json"]).succeeded().json();
    let passages = export["passages"].as_array().unwrap();
    let mut drawn: BTreeMap<String, usize> = BTreeMap::new();
    for row in &rows {
        let passage = passages.iter().find(|passage| passage["id"] == row[0].as_str()).unwrap();
        *drawn.entry(passage["theme"].to_string()).or_default() += 1;
    }
    let themes: BTreeSet<String> = passages.iter().map(|passage| passage["theme"].to_string()).collect();
    assert!(themes.iter().all(|theme| drawn[theme] >= 5), "{drawn:?}");
    let codebook = std::fs::read_to_string(folder.path("sheet.themes.csv")).unwrap();
    assert!(codebook.contains("0,Sécurité,") && codebook.contains("none,in no theme"), "{codebook}");
}

/// All of the corpus is labelled, so the true shares are known: the sample's intervals must hold them.
#[test]
fn corrected_shares_are_the_true_ones() {
    let (folder, truth) = (indexed(), Truth::read());
    let (mut held, mut asked) = (0, 0);
    for seed in 0..12 {
        let seed = seed.to_string();
        let (header, rows) =
            filled(&folder, &["-n", "90", "--seed", &seed], |path, text| truth.of(path, text).to_owned());
        let report = read(&folder, bytes(&header, &rows, b','));
        assert_eq!((report["rows"].clone(), report["population"].clone()), (90.into(), 284.into()));
        for theme in report["coders"][0]["themes"].as_array().unwrap() {
            let name = theme["name"].as_str().unwrap_or("aucun");
            let share = truth.share(name);
            if share == 0.0 {
                continue; // a free theme, which the labels do not know
            }
            let corrected = &theme["corrected_share"];
            let (low, high) = (corrected["low"].as_f64().unwrap(), corrected["high"].as_f64().unwrap());
            held += usize::from((low..=high).contains(&share));
            asked += 1;
            assert!(high - low < 0.3, "{theme}");
        }
    }
    assert!(asked == 48 && held >= 43, "{held} of {asked}");
}

/// Everything drawn and coded: no error of sampling is left, and the figures are those of `evaluate`.
#[test]
fn a_whole_corpus_is_certain_and_agrees_with_evaluate() {
    let (folder, truth) = (indexed(), Truth::read());
    let (header, rows) = filled(&folder, &["-n", "284"], |path, text| truth.of(path, text).to_owned());
    let report = read(&folder, bytes(&header, &rows, b';'));
    let coder = &report["coders"][0];
    for theme in coder["themes"].as_array().unwrap() {
        let share = truth.share(theme["name"].as_str().unwrap_or("aucun"));
        for key in ["estimate", "low", "high"] {
            assert!((theme["corrected_share"][key].as_f64().unwrap() - share).abs() < 1e-9, "{theme}");
        }
    }
    let alike = coder["agreement"]["percent_agreement"]["value"].as_f64().unwrap();
    assert!((coder["accuracy"]["estimate"].as_f64().unwrap() - alike).abs() < 1e-9);
    let (kappa, alpha) = (&coder["agreement"]["kappa"], &coder["agreement"]["alpha"]);
    let value = |figure: &Value, key: &str| figure[key].as_f64().unwrap();
    assert!(value(kappa, "low") < value(kappa, "value") && value(kappa, "value") < value(kappa, "high"), "{kappa}");
    assert!((value(kappa, "value") - value(alpha, "value")).abs() < 0.05 && value(kappa, "value") < alike);
}

#[test]
fn what_spreadsheets_do_to_a_sheet_does_not_matter() {
    let (folder, truth) = (indexed(), Truth::read());
    let (header, rows) = filled(&folder, &["-n", "60"], |path, text| truth.of(path, text).to_uppercase());
    let plain = read(&folder, bytes(&header, &rows, b','));
    let semicolons = bytes(&header, &rows, b';');
    let marked = [b"\xef\xbb\xbf".as_slice(), &semicolons].concat();
    let sorted: Vec<Vec<String>> = rows.iter().rev().cloned().collect();
    for sheet in [semicolons.clone(), marked, bytes(&header, &sorted, b'\t')] {
        let report = read(&folder, sheet);
        assert_eq!(report, plain);
    }
    // a spreadsheet has a plain space where the code page has no narrow one
    let text = String::from_utf8(semicolons).unwrap().replace('\u{202f}', " ");
    let (older, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    folder.write("older.csv", &older);
    let ran = folder.run(&["sample", "--read", "older.csv", "--format", "json"]).succeeded();
    assert_eq!(ran.json()["coders"][0]["themes"], plain["coders"][0]["themes"]);
    assert!(ran.stderr.contains("windows-1252"), "{ran:?}");
}

#[test]
fn coders_are_held_against_each_other_and_half_a_sheet_is_fine() {
    let folder = small();
    folder.run(&["sample", "-o", "sheet.csv", "--coders", "3", "-n", "12"]).succeeded();
    let (header, mut rows) = rows(&folder.path("sheet.csv"));
    let export = folder.run(&["export", "--format", "json"]).succeeded().json();
    let names: Vec<&str> =
        export["themes"].as_array().unwrap().iter().map(|theme| theme["name"].as_str().unwrap()).collect();
    for (number, row) in rows.iter_mut().enumerate() {
        let theme = usize::from(row[3].contains("pain"));
        row[5] = theme.to_string(); // one by numbers
        row[6] = if number < 8 { names[theme].to_lowercase() } else { String::new() }; // one by names, eight so far
    }
    folder.write("sheet.csv", bytes(&header, &rows, b','));
    let report = folder.run(&["sample", "--read", "sheet.csv", "--format", "json"]).succeeded().json();
    let coders: Vec<&str> =
        report["coders"].as_array().unwrap().iter().map(|coder| coder["coder"].as_str().unwrap()).collect();
    assert_eq!(coders, ["coder_1", "coder_2"], "the third has not begun");
    let numbers = |coder: usize| ["coded", "empty"].map(|key| report["coders"][coder][key].as_u64().unwrap());
    assert_eq!((numbers(0), numbers(1)), ([12, 0], [8, 4]));
    assert_eq!(report["pairs"][0]["coders"], serde_json::json!(["coder_1", "coder_2"]));
    assert_eq!(
        (report["pairs"][0]["items"].as_u64(), report["pairs"][0]["kappa"]["value"].as_f64()),
        (Some(8), Some(1.0))
    );
    assert_eq!(report["coders_alpha"]["value"], 1.0);
    let table = folder.run(&["sample", "--read", "sheet.csv"]).succeeded().stdout;
    assert!(table.contains("filrouge, coder_1") && table.contains("4 to go"), "{table}");
    for line in table.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
}

#[test]
fn what_is_wrong_with_a_sheet_is_said_with_its_line() {
    let folder = indexed();
    let (header, rows) = filled(&folder, &["-n", "30"], |_, _| String::new());
    let fails = |header: &[String], rows: &[Vec<String>], needles: &[&str]| {
        folder.write("bad.csv", bytes(header, rows, b','));
        folder.run(&["sample", "--read", "bad.csv"]).failed_with(needles);
    };
    fails(&header, &rows, &["nothing is filled in under `coder_1`"]);
    fails(&header, &[], &["it has no rows"]);
    let with = |code: &str| {
        let mut rows = rows.clone();
        for row in &mut rows {
            row[4] = one_line(&row[4]); // a line each
        }
        rows[2][5] = code.to_owned();
        rows
    };
    fails(&header, &with("Securitee"), &["`bad.csv` line 4", "`Securitee`", "did the coder mean `Sécurité`?"]);
    fails(&header, &with("diplo"), &["did the coder mean `Diplomatie`?"]);
    fails(&header, &with("météo"), &["line 4", "no theme is called `météo`"]);
    fails(&header, &with("77"), &["no theme has the number `77`"]);
    let mut apart = with("0");
    (apart[1][0], apart[2][0]) = (apart[2][0].clone(), apart[1][0].clone());
    fails(&header, &apart, &["line 3", "sorted or edited by itself"]);
    let mut twice = with("0");
    twice[5] = twice[2].clone();
    fails(&header, &twice, &["line 7", "second time"]);
    let unnamed: Vec<String> = header.iter().map(|name| name.replace("coder_1", "moi")).collect();
    fails(&unnamed, &with("0"), &["no column whose name begins with `coder`"]);
    folder.run(&["sample", "--read", "none.csv"]).failed_with(&["cannot read `none.csv`"]);
    Folder::new().run(&["sample"]).failed_with(&["no index at", "hint:"]);
    folder.run(&["sample", "-n", "3"]).failed_with(&["cannot draw `3` passages", "hint: ask for"]);
    folder.run(&["sample", "-n", "285"]).failed_with(&["there are `284`", "hint: ask for"]);
}

#[test]
fn a_filled_in_sheet_is_never_overwritten_nor_read_as_articles() {
    let folder = small();
    folder.run(&["sample", "-o", "articles/sheet.csv"]).succeeded();
    folder.run(&["sample", "-o", "articles/sheet.csv"]).failed_with(&["`articles/sheet.csv` exists"]);
    let analysis = folder.run(&["themes", "articles", "--count", "2", "--format", "json"]).succeeded().json();
    assert_eq!(analysis["passages"].as_array().unwrap().len(), 16);
}

#[test]
fn a_corpus_that_changed_since_is_said_to_have_changed() {
    let folder = small();
    let (header, rows) = filled(&folder, &["-n", "16"], |path, _| usize::from(path.contains("pain")).to_string());
    folder.write("articles/2024-01-01-eau.txt", "Un tout autre texte, sur la montagne et la neige qui tombe.\n");
    folder.run(&["themes", "articles", "--count", "3", "--keep-duplicates"]).succeeded();
    folder.write("filled.csv", bytes(&header, &rows, b','));
    folder.run(&["sample", "--read", "filled.csv"]).failed_with(&["line 2", "themes have changed since"]);
    let named: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            row.iter().enumerate().map(|(at, cell)| if at == 5 { "none".into() } else { cell.clone() }).collect()
        })
        .collect();
    folder.write("filled.csv", bytes(&header, &named, b','));
    let ran = folder.run(&["sample", "--read", "filled.csv", "--format", "json"]).succeeded();
    assert!(!ran.json()["unmatched"].as_array().unwrap().is_empty(), "{ran:?}");
    assert!(ran.stderr.contains("it has changed since") && ran.stderr.contains("themes have changed"), "{ran:?}");
}

#[test]
fn no_cell_is_a_formula() {
    let folder = Folder::new();
    let text = |number| format!("=HYPERLINK(\"http://127.0.0.1\") dit la rivière numéro {number}, et la nuit tombe.");
    for number in 0..9 {
        folder.write(&format!("articles/{number}.txt"), text(number));
    }
    folder.run(&["themes", "articles"]).succeeded();
    folder.run(&["sample", "-o", "sheet.csv"]).succeeded();
    for row in rows(&folder.path("sheet.csv")).1 {
        assert!(row.iter().all(|cell| !cell.starts_with('=')) && row[4].starts_with("'="), "{row:?}");
    }
}
