//! Files as people have them: in every encoding, with every accident, and in languages that the model does not know.

use crate::folder::Folder;
use serde_json::Value;

const TEXT: &str =
    "L’été a été sec, dit-on à Ségou ; « très sec », répètent les éleveurs du delta, déjà partis vers la forêt.";

/// The macintosh bytes of the letters in [`TEXT`] that are not ASCII.
const MACINTOSH: [(char, u8); 8] =
    [('’', 0xd5), ('é', 0x8e), ('à', 0x88), ('«', 0xc7), ('»', 0xc8), ('è', 0x8f), ('ê', 0x90), ('\u{a0}', 0xca)];

/// Reads one file and gives its first passage and what was told about it.
fn read(contents: impl AsRef<[u8]>) -> (String, String) {
    let folder = Folder::new();
    folder.write("a.txt", contents);
    let ran = folder.run(&["themes", "a.txt", "--format", "json"]).succeeded();
    let text = ran.json()["passages"][0]["text"].as_str().unwrap().to_owned();
    (text, ran.stderr)
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn the_same_text_is_read_from_any_encoding_and_what_was_assumed_is_said() {
    let macintosh: Vec<u8> = TEXT
        .chars()
        .map(|letter| MACINTOSH.iter().find(|(known, _)| *known == letter).map_or(letter as u8, |(_, byte)| *byte))
        .collect();
    let windows: Vec<u8> = TEXT
        .chars()
        .map(|letter| if letter == '’' { 0x92 } else { u8::try_from(u32::from(letter)).unwrap() })
        .collect();
    let mixed = [TEXT.as_bytes(), b"\n", &windows].concat();
    let twice: String = TEXT.bytes().map(char::from).collect();
    let controls: String = windows.iter().map(|byte| char::from(*byte)).collect();
    let decomposed = TEXT.replace('é', "e\u{301}").replace('à', "a\u{300}");
    let strewn = TEXT.replace("éleveurs", "éle\u{ad}veurs").replace("forêt", "fo\u{200b}rêt");
    let cases: [(&[u8], &str); 12] = [
        (TEXT.as_bytes(), ""),
        (&[b"\xef\xbb\xbf", TEXT.as_bytes()].concat(), ""),
        (&[&[0xff, 0xfe], &utf16(TEXT, u16::to_le_bytes)[..]].concat(), ""),
        (&utf16(TEXT, u16::to_le_bytes), "read as UTF-16LE"),
        (&utf16(TEXT, u16::to_be_bytes), "read as UTF-16BE"),
        (&windows, "read as windows-1252"),
        (&macintosh, "read as MacRoman"),
        (&mixed, "places are in windows-1252"),
        (twice.as_bytes(), "garbled characters repaired"),
        (controls.as_bytes(), "1 garbled character repaired"),
        (decomposed.as_bytes(), "accents composed"),
        (strewn.as_bytes(), "2 invisible characters"),
    ];
    for (bytes, said) in cases {
        let (text, stderr) = read(bytes);
        assert_eq!(text.lines().next(), Some(TEXT), "{said}");
        assert!(stderr.contains(said) && (!said.is_empty() || !stderr.contains("note:")), "{stderr}");
    }
}

#[test]
fn utf_32_is_refused_by_its_name() {
    let folder = Folder::new();
    let bytes: Vec<u8> = "\u{feff}Le bac".chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect();
    folder.write("a.txt", bytes);
    folder.run(&["themes", "a.txt"]).failed_with(&["a.txt", "UTF-32", "UTF-8"]);
}

#[test]
fn wrapped_lines_are_paragraphs_and_their_words_are_whole() {
    let text = "Le ministre de l’élevage est revenu hier de Mopti, où les repré-\nsentants des éleveurs l’attendaient \
                depuis trois jours. Son porte-\nparole n’a rien dit de l’accord.\n\nÀ Ségou, les pêcheurs ont repris le \
                fleuve avant l’aube, malgré\nles eaux basses et le prix de l’essence, qui a encore monté.\n";
    let folder = Folder::new();
    folder.write("a.txt", text);
    let analysis = folder.run(&["themes", "a.txt", "--format", "json"]).succeeded().json();
    let texts: Vec<&str> =
        analysis["passages"].as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap()).collect();
    assert_eq!(texts.len(), 2);
    assert!(
        texts[0].contains("les représentants\ndes éleveurs") && texts[0].contains("porte-parole\nn’a"),
        "{texts:?}"
    );
}

/// What is told of the languages of some articles.
fn warned(articles: &[&str]) -> Option<String> {
    let folder = Folder::new();
    for (number, article) in articles.iter().enumerate() {
        folder.write(&format!("articles/{number}.txt"), article);
    }
    let ran = folder.run(&["themes", "articles", "--format", "json"]).succeeded();
    assert!(matches!(ran.json()["passages"], Value::Array(_)));
    let lines: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("languages")).collect();
    assert!(lines.len() < 2, "{lines:?}");
    lines.first().map(|line| (*line).to_owned())
}

#[test]
fn a_corpus_that_the_model_cannot_read_is_told_once_with_the_model_that_can() {
    let spanish =
        "Los pescadores del río volvieron al pueblo después de la estación de lluvias, antes que el año pasado.";
    let german =
        "Die Fischer am Fluss sind nach der Regenzeit früher als im vergangenen Jahr in das Dorf zurückgekehrt.";
    let russian = "Рыбаки вернулись в деревню после сезона дождей раньше, чем в прошлом году, и сети были полны рыбы.";
    let warning = warned(&[TEXT, spanish, spanish, german, russian]).unwrap();
    for needle in ["80 %", "es 40 %", "de 20 %", "ru 20 %", "--model intfloat/multilingual-e5-small"] {
        assert!(warning.contains(needle), "`{needle}` is not in {warning}");
    }
    let bambara =
        "Mali jamana kɔnɔ, sɛnɛkɛlaw ye baara kɛ kosɛbɛ nin san in na, sanji nana ani foro bɛɛ falen don suman na.";
    assert!(warned(&[bambara]).unwrap().ends_with("though not bm"));
    assert_eq!(warned(&[TEXT; 4]), None);
    let mut quoted = vec![TEXT; 11];
    quoted.push(spanish);
    assert_eq!(warned(&quoted), None);
}

#[test]
fn a_text_that_the_model_cannot_read_is_told_of() {
    let spanish =
        "Los pescadores del río volvieron al pueblo después de la estación de lluvias, antes que el año pasado.";
    let folder = Folder::new();
    let lines = |texts: &[&str]| {
        let line = |(id, text): (usize, &&str)| serde_json::json!({ "id": id, "text": text }).to_string();
        texts.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
    };
    let told = |texts: &[&str]| folder.run_with_input(&["embed"], lines(texts)).succeeded().stderr;
    let warning = told(&[TEXT, spanish]);
    assert!(warning.contains("of the first 2 texts, 50 % of the texts"), "{warning}");
    assert!(warning.contains("es 50 %"), "{warning}");
    assert_eq!(told(&[TEXT, TEXT]), "");
    folder.write("articles/a.txt", TEXT);
    folder.write(
        "articles/b.txt",
        "Le marché couvert rouvre samedi, et les vendeuses y apportent du mil et des mangues.",
    );
    folder.run(&["themes", "articles", "--count", "1"]).succeeded();
    let told = |text: &str| folder.run(&["similar", text, "--min-percentile", "0"]).succeeded().stderr;
    assert!(told(spanish).contains("is in es, which the model does not know"), "{}", told(spanish));
    assert_eq!(told(TEXT), "");
}
