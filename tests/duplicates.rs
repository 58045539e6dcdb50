//! How well agency copy and reprints are found: the articles of the project's own corpus are printed again under another
//! title, with lines of another site around them and some of their words changed, and what `read` marks is counted.
//!
//! `cargo test --test duplicates -- --nocapture` prints the figures.

#![expect(clippy::unwrap_used, reason = "clippy does not see the helpers of tests as tests")]

mod edits;

use edits::{Draw, edited};
use filrouge::analysis::{Analysis, Settings, analyse};
use filrouge::corpus::{ArticleId, Corpus, ReadOptions, read};
use filrouge::embedder::{self, ModelChoice, ModelOptions};
use filrouge::progress::Silent;
use filrouge::store::Store;
use std::fs;
use std::path::{Path, PathBuf};

fn articles() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/articles")
}

fn corpus_of(paths: &[PathBuf]) -> Corpus {
    read(paths, &ReadOptions::default(), &Silent).unwrap()
}

/// How a copy is made.
#[derive(Clone, Copy, Debug)]
struct Reprint {
    /// Changed words, in percent.
    edited: usize,
    /// Only the first half of the paragraphs.
    half: bool,
    /// Lines that are not in the original, before and after.
    surrounded: bool,
}

/// The texts of an article's passages.
fn paragraphs(corpus: &Corpus, article: ArticleId) -> Vec<&str> {
    corpus.passages.iter().filter(|passage| passage.article == article).map(|passage| passage.text.as_str()).collect()
}

/// Prints every article again into a folder, as `copie-12.txt`.
fn print_again(corpus: &Corpus, folder: &Path, reprint: Reprint) {
    let all: Vec<&str> = corpus.passages.iter().flat_map(|passage| passage.text.split_whitespace()).collect();
    let mut draw = Draw(1);
    for article in &corpus.articles {
        let paragraphs = paragraphs(corpus, article.id);
        let kept = if reprint.half { paragraphs.len().div_ceil(2) } else { paragraphs.len() };
        let mut lines = vec![format!("Reprise numéro {} dans un autre journal", article.id.0)];
        if reprint.surrounded {
            lines.push("Le journal de la rive gauche, paraît le mardi et le vendredi".into());
        }
        for paragraph in &paragraphs[..kept] {
            let words: Vec<&str> = paragraph.split_whitespace().collect();
            lines.push(edited(&words, &all, reprint.edited, &mut draw));
        }
        if reprint.surrounded {
            lines.push(format!(
                "Notre rédaction de {} personnes répond au courrier de ses lecteurs chaque semaine, par ordre d’arrivée.",
                article.id.0
            ));
        }
        fs::write(folder.join(format!("copie-{}.txt", article.id.0)), lines.join("\n\n")).unwrap();
    }
}

/// Shares, in 0..=1.
#[derive(Debug)]
struct Figures {
    /// Of the reprints, those marked as copies of what they are copies of.
    articles: f64,
    /// Of the passages copied, those marked as copies of one of their article.
    passages: f64,
    /// Of the marks of articles and passages, those that are right.
    precision: f64,
}

fn measure(reprint: Reprint) -> Figures {
    let originals = corpus_of(&[articles()]);
    let folder = tempfile::tempdir().unwrap();
    print_again(&originals, folder.path(), reprint);
    let corpus = corpus_of(&[articles(), folder.path().into()]);
    let source = |id: ArticleId| -> Option<u32> {
        let path = &corpus.articles[id.0 as usize].path;
        path.split_once("copie-")?.1.trim_end_matches(".txt").parse().ok()
    };
    let reprints = corpus.articles.iter().filter(|article| source(article.id).is_some()).count();
    assert_eq!(reprints, originals.articles.len());
    let right = |copy: ArticleId, of: ArticleId| source(copy) == Some(of.0);
    let found = corpus.duplicates.articles.iter().filter(|copied| right(copied.copy, copied.of)).count();
    let article_of = |id: filrouge::corpus::PassageId| corpus.passages[id.0 as usize].article;
    let in_place = corpus.duplicates.passages.iter();
    let in_place = in_place.filter(|copied| right(article_of(copied.copy), article_of(copied.of))).count();
    let long = |text: &str| text.split_whitespace().count() >= 20;
    let copied = corpus.passages.iter().filter(|passage| source(passage.article).is_some() && long(&passage.text));
    let marks = corpus.duplicates.articles.len() + corpus.duplicates.passages.len();
    Figures {
        articles: found as f64 / reprints as f64,
        passages: in_place as f64 / copied.count() as f64,
        precision: (found + in_place) as f64 / marks as f64,
    }
}

#[test]
fn reprints_are_found_however_they_are_changed() {
    let mut short = Vec::new();
    for edited in [0, 5, 10, 20] {
        for half in [false, true] {
            for surrounded in [false, true] {
                let reprint = Reprint { edited, half, surrounded };
                let figures = measure(reprint);
                println!("{reprint:?}: {figures:.3?}");
                // of articles, and of passages; what 20 % adds to names and takes from ends of sentences tells against them
                let least = [(5, (1.0, 0.99)), (10, (0.95, 0.96)), (20, (0.6, 0.6))];
                let least = least.iter().find(|(most, _)| edited <= *most).unwrap().1;
                let found = figures.articles >= least.0 && figures.passages >= least.1;
                if !found || figures.precision < 0.99 {
                    short.push((reprint, figures));
                }
            }
        }
    }
    assert!(short.is_empty(), "{short:?}");
}

#[test]
fn articles_written_apart_are_no_copies() {
    let corpus = corpus_of(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")]);
    assert!(corpus.duplicates.is_empty(), "{:?}", corpus.duplicates);
}

fn analysis(paths: &[PathBuf], keep_duplicates: bool) -> Analysis {
    let folder = tempfile::tempdir().unwrap();
    let embedder = embedder::open(&ModelChoice::Embedded, &ModelOptions::default(), &Silent).unwrap();
    let mut store = Store::create(&folder.path().join("index.sqlite")).unwrap();
    let read = ReadOptions::default().keep_duplicates(keep_duplicates);
    let settings = Settings { read, ..Settings::new(paths.to_vec()) };
    analyse(&settings, embedder.as_ref(), &mut store, &Silent).unwrap()
}

#[test]
fn reprints_change_no_theme_unless_they_are_to_count() {
    let folder = tempfile::tempdir().unwrap();
    print_again(&corpus_of(&[articles()]), folder.path(), Reprint { edited: 0, half: true, surrounded: false });
    let paths = [articles(), folder.path().into()];
    let (alone, with_copies, counted) = (analysis(&paths[..1], false), analysis(&paths, false), analysis(&paths, true));
    let told = |analysis: &Analysis| -> Vec<(String, usize, usize)> {
        analysis.themes.iter().map(|theme| (theme.name.clone(), theme.passages, theme.articles)).collect()
    };
    assert_eq!(told(&alone), told(&with_copies));
    assert!(alone.themes.iter().all(|theme| theme.copies == 0));
    assert_eq!(alone.unassigned(), with_copies.unassigned());
    for theme in &with_copies.themes {
        let listed = with_copies.theme_of.iter().filter(|of| **of == Some(theme.id)).count();
        assert_eq!(listed, theme.passages + theme.copies);
    }
    for passage in &with_copies.corpus.passages {
        if let Some(of) = passage.copy_of {
            assert_eq!(with_copies.theme_of[passage.id.0 as usize], with_copies.theme_of[of.0 as usize]);
        }
    }
    let passages = |analysis: &Analysis| analysis.themes.iter().map(|theme| theme.passages).sum::<usize>();
    assert!(passages(&counted) > passages(&alone) && counted.corpus.duplicates.is_empty());
}
