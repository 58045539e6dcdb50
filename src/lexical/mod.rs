//! The words of a corpus as a second view beside its embeddings: latent semantic analysis (Deerwester et al., 1990) of
//! TF-IDF. An embedding model knows what words mean everywhere; this view knows which words go together here, names above
//! all. It clusters nothing and knows no vectors but its own.

mod basis;
mod vocabulary;

use crate::embeddings::Embeddings;
use crate::error::Result;
use crate::words::Stemming;
use vocabulary::Vocabulary;

/// Words are learnt from this many texts at most, spread evenly; all texts are then seen through what was learnt.
const MAX_TEXTS: usize = 20_000;
/// Fewer terms than this have no directions worth the name.
const MIN_TERMS: usize = 4;

/// A text and how its words are stemmed.
pub type Text<'a> = (&'a str, Stemming);

/// How the texts differ in their words, shape `(n_texts, at most 20)`: centred, unit rows, or zero for a text without any word
/// that another text has too. Nothing when the texts share too few words for a view. The seed draws the first directions of the
/// search, which settles on the same ones.
///
/// ```
/// use filrouge::lexical::view;
/// use filrouge::words::Stemming;
/// let texts = ["la mine d'or du nord", "une mine de cuivre", "le vote du parlement", "le parlement du nord vote", "or et cuivre"];
/// let texts = texts.map(|text| (text, Stemming::French));
/// let view = view(&texts, 0)?.expect("five words that several texts share");
/// assert!(view.row(0).dot(&view.row(1)) > view.row(0).dot(&view.row(2)));
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn view(texts: &[Text<'_>], seed: u64) -> Result<Option<Embeddings>> {
    let taken = texts.len().min(MAX_TEXTS);
    let sample: Vec<Text<'_>> = (0..taken).map(|position| texts[position * texts.len() / taken]).collect();
    let (vocabulary, rows) = Vocabulary::learn(&sample);
    if vocabulary.len() < MIN_TERMS {
        return Ok(None);
    }
    let basis = basis::subspace(&rows, vocabulary.len(), seed);
    let projected = basis::project(&if taken == texts.len() { rows } else { vocabulary.rows(texts) }, &basis);
    let mut values = projected.into_raw_vec_and_offset().0;
    centre(&mut values, basis.ncols());
    Embeddings::normalised(values, basis.ncols()).map(Some)
}

/// Takes the mean of the rows away from each, zero rows aside.
fn centre(values: &mut [f32], dimension: usize) {
    let is_zero = |row: &[f32]| row.iter().all(|value| *value == 0.0);
    let mut sum = vec![0.0_f64; dimension];
    let mut count = 0_usize;
    for row in values.chunks_exact(dimension).filter(|row| !is_zero(row)) {
        count += 1;
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value));
    }
    for row in values.chunks_exact_mut(dimension).filter(|row| !is_zero(row)) {
        row.iter_mut().zip(&sum).for_each(|(value, sum)| *value -= (sum / count.max(1) as f64) as f32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_without_common_words_have_no_view() {
        let texts = ["mine", "vote", "or", ""].map(|text| (text, Stemming::French));
        assert!(view(&texts, 0).unwrap().is_none());
        assert!(view(&[], 0).unwrap().is_none());
    }

    #[test]
    fn the_view_is_the_same_at_any_number_of_threads_and_keeps_equal_texts_equal() {
        let words = ["mine", "or", "vote", "parlement", "nord", "route", "attaque", "camp", "visite", "accord"];
        let text = |row: usize| format!("{} {} {}", words[row % 10], words[(row / 2) % 10], words[(row * row) % 10]);
        let mut texts: Vec<String> = (0..400).map(text).collect();
        texts.push(texts[7].clone());
        texts.push(String::new());
        let texts: Vec<Text<'_>> = texts.iter().map(|text| (text.as_str(), Stemming::French)).collect();
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| view(&texts, 3).unwrap().unwrap())
        };
        let seen = on(1);
        assert_eq!(seen, on(4));
        assert_eq!(seen.row(7), seen.row(400));
        assert!(seen.is_zero(401));
    }
}
