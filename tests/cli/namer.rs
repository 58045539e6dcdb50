//! `filrouge themes --namer-url`: names by a language model. The server here speaks the chat-completions protocol over a
//! socket of this machine and says what each test wants to hear.

use crate::folder::{Folder, Ran, seeds};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What a server does with the n-th request, whose body it is given.
type Script = Box<dyn Fn(usize, &Value) -> Reply + Send>;

enum Reply {
    /// An answer of the model.
    Says(&'static str),
    /// A status and a body.
    Raw(u16, &'static str),
    /// Nothing, ever.
    Hangs,
}

struct Server {
    url: String,
    connections: Arc<AtomicUsize>,
    /// The request lines with headers, and the bodies.
    requests: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Server {
    fn start(script: impl Fn(usize, &Value) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let (connections, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let server = Self { url, connections: Arc::clone(&connections), requests: Arc::clone(&requests) };
        let script: Script = Box::new(script);
        std::thread::spawn(move || {
            let mut hanging = Vec::new();
            for stream in listener.incoming() {
                let number = connections.fetch_add(1, Ordering::SeqCst);
                let mut stream = stream.unwrap();
                let Some((head, body)) = request(&stream) else { continue };
                let reply = script(number, &body);
                requests.lock().unwrap().push((head, body));
                match reply {
                    Reply::Says(answer) => {
                        let message = json!({"choices": [{"message": {"role": "assistant", "content": answer}}]});
                        respond(&mut stream, 200, &message.to_string());
                    }
                    Reply::Raw(status, body) => respond(&mut stream, status, body),
                    Reply::Hangs => hanging.push(stream),
                }
            }
        });
        server
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    fn requests(&self) -> Vec<(String, Value)> {
        self.requests.lock().unwrap().clone()
    }
}

fn request(stream: &TcpStream) -> Option<(String, Value)> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some((head, serde_json::from_slice(&body).unwrap_or_default()))
}

fn respond(stream: &mut TcpStream, status: u16, body: &str) {
    let head = format!("HTTP/1.1 {status} Reply\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
}

const THEMES: [&str; 6] = ["themes", "articles", "--count", "2", "--format", "json"];

fn named(folder: &Folder, server: &Server, more: &[&str]) -> Ran {
    let url = ["--namer-url", &server.url, "--namer-model", "petit"];
    folder.run(&[THEMES.as_slice(), &url, more].concat())
}

fn names(analysis: &Value) -> Vec<String> {
    let themes = analysis["themes"].as_array().unwrap();
    themes.iter().map(|theme| theme["name"].as_str().unwrap().to_owned()).collect()
}

/// A title that fits the theme asked about.
fn fitting(body: &Value) -> &'static str {
    let question = body["messages"][1]["content"].as_str().unwrap();
    let excerpts = question.split("Extraits :").nth(1).unwrap().split("Noms des autres").next().unwrap();
    if excerpts.contains("boulang") { "Le pain et les boulangers" } else { "« Crues du fleuve »" }
}

#[test]
fn names_are_given_with_their_evidence_and_asked_for_once() {
    let (folder, server) = (Folder::with_articles(), Server::start(|_, body| Reply::Says(fitting(body))));
    let own = folder.run(&THEMES).succeeded().json();
    let analysis = named(&folder, &server, &[]).succeeded().json();
    let mut sorted = names(&analysis);
    sorted.sort();
    assert_eq!(sorted, ["Crues du fleuve", "Le pain et les boulangers"]);
    for (theme, before) in analysis["themes"].as_array().unwrap().iter().zip(own["themes"].as_array().unwrap()) {
        let evidence = &theme["name_evidence"];
        assert_eq!(theme["name_source"], "language-model");
        assert_eq!((&evidence["model"], &evidence["host"]), (&json!("petit"), &json!("127.0.0.1")));
        assert_eq!(evidence["own_name"], before["name"]);
        // what the evidence says was sent is what was sent
        let sent = server.requests().iter().map(|(_, body)| body["messages"].to_string()).collect::<String>();
        let keywords = evidence["keywords"].as_array().unwrap();
        assert!(!keywords.is_empty() && keywords.iter().all(|term| sent.contains(term.as_str().unwrap())));
        for id in evidence["passages"].as_array().unwrap() {
            let passage = analysis["passages"].as_array().unwrap().iter().find(|passage| passage["id"] == *id).unwrap();
            assert!(sent.contains(passage["text"].as_str().unwrap()), "{passage}");
        }
    }
    let (head, body) = &server.requests()[0];
    assert!(head.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"), "{head}");
    assert_eq!((&body["model"], &body["temperature"], &body["stream"]), (&json!("petit"), &json!(0), &json!(false)));
    assert_eq!(server.connections(), 2);
    assert_eq!(folder.run(&["export", "--format", "json"]).succeeded().json(), analysis);
    assert_eq!(named(&folder, &server, &[]).succeeded().json(), analysis);
    assert_eq!(server.connections(), 2, "the same question is asked once");
    let table = folder.run(&["themes", "--namer-url", &server.url, "--namer-model", "petit"]).succeeded().stdout;
    assert!(table.contains("named by petit"), "{table}");
}

#[test]
fn without_the_flag_nothing_is_sent_and_names_are_the_themes_own() {
    let (folder, server) = (Folder::with_articles(), Server::start(|_, body| Reply::Says(fitting(body))));
    let own = folder.run(&THEMES).succeeded().json();
    assert!(own["themes"].as_array().unwrap().iter().all(|theme| theme["name_source"] == "terms"));
    assert_eq!(server.connections(), 0);
    named(&folder, &server, &[]).succeeded();
    let asked = server.connections();
    // neither the same run without the flag, nor the last run again, nor any other command asks
    assert_eq!(folder.run(&THEMES).succeeded().json(), own);
    named(&folder, &server, &[]).succeeded();
    assert_eq!(folder.run(&["themes", "--format", "json"]).succeeded().json(), own);
    assert_eq!(folder.run(&["export", "--format", "json"]).succeeded().json(), own);
    folder.run(&["similar", "le fleuve", "--min-percentile", "0"]).succeeded();
    assert_eq!(server.connections(), asked);
    let output = folder.filrouge().args(THEMES).env("FILROUGE_NAMER_URL", "").output().unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap(), own, "an empty variable is none");
}

#[test]
fn a_title_that_is_none_is_asked_for_again_and_then_left() {
    const LONG: &str =
        "Les crues du fleuve, le pain, les boulangers et tout ce qui arrive dans la ville et les villages";
    let cases: [(&str, &str); 4] = [
        (LONG, "96 characters"),
        ("", "it is empty"),
        ("Ignore all previous instructions", "no word of it"),
        ("<b>Crues du fleuve</b> et pain", "only plain text"),
    ];
    for (answer, reason) in cases {
        let (folder, server) = (Folder::with_articles(), Server::start(move |_, _| Reply::Says(answer)));
        let own = folder.run(&THEMES).succeeded().json();
        let ran = named(&folder, &server, &[]).succeeded();
        assert_eq!(names(&ran.json()), names(&own), "{answer}");
        assert!(ran.stderr.contains("keeps its own name") && ran.stderr.contains(reason), "{ran:?}");
        assert_eq!(server.connections(), 4, "each is asked twice");
        assert!(
            ran.json()["themes"][0]["name_evidence"].is_null() && ran.json()["themes"][0]["name_source"] == "terms"
        );
    }
    let second = |number: usize, body: &Value| Reply::Says(if number.is_multiple_of(2) { LONG } else { fitting(body) });
    let (folder, server) = (Folder::with_articles(), Server::start(second));
    let ran = named(&folder, &server, &[]).succeeded();
    assert!(ran.json()["themes"].as_array().unwrap().iter().all(|theme| theme["name_source"] == "language-model"));
    let retried = server.requests()[1].1["messages"].to_string();
    assert!(retried.contains(LONG) && retried.contains("96 characters"), "{retried}");
}

#[test]
fn no_two_themes_get_the_same_name() {
    let server = Server::start(|_, _| Reply::Says("Le pain, la rivière et les habitants"));
    let folder = Folder::with_articles();
    let ran = named(&folder, &server, &[]).succeeded();
    let found = names(&ran.json());
    assert_ne!(found[0], found[1]);
    assert!(ran.stderr.contains("another theme has that name") || ran.stderr.contains("no word of it"), "{ran:?}");
}

#[test]
fn a_server_that_does_not_answer_as_one_is_an_error_and_the_themes_are_kept() {
    let cases: [(u16, &str, &[&str]); 5] = [
        (500, "out of memory", &["answered 500", "out of memory"]),
        (
            404,
            r#"{"error":{"message":"model 'petit' not found, try pulling it"}}"#,
            &["404", "model 'petit' not found"],
        ),
        (200, "<html>It works!</html>", &["not that of a chat-completions server", "It works!"]),
        (200, r#"{"choices":[]}"#, &["no choice"]),
        (302, "", &["answered 302"]),
    ];
    for (status, body, needles) in cases {
        let (folder, server) = (Folder::with_articles(), Server::start(move |_, _| Reply::Raw(status, body)));
        let ran = named(&folder, &server, &[]).failed_with(needles).failed_with(&[&server.url, "hint:", "--namer-url"]);
        assert_eq!(ran.stdout, "");
        assert_eq!(server.connections(), 1);
        let kept = folder.run(&["export", "--format", "json"]).succeeded().json();
        assert_eq!(kept["themes"][0]["name_source"], "terms");
    }
}

#[test]
fn a_server_that_hangs_or_is_not_there_is_given_up() {
    let (folder, server) = (Folder::with_articles(), Server::start(|_, _| Reply::Hangs));
    folder.run(&THEMES).succeeded();
    let begun = Instant::now();
    named(&folder, &server, &["--namer-timeout", "1"]).failed_with(&["no answer within `1` seconds", "hint:"]);
    assert!(begun.elapsed() < Duration::from_secs(20));
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{free}/v1");
    let arguments = [THEMES.as_slice(), &["--namer-url", &url, "--namer-model", "petit"]].concat();
    folder.run(&arguments).failed_with(&["the connection was refused", &url, "hint:"]);
}

#[test]
fn the_model_is_found_where_the_server_has_one_only() {
    let listed = |body: &'static str| {
        move |number: usize, request: &Value| match number {
            0 => Reply::Raw(200, body),
            _ => Reply::Says(fitting(request)),
        }
    };
    let folder = Folder::with_articles();
    let run = |server: &Server| folder.run(&[THEMES.as_slice(), &["--namer-url", &server.url]].concat());
    let one = Server::start(listed(r#"{"object":"list","data":[{"id":"seul","object":"model"}]}"#));
    assert_eq!(run(&one).succeeded().json()["themes"][0]["name_evidence"]["model"], "seul");
    assert!(one.requests()[0].0.starts_with("GET /v1/models "));
    run(&Server::start(listed(r#"{"data":[{"id":"un"},{"id":"deux"}]}"#))).failed_with(&["`un`, `deux`", "choose one"]);
    run(&Server::start(listed(r#"{"data":[]}"#))).failed_with(&["no model loaded"]);
    folder.run(&["themes", "articles", "--namer-model", "petit"]).failed_with(&["--namer-url"]);
}

#[test]
fn guided_themes_keep_the_names_that_the_user_gave() {
    let (folder, server) = (Folder::new(), Server::start(|_, _| Reply::Says("Le Mali et la transition politique")));
    let guide = seeds().join("themes.toml");
    let seeds = seeds();
    let arguments = ["themes", seeds.to_str().unwrap(), "--guide", guide.to_str().unwrap(), "--format", "json"];
    let own = folder.run(&arguments).succeeded().json();
    let url = ["--namer-url", &server.url, "--namer-model", "petit"];
    let analysis = folder.run(&[arguments.as_slice(), &url].concat()).succeeded().json();
    let mut guided = 0;
    for (theme, before) in analysis["themes"].as_array().unwrap().iter().zip(own["themes"].as_array().unwrap()) {
        if theme["guided"] == true {
            assert_eq!((&theme["name"], &theme["name_source"]), (&before["name"], &json!("guide")));
            guided += 1;
        }
    }
    assert_eq!(guided, 3);
    assert!(names(&analysis).contains(&"Le Mali et la transition politique".to_owned()), "{:?}", names(&analysis));
}

#[test]
fn offline_means_this_machine_and_another_one_is_told() {
    let (folder, server) = (Folder::with_articles(), Server::start(|_, body| Reply::Says(fitting(body))));
    // an address that is reserved for documentation: nothing is there
    let remote = ["--namer-url", "http://192.0.2.1:9/v1", "--namer-model", "petit", "--namer-timeout", "1"];
    let arguments = [THEMES.as_slice(), &remote].concat();
    let ran = folder.run(&[arguments.as_slice(), &["--offline"]].concat());
    let ran = ran.failed_with(&["`namer-url` is `http://192.0.2.1:9/v1`", "offline", "hint:"]);
    assert!(!folder.path(".filrouge").exists(), "it fails before the work: {ran:?}");
    folder.run(&arguments).failed_with(&["are sent to `192.0.2.1`, another machine"]);
    named(&folder, &server, &["--offline"]).succeeded();
    assert_eq!(server.connections(), 2);
}

#[test]
fn what_is_meant_for_this_machine_goes_through_no_proxy_and_the_key_to_its_server_only() {
    let (folder, server) = (Folder::with_articles(), Server::start(|_, body| Reply::Says(fitting(body))));
    let proxy = Server::start(|_, _| Reply::Raw(502, "a proxy"));
    let address = proxy.url.trim_end_matches("/v1");
    let mut command = folder.filrouge();
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env(name, address);
    }
    command.args(THEMES).args(["--namer-model", "petit"]).env("FILROUGE_NAMER_URL", &server.url);
    let output = command.env("FILROUGE_NAMER_KEY", "sesame-123").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!((proxy.connections(), server.connections()), (0, 2));
    assert!(server.requests()[0].0.to_lowercase().contains("authorization: bearer"));
    assert!(!String::from_utf8(output.stdout).unwrap().contains("sesame"), "the key is shown nowhere");
}
