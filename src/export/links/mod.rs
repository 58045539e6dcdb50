//! Links and events as tables, lines and graphs.

mod article_graph;
mod graph;
mod passage_graph;
mod records;

pub use article_graph::article_graph;
pub use graph::GraphFormat;
pub use passage_graph::passage_graph;
pub use records::{events_csv, events_json_lines, links_csv, links_json_lines};
