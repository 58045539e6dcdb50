//! The chat-completions protocol of `OpenAI`, which local servers (llama.cpp, Ollama, LM Studio, vLLM) speak as well. The
//! only place that uses ureq.

use super::NamerOptions;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::net::IpAddr;
use std::time::Duration;
use ureq::http::{Response, Uri};
use ureq::{Agent, Body, Proxy};

/// A server that does not take the connection for so long is not there.
const CONNECTING: Duration = Duration::from_secs(5);
/// An answer larger than this is none.
const LARGEST: u64 = 1 << 20;
/// Room for a model that thinks aloud before it answers.
const MOST_TOKENS: u32 = 2_048;
/// Characters shown of what a server says when it refuses.
const SHOWN: usize = 200;
/// What a base address is followed by.
const COMPLETIONS: &str = "/chat/completions";

/// A message of a chat.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Message {
    role: &'static str,
    pub(super) content: String,
}

impl Message {
    pub(super) fn system(content: String) -> Self {
        Self { role: "system", content }
    }

    pub(super) fn user(content: String) -> Self {
        Self { role: "user", content }
    }

    pub(super) fn assistant(content: String) -> Self {
        Self { role: "assistant", content }
    }
}

/// A server.
pub(super) struct Client {
    agent: Agent,
    base: String,
    host: String,
    key: Option<String>,
    timeout: Duration,
}

impl Client {
    pub(super) fn new(options: &NamerOptions) -> Result<Self> {
        let refused = |rule| Error::Parameter { name: "namer-url", value: options.url.clone(), rule };
        let base = options.url.trim().trim_end_matches('/').trim_end_matches(COMPLETIONS).to_owned();
        let uri: Uri = base.parse().map_err(|_| refused("must be an address such as http://localhost:11434/v1"))?;
        let host = match (uri.scheme_str(), uri.host()) {
            (Some("http" | "https"), Some(host)) => host.to_owned(),
            _ => return Err(refused("must be an address such as http://localhost:11434/v1")),
        };
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            let value = format!("{host} with a password");
            let rule = "must not hold a password: put the key into FILROUGE_NAMER_KEY";
            return Err(Error::Parameter { name: "namer-url", value, rule });
        }
        let loopback = is_loopback(&host);
        if options.offline && !loopback {
            return Err(refused("must be on this machine when offline"));
        }
        let config = Agent::config_builder()
            .timeout_global(Some(options.timeout))
            .timeout_connect(Some(CONNECTING.min(options.timeout)))
            .http_status_as_error(false)
            .max_redirects(0) // what is meant for one host is sent to no other
            .max_redirects_will_error(false)
            .proxy(if loopback { None } else { Proxy::try_from_env() });
        Ok(Self { agent: config.build().into(), base, host, key: options.key.clone(), timeout: options.timeout })
    }

    pub(super) fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The answer of a model to a chat.
    pub(super) fn ask(&self, model: &str, messages: &[Message]) -> Result<String> {
        #[derive(Deserialize)]
        struct Completion {
            choices: Vec<Choice>,
        }
        #[derive(Deserialize)]
        struct Choice {
            message: Answer,
        }
        #[derive(Deserialize)]
        struct Answer {
            content: Option<String>,
        }
        let chat = json!({
            "model": model, "messages": messages, "temperature": 0, "seed": 0, "max_tokens": MOST_TOKENS, "stream": false
        });
        let mut request = self.agent.post(format!("{}{COMPLETIONS}", self.base));
        if let Some(key) = &self.key {
            request = request.header("Authorization", format!("Bearer {key}"));
        }
        let completion: Completion = self.read(request.send_json(chat))?;
        let first =
            completion.choices.into_iter().next().ok_or_else(|| self.failed("its answer has no choice".into()))?;
        Ok(first.message.content.unwrap_or_default())
    }

    /// The model that the server has, when it has one only.
    pub(super) fn only_model(&self) -> Result<String> {
        #[derive(Deserialize)]
        struct Models {
            data: Vec<Model>,
        }
        #[derive(Deserialize)]
        struct Model {
            id: String,
        }
        let mut request = self.agent.get(format!("{}/models", self.base));
        if let Some(key) = &self.key {
            request = request.header("Authorization", format!("Bearer {key}"));
        }
        let models: Models = self.read(request.call())?;
        match models.data.as_slice() {
            [model] => Ok(model.id.clone()),
            [] => Err(self.failed("it has no model loaded".into())),
            several => {
                let names: Vec<&str> = several.iter().map(|model| model.id.as_str()).collect();
                Err(self.failed(format!("it has several models, choose one: `{}`", names.join("`, `"))))
            }
        }
    }

    fn read<T: for<'a> Deserialize<'a>>(&self, response: Result<Response<Body>, ureq::Error>) -> Result<T> {
        let mut response = response.map_err(|error| self.failed(self.reason(&error)))?;
        let body = response.body_mut().with_config().limit(LARGEST).read_to_string();
        let body = body.map_err(|error| self.failed(self.reason(&error)))?;
        let status = response.status();
        if !status.is_success() {
            return Err(self.failed(format!("it answered {}: {}", status.as_u16(), complaint(&body))));
        }
        serde_json::from_str(&body).map_err(|_| {
            self.failed(format!("its answer is not that of a chat-completions server: {}", complaint(&body)))
        })
    }

    fn reason(&self, error: &ureq::Error) -> String {
        match error {
            ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => "it takes no connection".into(),
            ureq::Error::Timeout(_) => format!("it gave no answer within `{}` seconds", self.timeout.as_secs_f64()),
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                "the connection was refused: nothing listens there".into()
            }
            ureq::Error::HostNotFound => format!("the host `{}` is not known", self.host),
            other => other.to_string(),
        }
    }

    fn failed(&self, reason: String) -> Error {
        Error::LanguageModel { url: self.base.clone(), reason }
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// What a server says in refusing: its message where it has one, else the beginning of the text.
fn complaint(body: &str) -> String {
    let message = serde_json::from_str(body).ok().and_then(|value: Value| {
        let error = &value["error"];
        error["message"].as_str().or(error.as_str()).map(str::to_owned)
    });
    let text = message.unwrap_or_else(|| body.to_owned());
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SHOWN).collect();
    if line.is_empty() { "nothing".into() } else { format!("`{line}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(url: &str, offline: bool) -> Result<Client> {
        let timeout = Duration::from_secs(1);
        Client::new(&NamerOptions { url: url.into(), model: None, key: None, offline, timeout })
    }

    #[test]
    fn this_machine_is_known_by_its_names() {
        for url in
            ["http://localhost:11434/v1", "http://127.0.0.1:8080", "http://[::1]:1234/v1/", "HTTP://LocalHost/v1"]
        {
            assert!(client(url, true).is_ok_and(|client| client.is_loopback()), "{url}");
        }
        for url in ["http://192.168.1.5/v1", "https://example.org", "http://localhost.example.org/v1"] {
            assert!(client(url, false).is_ok_and(|client| !client.is_loopback()), "{url}");
            assert!(matches!(client(url, true), Err(Error::Parameter { name: "namer-url", .. })), "{url}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_and_a_password_not_repeated() {
        for url in ["", "localhost:11434", "ftp://localhost/v1", "http://", "file:///etc/passwd"] {
            assert!(client(url, false).is_err(), "{url}");
        }
        let error = client("http://me:secret@localhost/v1", false).err().unwrap().to_string();
        assert!(!error.contains("secret") && error.contains("FILROUGE_NAMER_KEY"), "{error}");
    }

    #[test]
    fn complaints_are_short_and_clear() {
        assert_eq!(complaint(r#"{"error":{"message":"model not found","code":404}}"#), "`model not found`");
        assert_eq!(complaint(r#"{"error":"no such model"}"#), "`no such model`");
        assert_eq!(complaint(" \n"), "nothing");
        assert_eq!(complaint(&"é".repeat(9_999)).chars().count(), SHOWN + 2);
    }
}
