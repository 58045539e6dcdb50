//! The server: what it says of itself, which tools it has, and errors as an assistant can use them.

use super::library::Library;
use super::tool::{Call, entry};
use super::{passage, similar, themes, timeline};
use crate::hint;
use filrouge::error::Error;
use rmcp::handler::server::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};
use std::sync::Arc;

/// What an assistant must know to use the tools well.
const INSTRUCTIONS: &str = "\
filrouge reads a private corpus of articles on this machine: articles are cut into passages (paragraphs), passages are \
grouped into themes. Nothing leaves the machine through these tools, and nothing is changed.

Where to begin: `themes` for what runs through the corpus, `similar` for passages that say the same thing as a text (in \
French or English, whichever language the question is in), `passage` for a passage in its place in the article, \
`timeline` for how much there is of each theme over time.

How to cite: every statement about the corpus names its passage id, article and date, such as [p3kq8zt1x, \
2022-08-15-depart.txt, 2022-08-15]. Quote the text of the passage word for word, in its own language. A null date means \
undated: say so. A date such as 2024-08 is known to the month only: do not make it more precise. What no passage says, \
the corpus does not say.

How to read scores: `percentile` is the share, in percent, of random pairs of passages from different articles that are \
less alike: 99 means closer than 99 of 100 chance pairs. Below 95 a likeness is no finding. `similarity` is a raw cosine and \
means nothing by itself. Empty `neighbours` mean that nothing in the corpus is closer than chance: say that, and do not \
present `nearest_miss` as an answer. `share` is in 0..1. `stability` in 0..1 tells how well a theme comes back when part of \
the corpus is left out.";

/// The tools over one index.
pub(super) struct Server {
    library: Arc<Library>,
    tools: Vec<(Tool, Call)>,
}

impl Server {
    pub(super) fn new(library: Library) -> Self {
        let tools = vec![
            entry::<themes::Themes>(),
            entry::<similar::Similar>(),
            entry::<passage::Passage>(),
            entry::<timeline::Timeline>(),
        ];
        Self { library: Arc::new(library), tools }
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let implementation = Implementation::new("filrouge", env!("CARGO_PKG_VERSION")).with_title("filrouge");
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(implementation)
            .with_instructions(INSTRUCTIONS)
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.tools.iter().map(|(tool, _)| tool).find(|tool| tool.name == name).cloned()
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools.iter().map(|(tool, _)| tool.clone()).collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(&(_, call)) = self.tools.iter().find(|(tool, _)| tool.name == request.name) else {
            let names: Vec<&str> = self.tools.iter().map(|(tool, _)| tool.name.as_ref()).collect();
            let message = format!("unknown tool `{}`; there are `{}`", request.name, names.join("`, `"));
            return Err(ErrorData::invalid_params(message, None));
        };
        let library = Arc::clone(&self.library);
        let arguments = request.arguments.unwrap_or_default();
        let answer = tokio::task::spawn_blocking(move || call(&library, arguments)).await;
        let result = match answer {
            Ok(Ok((text, value))) => {
                let mut result = CallToolResult::success(vec![ContentBlock::text(text)]);
                result.structured_content = Some(value);
                result
            }
            Ok(Err(error)) => CallToolResult::error(vec![ContentBlock::text(told(&error))]),
            Err(error) => return Err(ErrorData::internal_error(error.to_string(), None)),
        };
        Ok(result.into())
    }
}

/// An error with what to do next, for one who has the tools and a user to ask.
fn told(error: &anyhow::Error) -> String {
    let next = match error.chain().find_map(|cause| cause.downcast_ref()) {
        Some(Error::UnknownId { kind: "passage", .. }) => {
            Some("a passage has another id once its text has changed; find it again with the tool `similar`".into())
        }
        Some(Error::UnknownId { .. }) => Some("the tool `themes` lists the ids and keys of the themes".into()),
        _ => hint::of(error),
    };
    let message = hint::message(error);
    next.map_or_else(|| message.clone(), |next| format!("{message}\nhint: {next}"))
}
