//! `filrouge transitions`: pairs of names of which one may have given way to the other.

use super::transitions_table::table;
use crate::Outcome;
use crate::args::Transitions as Options;
use crate::context::Context;
use crate::output;
use filrouge::export::transition::transitions_document;
use filrouge::transition::{CandidateSettings, candidates, subjects};
use filrouge::{analysis, names};

pub(crate) fn run(context: &Context, options: &Options) -> anyhow::Result<Outcome> {
    let store = context.open_index()?;
    let analysis = analysis::load(&store)?;
    let vectors = store.vectors(&analysis.model.id, analysis.model.dimension, context.progress())?;
    let settings = CandidateSettings {
        limit: options.limit,
        seed: context.seed.unwrap_or(analysis.seed),
        ..CandidateSettings::default()
    };
    let corpus = &analysis.corpus;
    let found = candidates(corpus, vectors.rows(), &subjects(corpus, &names::find(corpus)), &settings)?;
    output::report(options.format, &transitions_document(corpus, &found), |writer| table(corpus, &found, writer))?;
    if found.is_empty() {
        context.say("no two names of which one gives way to the other");
        return Ok(Outcome::Nothing);
    }
    Ok(Outcome::Done)
}
