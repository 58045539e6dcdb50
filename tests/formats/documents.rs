//! Documents of word processors, books and PDF.

use super::{read_one, read_path, refused, sample, sample_bytes, zip};
use filrouge::corpus::{Article, Corpus, DateSource, Language, Reason};

const BEGINNINGS: [&str; 3] =
    ["Le bac relie de nouveau", "Les éleveurs, qui passaient", "Le mécanicien, lui, prévient"];

/// Reads a sample alone and checks what all samples have in common.
fn check(name: &str) -> (Article, Corpus) {
    let corpus = read_path(&sample(name)).unwrap();
    assert_eq!(corpus.articles.len(), 1);
    let article = corpus.articles[0].clone();
    assert_eq!(article.title.as_deref(), Some("Le bac repart"));
    assert_eq!(article.date.unwrap().to_string(), "2024-08-15");
    assert_eq!(article.date_source, Some(DateSource::Metadata));
    assert_eq!(article.language, Some(Language::French));
    let found: Vec<bool> =
        BEGINNINGS.iter().map(|text| corpus.passages.iter().any(|passage| passage.text.contains(text))).collect();
    assert_eq!(found, [true; 3], "{name}: {:#?}", corpus.passages);
    for passage in &corpus.passages {
        assert_eq!(passage.end - passage.start, passage.text.len());
    }
    (article, corpus)
}

#[test]
fn a_word_document_is_read() {
    let (_, corpus) = check("bac.docx");
    assert!(corpus.passages.iter().any(|passage| passage.text.starts_with("Trois semaines d’arrêt")));
    let heads: Vec<_> = corpus.left_out.iter().filter(|out| out.reason == Reason::PageHeader).collect();
    assert_eq!(heads[0].text, "La Rive, bulletin de la commune");
}

#[test]
fn an_open_document_is_read_with_its_notes_last() {
    let (_, corpus) = check("bac.odt");
    assert!(corpus.passages.last().unwrap().text.contains("La pièce pèse onze kilos"));
    assert!(corpus.passages.iter().all(|passage| !passage.text.contains("enfin.1")));
}

#[test]
fn a_book_is_one_article_in_the_order_of_its_spine() {
    let (_, corpus) = check("bac.epub");
    let order = BEGINNINGS.map(|text| corpus.passages.iter().position(|passage| passage.text.contains(text)));
    assert!(order.is_sorted());
}

#[cfg(feature = "pdf")]
#[test]
fn a_pdf_is_read_without_the_heads_and_feet_of_its_pages() {
    let (_, corpus) = check("bac.pdf");
    assert!(
        corpus.passages.iter().all(|passage| !passage.text.contains("bulletin") && !passage.text.contains("page 1"))
    );
    let heads = corpus.left_out.iter().filter(|out| out.reason == Reason::PageHeader);
    assert!(
        heads.map(|out| out.text.as_str()).any(|text| text.contains("bulletin de la commune")),
        "{:?}",
        corpus.left_out
    );
    assert!(corpus.passages.iter().any(|passage| passage.text.contains("moteur coupé, que la pièce commandée")));
}

#[cfg(feature = "pdf")]
#[test]
fn a_scan_and_a_locked_pdf_say_what_they_are() {
    assert_eq!(refused("a.pdf", &sample_bytes("scan.pdf")), "it has no text layer, as a scan has none (1 pages)");
    assert_eq!(refused("a.pdf", &sample_bytes("locked.pdf")), "it is protected by a password");
    assert!(refused("a.pdf", b"%PDF-1.4 no more").starts_with("not a readable PDF"));
}

#[test]
fn locked_or_empty_documents_say_what_they_are() {
    assert!(refused("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest").contains("protected by a password"));
    let manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>";
    let locked = zip(&[("META-INF/manifest.xml", manifest), ("content.xml", b"\x00\x01")]);
    assert_eq!(refused("a.odt", &locked), "it is protected by a password");
    let other = zip(&[("a.txt", b"x")]);
    assert!(refused("a.docx", &other).contains("no text of a Word document"));
    assert!(refused("a.odt", &other).contains("no text of an OpenDocument"));
    assert!(refused("a.epub", &other).contains("holds no book"));
    for name in ["a.docx", "a.odt", "a.epub", "a.zip"] {
        assert!(refused(name, b"no zip at all").starts_with("not a readable zip file"), "{name}");
    }
}

#[test]
fn the_date_in_a_file_name_comes_before_that_of_the_file() {
    let corpus = read_one("2023-01-09-bac.docx", &sample_bytes("bac.docx"));
    assert_eq!(corpus.articles[0].date.unwrap().to_string(), "2023-01-09");
    assert_eq!(corpus.articles[0].date_source, Some(DateSource::FileName));
}

#[test]
fn deleted_text_and_older_drawings_are_not_read() {
    let paragraph = |inner: &str| format!("<w:p><w:r>{inner}</w:r></w:p>");
    let body = [
        paragraph("<w:t>Le bac relie les deux rives depuis trente ans, sans un jour d’arrêt ni de panne.</w:t>"),
        paragraph("<w:delText>Il coule.</w:delText>"),
        paragraph(
            "<mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Dans un cadre, la mairie rappelle que le passage est gratuit pour les écoliers.</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>Dans un cadre</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>",
        ),
        paragraph(
            "<w:t>L&#233;lan &amp; la pluie</w:t><w:tab/><w:t>continuent sur tout le delta, et les pirogues restent &#224; quai ce matin.</w:t>",
        ),
    ];
    let document = format!("<w:document xmlns:w='w' xmlns:mc='mc'><w:body>{}</w:body></w:document>", body.concat());
    let corpus = read_one("a.docx", &zip(&[("word/document.xml", document.as_bytes())]));
    let texts: Vec<_> = corpus.passages.iter().map(|passage| passage.text.as_str()).collect();
    assert_eq!(texts.len(), 4, "{texts:?}");
    assert!(texts[1].starts_with("Dans un cadre, la mairie"));
    assert!(texts[2].starts_with("Lélan & la pluie continuent"));
}
