//! `filrouge themes`.

use crate::folder::{Folder, seeds};

#[test]
fn two_subjects_are_two_themes() {
    let folder = Folder::with_articles();
    let analysis = folder.run(&["themes", "articles", "--count", "2", "--format", "json"]).succeeded().json();
    let theme = |path: &str| {
        let passages = analysis["passages"].as_array().unwrap().iter();
        let themes = passages.filter(|passage| passage["path"].as_str().unwrap().contains(path));
        themes.map(|passage| passage["theme"].clone()).collect::<Vec<_>>()
    };
    let (water, bread) = (theme("eau"), theme("pain"));
    assert!(water.iter().all(|theme| *theme == water[0]) && bread.iter().all(|theme| *theme == bread[0]));
    assert_ne!(water[0], bread[0]);
}

#[test]
fn the_table_fits_eighty_columns_and_is_plain_in_a_pipe() {
    let folder = Folder::new();
    let table = folder.run(&["themes", seeds().to_str().unwrap()]).succeeded().stdout;
    assert!(!table.contains('\u{1b}'));
    for line in table.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
    assert!(table.contains("in no theme:"));
    assert!(table.contains("left out:"));
}

#[test]
fn colours_come_only_when_asked_for() {
    let folder = Folder::with_articles();
    let arguments = ["themes", "articles", "--count", "2", "--color", "always"];
    let ran = folder.filrouge().args(arguments).env_remove("NO_COLOR").output().unwrap();
    assert!(String::from_utf8(ran.stdout).unwrap().contains("\u{1b}["));
}

#[test]
fn same_bytes_on_two_runs_and_any_number_of_threads() {
    let seeds = seeds();
    let run = |threads: &str| {
        let folder = Folder::new();
        let guide = seeds.join("themes.toml");
        let arguments = [
            "themes",
            seeds.to_str().unwrap(),
            "--guide",
            guide.to_str().unwrap(),
            "--format",
            "json",
            "--threads",
            threads,
        ];
        folder.run(&arguments).succeeded().stdout
    };
    let one = run("1");
    assert_eq!(one, run("1"));
    assert_eq!(one, run("2"));
}

#[test]
fn a_count_is_obeyed_and_an_impossible_one_explained() {
    let folder = Folder::with_articles();
    let analysis = folder.run(&["themes", "articles", "--count", "3", "--format", "json"]).succeeded().json();
    assert_eq!(analysis["themes"].as_array().unwrap().len(), 3);
    let arguments = ["themes", seeds().to_str().unwrap(), "--count", "40", "--unit", "article", "--format", "json"]
        .map(str::to_owned);
    let analysis = folder.run(&arguments.each_ref().map(String::as_str)).succeeded().json();
    assert_eq!(analysis["themes"].as_array().unwrap().len(), 40);
    folder.run(&["themes", "articles", "--count", "501"]).failed_with(&["`count` is `501`", "from 1 to 500"]);
    folder
        .run(&["themes", "articles", "--count", "99"])
        .failed_with(&["cannot form `99` themes from `8` distinct", "hint:"]);
    folder.run(&["themes", "articles", "--count", "0"]).failed_with(&["`count` is `0`"]);
}

#[test]
fn guided_themes_keep_their_name_and_leave_the_rest_free() {
    let folder = Folder::with_articles();
    let guide =
        "[[theme]]\nname = \"Crues\"\nabout = [\"inondation, le fleuve déborde\"]\nwords = [\"fleuve\", \"crue\"]\n";
    folder.write("themes.toml", guide);
    let arguments = ["themes", "articles", "--guide", "themes.toml", "--format", "json"];
    let analysis = folder.run(&arguments).succeeded().json();
    let themes = analysis["themes"].as_array().unwrap();
    let guided = themes.iter().find(|theme| theme["guided"] == true).unwrap();
    assert_eq!(guided["name"], "Crues");
    let quotes = guided["quotes"].as_array().unwrap();
    assert!(quotes.iter().all(|quote| quote["path"].as_str().unwrap().contains("eau")), "{quotes:?}");
}

#[test]
fn whole_articles_have_one_theme_each() {
    let folder = Folder::with_articles();
    let arguments = ["themes", "articles", "--unit", "article", "--count", "2", "--format", "json"];
    let analysis = folder.run(&arguments).succeeded().json();
    for article in analysis["articles"].as_array().unwrap() {
        let passages = analysis["passages"].as_array().unwrap().iter();
        let own = passages.filter(|passage| passage["article"] == article["id"]);
        assert!(own.map(|passage| &passage["theme"]).all(|theme| *theme == article["theme"]));
    }
}

#[test]
fn a_single_short_article_is_a_corpus() {
    let folder = Folder::new();
    folder.write("un.txt", "Une seule phrase, assez longue pour être un passage à elle toute seule, et rien de plus.");
    let analysis = folder.run(&["themes", "un.txt", "--format", "json"]).succeeded().json();
    assert_eq!(analysis["corpus"]["passages"], 1);
    assert_eq!(analysis["passages"][0]["theme"], 0);
    assert!(analysis["themes"][0]["cohesion"].is_number() && analysis["passages"][0]["score"].is_number());
}

#[test]
fn identical_passages_share_a_theme() {
    let folder = Folder::new();
    for number in 0..9 {
        folder.write(
            &format!("articles/{number}.txt"),
            "La même dépêche est reprise par tous les journaux du pays ce matin-là.",
        );
    }
    let analysis = folder.run(&["themes", "articles", "--format", "json"]).succeeded().json();
    assert_eq!((analysis["themes"].as_array().unwrap().len(), analysis["unassigned"].as_u64()), (1, Some(0)));
}

#[test]
fn a_guide_that_fits_nothing_takes_next_to_nothing() {
    let folder = Folder::new();
    folder.write(
        "guide.toml",
        "[[theme]]\nname = \"Sport\"\nabout = [\"match de football, championnat et résultats sportifs\"]\n",
    );
    let arguments =
        ["themes", seeds().to_str().unwrap(), "--guide", "guide.toml", "--format", "json"].map(str::to_owned);
    let analysis = folder.run(&arguments.each_ref().map(String::as_str)).succeeded().json();
    let themes = analysis["themes"].as_array().unwrap();
    let sport = themes.iter().find(|theme| theme["name"] == "Sport").unwrap();
    assert!(sport["passages"].as_u64().unwrap() <= 5, "{sport}");
    assert!(themes.len() >= 3);
}

#[test]
fn a_broken_guide_is_named_with_its_line() {
    let folder = Folder::with_articles();
    folder.write("themes.toml", "[[theme]]\nname = \"a\"\nabuot = [\"x\"]\n");
    folder.run(&["themes", "articles", "--guide", "themes.toml"]).failed_with(&["`themes.toml` line 3", "abuot"]);
    folder.run(&["themes", "articles", "--guide", "none.toml"]).failed_with(&["cannot read `none.toml`"]);
}
