//! E-mail.

use super::{read_one, refused, sample_bytes};
use filrouge::corpus::Reason;

const HEAD: &str = "From: La Rive <bulletin@rive.example.org>\r\nTo: x@example.com\r\nDate: Thu, 15 Aug 2024 10:00:00 +0200\r\n\
                    Subject: =?utf-8?q?Le_bac_repart_apr=C3=A8s_trois_semaines?=\r\nMIME-Version: 1.0\r\n";
const BODY: &str = "Le bac relie de nouveau les deux rives depuis mardi, après trois semaines d'arrêt pendant lesquelles les\r\ncamions ont attendu.";

fn plain(body: &str) -> Vec<u8> {
    format!("{HEAD}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n").into_bytes()
}

#[test]
fn a_message_has_its_subject_date_and_site() {
    let corpus = read_one("a.eml", &plain(BODY));
    let article = &corpus.articles[0];
    assert_eq!(article.title.as_deref(), Some("Le bac repart après trois semaines"));
    assert_eq!(article.date.unwrap().to_string(), "2024-08-15");
    assert_eq!(article.source.as_deref(), Some("rive.example.org"));
    assert!(corpus.passages[0].text.contains("lesquelles les camions"), "{}", corpus.passages[0].text);
}

#[test]
fn quotes_and_signatures_are_left_out_with_their_reason() {
    let body = format!(
        "{BODY}\r\n\r\nLe lun. 12 août 2024 à 9:00, X <x@example.com> a écrit :\r\n> Le bac repart-il ?\r\n> Merci.\r\n\r\n-- \r\nLa mairie\r\n+223 00 00 00 00"
    );
    let corpus = read_one("a.eml", &plain(&body));
    let out: Vec<_> = corpus.left_out.iter().map(|out| (out.reason, out.text.lines().count())).collect();
    assert_eq!(out, [(Reason::Quoted, 3), (Reason::Signature, 3)], "{:#?}", corpus.left_out);
    assert_eq!(corpus.passages.len(), 2);
}

#[test]
fn a_page_is_read_where_there_is_no_plain_text_and_its_quote_is_left_out() {
    let page = format!(
        "<html><head><style>p {{}}</style></head><body><p>{BODY}</p><div class=gmail_quote><div class=gmail_attr>Le lun. 12 août</div><blockquote>Le bac repart-il ?</blockquote></div></body></html>"
    );
    let message = format!("{HEAD}Content-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n");
    let corpus = read_one("a.eml", message.as_bytes());
    assert!(corpus.passages[0].text.starts_with("Le bac relie"));
    assert_eq!(corpus.left_out[0].reason, Reason::Quoted);
    assert!(corpus.passages.iter().all(|passage| !passage.text.contains("repart-il")));
}

#[test]
fn attachments_are_articles_or_are_named() {
    let attachment = |name: &str, bytes: &[u8]| {
        let hex = bytes.iter().map(|byte| format!("={byte:02X}=\r\n")).collect::<Vec<_>>().concat();
        format!(
            "--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{hex}\r\n"
        )
    };
    let message = format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{BODY}\r\n\
         {}{}--b\r\nContent-Type: message/rfc822\r\n\r\n{}--b--\r\n",
        attachment("bac.docx", &sample_bytes("bac.docx")),
        attachment("photo.jpg", b"\xff\xd8"),
        String::from_utf8(plain("La pluie est tombée toute la nuit sur le delta, et les pistes sont coupées."))
            .unwrap(),
    );
    let corpus = read_one("a.eml", message.as_bytes());
    let names: Vec<_> =
        corpus.articles.iter().map(|article| article.path.split_once("a.eml").map_or("", |(_, rest)| rest)).collect();
    assert_eq!(names, ["", "#bac.docx", "#3.eml", ""]);
    assert!(corpus.skipped[0].path.ends_with("a.eml#photo.jpg"));
    assert!(corpus.passages.iter().any(|passage| passage.text.starts_with("La pluie est tombée")));
}

#[test]
fn what_is_no_message_says_so() {
    assert!(refused("a.eml", b"").contains("no e-mail message"));
}
