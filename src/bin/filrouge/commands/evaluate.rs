//! `filrouge evaluate`: the themes beside a person's labels.

use super::{count, refuse_folder};
use crate::Outcome;
use crate::args::Evaluate;
use crate::context::Context;
use crate::output;
use crate::paint::{BOLD, FAINT};
use filrouge::analysis;
use filrouge::evaluation::{Evaluation, evaluate};
use std::io::{self, Write};

pub(crate) fn run(context: &Context, options: &Evaluate) -> anyhow::Result<Outcome> {
    refuse_folder(&options.labels)?;
    let analysis = analysis::load(&context.open_index()?)?;
    let evaluation = evaluate(&analysis, &options.labels)?;
    if let Some(note) = &evaluation.note {
        context.say(&format!("note: `{}`: {note}", options.labels.display()));
    }
    if !evaluation.unmatched.is_empty() {
        let lines: Vec<String> = evaluation.unmatched.iter().take(10).map(ToString::to_string).collect();
        let more = if evaluation.unmatched.len() > 10 { ", …" } else { "" };
        let labels = count(evaluation.unmatched.len(), "label");
        context.say(&format!("{labels} match no passage (lines {}{more})", lines.join(", ")));
    }
    output::report(options.format, &evaluation, |writer| table(&evaluation, writer))?;
    Ok(Outcome::Done)
}

fn table(evaluation: &Evaluation, writer: &mut impl Write) -> io::Result<()> {
    let agreement = &evaluation.agreement;
    let rows = [
        ("V-measure", agreement.v_measure, "harmonic mean of the next two"),
        ("homogeneity", agreement.homogeneity, "each theme holds one label"),
        ("completeness", agreement.completeness, "each label lies in one theme"),
        ("adjusted Rand index", agreement.adjusted_rand, "pairs together in both; 0 is chance"),
        ("normalised mutual information", agreement.normalised_mutual_information, "arithmetic mean"),
        ("accuracy, best matching", agreement.accuracy, "one theme for one label"),
        ("accuracy by name", evaluation.accuracy_by_name, "the theme has the label's name"),
        ("purity", agreement.purity, "the commonest label of each theme"),
    ];
    let labels = count(agreement.items, "label");
    writeln!(writer, "{BOLD}{labels}{BOLD:#}, {} of them in no theme", evaluation.unassigned)?;
    for (name, value, meaning) in rows {
        writeln!(writer, "{name:>31}  {BOLD}{value:.3}{BOLD:#}  {FAINT}{meaning}{FAINT:#}")?;
    }
    Ok(())
}
