//! Who speaks for a passage: the passages most like it, in meaning and in words. What they are about says what it is
//! about where its own few lines say too little.

use crate::embeddings::Embeddings;
use crate::embeddings::kernel::products_by_block;
use crate::words::{fold, is_function_word};
use ndarray::{Array2, ArrayView2};
use std::collections::HashMap;

/// How many witnesses a passage has at most.
const WITNESSES: usize = 10;
/// Witnesses are sought among at most so many passages, evenly spread over the corpus, so that time grows with its size
/// and not with the square of it.
const MOST_COMPARED: usize = 4_096;
/// Two passages this alike in meaning may be copies; whether they are is then seen by their words.
const MAYBE_COPIES: f32 = 0.999;

/// The witnesses of each passage: their rows, and the weight of what they say.
#[derive(Debug)]
pub(super) struct Witnesses(Vec<Vec<(usize, f32)>>);

impl Witnesses {
    /// Finds the witnesses of each row. `rows` are centred embeddings, `texts` the stems of the same passages. Likeness is
    /// the cosine of the embeddings plus the cosine of the words (TF-IDF); its square is the weight, so that a passage
    /// that is like no other is left to itself. A copy is no witness: it knows nothing more.
    pub(super) fn find(rows: &Embeddings, texts: &[Vec<String>]) -> Self {
        let step = rows.len().div_ceil(MOST_COMPARED).max(1);
        let compared: Vec<usize> = (0..rows.len()).step_by(step).collect();
        let words = Words::weigh(texts);
        let postings = words.postings(&compared);
        let others = rows.select(&compared);
        let blocks = products_by_block(rows.as_slice(), others.as_slice(), rows.dimension(), |first, products| {
            let witnesses = products.chunks_exact(compared.len()).enumerate().map(|(offset, meanings)| {
                let row = first + offset;
                let mut likeness = meanings.to_vec();
                words.add_likeness(row, &postings, &mut likeness);
                let copies = |position: usize| {
                    let other = compared[position];
                    other == row || (meanings[position] > MAYBE_COPIES && texts[other] == texts[row])
                };
                best(&likeness, copies).into_iter().map(|(position, likeness)| (compared[position], likeness.powi(2)))
            });
            witnesses.map(Iterator::collect).collect::<Vec<Vec<_>>>()
        });
        Self(blocks.into_iter().flatten().collect())
    }

    /// What each row and its witnesses say together, shape `(n_rows, n_themes)` as `own`. The row itself has the weight 1,
    /// its witnesses up to that much, the more the more alike they are.
    pub(super) fn heard(&self, own: ArrayView2<'_, f32>) -> Array2<f32> {
        let mut heard = own.to_owned();
        for (mut heard, witnesses) in heard.rows_mut().into_iter().zip(&self.0) {
            let total: f32 = witnesses.iter().map(|(_, weight)| weight).sum();
            for (witness, weight) in witnesses {
                heard.scaled_add(weight / (total + 1.0), &own.row(*witness));
            }
            heard /= 1.0 + total / (total + 1.0);
        }
        heard
    }
}

/// The positions with the highest positive values, highest first, on a tie the earlier; `is_copy` are left out.
fn best(likeness: &[f32], is_copy: impl Fn(usize) -> bool) -> Vec<(usize, f32)> {
    let positive = likeness.iter().copied().enumerate().filter(|(_, likeness)| *likeness > 0.0);
    let mut found: Vec<(usize, f32)> = positive.filter(|(position, _)| !is_copy(*position)).collect();
    let order = |a: &(usize, f32), b: &(usize, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if found.len() > WITNESSES {
        found.select_nth_unstable_by(WITNESSES, order);
        found.truncate(WITNESSES);
    }
    found.sort_by(order);
    found
}

/// The passages as bags of words: TF-IDF with logarithmic counts, scaled to unit norm.
struct Words {
    of: Vec<Vec<(usize, f32)>>, // the words of each passage with their weights, shape (n_passages,)
    vocabulary: usize,
}

impl Words {
    fn weigh(texts: &[Vec<String>]) -> Self {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut frequency: Vec<u32> = Vec::new();
        let mut of = Vec::with_capacity(texts.len());
        for text in texts {
            let mut counts: HashMap<usize, f32> = HashMap::new();
            for stem in text.iter().filter(|stem| !is_function_word(&fold(stem))) {
                let next = numbers.len();
                let number = *numbers.entry(stem).or_insert(next);
                frequency.resize(numbers.len(), 0);
                *counts.entry(number).or_default() += 1.0;
            }
            let mut counts: Vec<(usize, f32)> = counts.into_iter().collect();
            counts.sort_by_key(|(number, _)| *number);
            for (number, _) in &counts {
                frequency[*number] += 1;
            }
            of.push(counts);
        }
        for counts in &mut of {
            // a word of one passage says nothing about any other
            counts.retain(|(number, _)| frequency[*number] > 1);
            for (number, count) in counts.iter_mut() {
                *count = (1.0 + count.ln()) * (texts.len() as f32 / frequency[*number] as f32).ln();
            }
            let norm = counts.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
            counts.iter_mut().filter(|_| norm > 0.0).for_each(|(_, weight)| *weight /= norm);
        }
        Self { of, vocabulary: numbers.len() }
    }

    /// For each word, which of `rows` hold it, as positions in `rows`.
    fn postings(&self, rows: &[usize]) -> Vec<Vec<(usize, f32)>> {
        let mut postings = vec![Vec::new(); self.vocabulary];
        for (position, row) in rows.iter().enumerate() {
            for &(number, weight) in &self.of[*row] {
                postings[number].push((position, weight));
            }
        }
        postings
    }

    fn add_likeness(&self, row: usize, postings: &[Vec<(usize, f32)>], likeness: &mut [f32]) {
        for &(number, weight) in &self.of[row] {
            for &(position, other) in &postings[number] {
                likeness[position] += weight * other;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(texts: &[&str]) -> Vec<Vec<String>> {
        texts.iter().map(|text| text.split(' ').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_passage_that_says_little_is_heard_through_its_like() {
        let rows = Embeddings::normalised(vec![1.0, 0.0, 0.9, 0.1, -1.0, 0.1], 2).unwrap();
        let witnesses = Witnesses::find(&rows, &stems(&["crue digue", "crue digue maire", "vote urne"]));
        let own = Array2::from_shape_vec((3, 1), vec![0.0, 0.8, 0.2]).unwrap();
        let heard = witnesses.heard(own.view());
        assert!(heard[(0, 0)] > 0.3 && heard[(1, 0)] < 0.8, "{heard}");
        assert!((heard[(2, 0)] - 0.2).abs() < 1e-6, "a passage like no other is left to itself: {heard}");
    }

    #[test]
    fn copies_are_no_witnesses_and_fare_alike() {
        let rows = Embeddings::normalised(vec![1.0, 0.0, 1.0, 0.0, 0.8, 0.6], 2).unwrap();
        let witnesses = Witnesses::find(&rows, &stems(&["crue digue", "crue digue", "crue"]));
        assert_eq!(witnesses.0[0], witnesses.0[1]);
        assert_eq!(witnesses.0[0].len(), 1);
    }
}
