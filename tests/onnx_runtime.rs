//! Models that ONNX Runtime runs and the hub they come from, through the library's public face. `tests/onnx/README.md`
//! says how to run those that are marked as ignored.

#![expect(clippy::unwrap_used, clippy::panic, reason = "clippy does not see the helpers of tests as tests")]

#[path = "onnx/faults.rs"]
mod faults;
#[path = "onnx/hub.rs"]
mod hub;
#[path = "onnx/models.rs"]
mod models;
#[path = "onnx/rerank.rs"]
mod rerank;
#[path = "onnx/scores.rs"]
mod scores;
#[path = "onnx/support.rs"]
mod support;
