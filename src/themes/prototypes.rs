//! The guided themes as directions in the space of the corpus's embeddings.

use super::guide::Guide;
use crate::embeddings::kernel::dot;
use crate::embeddings::{Embeddings, normalise};
use ndarray::{Array1, Array2};

/// How many phrases of a theme are the nearest to a passage.
const SIDES: usize = 2;

/// The descriptions of a guide, embedded.
#[derive(Clone, Debug)]
pub struct Prototypes {
    plain: Embeddings,             // (n_texts, dimension), as the model gives them
    centred: Embeddings,           // (n_texts, dimension), the corpus's mean taken away
    described_by: Vec<Vec<usize>>, // the texts for each theme, shape (n_themes,)
    denied_by: Vec<Vec<usize>>,    // the texts against each theme, shape (n_themes,)
}

impl Prototypes {
    /// The texts to embed for a guide: of each theme every `about` phrase, its words as one more text, and every `not`
    /// phrase that is a meaning.
    #[must_use]
    pub fn texts(guide: &Guide) -> Vec<String> {
        let of_theme = guide.themes.iter().map(|theme| {
            let words = (!theme.words.is_empty()).then(|| theme.words.join(", "));
            theme.about.iter().cloned().chain(words).chain(theme.denied_meanings().cloned())
        });
        of_theme.flatten().collect()
    }

    /// Takes the embeddings of [`texts`](Self::texts), shape `(n_texts, dimension)`, and the corpus's mean.
    #[must_use]
    pub fn new(guide: &Guide, embeddings: Embeddings, mean: &Array1<f32>) -> Self {
        let mut next = 0;
        let mut take = |count: usize| {
            next += count;
            (next - count..next).collect()
        };
        let (mut described_by, mut denied_by) = (Vec::new(), Vec::new());
        for theme in &guide.themes {
            described_by.push(take(theme.about.len() + usize::from(!theme.words.is_empty())));
            denied_by.push(take(theme.denied_meanings().count()));
        }
        Self { plain: embeddings.clone(), centred: embeddings.centred(mean), described_by, denied_by }
    }

    pub(super) fn n_themes(&self) -> usize {
        self.described_by.len()
    }

    /// How many texts describe a theme.
    pub(super) fn descriptions(&self, theme: usize) -> usize {
        self.described_by[theme].len()
    }

    /// The descriptions of a theme, one of them left out where it has several.
    fn kept(&self, theme: usize, without: Option<usize>) -> impl Iterator<Item = &[f32]> {
        let descriptions = &self.described_by[theme];
        let left_out =
            without.filter(|_| descriptions.len() > 1).map(|number| descriptions[number % descriptions.len()]);
        let rows = descriptions.iter().filter(move |description| Some(**description) != left_out);
        rows.map(|&description| slice(&self.centred, description))
    }

    /// The direction of each theme, one description of each left out: shape `(n_themes, dimension)`.
    pub(super) fn directions(&self, without: Option<usize>) -> Array2<f32> {
        let mut directions = Array2::zeros((self.n_themes(), self.centred.dimension()));
        for (theme, mut direction) in directions.rows_mut().into_iter().enumerate() {
            for description in self.kept(theme, without) {
                direction.iter_mut().zip(description).for_each(|(sum, value)| *sum += value);
            }
            normalise(direction.as_slice_mut().unwrap_or_default());
        }
        directions
    }

    /// How near each row is to the nearest descriptions of each theme, shape `(n_rows, n_themes)`.
    pub(super) fn sides(&self, rows: &Embeddings, without: Option<usize>) -> Array2<f32> {
        Array2::from_shape_fn((rows.len(), self.n_themes()), |(row, theme)| {
            let values = slice(rows, row);
            let mut cosines: Vec<f32> = self.kept(theme, without).map(|other| dot(values, other)).collect();
            cosines.sort_by(|a, b| b.total_cmp(a));
            cosines.truncate(SIDES);
            cosines.iter().sum::<f32>() / cosines.len().max(1) as f32
        })
    }

    /// The cosine of each row to the nearest description of each theme, nothing taken away, shape `(n_rows, n_themes)`.
    pub(super) fn nearness(&self, plain: &Embeddings) -> Array2<f32> {
        self.highest(plain, &self.described_by)
    }

    /// The same to the nearest meaning that speaks against each theme; -1 where none does.
    pub(super) fn denial(&self, plain: &Embeddings) -> Array2<f32> {
        self.highest(plain, &self.denied_by)
    }

    fn highest(&self, plain: &Embeddings, texts: &[Vec<usize>]) -> Array2<f32> {
        Array2::from_shape_fn((plain.len(), texts.len()), |(row, theme)| {
            let cosines = texts[theme].iter().map(|&text| dot(slice(&self.plain, text), slice(plain, row)));
            cosines.fold(-1.0, f32::max)
        })
    }

    /// The highest cosine of any row to one description of a theme.
    pub(super) fn best_match(&self, plain: &Embeddings, theme: usize, description: usize) -> f32 {
        let description = slice(&self.plain, self.described_by[theme][description]);
        (0..plain.len()).map(|row| dot(slice(plain, row), description)).fold(-1.0, f32::max)
    }
}

fn slice(embeddings: &Embeddings, row: usize) -> &[f32] {
    let dimension = embeddings.dimension();
    &embeddings.as_slice()[row * dimension..(row + 1) * dimension]
}
