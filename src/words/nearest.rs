//! Which known names a misspelt one probably means.

/// At most this many are proposed.
const PROPOSED: usize = 3;

/// Of `known` (a name and what it may be called by), the names of which some spelling is near `typed`, nearest first;
/// none when nothing is near.
pub(crate) fn nearest(typed: &str, known: impl Iterator<Item = (String, Vec<String>)>) -> Vec<String> {
    let typed = typed.to_lowercase();
    let mut found: Vec<(usize, String)> = known
        .filter_map(|(name, spellings)| {
            let distances = spellings.iter().map(|spelling| distance(&typed, &spelling.to_lowercase()));
            Some((distances.min()?, name))
        })
        .filter(|(distance, _)| *distance <= (typed.chars().count() / 3).max(2))
        .collect();
    found.sort();
    found.truncate(PROPOSED);
    found.into_iter().map(|(_, name)| name).collect()
}

/// Levenshtein's distance, by Wagner and Fischer's table, one row at a time.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, character) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(character != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_levenshtein_s() {
        let cases = [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("été", "ete", 2), ("flaw", "lawn", 2)];
        for (left, right, expected) in cases {
            assert_eq!(distance(left, right), expected, "{left} {right}");
            assert_eq!(distance(right, left), expected, "{right} {left}");
        }
    }

    #[test]
    fn far_names_are_not_proposed() {
        let known = || ["bge-m3", "bge-small"].into_iter().map(|name| (name.to_owned(), vec![name.to_owned()]));
        assert_eq!(nearest("BGE-M4", known()), ["bge-m3"]);
        assert!(nearest("camembert", known()).is_empty());
    }
}
