//! What fastembed does not know of the models it knows: how their authors call them, which prefixes they were trained
//! with and for which languages. Dimension, files, pooling and quantisation are fastembed's own and are asked of it.

use super::ModelInfo;
use crate::corpus::Language;
use fastembed::{EmbeddingModel, QuantizationMode, TextEmbedding};
use std::fmt;

/// The languages that a model was trained for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Languages {
    /// French and English.
    FrenchEnglish,
    /// English only: French texts get vectors that say little.
    English,
    /// Chinese.
    Chinese,
    /// Fifty or more, French and English among them.
    Multilingual,
}

/// Languages that are recognised and that no model here was trained for: Akan, Bambara, Shona, Turkmen, Zulu.
const IN_NO_MODEL: [&str; 5] = ["ak", "bm", "sn", "tk", "zu"];

impl Languages {
    /// Whether a language is among them.
    ///
    /// ```
    /// use filrouge::{corpus::Language, embedder::Languages};
    /// assert!(Languages::FrenchEnglish.include(Language::French));
    /// assert!(!Languages::English.include(Language::French));
    /// assert!(Languages::Multilingual.include(Language::from_code("sw").unwrap()));
    /// ```
    #[must_use]
    pub fn include(self, language: Language) -> bool {
        match self {
            Self::FrenchEnglish => matches!(language, Language::French | Language::English),
            Self::English => language == Language::English,
            Self::Chinese => language.to_string() == "zh",
            Self::Multilingual => !IN_NO_MODEL.contains(&language.to_string().as_str()),
        }
    }
}

impl fmt::Display for Languages {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::FrenchEnglish => "fr en",
            Self::English => "en",
            Self::Chinese => "zh",
            Self::Multilingual => "multilingual",
        })
    }
}

/// Models with the same weights, at different precision.
pub(super) struct Family {
    /// The authors' name of the full-precision model on the hub.
    name: &'static str,
    /// What its authors put before a query and before a passage.
    pub(super) prefixes: Prefixes,
    languages: Languages,
    /// fastembed's variants, with what is added to the name.
    variants: &'static [(EmbeddingModel, &'static str)],
}

/// What goes before a text.
#[derive(Clone, Copy)]
pub(super) struct Prefixes {
    pub(super) query: &'static str,
    pub(super) passage: &'static str,
}

const NONE: Prefixes = Prefixes { query: "", passage: "" };
const E5: Prefixes = Prefixes { query: "query: ", passage: "passage: " };
const NOMIC: Prefixes = Prefixes { query: "search_query: ", passage: "search_document: " };
const GEMMA: Prefixes = Prefixes { query: "task: search result | query: ", passage: "title: none | text: " };
const RETRIEVAL: Prefixes =
    Prefixes { query: "Represent this sentence for searching relevant passages: ", passage: "" };
const RETRIEVAL_ZH: Prefixes =
    Prefixes { query: "为这个句子生成表示以用于检索相关文章:", passage: "" };

macro_rules! family {
    ($name:literal, $prefixes:ident, $languages:ident, $($variant:ident $suffix:literal),+) => {
        Family { name: $name, prefixes: $prefixes, languages: Languages::$languages, variants: &[$((EmbeddingModel::$variant, $suffix)),+] }
    };
}

#[rustfmt::skip]
static FAMILIES: &[Family] = &[
    family!("intfloat/multilingual-e5-small", E5, Multilingual, MultilingualE5Small ""),
    family!("intfloat/multilingual-e5-base", E5, Multilingual, MultilingualE5Base ""),
    family!("intfloat/multilingual-e5-large", E5, Multilingual, MultilingualE5Large ""),
    family!("sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", NONE, Multilingual, ParaphraseMLMiniLML12V2 "", ParaphraseMLMiniLML12V2Q ":q"),
    family!("sentence-transformers/paraphrase-multilingual-mpnet-base-v2", NONE, Multilingual, ParaphraseMLMpnetBaseV2 ""),
    family!("BAAI/bge-m3", NONE, Multilingual, BGEM3 ""),
    family!("google/embeddinggemma-300m", GEMMA, Multilingual, EmbeddingGemma300M "", EmbeddingGemma300MQ ":q", EmbeddingGemma300MQ4 ":q4"),
    family!("sentence-transformers/all-MiniLM-L6-v2", NONE, English, AllMiniLML6V2 "", AllMiniLML6V2Q ":q"),
    family!("sentence-transformers/all-MiniLM-L12-v2", NONE, English, AllMiniLML12V2 "", AllMiniLML12V2Q ":q"),
    family!("sentence-transformers/all-mpnet-base-v2", NONE, English, AllMpnetBaseV2 ""),
    family!("BAAI/bge-small-en-v1.5", RETRIEVAL, English, BGESmallENV15 "", BGESmallENV15Q ":q"),
    family!("BAAI/bge-base-en-v1.5", RETRIEVAL, English, BGEBaseENV15 "", BGEBaseENV15Q ":q"),
    family!("BAAI/bge-large-en-v1.5", RETRIEVAL, English, BGELargeENV15 "", BGELargeENV15Q ":q"),
    family!("nomic-ai/nomic-embed-text-v1", NOMIC, English, NomicEmbedTextV1 ""),
    family!("nomic-ai/nomic-embed-text-v1.5", NOMIC, English, NomicEmbedTextV15 "", NomicEmbedTextV15Q ":q"),
    family!("lightonai/modernbert-embed-large", NOMIC, English, ModernBertEmbedLarge ""),
    family!("mixedbread-ai/mxbai-embed-large-v1", RETRIEVAL, English, MxbaiEmbedLargeV1 "", MxbaiEmbedLargeV1Q ":q"),
    family!("Alibaba-NLP/gte-base-en-v1.5", NONE, English, GTEBaseENV15 "", GTEBaseENV15Q ":q"),
    family!("Alibaba-NLP/gte-large-en-v1.5", NONE, English, GTELargeENV15 "", GTELargeENV15Q ":q"),
    family!("jinaai/jina-embeddings-v2-base-en", NONE, English, JinaEmbeddingsV2BaseEN ""),
    family!("jinaai/jina-embeddings-v2-base-code", NONE, English, JinaEmbeddingsV2BaseCode ""),
    family!("Snowflake/snowflake-arctic-embed-xs", RETRIEVAL, English, SnowflakeArcticEmbedXS "", SnowflakeArcticEmbedXSQ ":q"),
    family!("Snowflake/snowflake-arctic-embed-s", RETRIEVAL, English, SnowflakeArcticEmbedS "", SnowflakeArcticEmbedSQ ":q"),
    family!("Snowflake/snowflake-arctic-embed-m", RETRIEVAL, English, SnowflakeArcticEmbedM "", SnowflakeArcticEmbedMQ ":q"),
    family!("Snowflake/snowflake-arctic-embed-m-long", RETRIEVAL, English, SnowflakeArcticEmbedMLong "", SnowflakeArcticEmbedMLongQ ":q"),
    family!("Snowflake/snowflake-arctic-embed-l", RETRIEVAL, English, SnowflakeArcticEmbedL "", SnowflakeArcticEmbedLQ ":q"),
    family!("sentence-transformers/clip-ViT-B-32", NONE, English, ClipVitB32 ""),
    family!("BAAI/bge-small-zh-v1.5", RETRIEVAL_ZH, Chinese, BGESmallZHV15 ""),
    family!("BAAI/bge-large-zh-v1.5", RETRIEVAL_ZH, Chinese, BGELargeZHV15 ""),
];

/// One model that can be asked for by name.
pub(super) struct Model {
    /// The stable name: the authors' own, and `:q` or `:q4` for a quantised variant.
    pub(super) name: String,
    pub(super) family: &'static Family,
    /// fastembed's own facts: dimension, repository, files, output.
    pub(super) facts: &'static fastembed::ModelInfo<EmbeddingModel>,
}

impl Model {
    /// Everything that the model may be called, best first; spelled in any case.
    pub(super) fn spellings(&self) -> Vec<String> {
        let code = &self.facts.model_code;
        vec![
            self.name.clone(),
            last_part(&self.name).to_owned(),
            format!("{:?}", self.facts.model),
            code.clone(),
            last_part(code).to_owned(),
        ]
    }

    /// Whether what a text becomes depends on the others in its batch.
    pub(super) fn quantization(&self) -> QuantizationMode {
        TextEmbedding::get_quantization_mode(&self.facts.model)
    }

    pub(super) fn info(&self) -> ModelInfo {
        ModelInfo {
            name: self.name.clone(),
            dimension: self.facts.dim,
            languages: self.family.languages,
            description: self.facts.description.clone(),
        }
    }
}

/// All models, those that know French first.
pub(super) fn models() -> impl Iterator<Item = Model> {
    FAMILIES.iter().flat_map(|family| {
        family.variants.iter().filter_map(|(variant, suffix)| {
            let facts = TextEmbedding::get_model_info(variant).ok()?;
            Some(Model { name: format!("{}{suffix}", family.name), family, facts })
        })
    })
}

fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_model_of_fastembed_has_one_row() {
        let known: Vec<String> = models().map(|model| format!("{:?}", model.facts.model)).collect();
        let unique: HashSet<&String> = known.iter().collect();
        let all = TextEmbedding::list_supported_models();
        assert_eq!(known.len(), unique.len());
        assert_eq!(all.len(), known.len());
        assert!(all.iter().all(|facts| unique.contains(&format!("{:?}", facts.model))));
    }

    #[test]
    fn names_are_unique_and_say_when_a_model_is_quantised() {
        let names: HashSet<String> = models().map(|model| model.name.to_lowercase()).collect();
        assert_eq!(names.len(), models().count());
        for model in models() {
            let variant = format!("{:?}", model.facts.model);
            assert_eq!(variant.ends_with('Q') || variant.ends_with("Q4"), model.name.contains(':'), "{variant}");
        }
    }
}
