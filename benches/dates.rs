//! How well the dates of articles are found in their texts. Reads JSON lines with `text` and `date`, writes each text to
//! a folder without its date, reads the folder as any corpus, and compares.
use filrouge::corpus::{Article, Date, Precision, ReadOptions, read};
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut dates = std::collections::BTreeMap::new();
    for (n, line) in std::fs::read_to_string(path).unwrap().lines().enumerate() {
        let v: serde_json::Value = serde_json::from_str(line).unwrap();
        let date: Date = v["date"].as_str().unwrap().parse().unwrap();
        if date.precision() != Precision::Day { continue; }
        let p = folder.path().join(format!("n{n}.txt"));
        std::fs::write(&p, v["text"].as_str().unwrap()).unwrap();
        dates.insert(p.display().to_string(), date);
    }
    let corpus = read(&[folder.path().to_owned()], &ReadOptions::default(), &filrouge::progress::Silent).unwrap();
    let mut by: std::collections::BTreeMap<String, [usize; 5]> = Default::default();
    for Article { path, date, dating, .. } in &corpus.articles {
        let Some(truth) = dates.get(path) else { continue };
        let d = dating.as_deref();
        let clue = d.and_then(|d| d.evidence.first()).map_or("-".into(), |e| format!("{:?} {}", e.clue, date.map_or("-".into(), |d| format!("{:?}", d.precision()))));
        let row = by.entry(clue.clone()).or_default();
        row[0] += 1;
        if let Some(date) = date {
            let ym = date.year() == truth.year() && date.month() == truth.month();
            row[1] += usize::from(date.year() == truth.year());
            row[2] += usize::from(ym);
            row[3] += usize::from(date == truth);
            if std::env::args().nth(2).is_some() && (!ym || std::env::args().nth(2).as_deref() == Some("all")) {
                println!("{clue} said {date} truth {truth} runner {:?} {:?} {path}", d.unwrap().runner_up.map(|d| d.to_string()), d.unwrap().evidence.first());
            }
        }
    }
    for (k, v) in by { println!("{k:24} {v:?}"); }
}
