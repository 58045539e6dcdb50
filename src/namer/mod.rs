//! Names by a language model that the user runs, or chooses, behind an OpenAI-compatible address. Nothing is sent unless
//! an address is given. The model sees of each theme its keywords, its name and a few quotes; its answer must be a
//! title as a reader expects one, or the theme keeps the name made of its own terms. What the model saw stays beside
//! the name.
//!
//! Answers are kept in the index, so that the same question is asked once and a second run gives the same bytes. On
//! another machine, or with another model, the names may be others: this is the one part of filrouge that does not
//! follow from the corpus and the seed.

mod chat;
mod prompt;
mod title;

use crate::corpus::Corpus;
use crate::error::Result;
use crate::progress::{Phase, Progress};
use crate::store::Store;
use crate::themes::{NameEvidence, Theme, main_language};
use chat::{Client, Message};
use prompt::Prompt;
use std::time::Duration;

/// A model may be asked so often for the name of one theme.
const ATTEMPTS: usize = 2;

/// Which language model to ask, and how.
#[derive(Clone, Debug)]
pub struct NamerOptions {
    /// The base address, such as `http://localhost:11434/v1`.
    pub url: String,
    /// The model, as the server knows it; when none is given, the only one that the server lists.
    pub model: Option<String>,
    /// The key, for servers that want one.
    pub key: Option<String>,
    /// Whether only this machine may be asked.
    pub offline: bool,
    /// How long to wait for an answer.
    pub timeout: Duration,
}

/// Names themes by asking a language model.
pub struct Namer {
    client: Client,
    model: Option<String>,
}

/// Why a theme keeps the name made of its own terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The name.
    pub name: String,
    /// What was wrong with each answer of the model.
    pub reason: String,
}

impl Namer {
    /// Checks the options. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::error::Error::Parameter) when the address is none, or is on another machine and
    /// `offline` is set.
    ///
    /// ```
    /// use filrouge::namer::{Namer, NamerOptions};
    /// # let timeout = std::time::Duration::from_secs(120);
    /// let options = NamerOptions {
    ///     url: "http://localhost:11434/v1".into(), model: None, key: None, offline: true, timeout
    /// };
    /// assert!(!Namer::new(&options)?.is_remote());
    /// assert!(Namer::new(&NamerOptions { url: "https://example.org/v1".into(), ..options }).is_err());
    /// # Ok::<(), filrouge::error::Error>(())
    /// ```
    pub fn new(options: &NamerOptions) -> Result<Self> {
        let model = options.model.clone();
        Client::new(options).map(|client| Self { client, model })
    }

    /// Whether the model is on another machine.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        !self.client.is_loopback()
    }

    /// The host that is asked.
    #[must_use]
    pub fn host(&self) -> &str {
        self.client.host()
    }

    /// Names all themes but the guided ones, in their order. Returns those that keep the name made of their own terms.
    ///
    /// # Errors
    /// [`Error::LanguageModel`](crate::error::Error::LanguageModel) when the server cannot be reached, gives no answer in
    /// time, refuses, or does not answer as such a server does; those of the [`Store`].
    pub fn name(
        &self,
        corpus: &Corpus,
        themes: &mut [Theme],
        store: &mut Store,
        progress: &dyn Progress,
    ) -> Result<Vec<Kept>> {
        let free: Vec<usize> = (0..themes.len()).filter(|&theme| !themes[theme].guided).collect();
        if free.is_empty() {
            return Ok(Vec::new());
        }
        let model = match &self.model {
            Some(model) => model.clone(),
            None => self.client.only_model()?,
        };
        let language = main_language(corpus);
        let mut kept = Vec::new();
        progress.start(Phase::Naming, Some(free.len() as u64));
        for theme in free {
            let prompt = Prompt::new(corpus, themes, theme, language);
            match self.title(&model, &prompt, store)? {
                Ok(title) => {
                    let own_name = std::mem::replace(&mut themes[theme].name, title);
                    themes[theme].name_evidence = Some(NameEvidence {
                        model: model.clone(),
                        host: self.host().to_owned(),
                        own_name,
                        keywords: prompt.keywords,
                        passages: prompt.passages,
                    });
                }
                Err(reason) => kept.push(Kept { name: themes[theme].name.clone(), reason }),
            }
            progress.advance(Phase::Naming, 1);
        }
        progress.finish(Phase::Naming);
        Ok(kept)
    }

    /// A title for a theme, from the index or the model, or why there is none.
    fn title(&self, model: &str, prompt: &Prompt, store: &mut Store) -> Result<Result<String, String>> {
        let question = prompt.hash();
        if let Some(Ok(title)) = store.answer(model, &question)?.map(|answer| prompt.check(&answer)) {
            return Ok(Ok(title));
        }
        let mut messages = prompt.messages.clone();
        let mut refusals = Vec::new();
        for _ in 0..ATTEMPTS {
            let answer = self.client.ask(model, &messages)?;
            match prompt.check(&answer) {
                Ok(title) => {
                    store.keep_answer(model, &question, &title)?;
                    return Ok(Ok(title));
                }
                Err(reason) => {
                    messages.push(Message::assistant(answer));
                    messages.push(Prompt::refusal(&reason));
                    refusals.push(reason);
                }
            }
        }
        Ok(Err(refusals.join("; then ")))
    }
}
