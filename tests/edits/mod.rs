//! Copies as editors make them: words replaced, left out or added, by draws that are the same everywhere.

/// A generator of its own, so that the copies are the same with every version of every library.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }
}

/// The words with so many in a hundred changed: replaced by a word of another text, left out, or with one added.
pub(crate) fn edited(words: &[&str], others: &[&str], percent: usize, draw: &mut Draw) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for word in words {
        if draw.below(100) >= percent {
            kept.push(word);
            continue;
        }
        let other = others[draw.below(others.len())];
        match draw.below(3) {
            0 => kept.push(other),
            1 => {}
            _ => kept.extend([*word, other]),
        }
    }
    kept.join(" ")
}
