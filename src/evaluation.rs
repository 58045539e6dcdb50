//! How well the themes agree with a person who labelled passages by hand.

use crate::analysis::Analysis;
use crate::corpus::{Article, read_filled_in};
use crate::error::{Error, Result};
use crate::metrics::{Agreement, agreement};
use crate::words::fold;
use serde::Serialize;
use std::collections::HashMap;
use std::path::Path;

/// Columns that may hold the label.
const LABEL_COLUMNS: [&str; 2] = ["theme", "label"];

/// The result of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Agreement over the labels found in the corpus; passages that no theme takes count as one more group.
    #[serde(flatten)]
    pub agreement: Agreement,
    /// Share of labels whose passage is in a theme of exactly that name (accents and case aside). It says something
    /// for guided themes.
    pub accuracy_by_name: f64,
    /// How many of the labelled passages no theme takes.
    pub unassigned: usize,
    /// Lines of the label file that match no passage, counted from 1.
    pub unmatched: Vec<u64>,
    /// What had to be assumed to read the label file: its encoding.
    #[serde(skip)]
    pub note: Option<String>,
}

/// A line of the label file.
struct Label {
    line: u64,
    path: Option<String>,
    passage: Option<String>,
    begins: Option<String>,
    start: Option<usize>,
    theme: String,
}

/// Compares an analysis with a label file: CSV with a column `theme` (or `label`) and either `passage` (a passage id),
/// or `path` alone (a label for a whole article), or `path` with `begins` (words of the passage) or `start` (a byte of
/// it). Paths may be relative to any folder above the articles. Semicolons and tabs separate as well as commas, and older
/// encodings are read, as spreadsheets write them.
///
/// # Errors
/// [`Error::Io`] when the file cannot be read, [`Error::Invalid`] with the line when it is no label file, or when no
/// label matches a passage.
///
/// ```no_run
/// use filrouge::{analysis, evaluation::evaluate, store::Store};
/// let analysis = analysis::load(&Store::open(".filrouge/index.sqlite".as_ref())?)?;
/// println!("{:.2}", evaluate(&analysis, "seeds/labels.csv".as_ref())?.agreement.v_measure);
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn evaluate(analysis: &Analysis, labels: &Path) -> Result<Evaluation> {
    let (labelled, note) = read(labels)?;
    let finder = Finder::new(analysis);
    let (mut given, mut found, mut unmatched) = (Vec::new(), Vec::new(), Vec::new());
    for label in &labelled {
        let rows = finder.find(label);
        if rows.is_empty() {
            unmatched.push(label.line);
        }
        for row in rows {
            given.push(label.theme.as_str());
            found.push(analysis.theme_of[row]);
        }
    }
    if given.is_empty() {
        let reason = format!("none of its {} labels matches a passage of the index", labelled.len());
        return Err(Error::Invalid { path: labels.into(), line: None, reason });
    }
    let same_name = given.iter().zip(&found).filter(|(label, theme)| {
        theme.is_some_and(|theme| fold(&analysis.themes[theme.0 as usize].name) == fold(label))
    });
    Ok(Evaluation {
        agreement: agreement(&given, &found),
        accuracy_by_name: same_name.count() as f64 / given.len() as f64,
        unassigned: found.iter().filter(|theme| theme.is_none()).count(),
        unmatched,
        note,
    })
}

fn read(path: &Path) -> Result<(Vec<Label>, Option<String>)> {
    let table = read_filled_in(path)?;
    let invalid = |line: Option<u64>, reason: String| Error::Invalid { path: path.into(), line, reason };
    let Some(theme) = LABEL_COLUMNS.iter().find_map(|name| table.column(name)) else {
        let reason = format!("no column `theme` or `label` among `{}`", table.columns.join("`, `"));
        return Err(invalid(Some(1), reason));
    };
    let columns = [table.column("path"), table.column("passage"), table.column("begins"), table.column("start")];
    if columns[0].is_none() && columns[1].is_none() {
        return Err(invalid(Some(1), "neither a column `path` nor a column `passage`".into()));
    }
    let mut labels = Vec::new();
    for row in &table.rows {
        let line = row.line;
        let [label_path, passage, begins, start] =
            columns.map(|column| Some(row.cell(column?)).filter(|value| !value.is_empty()).map(str::to_owned));
        let start = match start.map(|start| start.parse()) {
            Some(Err(_)) => return Err(invalid(Some(line), "`start` is not a whole number".into())),
            Some(Ok(start)) => Some(start),
            None => None,
        };
        let theme = row.cell(theme).to_owned();
        if theme.is_empty() {
            return Err(invalid(Some(line), "the label is empty".into()));
        }
        labels.push(Label { line, path: label_path, passage, begins, start, theme });
    }
    Ok((labels, table.note))
}

/// Finds the passages a label speaks of.
struct Finder<'a> {
    analysis: &'a Analysis,
    by_key: HashMap<&'a str, usize>,
    by_file_name: HashMap<&'a str, Vec<&'a Article>>,
    of_article: Vec<Vec<usize>>,
}

impl<'a> Finder<'a> {
    fn new(analysis: &'a Analysis) -> Self {
        let corpus = &analysis.corpus;
        let mut of_article = vec![Vec::new(); corpus.articles.len()];
        for (row, passage) in corpus.passages.iter().enumerate() {
            of_article[passage.article.0 as usize].push(row);
        }
        let mut by_file_name: HashMap<&str, Vec<&Article>> = HashMap::new();
        for article in &corpus.articles {
            by_file_name.entry(file_name(&article.path)).or_default().push(article);
        }
        let by_key = corpus.passages.iter().enumerate().map(|(row, passage)| (passage.key.as_str(), row)).collect();
        Self { analysis, by_key, by_file_name, of_article }
    }

    fn find(&self, label: &Label) -> Vec<usize> {
        if let Some(key) = &label.passage {
            return self.by_key.get(key.as_str()).copied().into_iter().collect();
        }
        let Some(path) = &label.path else { return Vec::new() };
        let articles = self.by_file_name.get(file_name(path)).into_iter().flatten();
        let articles = articles.filter(|article| ends_with_path(&article.path, path));
        let rows = articles.flat_map(|article| self.of_article[article.id.0 as usize].iter().copied());
        let passage = |row: usize| &self.analysis.corpus.passages[row];
        match (&label.begins, label.start) {
            (Some(begins), _) => {
                let begins = one_line(begins);
                let texts: Vec<(usize, String)> = rows.map(|row| (row, one_line(&passage(row).text))).collect();
                // a heading may stand before the words in the passage
                let begin = texts.iter().find(|(_, text)| text.starts_with(&begins));
                let hold = || texts.iter().find(|(_, text)| text.contains(&begins));
                begin.or_else(hold).map(|(row, _)| *row).into_iter().collect()
            }
            (None, Some(start)) => {
                rows.filter(|&row| (passage(row).start..passage(row).end).contains(&start)).collect()
            }
            (None, None) => rows.collect(),
        }
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn ends_with_path(path: &str, end: &str) -> bool {
    let end = end.trim_start_matches("./");
    path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with(['/', '\\']))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
