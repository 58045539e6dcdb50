//! Which words made a passage like a query: those without which it would be less so (representation erasure; Li, Monroe
//! and Jurafsky, 2016). A static model adds its words up, so there this is what each one carries.

use crate::embedder::Embedder;
use crate::embeddings::kernel::dot;
use crate::error::Result;
use crate::progress::Silent;
use crate::words::{fold, is_function_word, words};
use serde::Serialize;

/// More words say less.
const MOST: usize = 5;

/// A word of a passage with what it adds to the similarity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Carried {
    /// The word as the passage first writes it.
    pub word: String,
    /// How much lower the cosine would be without it.
    pub drop: f32,
}

/// The words that carry the similarity of a text to a vector, shape `(dimension,)`, the strongest first, five at most.
/// The model embeds the text once for each different word.
///
/// ```
/// use filrouge::embedder::{self, ModelChoice, ModelOptions};
/// use filrouge::{progress::Silent, search::carried};
/// let embedder = embedder::open(&ModelChoice::Embedded, &ModelOptions::default(), &Silent)?;
/// let vector = embedder.embed_query("les récoltes de mil")?.to_vec();
/// let words = carried(embedder.as_ref(), &vector, "Le ministre annonce que la récolte de mil sera bonne.")?;
/// assert!(["récolte", "mil"].contains(&words[0].word.as_str()));
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn carried(embedder: &dyn Embedder, vector: &[f32], text: &str) -> Result<Vec<Carried>> {
    let mut forms: Vec<(String, &str, Vec<std::ops::Range<usize>>)> = Vec::new();
    for word in words(text) {
        let folded = fold(word.surface);
        match forms.iter_mut().find(|form| form.0 == folded) {
            Some(form) => form.2.push(word.span),
            None if !is_function_word(&folded) => forms.push((folded, word.surface, vec![word.span])),
            None => {}
        }
    }
    let mut texts = vec![text.to_owned()];
    texts.extend(forms.iter().map(|(_, _, spans)| lacking(text, spans)));
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let rows = embedder.embed_passages(&texts, &Silent)?;
    let similarity = |row: usize| dot(rows.values(row), vector);
    let whole = similarity(0);
    let drops = forms.iter().enumerate().map(|(number, (_, word, _))| (whole - similarity(number + 1), *word));
    let mut drops: Vec<(f32, &str)> = drops.filter(|(drop, _)| *drop > 0.0).collect();
    drops.sort_by(|a, b| b.0.total_cmp(&a.0)); // stable: on a tie the first in the text
    Ok(drops.into_iter().take(MOST).map(|(drop, word)| Carried { word: word.to_owned(), drop }).collect())
}

/// A text without these parts.
fn lacking(text: &str, parts: &[std::ops::Range<usize>]) -> String {
    let mut left = String::with_capacity(text.len());
    let mut end = 0;
    for part in parts {
        left.push_str(&text[end..part.start]);
        end = part.end;
    }
    left + &text[end..]
}
