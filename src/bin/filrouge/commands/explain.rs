//! `filrouge themes --explain`: why there are as many themes as there are, as a curve with its plateaus and in words.

use super::count;
use crate::paint::{BOLD, FAINT, RED_THREAD, columns, wrap};
use filrouge::cluster::{Candidate, Choice, Plateau, Reason};
use std::io::{self, Write};

/// The longest bar, for the highest score.
const BAR: usize = 24;

pub(crate) fn explain(choice: &Choice, guided: bool, writer: &mut impl Write) -> io::Result<()> {
    writeln!(writer)?;
    writeln!(writer, "{BOLD}How many{}{BOLD:#}", if guided { " beside the guided themes" } else { "" })?;
    for line in wrap(&in_words(choice), columns() - 5, 12) {
        writeln!(writer, "     {line}")?;
    }
    if choice.curve.is_empty() {
        return Ok(());
    }
    writeln!(writer, "\n     {FAINT}themes  separation  stability  both, by the root of the count{FAINT:#}")?;
    let highest = choice.curve.iter().map(|candidate| candidate.score).fold(f64::MIN_POSITIVE, f64::max);
    for candidate in &choice.curve {
        row(choice, candidate, highest, writer)?;
    }
    Ok(())
}

fn row(choice: &Choice, candidate: &Candidate, highest: f64, writer: &mut impl Write) -> io::Result<()> {
    let filled = (candidate.score / highest * BAR as f64).ceil() as usize;
    let plateau = choice.plateaus.iter().find(|plateau| (plateau.from..=plateau.to).contains(&candidate.count));
    let bar = if plateau.is_some() { "━" } else { "─" }.repeat(filled);
    let mut mark = match plateau {
        Some(plateau) if plateau.best == candidate.count => " peak".to_owned(),
        _ => String::new(),
    };
    if candidate.count == choice.count {
        mark.push_str(" ← chosen");
    }
    writeln!(
        writer,
        "     {:>6}  {:>10.3}  {:>9.2}  {RED_THREAD}{bar}{RED_THREAD:#}{mark}",
        candidate.count, candidate.separation, candidate.stability
    )
}

/// The choice as one would say it.
fn in_words(choice: &Choice) -> String {
    let themes = count(choice.count, "theme");
    let why = match choice.reason {
        Reason::Given => return format!("{themes}, because you asked for that many."),
        Reason::Density => {
            return format!(
                "{themes}: this algorithm finds as many as there are dense regions; `--count N` is a wish to it."
            );
        }
        Reason::Foreseen => {
            return "None: the guided themes leave too few passages for one that nobody foresaw.".into();
        }
        Reason::TooFew => return format!("{themes}: there are too few passages to tell more apart."),
        Reason::Customary => format!(
            "{themes}: no count shows more than shapeless data of the same spread would, so the number follows the size of \
             the corpus (the square root of half the passages). Take these themes as a first cut."
        ),
        Reason::StandsOut => format!(
            "{themes}: at this count themes stand apart and come back from other samples of the passages the most beyond what \
             shapeless data of the same spread would show, and no smaller count does about as well."
        ),
    };
    let scales: Vec<String> = choice.plateaus.iter().map(scale).collect();
    let scales = match scales.len() {
        0 => String::new(),
        1 => format!(" One natural scale: {}.", scales[0]),
        _ => format!(" Natural scales, about equally good within each: {}.", scales.join("; ")),
    };
    let other = match (choice.coarse, choice.fine) {
        (Some(coarse), Some(fine)) => {
            format!(" `--granularity coarse` would give {coarse}, `fine` {fine}; `--count N` any number.")
        }
        (Some(coarse), None) => format!(" `--granularity coarse` would give {coarse}; `--count N` any number."),
        (None, Some(fine)) => format!(" `--granularity fine` would give {fine}; `--count N` any number."),
        (None, None) => " `--count N` gives any number.".into(),
    };
    why + &scales + &other
}

fn scale(plateau: &Plateau) -> String {
    if plateau.from == plateau.to {
        plateau.best.to_string()
    } else {
        format!("{} to {} (best {})", plateau.from, plateau.to, plateau.best)
    }
}
