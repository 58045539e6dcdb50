//! filrouge finds the themes running through a folder of articles and the passages that belong together across them.
//! Everything runs on the reader's own machine. Start at [`analysis`], the front door.
//!
//! Modules from the top down; each uses only those after it (a test holds this).
//!
//! | module | question it answers |
//! |---|---|
//! | [`export`], [`evaluation`], [`coding`], [`search`] | How do I get it out? How well does it agree with a person? Is it true? What says the same as this? |
//! | [`links`] | Which passages belong together? |
//! | [`analysis`] | What runs through this folder? |
//! | [`namer`] | What would a language model call it? |
//! | [`transition`] | How did one thing give way to another? |
//! | [`timeline`] | When was it written about? |
//! | [`themes`] | What is this cluster about? |
//! | [`cluster`] | What belongs together? |
//! | [`neighbours`] | Who else wrote this? |
//! | [`store`] | What did we find last time? |
//! | [`embedder`] | What does this text mean, as numbers? |
//! | [`names`] | Who and where does it name? |
//! | [`corpus`] | What is in these files? |
//! | [`lexical`] | Which words go together here? |
//! | [`words`], [`embeddings`], [`metrics`], [`progress`], [`error`] | the floor |

pub mod analysis;
pub mod cluster;
pub mod coding;
pub mod corpus;
pub mod embedder;
pub mod embeddings;
pub mod error;
pub mod evaluation;
pub mod export;
pub mod lexical;
pub mod links;
pub mod metrics;
pub mod namer;
pub mod names;
pub mod neighbours;
pub mod progress;
pub mod search;
pub mod store;
pub mod themes;
pub mod timeline;
pub mod transition;
pub mod words;
