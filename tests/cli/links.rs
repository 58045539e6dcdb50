//! `filrouge links`: which passages of different articles belong together, in every format.

use crate::folder::Folder;
use roxmltree::Document;
use serde_json::Value;
use std::collections::BTreeSet;

const FLOOD: &str = "La rivière est sortie de son lit dans la nuit de dimanche à lundi, et l'eau a envahi en moins d'une \
    heure les rues basses du village, où les pompiers ont dû secourir une vingtaine d'habitants réfugiés à l'étage.";
/// The same with two words changed.
const COPY: &str = "La rivière est sortie de son lit dans la nuit de dimanche à lundi, et l'eau a envahi en moins d'une \
    heure les rues basses du bourg, où les pompiers ont dû secourir une trentaine d'habitants réfugiés à l'étage.";

/// Two subjects, a passage that was copied, and a text that no XML file may hold as it is.
fn indexed() -> Folder {
    let folder = Folder::with_articles();
    folder.write("articles/2024-05-02-crue.txt", format!("{FLOOD}\n"));
    folder.write("articles/2024-05-04-reprise.txt", format!("{COPY}\n"));
    let broken =
        "Le prix de la farine <a> & le \"pain\"\u{1}\u{b}\u{fffe} coûteront plus cher ]]> à la rentrée prochaine.";
    folder.write("articles/2023-05-01-farine & pain.txt", format!("{broken}\n"));
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    folder
}

fn lines(folder: &Folder, extra: &[&str]) -> Vec<Value> {
    let arguments = [&["links", "--format", "jsonl"], extra].concat();
    let ran = folder.run(&arguments).succeeded();
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The contract: keys may be added on purpose, here too, and never renamed or taken away.
#[test]
fn links_and_events_have_exactly_the_keys_of_their_contract() {
    let folder = indexed();
    let (links, events) =
        (lines(&folder, &["--min-percentile", "50"]), lines(&folder, &["--events", "--min-percentile", "50"]));
    let end = "article date lang passage path text theme title";
    let expected: [(&Value, &str); 6] = [
        (&links[0], "event first from kind mutual percentile rank shared similarity to"),
        (&links[0]["from"], end),
        (&links[0]["rank"], "from to"),
        (&links[0]["shared"], "containment from text to words"),
        (&events[0], "articles central event first last passages"),
        (&events[0]["passages"][0], end),
    ];
    for (value, expected) in expected {
        assert_eq!(keys(value), expected.split(' ').collect(), "{value}");
    }
    let header = |extra: &[&str]| {
        let ran = folder.run(&[&["links", "--format", "csv"], extra].concat()).succeeded();
        ran.stdout.lines().next().unwrap().replace(',', " ")
    };
    let columns = "from to similarity percentile kind mutual first event from_rank to_rank containment shared_text \
                   shared_words from_date to_date from_article to_article from_path to_path from_title to_title \
                   from_theme to_theme from_text to_text";
    assert_eq!(header(&[]), columns);
    assert_eq!(
        header(&["--events", "--min-percentile", "50"]),
        "event passage date article path title theme central text"
    );
}

#[test]
fn a_near_copy_is_marked_with_what_is_shared_and_who_was_first() {
    let folder = indexed();
    let copies = lines(&folder, &["--reuse"]);
    let copy = copies.iter().find(|link| link["from"]["text"] == FLOOD).unwrap();
    assert_eq!((&copy["kind"], &copy["first"]), (&"reuse".into(), &copy["from"]["passage"]));
    assert_eq!(copy["to"]["text"], COPY);
    assert!(copy["shared"]["containment"].as_f64().unwrap() > 0.6);
    let (text, span) = (copy["shared"]["text"].as_str().unwrap(), &copy["shared"]["from"]);
    let (start, end) = (span[0].as_u64().unwrap() as usize, span[1].as_u64().unwrap() as usize);
    assert_eq!(&FLOOD[start..end], text);
    assert!(text.starts_with("La rivière est sortie") && text.ends_with("les rues basses du"), "{text}");
    let table = folder.run(&["links", "--reuse"]).succeeded();
    assert!(table.stdout.contains("2024-05-02 first, then 2024-05-04"), "{table:?}");
    assert!(table.stdout.contains("both: « La rivière est sortie"), "{table:?}");
}

/// Who was first is said where the dates decide, and never guessed.
#[test]
fn dates_that_overlap_decide_nothing() {
    for (one, other, first) in
        [("2024-05", "2024-05-04", false), ("2024-05-04", "2024", false), ("2024-04", "2024-05-04", true)]
    {
        let folder = Folder::with_articles();
        for (date, text) in [(one, FLOOD), (other, COPY)] {
            folder.write(&format!("articles/copie-{date}.md"), format!("---\ndate: {date}\n---\n\n{text}\n"));
        }
        folder.write("articles/sans-date.txt", format!("{FLOOD} Rien de plus.\n"));
        folder.run(&["themes", "articles", "--count", "2"]).succeeded();
        let copies = lines(&folder, &["--reuse"]);
        let undated = |link: &&Value| link["from"]["date"].is_null() || link["to"]["date"].is_null();
        assert!(
            copies.iter().filter(undated).count() > 0
                && copies.iter().filter(undated).all(|link| link["first"].is_null())
        );
        let dated: Vec<&Value> = copies
            .iter()
            .filter(|link| !undated(link))
            .filter(|link| link["from"]["text"] != link["to"]["text"])
            .collect();
        let copy = dated.iter().find(|link| {
            link["shared"]["containment"].as_f64().unwrap() > 0.6
                && link["from"]["path"].as_str().unwrap().contains("copie")
        });
        assert_eq!(!copy.unwrap()["first"].is_null(), first, "{one} {other}");
    }
}

#[test]
fn nearest_are_of_other_articles_and_ranks_say_who_has_whom() {
    let folder = indexed();
    let links = lines(&folder, &["--nearest", "2", "--min-percentile", "0"]);
    let mut had: Vec<(String, u64)> = Vec::new();
    for link in &links {
        assert_ne!(link["from"]["article"], link["to"]["article"]);
        assert_eq!(link["mutual"], !link["rank"]["from"].is_null() && !link["rank"]["to"].is_null());
        for end in ["from", "to"] {
            had.extend(link["rank"][end].as_u64().map(|rank| (link[end]["passage"].to_string(), rank)));
        }
    }
    had.sort();
    let passages: BTreeSet<&String> = had.iter().map(|(passage, _)| passage).collect();
    assert_eq!(
        had,
        passages.into_iter().flat_map(|passage| [1, 2].map(|rank| (passage.clone(), rank))).collect::<Vec<_>>()
    );
    let similar = |key: &str| {
        let arguments = ["similar", "--passage", key, "--format", "json", "--min-percentile", "0", "--limit", "1"];
        folder.run(&arguments).succeeded().json()["neighbours"][0]["passage"].clone()
    };
    for link in links.iter().filter(|link| link["rank"]["from"] == 1).take(3) {
        assert_eq!(similar(link["from"]["passage"].as_str().unwrap()), link["to"]["passage"]);
    }
}

#[test]
fn conditions_are_obeyed_by_both_ends() {
    let folder = indexed();
    let both = |extra: &[&str], holds: &dyn Fn(&Value) -> bool| {
        let links = lines(&folder, &[&["--min-percentile", "0"], extra].concat());
        assert!(!links.is_empty() && links.iter().all(|link| holds(&link["from"]) && holds(&link["to"])), "{extra:?}");
    };
    both(&["--since", "2024"], &|end| end["date"].as_str().unwrap() >= "2024");
    both(&["--until", "2023-03"], &|end| end["date"].as_str().unwrap() < "2023-04");
    both(&["--theme", "1"], &|end| end["theme"] == 1);
    let ran = folder.run(&["links", "--since", "2030"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    assert!(ran.stderr.contains("nothing is linked"), "{ran:?}");
    folder.run(&["links", "--theme", "nine"]).failed_with(&["no theme `nine`"]);
    folder.run(&["links", "--unit", "article"]).failed_with(&["--format gexf"]);
    folder.run(&["links", "-o", ".filrouge/index.sqlite"]).failed_with(&["it is the index"]);
}

/// Two floods told in several articles each, half a year apart: one theme, two events.
#[test]
fn two_events_of_one_theme_stay_apart() {
    let folder = Folder::with_articles();
    let tell = |day: &str, number: &str, place: &str| {
        format!(
            "---\ndate: {day}\n---\n\nLa crue de la rivière à {place} a fait {number} morts et des centaines de sinistrés, \
             selon le bilan provisoire des secours, qui cherchent encore des disparus.\n"
        )
    };
    for (name, day, number) in
        [("a", "2022-03-02", "trois"), ("b", "2022-03-03", "quatre"), ("c", "2022-03-07", "cinq")]
    {
        folder.write(&format!("articles/mars-{name}.md"), tell(day, number, "Kayes"));
        folder.write(&format!("articles/sept-{name}.md"), tell(&day.replace("-03-", "-09-"), number, "Mopti"));
    }
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    let events = lines(&folder, &["--events", "--min-percentile", "50"]);
    let of = |event: &Value| {
        event["passages"].as_array().unwrap().iter().map(|end| end["date"].as_str().unwrap()[..7].to_owned()).collect()
    };
    let months: Vec<Vec<String>> = events.iter().map(of).collect();
    assert_eq!(months, [vec!["2022-03"; 3], vec!["2022-09"; 3]]);
    assert_eq!((&events[0]["first"], &events[0]["last"]), (&"2022-03-02".into(), &"2022-03-07".into()));
    let table = folder.run(&["links", "--events", "--min-percentile", "50"]).succeeded();
    assert!(table.stdout.contains("2022-03-02 – 2022-03-07 · 3 passages in 3 articles"), "{table:?}");
    // a narrower window parts the last from the others
    assert_eq!(
        lines(&folder, &["--events", "--min-percentile", "50", "--window", "2"])[0]["passages"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Nodes, edges, and the text of all values, by a parser that is not the writer's.
fn counted(xml: &str) -> (usize, usize, String) {
    let document = Document::parse(xml).unwrap_or_else(|error| panic!("{error} in {xml}"));
    let values = document.descendants().filter_map(|node| node.attribute("value").or(node.text()));
    let ids = |name: &str, attribute: &str| -> BTreeSet<String> {
        let elements = document.descendants().filter(|node| node.tag_name().name() == name);
        elements.map(|node| node.attribute(attribute).unwrap().to_owned()).collect()
    };
    let edges = document.descendants().filter(|node| node.tag_name().name() == "edge").count();
    let nodes = ids("node", "id");
    assert!(ids("edge", "source").is_subset(&nodes) && ids("edge", "target").is_subset(&nodes));
    (nodes.len(), edges, values.collect::<Vec<_>>().join("\n"))
}

#[test]
fn graphs_are_xml_with_a_node_for_each_passage_and_an_edge_for_each_link() {
    let folder = indexed();
    let links = lines(&folder, &["--min-percentile", "0"]);
    let ends = |key: &str| -> BTreeSet<String> {
        links.iter().flat_map(|link| [link["from"][key].to_string(), link["to"][key].to_string()]).collect()
    };
    for format in ["gexf", "graphml"] {
        let arguments = ["links", "--min-percentile", "0", "--format", format, "-o", "graph.xml"];
        folder.run(&arguments).succeeded();
        let (nodes, edges, values) = counted(&std::fs::read_to_string(folder.path("graph.xml")).unwrap());
        assert_eq!((nodes, edges), (ends("passage").len(), links.len()));
        assert!(squeezed(&values).contains("<a> & le \"pain\" coûteront"), "{values}");
        assert!(values.contains("2023-05-01-farine & pain.txt"), "{values}");
        let ran = folder.run(&[&arguments[..5], &["--unit", "article"]].concat()).succeeded();
        assert_eq!(counted(&ran.stdout).0, ends("article").len());
    }
}

#[test]
fn the_same_links_at_any_number_of_threads() {
    let folder = indexed();
    let arguments = ["links", "--min-percentile", "0", "--format", "csv", "--threads"];
    let run = |threads: &str| folder.run(&[&arguments[..], &[threads]].concat()).succeeded().stdout;
    assert_eq!(run("1"), run("4"));
}

/// Both graphs as networkx reads them; `tests/cli/requirements.txt` says which.
#[test]
#[ignore = "needs networkx from PyPI"]
fn networkx_reads_both_graphs() {
    let folder = indexed();
    let links = lines(&folder, &["--min-percentile", "0"]);
    for (format, extra) in [("gexf", "read_gexf"), ("graphml", "read_graphml")] {
        folder.run(&["links", "--min-percentile", "0", "--format", format, "-o", "graph.xml"]).succeeded();
        let script = format!(
            "import networkx; graph = networkx.{extra}('graph.xml'); \
             print(len(graph), graph.number_of_edges(), all(edge['weight'] > 0 for _, _, edge in graph.edges(data=True)))"
        );
        let ran =
            std::process::Command::new("python3").args(["-c", &script]).current_dir(folder.path("")).output().unwrap();
        let nodes: BTreeSet<String> = links
            .iter()
            .flat_map(|link| [link["from"]["passage"].to_string(), link["to"]["passage"].to_string()])
            .collect();
        assert_eq!(String::from_utf8(ran.stdout).unwrap().trim(), format!("{} {} True", nodes.len(), links.len()));
    }
}
