//! What a filled-in sheet says.

use super::sheet::{Code, Filled, Row, read};
use crate::analysis::Analysis;
use crate::cluster::ThemeId;
use crate::error::{Error, Result};
use crate::metrics::{self, Estimate, Stratum, bootstrap, cohen_kappa, krippendorff_alpha, percent_agreement};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A figure of the codes of two raters.
type OfPairs<'a> = &'a dyn Fn(&[(Code, Code)]) -> Option<f64>;

/// A figure of a sheet with its 95 % interval, bootstrapped by article; none where it is not defined.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// The figure.
    pub value: Option<f64>,
    /// The lower end of the interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

/// How well two raters agree on the passages that both of them sorted. These are figures of the sheet, as any other
/// program would compute them from it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reliability {
    /// How many passages both sorted.
    pub items: usize,
    /// The share sorted alike, in 0..=1.
    pub percent_agreement: Figure,
    /// Cohen's kappa.
    pub kappa: Figure,
    /// Krippendorff's alpha for categories.
    pub alpha: Figure,
}

/// A theme, or what is in none, as a coder sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThemeReport {
    /// Its number; none for what is in no theme.
    pub theme: Option<ThemeId>,
    /// Its name.
    pub name: Option<String>,
    /// How many of the coded passages filrouge put there.
    pub found: usize,
    /// How many of them the coder put there.
    pub coded: usize,
    /// The estimated share, in the whole corpus, of what filrouge put there that belongs there.
    pub precision: Option<f64>,
    /// The estimated share, in the whole corpus, of what belongs there that filrouge put there.
    pub recall: Option<f64>,
    /// The share of all passages that filrouge put there.
    pub share: f64,
    /// The share of all passages that belongs there by the coder's judgement, estimated from the sample.
    pub corrected_share: Option<Estimate>,
}

/// Filrouge against one coder.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoderReport {
    /// The name of the column.
    pub coder: String,
    /// How many passages the coder sorted.
    pub coded: usize,
    /// How many are left to sort.
    pub empty: usize,
    /// How many passages of the corpus lie in themes of which nothing is coded yet: the shares leave these out.
    pub not_represented: usize,
    /// Agreement in the sheet.
    pub agreement: Reliability,
    /// The share of passages of the corpus that filrouge sorts as the coder would.
    pub accuracy: Option<Estimate>,
    /// The themes, and last what is in none.
    pub themes: Vec<ThemeReport>,
}

/// One coder against another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairReport {
    /// The names of their columns.
    pub coders: [String; 2],
    /// Their agreement.
    #[serde(flatten)]
    pub agreement: Reliability,
}

/// What a filled-in sheet says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SheetReport {
    /// How many rows it has.
    pub rows: usize,
    /// How many passages they were drawn from.
    pub population: usize,
    /// From how many strata: the themes as they were then, and what was in none.
    pub strata: usize,
    /// Filrouge against each coder who began.
    pub coders: Vec<CoderReport>,
    /// The coders against each other.
    pub pairs: Vec<PairReport>,
    /// Krippendorff's alpha over all coders, where there are several.
    pub coders_alpha: Option<Figure>,
    /// Lines whose passage the index has no more, counted from 1.
    pub unmatched: Vec<u64>,
    /// What was assumed, or has changed since the draw.
    pub notes: Vec<String>,
}

/// Reads a filled-in sheet and holds it against the analysis. Sheets that are filled in partly are fine. `seed` draws the
/// resamples of the intervals.
///
/// # Errors
/// [`Error::Io`] when the file cannot be read; [`Error::Invalid`], with the line, when it is not a sheet, a code is no
/// theme, a row was taken apart, nothing is filled in, or the index has none of its passages.
///
/// ```no_run
/// use filrouge::{analysis, coding::read_back, store::Store};
/// let analysis = analysis::load(&Store::open(".filrouge/index.sqlite".as_ref())?)?;
/// let report = read_back(&analysis, "sheet.csv".as_ref(), 0)?;
/// println!("{:?}", report.coders[0].agreement.kappa.value);
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn read_back(analysis: &Analysis, path: &Path, seed: u64) -> Result<SheetReport> {
    let filled = read(analysis, path)?;
    let invalid = |reason: String| Error::Invalid { path: path.into(), line: None, reason };
    if filled.rows.is_empty() {
        return Err(invalid("the index has none of its passages: it was drawn from another one".into()));
    }
    let begun: Vec<usize> =
        (0..filled.coders.len()).filter(|&coder| filled.rows.iter().any(|row| row.codes[coder].is_some())).collect();
    if begun.is_empty() {
        return Err(invalid(format!("nothing is filled in under `{}`", filled.coders.join("`, `"))));
    }
    let sizes: BTreeMap<u32, u32> = filled.seals.iter().map(|seal| (seal.stratum, seal.size)).collect();
    let reader = Reader { analysis, filled: &filled, sizes: &sizes, seed };
    let mut pairs = Vec::new();
    for (position, &one) in begun.iter().enumerate() {
        for &other in &begun[position + 1..] {
            let coders = [one, other].map(|coder| filled.coders[coder].clone());
            pairs.push(PairReport {
                coders,
                agreement: reader.agreement(|row| Some((row.codes[one]?, row.codes[other]?))),
            });
        }
    }
    Ok(SheetReport {
        rows: filled.seals.len(),
        population: sizes.values().map(|size| *size as usize).sum(),
        strata: sizes.len(),
        coders: begun.iter().map(|&coder| reader.coder(coder)).collect(),
        pairs,
        coders_alpha: (begun.len() > 1).then(|| reader.alpha_of_all()),
        unmatched: filled.unmatched.clone(),
        notes: filled.notes.clone(),
    })
}

struct Reader<'a> {
    analysis: &'a Analysis,
    filled: &'a Filled,
    /// The size of each stratum.
    sizes: &'a BTreeMap<u32, u32>,
    seed: u64,
}

impl Reader<'_> {
    fn coder(&self, coder: usize) -> CoderReport {
        let rows: Vec<(&Row, Code, Code)> = self
            .filled
            .rows
            .iter()
            .filter_map(|row| Some((row, self.analysis.theme_of[row.passage], row.codes[coder]?)))
            .collect();
        let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
        for (row, ..) in &rows {
            *seen.entry(row.seal.stratum).or_default() += 1;
        }
        let weight = |row: &Row| f64::from(row.seal.size) / seen[&row.seal.stratum] as f64;
        let share_of = |hit: &dyn Fn(Code, Code) -> bool| {
            let mut hits: BTreeMap<u32, usize> = seen.keys().map(|stratum| (*stratum, 0)).collect();
            for (row, found, coded) in &rows {
                *hits.entry(row.seal.stratum).or_default() += usize::from(hit(*found, *coded));
            }
            let stratum = |(stratum, hits): (&u32, &usize)| Stratum {
                size: self.sizes[stratum] as usize,
                seen: seen[stratum],
                hits: *hits,
            };
            metrics::share(&hits.iter().map(stratum).collect::<Vec<_>>())
        };
        let sum = |of: &dyn Fn(Code, Code) -> bool| -> f64 {
            rows.iter().filter(|(_, found, coded)| of(*found, *coded)).fold(0.0, |sum, (row, ..)| sum + weight(row))
        };
        let theme = |theme: Code| {
            let both = sum(&|found, coded| found == theme && coded == theme);
            let ratio = |of: f64| (of > 0.0).then(|| (both / of).min(1.0));
            let in_theme = self.analysis.theme_of.iter().filter(|other| **other == theme).count();
            ThemeReport {
                theme,
                name: theme.map(|id| self.analysis.themes[id.0 as usize].name.clone()),
                found: rows.iter().filter(|(_, found, _)| *found == theme).count(),
                coded: rows.iter().filter(|(.., coded)| *coded == theme).count(),
                precision: ratio(sum(&|found, _| found == theme)),
                recall: ratio(sum(&|_, coded| coded == theme)),
                share: in_theme as f64 / self.analysis.theme_of.len() as f64,
                corrected_share: share_of(&|_, coded| coded == theme),
            }
        };
        let open = self.sizes.iter().filter(|(stratum, _)| !seen.contains_key(stratum));
        CoderReport {
            coder: self.filled.coders[coder].clone(),
            coded: rows.len(),
            empty: self.filled.rows.len() - rows.len(),
            not_represented: open.map(|(_, size)| *size as usize).sum(),
            agreement: self.agreement(|row| Some((self.analysis.theme_of[row.passage], row.codes[coder]?))),
            accuracy: share_of(&|found, coded| found == coded),
            themes: self.analysis.themes.iter().map(|theme| Some(theme.id)).chain([None]).map(theme).collect(),
        }
    }

    /// The agreement of two raters, whose codes `pair` gives where both have one.
    fn agreement(&self, pair: impl Fn(&Row) -> Option<(Code, Code)>) -> Reliability {
        let rows: Vec<(&Row, (Code, Code))> =
            self.filled.rows.iter().filter_map(|row| Some((row, pair(row)?))).collect();
        let clusters = self.by_article(rows.iter().map(|(row, _)| *row));
        let figure = |figure: OfPairs<'_>| {
            self.figure(&clusters, rows.len(), |items| {
                figure(&items.iter().map(|&item| rows[item].1).collect::<Vec<_>>())
            })
        };
        let unit = |&(one, other): &(Code, Code)| vec![one, other];
        Reliability {
            items: rows.len(),
            percent_agreement: figure(&percent_agreement),
            kappa: figure(&cohen_kappa),
            alpha: figure(&|pairs| krippendorff_alpha(&pairs.iter().map(unit).collect::<Vec<_>>())),
        }
    }

    fn alpha_of_all(&self) -> Figure {
        let rows = &self.filled.rows;
        let units: Vec<Vec<Code>> = rows.iter().map(|row| row.codes.iter().flatten().copied().collect()).collect();
        self.figure(&self.by_article(rows.iter()), rows.len(), |items| {
            krippendorff_alpha(&items.iter().map(|&item| units[item].clone()).collect::<Vec<_>>())
        })
    }

    fn figure(&self, clusters: &[Vec<usize>], items: usize, figure: impl Fn(&[usize]) -> Option<f64>) -> Figure {
        let value = figure(&(0..items).collect::<Vec<_>>());
        let interval = value.and_then(|_| bootstrap(clusters, self.seed, figure));
        Figure { value, low: interval.map(|interval| interval.low), high: interval.map(|interval| interval.high) }
    }

    /// The positions of rows, those of an article together.
    fn by_article<'a>(&self, rows: impl Iterator<Item = &'a Row>) -> Vec<Vec<usize>> {
        let mut clusters: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (item, row) in rows.enumerate() {
            clusters.entry(self.analysis.corpus.passages[row.passage].article).or_default().push(item);
        }
        clusters.into_values().collect()
    }
}
