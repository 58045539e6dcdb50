//! The algorithms there are, and the limits of each, told before it runs.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How themes are formed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Algorithm {
    /// k-means from the cut of a Ward tree: the best on short news texts, at any size of corpus.
    #[default]
    KMeans,
    /// A mixture of Gaussian distributions (Dempster, Laird and Rubin, 1977): a passage belongs to several themes, to each
    /// with a probability.
    #[serde(rename = "gmm")]
    GaussianMixture,
    /// Dense regions at one density (Ester, Kriegel, Sander and Xu, 1996).
    Dbscan,
    /// Dense regions at any density, by steep slopes in an ordering of the passages (Ankerst, Breunig, Kriegel and
    /// Sander, 1999).
    Optics,
    /// Dense regions at any density, by how long they persist (Campello, Moulavi and Sander, 2013).
    Hdbscan,
}

impl Algorithm {
    /// Its name, as typed and written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::KMeans => "kmeans",
            Self::GaussianMixture => "gmm",
            Self::Dbscan => "dbscan",
            Self::Optics => "optics",
            Self::Hdbscan => "hdbscan",
        }
    }

    /// How many passages it takes at most, and why, where it has a limit.
    #[must_use]
    pub fn most_rows(self) -> Option<(usize, &'static str)> {
        match self {
            Self::KMeans => None,
            Self::GaussianMixture => Some((200_000, "it keeps several tables of passages by themes in memory")),
            Self::Dbscan => Some((100_000, "it compares every passage with every other, one after the other")),
            Self::Optics => Some((100_000, "it orders the passages one after the other, comparing each with the rest")),
            Self::Hdbscan => Some((250_000, "it compares every passage with every other")),
        }
    }

    /// What a person should know before it runs on `n_rows` passages; nothing for k-means, which has no limit.
    ///
    /// # Errors
    /// [`Error::TooManyPassages`] when it cannot run on so many.
    ///
    /// ```
    /// use filrouge::cluster::Algorithm;
    /// assert!(Algorithm::Hdbscan.limits(4_000)?.is_some_and(|limits| limits.starts_with("hdbscan: ")));
    /// assert!(Algorithm::Dbscan.limits(1_000_000).is_err());
    /// # Ok::<(), filrouge::error::Error>(())
    /// ```
    pub fn limits(self, n_rows: usize) -> Result<Option<String>> {
        let Some((most, why)) = self.most_rows() else { return Ok(None) };
        if n_rows > most {
            return Err(Error::TooManyPassages { algorithm: self.name(), most, received: n_rows, why });
        }
        let nature = match self {
            Self::KMeans => return Ok(None),
            Self::GaussianMixture => {
                "themes are ellipsoids in at most 16 principal components; no passage is left unassigned; time grows \
                 with passages times themes"
            }
            Self::Dbscan => {
                "one density for all themes, so that on texts it finds few themes or small ones and leaves most passages \
                 unassigned; time grows with the square of the passages"
            }
            Self::Optics => {
                "themes are steep valleys of density: many small ones, and most passages unassigned; time grows with \
                 the square of the passages"
            }
            Self::Hdbscan => {
                "only dense groups are themes: of news, more than half of the passages stay unassigned; time grows with \
                 the square of the passages"
            }
        };
        Ok(Some(format!("{self}: {nature}; at most {most} passages (here {n_rows})")))
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_index() {
        for algorithm in
            [Algorithm::KMeans, Algorithm::GaussianMixture, Algorithm::Dbscan, Algorithm::Optics, Algorithm::Hdbscan]
        {
            assert_eq!(serde_json::to_value(algorithm).unwrap(), algorithm.to_string());
        }
    }

    #[test]
    fn a_limit_says_what_and_why() {
        let error = Algorithm::Optics.limits(100_001).unwrap_err().to_string();
        assert!(error.starts_with("`optics` takes at most `100000` passages, not `100001`: it orders"), "{error}");
        assert_eq!(Algorithm::KMeans.limits(usize::MAX).unwrap(), None);
    }
}
