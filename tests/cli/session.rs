//! A session with `filrouge mcp`: lines of JSON-RPC on its standard input, lines back on its standard output.

#![expect(
    clippy::needless_pass_by_value,
    reason = "`json!` makes values, and calls read better without a sign before each"
)]

use crate::folder::Folder;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

pub(crate) struct Session {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    next: u64,
    early: HashMap<u64, Value>,
}

impl Session {
    /// Starts the server without a word.
    pub(crate) fn silent(folder: &Folder) -> Self {
        let mut command = folder.filrouge();
        command.arg("mcp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (input, output) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, input, output, next: 0, early: HashMap::new() }
    }

    /// Starts the server and makes its acquaintance; also what it says of itself.
    pub(crate) fn open(folder: &Folder) -> (Self, Value) {
        let mut session = Self::silent(folder);
        let client = json!({"name": "test", "version": "0"});
        let parameters = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client});
        let about = session.ask("initialize", parameters)["result"].take();
        session.line(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
        (session, about)
    }

    pub(crate) fn line(&mut self, line: &str) {
        let input = self.input.as_mut().unwrap();
        input.write_all(format!("{line}\n").as_bytes()).unwrap();
        input.flush().unwrap();
    }

    /// Puts a question and gives its number.
    pub(crate) fn send(&mut self, method: &str, parameters: Value) -> u64 {
        self.next += 1;
        let id = self.next;
        self.line(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": parameters}).to_string());
        id
    }

    /// The answer to a question, whatever is answered before.
    pub(crate) fn answer(&mut self, id: u64) -> Value {
        loop {
            if let Some(answer) = self.early.remove(&id) {
                return answer;
            }
            let mut line = String::new();
            assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "the server ended");
            let answer: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert_eq!(answer["jsonrpc"], "2.0");
            self.early.insert(answer["id"].as_u64().unwrap(), answer);
        }
    }

    pub(crate) fn ask(&mut self, method: &str, parameters: Value) -> Value {
        let id = self.send(method, parameters);
        self.answer(id)
    }

    /// Calls a tool, which must answer, in the same way as text and as a value.
    pub(crate) fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let mut answer = self.ask("tools/call", json!({"name": tool, "arguments": arguments}));
        let result = &mut answer["result"];
        assert_eq!(result["isError"], false, "{result}");
        let text: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(text, result["structuredContent"]);
        result["structuredContent"].take()
    }

    /// Calls a tool, which must refuse; what it says.
    pub(crate) fn refusal(&mut self, tool: &str, arguments: Value) -> String {
        let answer = self.ask("tools/call", json!({"name": tool, "arguments": arguments}));
        assert_eq!(answer["result"]["isError"], true, "{answer}");
        answer["result"]["content"][0]["text"].as_str().unwrap().to_owned()
    }

    /// Ends the input, and gives the exit code and what is left of the output.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        drop(self.input.take());
        let mut rest = String::new();
        while self.output.read_line(&mut rest).unwrap() > 0 {}
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // a test that failed in the middle leaves no server behind; one that has ended cannot be killed
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
