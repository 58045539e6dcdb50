//! Valleys with steep sides in a plot of reachabilities: the xi method of the OPTICS paper (Ankerst, Breunig, Kriegel and
//! Sander, 1999, figure 19), with the correction by predecessors of Schubert and Gertz (2018), which cuts from the end of
//! a valley the rows that were reached from outside it.

/// Rows in the order of OPTICS.
#[derive(Debug, Default)]
pub(super) struct Plot {
    pub(super) rows: Vec<usize>,                 // (n_rows,)
    pub(super) reachability: Vec<f32>,           // (n_rows,), infinite for the first
    pub(super) predecessors: Vec<Option<usize>>, // (n_rows,)
}

/// A side of a valley that goes down, from `start` to `end`, and the highest point since.
#[derive(Clone, Copy)]
struct Descent {
    start: usize,
    end: usize,
    highest_since: f32,
}

/// The valleys of at least `least_rows` rows, as first and last position, inner ones before those that hold them. A side
/// is steep where the reachability changes by the share `steepness`, and may go on for at most `least_rows` rows less
/// steeply.
pub(super) fn valleys(plot: &Plot, steepness: f32, least_rows: usize) -> Vec<(usize, usize)> {
    let slopes = Slopes::new(&plot.reachability, 1.0 - steepness, least_rows);
    let mut descents: Vec<Descent> = Vec::new();
    let mut found = Vec::new();
    let (mut position, mut highest) = (0, 0.0_f32);
    for start in 0..plot.rows.len() {
        if start < position || !(slopes.falls_steeply(start) || slopes.rises_steeply(start)) {
            continue;
        }
        highest = slopes.heights[position..=start].iter().copied().fold(highest, f32::max);
        descents.retain(|descent| highest <= slopes.heights[descent.start] * slopes.kept);
        for descent in &mut descents {
            descent.highest_since = descent.highest_since.max(highest);
        }
        let end = if slopes.falls_steeply(start) {
            let end = slopes.end_of(start, Slopes::falls_steeply, Slopes::rises);
            descents.push(Descent { start, end, highest_since: 0.0 });
            end
        } else {
            let end = slopes.end_of(start, Slopes::rises_steeply, Slopes::falls);
            let between =
                descents.iter().rev().filter_map(|descent| slopes.between(*descent, (start, end), plot, least_rows));
            found.extend(between);
            end
        };
        position = end + 1;
        highest = slopes.heights[position];
    }
    found
}

/// The heights of the plot, with a wall at its end.
struct Slopes {
    heights: Vec<f32>,
    /// What a steep step leaves of the height.
    kept: f32,
    least_rows: usize,
}

impl Slopes {
    fn new(reachability: &[f32], kept: f32, least_rows: usize) -> Self {
        let heights = reachability.iter().copied().chain([f32::INFINITY]).collect();
        Self { heights, kept, least_rows }
    }

    fn ratio(&self, position: usize) -> f32 {
        self.heights[position] / self.heights[position + 1]
    }

    fn falls_steeply(&self, position: usize) -> bool {
        self.ratio(position) >= 1.0 / self.kept
    }

    fn rises_steeply(&self, position: usize) -> bool {
        self.ratio(position) <= self.kept
    }

    fn falls(&self, position: usize) -> bool {
        self.ratio(position) > 1.0
    }

    fn rises(&self, position: usize) -> bool {
        self.ratio(position) < 1.0
    }

    /// The last steep step of the side that begins at `start` and never turns back.
    fn end_of(&self, start: usize, is_steep: fn(&Self, usize) -> bool, turns: fn(&Self, usize) -> bool) -> usize {
        let (mut end, mut flat) = (start, 0);
        for position in start..self.heights.len() - 1 {
            if is_steep(self, position) {
                (end, flat) = (position, 0);
            } else if turns(self, position) {
                break;
            } else {
                flat += 1;
                if flat > self.least_rows {
                    break;
                }
            }
        }
        end
    }

    /// The valley between a descent and an ascent, where they make one.
    fn between(
        &self,
        descent: Descent,
        (ascent_start, ascent_end): (usize, usize),
        plot: &Plot,
        least_rows: usize,
    ) -> Option<(usize, usize)> {
        let (mut first, mut last) = (descent.start, ascent_end);
        let (before, after) = (self.heights[descent.start], self.heights[ascent_end + 1]);
        if after * self.kept < descent.highest_since {
            return None;
        }
        if before * self.kept >= after {
            // the left side begins higher: the valley begins where it has come down to the height of the right one
            while self.heights[first + 1] > after && first < descent.end {
                first += 1;
            }
        } else if after * self.kept >= before {
            while last > ascent_start && self.heights[last - 1] > before {
                last -= 1;
            }
        }
        let (first, last) = reached_from_within(plot, first, last)?;
        let is_valley = last + 1 - first >= least_rows && first <= descent.end && last >= ascent_start;
        is_valley.then_some((first, last))
    }
}

/// The valley without the rows at its end that were reached from outside it.
fn reached_from_within(plot: &Plot, first: usize, mut last: usize) -> Option<(usize, usize)> {
    while first < last {
        let from_within =
            plot.predecessors[last].is_some_and(|predecessor| plot.rows[first..last].contains(&predecessor));
        if plot.reachability[first] > plot.reachability[last] || from_within {
            return Some((first, last));
        }
        last -= 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(reachability: &[f32]) -> Plot {
        let rows = (0..reachability.len()).collect();
        let predecessors = (0..reachability.len()).map(|row| row.checked_sub(1)).collect();
        Plot { rows, reachability: reachability.to_vec(), predecessors }
    }

    #[test]
    fn valleys_come_before_those_that_hold_them() {
        let heights = [f32::INFINITY, 0.1, 0.1, 0.1, 0.5, 0.1, 0.1, 0.1, 2.0, 1.9];
        let found = valleys(&plot(&heights), 0.05, 3);
        assert_eq!(found, [(0, 3), (4, 7), (0, 7), (0, 9)]);
    }

    #[test]
    fn a_plain_has_no_valley_but_the_whole() {
        let mut heights = [0.5; 9];
        heights[0] = f32::INFINITY;
        assert_eq!(valleys(&plot(&heights), 0.05, 3), [(0, 8)]);
        assert!(valleys(&plot(&[f32::INFINITY]), 0.05, 3).is_empty());
        assert!(valleys(&Plot::default(), 0.05, 3).is_empty());
    }
}
