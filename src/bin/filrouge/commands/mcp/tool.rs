//! What a tool is: a name, what it says of itself, its arguments, and its answer.

use super::library::Library;
use anyhow::Context as _;
use rmcp::handler::server::common::schema_for_input;
use rmcp::model::{self, JsonObject, ToolAnnotations};
use rmcp::schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

/// A question that can be put to an index.
pub(super) trait Tool {
    const NAME: &'static str;
    const TITLE: &'static str;
    const DESCRIPTION: &'static str;
    type Arguments: DeserializeOwned + JsonSchema + 'static;
    type Answer: Serialize;

    fn answer(library: &Library, arguments: Self::Arguments) -> anyhow::Result<Self::Answer>;

    /// The JSON schema of the answer, where it is told.
    fn output_schema() -> Option<Arc<JsonObject>> {
        None
    }
}

/// Answers a call with JSON, as text and as a value.
pub(super) type Call = fn(&Library, JsonObject) -> anyhow::Result<(String, Value)>;

/// A tool as the protocol lists it, and how to call it.
pub(super) fn entry<T: Tool>() -> (model::Tool, Call) {
    let annotations = ToolAnnotations::with_title(T::TITLE).read_only(true).destructive(false).idempotent(true);
    // only a type that is no object has no such schema, and arguments are structs
    let input = schema_for_input::<T::Arguments>().unwrap_or_default();
    let mut tool = model::Tool::new(T::NAME, T::DESCRIPTION, input)
        .with_title(T::TITLE)
        .with_annotations(annotations.open_world(false));
    tool.output_schema = T::output_schema();
    (tool, call::<T>)
}

fn call<T: Tool>(library: &Library, arguments: JsonObject) -> anyhow::Result<(String, Value)> {
    let arguments = serde_json::from_value(Value::Object(arguments))
        .with_context(|| format!("the arguments of `{}` are not what its input schema asks for", T::NAME))?;
    let text = serde_json::to_string(&T::answer(library, arguments)?)?;
    // read back from the text, so that 0.62 is the same in both
    let value = serde_json::from_str(&text)?;
    Ok((text, value))
}
