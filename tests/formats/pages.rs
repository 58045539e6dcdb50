//! Web pages as sites build them: how much of the article is kept, and how much of what surrounds it.

use super::{read_one, read_path};
use filrouge::corpus::Corpus;
use std::path::Path;

/// The text of each element whose `data-part` is `part`, its tags taken out.
fn marked(page: &str, part: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(page);
    let selector = scraper::Selector::parse(&format!("[data-part={part}]")).unwrap();
    let text = |element: scraper::ElementRef<'_>| element.text().collect::<String>();
    page.select(&selector).map(|element| text(element).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Of the characters of these paragraphs, the share that is in a passage.
fn kept(paragraphs: &[String], corpus: &Corpus) -> f64 {
    let all: usize = paragraphs.iter().map(String::len).sum();
    let in_passages =
        paragraphs.iter().filter(|text| corpus.passages.iter().any(|passage| passage.text.contains(*text)));
    in_passages.map(String::len).sum::<usize>() as f64 / all.max(1) as f64
}

/// Whether a paragraph is in a passage or left out with a reason.
fn is_accounted(paragraph: &str, corpus: &Corpus) -> bool {
    let passages = corpus.passages.iter().map(|passage| &passage.text);
    passages.chain(corpus.left_out.iter().map(|out| &out.text)).any(|text| text.contains(paragraph))
}

/// Of each page, the least share of its article that is kept, and the largest share of the rest that is kept with it:
/// of a page of three paragraphs, one line at its foot counts much.
const LEAST: f64 = 0.99;
const MOST: f64 = 0.35;

#[test]
fn articles_are_kept_and_what_surrounds_them_is_left_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/pages");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 8);
    for path in &paths {
        let page = std::fs::read_to_string(path).unwrap();
        let corpus = read_path(path).unwrap();
        let (article, around) = (marked(&page, "article"), marked(&page, "around"));
        let (in_article, in_rest) = (kept(&article, &corpus), kept(&around, &corpus));
        let name = path.file_stem().unwrap().display();
        assert!(
            in_article >= LEAST && in_rest <= MOST,
            "{name}: {in_article:.2} of the article, {in_rest:.2} of the rest"
        );
        let lost: Vec<_> = article.iter().chain(&around).filter(|text| !is_accounted(text, &corpus)).collect();
        assert!(lost.is_empty(), "{name} loses {lost:#?}");
    }
}

#[test]
fn a_page_is_dated_by_its_article_and_not_by_what_surrounds_it() {
    let page = |date: &str| {
        let lead = "Le bac relie de nouveau les deux rives, après trois semaines d’arrêt pendant lesquelles les camions \
                    ont attendu sur la rive gauche que la pièce commandée à la capitale arrive enfin.";
        format!(
            "<html><body><article><h1>Le bac repart</h1><p>{date}{lead}</p><p>{lead}</p></article>\
             <footer><p>Publié le 3 mars 2019 par la rédaction, tous droits réservés.</p></footer></body></html>"
        )
    };
    let dated = |page: &str| read_one("page.html", page.as_bytes()).articles[0].date.map(|date| date.to_string());
    assert_eq!(dated(&page("")), None);
    assert_eq!(dated(&page("Bamako, le 15 août 2024 – ")).as_deref(), Some("2024-08-15"));
}
