//! `filrouge mcp`: the real binary asked over its standard input and output, as an assistant does.

use crate::folder::{Folder, seeds};
use crate::session::Session;
use serde_json::{Value, json};
use std::process::Command;

fn of_seeds() -> Folder {
    let folder = Folder::new();
    folder.run(&["themes", seeds().to_str().unwrap(), "--count", "4", "-q", "--format", "csv"]).succeeded();
    folder
}

fn of_articles() -> Folder {
    let folder = Folder::with_articles();
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    folder
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("not an array: {value}"))
}

#[test]
fn it_says_how_to_cite_and_lists_four_tools_that_only_read() {
    let (mut session, about) = Session::open(&Folder::new());
    assert_eq!(about["serverInfo"]["name"], "filrouge");
    let instructions = about["instructions"].as_str().unwrap();
    for needed in ["passage id", "article", "date", "percentile", "nearest_miss"] {
        assert!(instructions.contains(needed), "{needed}");
    }
    let tools = session.ask("tools/list", json!({}))["result"]["tools"].take();
    let names: Vec<&str> = array(&tools).iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["themes", "similar", "passage", "timeline"]);
    for tool in array(&tools) {
        let hints = &tool["annotations"];
        assert_eq!(
            (&hints["readOnlyHint"], &hints["destructiveHint"], &hints["openWorldHint"]),
            (&json!(true), &json!(false), &json!(false))
        );
        assert_eq!(tool["inputSchema"]["additionalProperties"], false);
        for (name, property) in tool["inputSchema"]["properties"].as_object().unwrap() {
            assert!(property["description"].is_string(), "{name}: {property}");
        }
    }
    assert_eq!(session.end(), (Some(0), String::new()));
}

#[test]
fn themes_come_with_evidence_and_one_with_its_summary() {
    let folder = of_seeds();
    let (mut session, _) = Session::open(&folder);
    let all = session.call("themes", json!({}));
    assert_eq!((&all["articles"], &all["passages"]), (&json!(46), &json!(284)));
    let exported = folder.run(&["export", "--format", "json"]).succeeded().json();
    for (theme, whole) in array(&all["themes"]).iter().zip(array(&exported["themes"])) {
        for key in ["id", "key", "name", "guided", "keywords", "share", "first", "last", "stability", "cohesion"] {
            assert_eq!(theme[key], whole[key], "{key}");
        }
        assert_eq!(theme["quotes"], json!(array(&whole["quotes"])[..2]));
        assert!(theme.get("summary").is_none());
        let key = theme["key"].clone();
        let by_key = session.call("themes", json!({"theme": key, "quotes": 5}))["themes"].take();
        assert_eq!(by_key, json!([whole]));
        assert_eq!(session.call("themes", json!({"theme": theme["id"]}))["themes"], by_key);
        for sentence in array(&by_key[0]["summary"]) {
            assert!(sentence["passage"].is_string() && sentence["article"].is_string(), "{sentence}");
            assert!(sentence.get("date").is_some());
        }
    }
}

#[test]
fn similar_is_what_the_command_line_gives() {
    let folder = of_seeds();
    let (mut session, _) = Session::open(&folder);
    let text = "Wagner quitte le Mali et Africa Corps prend sa place";
    let answer = session.call("similar", json!({"text": text, "limit": 4, "per_article": 1, "since": "2023"}));
    let arguments = ["similar", text, "--limit", "4", "--per-article", "1", "--since", "2023", "--format", "json"];
    let mut printed = folder.run(&arguments).succeeded().json();
    printed["note"] = Value::Null;
    assert_eq!(answer, printed);
    assert!(!array(&answer["neighbours"]).is_empty());
    let first = answer["neighbours"][0].clone();
    let related = session.call("similar", json!({"passage": first["passage"], "min_percentile": 50}));
    assert_eq!(related["query"], first["text"]);
    assert!(array(&related["neighbours"]).iter().all(|found| found["article"] != first["article"]));
    let english = session.call("similar", json!({"text": text, "lang": "en", "theme": first["theme"]}));
    assert!(array(&english["neighbours"]).iter().all(|found| found["lang"] == "en"));
}

#[test]
fn nothing_closer_than_chance_is_said_with_the_nearest_miss() {
    let folder = of_articles();
    let (mut session, _) = Session::open(&folder);
    let arguments = json!({"text": "photosynthèse des algues", "min_percentile": 99.9});
    let answer = session.call("similar", arguments);
    assert_eq!(answer["neighbours"], json!([]));
    assert!(answer["note"].as_str().unwrap().starts_with("nothing is closer than 99.9 %"), "{answer}");
    assert!(answer["nearest_miss"]["percentile"].as_f64().unwrap() < 99.9);
    let answer = session.call("similar", json!({"text": "le fleuve", "since": "2030"}));
    assert_eq!((&answer["nearest_miss"], array(&answer["neighbours"]).len()), (&Value::Null, 0));
    assert!(answer["note"].as_str().unwrap().contains("no passage fits the conditions"));
}

#[test]
fn a_passage_stands_between_its_neighbours_in_the_article() {
    let folder = of_seeds();
    let exported = folder.run(&["export", "--format", "json"]).succeeded().json();
    let passages = array(&exported["passages"]);
    let (mut session, _) = Session::open(&folder);
    for row in [0, 100, passages.len() - 1] {
        let wanted = &passages[row];
        let answer = session.call("passage", json!({"passage": wanted["id"], "context": 2}));
        for key in ["text", "article", "path", "date", "lang", "ordinal", "start", "end"] {
            assert_eq!(answer[key], wanted[key], "{key}");
        }
        assert_eq!(answer["theme"]["id"], wanted["theme"]);
        let article = array(&exported["articles"]).iter().find(|article| article["id"] == wanted["article"]).unwrap();
        assert_eq!(answer["date_source"], article["date_source"]);
        let ids = |beside: &Value| array(beside).iter().map(|other| other["passage"].clone()).collect::<Vec<_>>();
        let of_article = |range: std::ops::Range<usize>| {
            let others = passages[range].iter().filter(|other| other["article"] == wanted["article"]);
            others.map(|other| other["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&answer["before"]), of_article(row.saturating_sub(2)..row));
        assert_eq!(ids(&answer["after"]), of_article(row + 1..passages.len().min(row + 3)));
    }
}

#[test]
fn the_timeline_counts_every_passage_once() {
    let folder = of_seeds();
    let (mut session, _) = Session::open(&folder);
    let months = session.call("timeline", json!({"by": "month"}));
    let sum = |timeline: &Value, key: &str| {
        let counts = array(&timeline["periods"]).iter().chain(array(&timeline["coarse"])).chain([&timeline["undated"]]);
        counts.map(|count| count[key].as_u64().unwrap()).sum::<u64>()
    };
    for by in ["auto", "day", "week", "month", "quarter", "year"] {
        let arguments = if by == "day" || by == "week" {
            json!({"by": by, "since": "2024", "until": "2024"})
        } else {
            json!({"by": by})
        };
        let timeline = session.call("timeline", arguments);
        if !matches!(by, "day" | "week") {
            assert_eq!((sum(&timeline, "passages"), sum(&timeline, "articles")), (284, 46), "{by}");
        }
    }
    assert_eq!(months["length"], "month");
    assert!(months["undated"]["articles"].as_u64().unwrap() > 0, "seeds has an undated article");
    let theme = session.call("timeline", json!({"by": "month", "theme": 1}));
    assert_eq!(array(&theme["themes"]).len(), 1);
    for (one, all) in array(&theme["periods"]).iter().zip(array(&months["periods"])) {
        assert_eq!(one["passages"], all["passages"]);
        let of_theme: Vec<&Value> = array(&all["themes"]).iter().filter(|count| count["theme"] == 1).collect();
        assert_eq!(array(&one["themes"]).iter().collect::<Vec<_>>(), of_theme);
    }
    let refusal = session.refusal("timeline", json!({"by": "day"}));
    assert!(refusal.contains("`length` is `day`"), "{refusal}");
}

#[test]
fn faults_say_what_and_what_next_and_the_session_goes_on() {
    let folder = Folder::with_articles();
    let (mut session, _) = Session::open(&folder);
    for tool in ["themes", "timeline"] {
        let refusal = session.refusal(tool, json!({}));
        assert!(refusal.contains("no index at") && refusal.contains("filrouge themes PATH"), "{refusal}");
    }
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    session.line("this is not JSON");
    session.line("{\"jsonrpc\":\"2.0\",\"id\":");
    let answer = session.ask("tools/call", json!({"name": "themas", "arguments": {}}));
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
    assert!(answer["error"]["message"].as_str().unwrap().contains("unknown tool `themas`"));
    assert_eq!(session.ask("tools/paint", json!({}))["error"]["code"], -32601);
    let cases = [
        ("similar", json!({"texte": "a"}), "unknown field `texte`"),
        ("similar", json!({}), "give either `text` or `passage`"),
        ("similar", json!({"text": "a", "passage": "b"}), "give either `text` or `passage`"),
        ("similar", json!({"text": "  "}), "empty"),
        ("similar", json!({"text": "le fleuve", "limit": 0}), "`limit` is `0`: it must be from 1 to 100"),
        ("similar", json!({"text": "le fleuve", "limit": "many"}), "the arguments of `similar`"),
        ("similar", json!({"text": "le fleuve", "min_percentile": 101}), "from 0 to 100"),
        ("similar", json!({"text": "le fleuve", "since": "2024-13"}), "`date` is `2024-13`"),
        ("similar", json!({"text": "le fleuve", "theme": 77}), "no theme `77`"),
        ("similar", json!({"passage": "pnowhere"}), "no passage `pnowhere`"),
        ("passage", json!({"passage": "pnowhere"}), "the tool `similar`"),
        ("passage", json!({}), "missing field `passage`"),
        ("passage", json!({"passage": "pnowhere", "context": 21}), "from 0 to 20"),
        ("themes", json!({"theme": "nul"}), "the tool `themes`"),
        ("timeline", json!({"by": "decade"}), "unknown variant `decade`"),
    ];
    for (tool, arguments, needle) in cases {
        let refusal = session.refusal(tool, arguments.clone());
        assert!(refusal.contains(needle), "`{needle}` is not in: {tool} {arguments}: {refusal}");
    }
    assert_eq!(array(&session.call("themes", json!({}))["themes"]).len(), 2);
    assert_eq!(session.end(), (Some(0), String::new()));
}

#[test]
fn an_index_of_another_model_is_read_but_not_searched() {
    let folder = of_articles();
    let index = rusqlite::Connection::open(folder.path(".filrouge/index.sqlite")).unwrap();
    let sql = "UPDATE document SET json = replace(json, 'filrouge-fr-en/', 'ancien/') WHERE name = 'origin'";
    assert_eq!(index.execute(sql, []).unwrap(), 1);
    let (mut session, _) = Session::open(&folder);
    let refusal = session.refusal("similar", json!({"text": "le fleuve"}));
    assert!(refusal.contains("was made with model `ancien/") && refusal.contains("hint:"), "{refusal}");
    assert_eq!(array(&session.call("themes", json!({}))["themes"]).len(), 2);
}

#[test]
fn calls_at_once_are_all_answered_and_the_end_of_input_ends_it() {
    let folder = of_articles();
    let (mut session, _) = Session::open(&folder);
    let text = "le niveau du fleuve monte";
    let call = |session: &mut Session, limit: usize| {
        let arguments = json!({"text": text, "limit": limit, "min_percentile": 0});
        session.send("tools/call", json!({"name": "similar", "arguments": arguments}))
    };
    // the articles hold eight passages, each twice
    let calls: Vec<(usize, u64)> =
        (1..=12).map(|number| number % 8 + 1).map(|limit| (limit, call(&mut session, limit))).collect();
    for (limit, id) in calls {
        let answer = session.answer(id);
        assert_eq!(array(&answer["result"]["structuredContent"]["neighbours"]).len(), limit, "{answer}");
    }
    // what was asked before the end is still answered
    let id = call(&mut session, 1);
    let (code, rest) = session.end();
    assert_eq!(code, Some(0));
    let answer: Value = serde_json::from_str(rest.trim()).unwrap();
    assert_eq!(answer["id"], id);
    assert_eq!(Session::silent(&folder).end(), (Some(0), String::new()), "the end may come before the beginning");
}

#[test]
fn each_call_sees_the_last_whole_run_and_nothing_between() {
    let folder = of_articles();
    let (mut session, _) = Session::open(&folder);
    let themes = |session: &mut Session| array(&session.call("themes", json!({}))["themes"]).len();
    assert_eq!(themes(&mut session), 2);
    folder.run(&["themes", "articles", "--count", "3"]).succeeded();
    assert_eq!(themes(&mut session), 3, "the call after a run sees it");
    std::thread::scope(|scope| {
        let runs = scope.spawn(|| {
            for count in ["2", "3", "2", "3", "2", "3"] {
                folder.run(&["themes", "articles", "--count", count, "-q"]).succeeded();
            }
        });
        while !runs.is_finished() {
            let timeline = session.call("timeline", json!({"by": "year"}));
            let known = array(&timeline["themes"]).len() as u64;
            assert!((2..=3).contains(&known));
            let counts = || array(&timeline["periods"]).iter().flat_map(|period| array(&period["themes"]));
            let most = counts().map(|count| count["theme"].as_u64().unwrap()).max().unwrap();
            assert_eq!(most + 1, known, "themes of one run, passages of another: {timeline}");
            let answer = session.call("similar", json!({"text": "le fleuve monte", "min_percentile": 0}));
            assert!(!array(&answer["neighbours"]).is_empty());
        }
        runs.join().unwrap();
    });
}

#[test]
#[ignore = "needs the Python SDK of the protocol (tests/mcp/requirements.txt)"]
fn an_independent_client_lists_and_calls_the_tools() {
    let python =
        std::env::var_os("FILROUGE_TEST_MCP_PYTHON").expect("FILROUGE_TEST_MCP_PYTHON: a Python that has `mcp`");
    let folder = of_seeds();
    let client = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mcp/client.py");
    let text = "Wagner leaves Mali and Africa Corps takes over";
    let mut command = Command::new(python);
    command.arg(client).arg(env!("CARGO_BIN_EXE_filrouge")).arg(folder.path(".filrouge/index.sqlite")).arg(text);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(answer["instructions"].as_str().unwrap().contains("passage id"));
    let tools: Vec<&String> = answer["tools"].as_object().unwrap().keys().collect();
    assert_eq!(tools, ["passage", "similar", "themes", "timeline"]);
    let printed = folder.run(&["similar", text, "--limit", "3", "--format", "json"]).succeeded().json();
    assert_eq!(answer["similar"]["neighbours"], printed["neighbours"]);
    assert_eq!(answer["passage"]["text"], printed["neighbours"][0]["text"]);
    assert_eq!(array(&answer["themes"]["themes"]).len(), 4);
    assert_eq!(answer["timeline"]["length"], "year");
    assert_eq!(answer["missing"]["is_error"], true);
}
