//! A model in a folder of the user's: an ONNX graph with its tokenizer, and what sentence-transformers writes beside
//! it. What the folder does not say is assumed and told, never guessed silently.

use super::named::{self, MAX_TOKENS, read};
use super::onnx::{Recipe, Settings};
use super::rerank::CrossEncoder;
use crate::error::{Error, Result};
use fastembed::{Pooling, QuantizationMode, TokenizerFiles};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Where the graph may lie, best first.
const GRAPHS: [&str; 2] = ["model.onnx", "onnx/model.onnx"];
/// Weights beside a graph that is too large for one file.
const EXTERNAL: [&str; 2] = ["model.onnx_data", "model.onnx.data"];
/// The steps of a sentence-transformers model that can be taken here; every row is normalised anyway.
const STEPS: [&str; 3] = ["Transformer", "Pooling", "Normalize"];
/// Kinds of model that number the places of a text from after the padding token's id.
const PLACES_AFTER_PADDING: [&str; 4] = ["roberta", "xlm-roberta", "camembert", "mpnet"];

/// Reads a folder and settles how its model is run.
pub(super) fn recipe(folder: &Path) -> Result<Recipe> {
    let folder = Folder::new(folder)?;
    let graph = folder.graph()?;
    let onnx = read(&graph)?;
    let mut notes = Vec::new();
    let settings = folder.settings(&onnx, &mut notes)?;
    let tokenizer = folder.tokenizer()?;
    let external = external(&graph)?;
    let id = folder.id([onnx.as_slice(), &tokenizer.tokenizer_file], &external, &settings);
    Ok(Recipe { id, shown: folder.shown, onnx, external, tokenizer, output: None, settings, notes })
}

/// Reads a folder with a cross-encoder and settles how it is run.
pub(super) fn cross_encoder(folder: &Path) -> Result<CrossEncoder> {
    let folder = Folder::new(folder)?;
    let graph = folder.graph()?;
    let alone = quantization(&read(&graph)?) == QuantizationMode::Dynamic;
    let (tokenizer, max_tokens) = (folder.tokenizer()?, folder.max_tokens()?);
    Ok(CrossEncoder { shown: folder.shown, graph, tokenizer, max_tokens, alone })
}

struct Folder {
    path: PathBuf,
    shown: String,
}

impl Folder {
    fn new(path: &Path) -> Result<Self> {
        if !path.is_dir() {
            return Err(Error::MissingPath { path: path.to_owned() });
        }
        Ok(Self { path: path.to_owned(), shown: path.display().to_string() })
    }

    fn graph(&self) -> Result<PathBuf> {
        let graph = GRAPHS.iter().map(|name| self.path.join(name)).find(|path| path.is_file());
        graph.ok_or_else(|| self.refuse("it holds neither `model.onnx` nor `onnx/model.onnx`"))
    }

    fn refuse(&self, reason: impl Into<String>) -> Error {
        Error::Model { model: self.shown.clone(), reason: reason.into() }
    }

    fn name(&self) -> String {
        let path = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        path.file_name().map_or_else(|| self.shown.clone(), |name| name.to_string_lossy().into_owned())
    }

    /// The folder's name and a fingerprint of all that decides what a text becomes.
    fn id(&self, files: [&[u8]; 2], external: &[(String, Vec<u8>)], settings: &Settings) -> String {
        let mut hasher = blake3::Hasher::new();
        for content in files.into_iter().chain(external.iter().map(|(_, weights)| weights.as_slice())) {
            hasher.update(content);
        }
        hasher.update(format!("{settings:?}").as_bytes());
        format!("{}/{}", self.name(), &hasher.finalize().to_hex()[..8])
    }

    /// A file as JSON; nothing when it is absent.
    fn json(&self, name: &str) -> Result<Option<Value>> {
        let path = self.path.join(name);
        if !path.is_file() {
            return Ok(None);
        }
        let value = serde_json::from_slice(&read(&path)?);
        value.map(Some).map_err(|error| self.refuse(format!("`{name}` is not JSON: {error}")))
    }

    fn tokenizer(&self) -> Result<TokenizerFiles> {
        let file = |name: &str| {
            let path = self.path.join(name);
            // Newer tools leave out the map: all that it says is in the tokenizer.
            if name == "special_tokens_map.json" && !path.is_file() {
                return Ok(b"{}".to_vec());
            }
            if !path.is_file() {
                return Err(self.refuse(format!("it holds no `{name}`")));
            }
            let content = read(&path)?;
            match serde_json::from_slice::<serde::de::IgnoredAny>(&content) {
                Ok(_) => Ok(content),
                Err(error) => Err(self.refuse(format!("`{name}` is not JSON: {error}"))),
            }
        };
        let [tokenizer, config, special_tokens, tokenizer_config] = named::TOKENIZER_FILES.map(file);
        Ok(TokenizerFiles {
            tokenizer_file: tokenizer?,
            config_file: config?,
            special_tokens_map_file: special_tokens?,
            tokenizer_config_file: tokenizer_config?,
        })
    }

    fn settings(&self, onnx: &[u8], notes: &mut Vec<String>) -> Result<Settings> {
        let (query_prefix, passage_prefix) = self.prefixes(notes)?;
        let pooling = self.pooling(!query_prefix.is_empty() || !passage_prefix.is_empty(), notes)?;
        let (quantization, max_tokens) = (quantization(onnx), self.max_tokens()?);
        Ok(Settings { pooling, quantization, max_tokens, query_prefix, passage_prefix })
    }

    fn pooling(&self, prefixed: bool, notes: &mut Vec<String>) -> Result<Pooling> {
        let mut path = "1_Pooling".to_owned();
        for step in self.json("modules.json")?.as_ref().and_then(Value::as_array).into_iter().flatten() {
            let kind = step["type"].as_str().and_then(|kind| kind.rsplit('.').next()).unwrap_or_default();
            if !STEPS.contains(&kind) {
                return Err(self.refuse(format!("`modules.json` asks for a step `{kind}`, which cannot be taken")));
            }
            if kind == "Pooling" {
                step["path"].as_str().unwrap_or_default().clone_into(&mut path);
            }
        }
        let Some(config) = self.json(&format!("{path}/config.json"))? else {
            notes.push(format!("`{}` does not say how to pool: the mean of the tokens is taken", self.shown));
            return Ok(Pooling::Mean);
        };
        if prefixed && config["include_prompt"] == Value::Bool(false) {
            return Err(self.refuse("it leaves the prefix out of the mean, which cannot be done"));
        }
        match pooling_modes(&config).as_slice() {
            ["mean"] => Ok(Pooling::Mean),
            ["cls"] => Ok(Pooling::Cls),
            other => Err(self.refuse(format!("its pooling is `{}`, neither `mean` nor `cls`", other.join("+")))),
        }
    }

    /// The prefixes of a query and of a passage.
    fn prefixes(&self, notes: &mut Vec<String>) -> Result<(String, String)> {
        let config = self.json("config_sentence_transformers.json")?.unwrap_or(Value::Null);
        let default = config["default_prompt_name"].as_str().unwrap_or_default();
        let prompt = |names: &[&str]| {
            let known = names.iter().find_map(|name| config["prompts"][*name].as_str());
            known.unwrap_or_default().to_owned()
        };
        let (query, passage) = (prompt(&["query", default]), prompt(&["passage", "document", default]));
        if !query.is_empty() || !passage.is_empty() {
            return Ok((query, passage));
        }
        let Ok(model) = named::find(&self.name()) else { return Ok((query, passage)) };
        let prefixes = model.family.prefixes;
        if !prefixes.query.is_empty() || !prefixes.passage.is_empty() {
            notes.push(format!("`{}` names no prefixes: those of `{}` are used", self.shown, model.name));
        }
        Ok((prefixes.query.to_owned(), prefixes.passage.to_owned()))
    }

    /// How many tokens of a text are read: what the folder says, else 512 or as many as the graph has places for.
    fn max_tokens(&self) -> Result<usize> {
        let stated = self.json("sentence_bert_config.json")?.and_then(|config| config["max_seq_length"].as_u64());
        let config = self.json("config.json")?.unwrap_or(Value::Null);
        let places = config["max_position_embeddings"].as_u64();
        let after_padding = config["model_type"].as_str().is_some_and(|kind| PLACES_AFTER_PADDING.contains(&kind));
        let reserved = if after_padding { config["pad_token_id"].as_u64().unwrap_or(1) + 1 } else { 0 };
        let room = places.map_or(MAX_TOKENS, |places| places.saturating_sub(reserved) as usize);
        Ok(stated.map_or(MAX_TOKENS, |stated| stated as usize).min(room).max(8))
    }
}

/// The weights beside a graph, by the name that it gives them.
fn external(graph: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let paths = EXTERNAL.iter().map(|name| (*name, graph.with_file_name(name))).filter(|(_, path)| path.is_file());
    paths.map(|(name, path)| Ok((name.to_owned(), read(&path)?))).collect()
}

/// A graph that quantises while it runs gives a text another vector in another batch.
fn quantization(onnx: &[u8]) -> QuantizationMode {
    let operator = b"DynamicQuantizeLinear";
    let dynamic = onnx.windows(operator.len()).any(|window| window == operator);
    if dynamic { QuantizationMode::Dynamic } else { QuantizationMode::None }
}

/// The ways of pooling that a `Pooling` step's configuration asks for, in its newer or its older spelling.
fn pooling_modes(config: &Value) -> Vec<&str> {
    match &config["pooling_mode"] {
        Value::String(mode) => vec![mode.as_str()],
        Value::Array(modes) => modes.iter().filter_map(Value::as_str).collect(),
        _ => {
            let switches = config.as_object().into_iter().flatten().filter(|(_, value)| **value == Value::Bool(true));
            let modes = switches.filter_map(|(key, _)| key.strip_prefix("pooling_mode_"));
            modes.map(|mode| mode.trim_end_matches("_tokens").trim_end_matches("_token")).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    /// A folder with placeholders for all that is required, and `extra` files.
    fn folder(extra: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("1_Pooling")).unwrap();
        let required =
            [("model.onnx", "graph"), ("tokenizer.json", "{}"), ("config.json", "{}"), ("tokenizer_config.json", "{}")];
        for (name, content) in required.iter().chain(extra) {
            fs::write(folder.path().join(name), content).unwrap();
        }
        folder
    }

    fn refusal(folder: &TempDir) -> String {
        recipe(folder.path()).err().unwrap().to_string()
    }

    #[test]
    fn what_the_folder_says_is_followed() {
        let folder = folder(&[
            ("1_Pooling/config.json", r#"{"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false}"#),
            ("sentence_bert_config.json", r#"{"max_seq_length":256}"#),
            ("config_sentence_transformers.json", r#"{"prompts":{"query":"q: ","document":"d: "}}"#),
        ]);
        let recipe = recipe(folder.path()).unwrap();
        assert_eq!(recipe.settings.pooling, Pooling::Cls);
        assert_eq!(recipe.settings.max_tokens, 256);
        assert_eq!((recipe.settings.query_prefix.as_str(), recipe.settings.passage_prefix.as_str()), ("q: ", "d: "));
        assert!(recipe.notes.is_empty());
    }

    #[test]
    fn what_is_assumed_is_told() {
        let recipe = recipe(folder(&[]).path()).unwrap();
        assert_eq!((recipe.settings.pooling, recipe.settings.max_tokens), (Pooling::Mean, MAX_TOKENS));
        assert!(recipe.notes[0].contains("the mean of the tokens is taken"), "{:?}", recipe.notes);
    }

    #[test]
    fn the_id_changes_with_the_weights_and_the_settings() {
        let id = |extra: &[(&str, &str)]| {
            let folder = folder(extra);
            recipe(folder.path()).unwrap().id.rsplit('/').next().unwrap().to_owned()
        };
        assert_eq!(id(&[]), id(&[]));
        assert_ne!(id(&[]), id(&[("model.onnx", "other")]));
        assert_ne!(id(&[]), id(&[("model.onnx_data", "weights")]));
        assert_ne!(id(&[]), id(&[("sentence_bert_config.json", r#"{"max_seq_length":64}"#)]));
    }

    #[test]
    fn what_is_missing_or_broken_is_named() {
        let without = |name: &str| {
            let folder = folder(&[]);
            fs::remove_file(folder.path().join(name)).unwrap();
            refusal(&folder)
        };
        assert!(without("model.onnx").ends_with("it holds neither `model.onnx` nor `onnx/model.onnx`"));
        assert!(without("tokenizer.json").ends_with("it holds no `tokenizer.json`"));
        assert!(refusal(&folder(&[("tokenizer.json", "{")])).contains("`tokenizer.json` is not JSON: "));
        assert!(
            refusal(&folder(&[("1_Pooling/config.json", "[PAD]")])).contains("`1_Pooling/config.json` is not JSON: ")
        );
        assert!(matches!(recipe(Path::new("absent")), Err(Error::MissingPath { .. })));
    }

    #[test]
    fn what_cannot_be_done_is_refused() {
        let step = r#"[{"type":"sentence_transformers.models.Transformer","path":""},{"type":"sentence_transformers.models.Dense"}]"#;
        assert!(refusal(&folder(&[("modules.json", step)])).contains("a step `Dense`"));
        let pooling = |config| refusal(&folder(&[("1_Pooling/config.json", config)]));
        assert!(pooling(r#"{"pooling_mode":"lasttoken"}"#).contains("its pooling is `lasttoken`"));
        assert!(pooling(r#"{"pooling_mode":["cls","max"]}"#).contains("its pooling is `cls+max`"));
    }

    #[test]
    fn a_known_name_brings_its_prefixes() {
        let parent = tempfile::tempdir().unwrap();
        let named = parent.path().join("multilingual-e5-small");
        fs::rename(folder(&[]).keep(), &named).unwrap();
        let recipe = recipe(&named).unwrap();
        assert_eq!(recipe.settings.passage_prefix, "passage: ");
        assert!(recipe.notes.iter().any(|note| note.contains("intfloat/multilingual-e5-small")), "{:?}", recipe.notes);
    }

    #[test]
    fn places_after_the_padding_are_counted() {
        let tokens = |config| recipe(folder(&[("config.json", config)]).path()).unwrap().settings.max_tokens;
        assert_eq!(tokens(r#"{"model_type":"camembert","max_position_embeddings":514,"pad_token_id":1}"#), 512);
        assert_eq!(tokens(r#"{"model_type":"bert","max_position_embeddings":128,"pad_token_id":0}"#), 128);
    }

    #[test]
    fn quantising_while_running_is_recognised() {
        assert_eq!(quantization(b"..DynamicQuantizeLinear.."), QuantizationMode::Dynamic);
        assert_eq!(quantization(b"..QuantizeLinear.."), QuantizationMode::None);
    }
}
