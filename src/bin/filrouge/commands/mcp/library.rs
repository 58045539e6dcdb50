//! The index as the tools see it. Each call opens it anew, so that it reads what the last run left, and that only.

use crate::context::Context;
use filrouge::analysis::{self, Analysis};
use filrouge::embedder::Embedder;
use filrouge::search::Search;
use filrouge::store::Store;
use std::sync::{Arc, Mutex, PoisonError};

/// Where the index is, and the model that it needs, kept from call to call.
pub(super) struct Library {
    context: Context,
    embedder: Mutex<Option<Arc<dyn Embedder>>>,
}

impl Library {
    pub(super) fn new(context: &Context) -> Self {
        let mut context = context.clone();
        context.model_options.offline = true;
        Self { context, embedder: Mutex::new(None) }
    }

    /// The index as it is at this moment; what is read from it stays of this moment.
    pub(super) fn open(&self) -> anyhow::Result<Store> {
        self.context.open_index()
    }

    /// What the last whole run found, read at one moment.
    pub(super) fn analysis(&self) -> anyhow::Result<Analysis> {
        Ok(analysis::load(&self.open()?)?)
    }

    /// The index for searching, and the model that embeds what is sought.
    pub(super) fn search(&self) -> anyhow::Result<(Search, Arc<dyn Embedder>)> {
        let store = self.open()?;
        let embedder = self.embedder(&store)?;
        Ok((Search::load(store, embedder.as_ref(), self.context.progress())?, embedder))
    }

    /// The model of the index, which may be another one since the last call.
    fn embedder(&self, store: &Store) -> anyhow::Result<Arc<dyn Embedder>> {
        let mut kept = self.embedder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(embedder) = kept.as_ref().filter(|_| self.context.model.is_none())
            && embedder.model_id() == analysis::model(store)?.id
        {
            return Ok(Arc::clone(embedder));
        }
        let embedder: Arc<dyn Embedder> = self.context.open_model_of(store)?.into();
        *kept = Some(Arc::clone(&embedder));
        Ok(embedder)
    }
}
