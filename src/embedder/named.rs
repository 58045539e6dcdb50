//! Models known by name: which one a name means, and its files, from the cache or the hub.

use super::onnx::{Recipe, Settings};
use super::table::{self, Model};
use super::{ModelOptions, hub};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::words::nearest;
use fastembed::{Pooling, TextEmbedding, TokenizerFiles};
use std::path::{Path, PathBuf};

/// What fastembed reads of every tokenizer, in the order of [`TokenizerFiles`].
pub(super) const TOKENIZER_FILES: [&str; 4] =
    ["tokenizer.json", "config.json", "special_tokens_map.json", "tokenizer_config.json"];

/// Tokens of a text that are read; passages are shorter. A model with less room says so in its tokenizer's files.
pub(super) const MAX_TOKENS: usize = 512;

/// The model of which `name` is a spelling. Where several models share one, the first of the table.
pub(super) fn find(name: &str) -> Result<Model> {
    let matches = |model: &Model, rank: usize| model.spellings()[rank].eq_ignore_ascii_case(name);
    let found = (0..5).find_map(|rank| table::models().find(|model| matches(model, rank)));
    found.ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> Error {
    if Path::new(name).is_dir() {
        let reason = format!("no model has this name; the folder of that name is `./{name}`");
        return Error::Model { model: name.to_owned(), reason };
    }
    let known = table::models().map(|model| (model.name.clone(), model.spellings()));
    Error::UnknownModel { name: name.to_owned(), nearest: nearest(name, known) }
}

/// The files of a model on its hub: the tokenizer's four, the graph, and the weights that lie beside it.
fn file_names(model: &Model) -> Vec<String> {
    let tokenizer = TOKENIZER_FILES.iter().map(|file| (*file).to_owned());
    let facts = model.facts;
    tokenizer.chain([facts.model_file.clone()]).chain(facts.additional_files.clone()).collect()
}

/// Where those files lie, after a download if need be.
pub(super) fn files(model: &Model, options: &ModelOptions, progress: &dyn Progress) -> Result<Vec<PathBuf>> {
    hub::files(&model.name, &model.facts.model_code, &file_names(model), options, progress)
}

/// Whether all of them are in the cache.
pub(super) fn is_cached(model: &Model, options: &ModelOptions) -> Result<bool> {
    Ok(hub::cached(&hub::cache_folder(options)?, &model.facts.model_code, &file_names(model)).is_some())
}

/// Reads a model's files and settles how it is run.
pub(super) fn recipe(model: &Model, options: &ModelOptions, progress: &dyn Progress) -> Result<Recipe> {
    let paths = files(model, options, progress)?;
    let [tokenizer, config, special_tokens, tokenizer_config, graph, external @ ..] = paths.as_slice() else {
        return Err(Error::Model { model: model.name.clone(), reason: "it has no graph".to_owned() });
    };
    // A graph names the weights beside it without their folder.
    let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let external = external.iter().map(|path| Ok((name(path), read(path)?))).collect::<Result<_>>()?;
    Ok(Recipe {
        id: model.name.clone(),
        shown: model.name.clone(),
        onnx: read(graph)?,
        external,
        tokenizer: read_tokenizer([tokenizer, config, special_tokens, tokenizer_config])?,
        output: model.facts.output_key.clone(),
        settings: Settings {
            pooling: TextEmbedding::get_default_pooling_method(&model.facts.model).unwrap_or(Pooling::Mean),
            quantization: model.quantization(),
            max_tokens: MAX_TOKENS,
            query_prefix: model.family.prefixes.query.to_owned(),
            passage_prefix: model.family.prefixes.passage.to_owned(),
        },
        notes: Vec::new(),
    })
}

/// A tokenizer's files, in the order of [`TOKENIZER_FILES`].
pub(super) fn read_tokenizer(paths: [&PathBuf; 4]) -> Result<TokenizerFiles> {
    let [tokenizer, config, special_tokens, tokenizer_config] = paths.map(|path| read(path));
    Ok(TokenizerFiles {
        tokenizer_file: tokenizer?,
        config_file: config?,
        special_tokens_map_file: special_tokens?,
        tokenizer_config_file: tokenizer_config?,
    })
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(Error::io("read", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_has_several_spellings() {
        let spellings = [
            ("intfloat/multilingual-e5-small", "intfloat/multilingual-e5-small"),
            ("Multilingual-E5-Small", "intfloat/multilingual-e5-small"),
            ("multilinguale5small", "intfloat/multilingual-e5-small"),
            ("all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"),
            ("all-minilm-l6-v2:q", "sentence-transformers/all-MiniLM-L6-v2:q"),
            ("Qdrant/all-MiniLM-L6-v2-onnx", "sentence-transformers/all-MiniLM-L6-v2"),
            ("nomic-ai/nomic-embed-text-v1.5", "nomic-ai/nomic-embed-text-v1.5"),
            ("Snowflake/snowflake-arctic-embed-m", "Snowflake/snowflake-arctic-embed-m"),
        ];
        for (spelling, name) in spellings {
            assert_eq!(find(spelling).unwrap().name, name, "{spelling}");
        }
    }

    #[test]
    fn an_unknown_name_proposes_near_ones() {
        let Err(Error::UnknownModel { name, nearest }) = find("multilingual-e5-smal") else { panic!("found") };
        assert_eq!(name, "multilingual-e5-smal");
        assert_eq!(nearest[0], "intfloat/multilingual-e5-small");
        assert!(matches!(find("word2vec"), Err(Error::UnknownModel { nearest, .. }) if nearest.is_empty()));
    }

    #[test]
    fn a_folder_named_like_a_model_is_pointed_at() {
        let error = find("src").map(|model| model.name).unwrap_err();
        assert_eq!(error.to_string(), "model `src`: no model has this name; the folder of that name is `./src`");
    }
}
