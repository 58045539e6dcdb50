//! Names by a language model, for `filrouge themes --namer-url`.

use crate::args::NamerChoice;
use crate::context::Context;
use filrouge::analysis::{self, Analysis};
use filrouge::namer::{Namer, NamerOptions};
use filrouge::store::Store;
use std::time::Duration;

/// The server that the user wants names from, if any. Nothing is sent to it yet.
pub(super) fn open(context: &Context, choice: &NamerChoice) -> anyhow::Result<Option<Namer>> {
    let Some(url) = choice.url.clone().filter(|url| !url.is_empty()) else { return Ok(None) };
    let namer = Namer::new(&NamerOptions {
        url,
        model: choice.model.clone(),
        key: std::env::var("FILROUGE_NAMER_KEY").ok().filter(|key| !key.is_empty()),
        offline: context.model_options.offline,
        timeout: Duration::from_secs(choice.timeout),
    })?;
    if namer.is_remote() {
        let host = namer.host();
        context.say(&format!("note: keywords, names and quotes of the themes are sent to `{host}`, another machine"));
    }
    Ok(Some(namer))
}

/// Gives the themes the names that the model finds, here and in the index.
pub(super) fn rename(
    context: &Context,
    namer: &Namer,
    analysis: &mut Analysis,
    store: &mut Store,
) -> anyhow::Result<()> {
    let kept = namer.name(&analysis.corpus, &mut analysis.themes, store, context.progress())?;
    analysis::rename(store, analysis)?;
    for theme in kept {
        context.say(&format!(
            "note: theme `{}` keeps its own name; the model's was refused: {}",
            theme.name, theme.reason
        ));
    }
    Ok(())
}
