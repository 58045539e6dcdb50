//! `filrouge completions`: each shell is told all that `--help` tells a person.

use crate::folder::Folder;

/// The commands that `filrouge --help` lists.
fn commands(folder: &Folder) -> Vec<String> {
    let help = folder.run(&["--help"]).succeeded().stdout;
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = listed.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

/// The long options that the help of a command lists.
fn options(folder: &Folder, command: &str) -> Vec<String> {
    let help = folder.run(&[command, "--help"]).succeeded().stdout;
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let option = |line: &str| line.split("--").nth(1)?.split([' ', ',', '=', '[']).next().map(str::to_owned);
    lines.filter_map(option).collect()
}

#[test]
fn every_command_and_option_is_completed_in_bash_zsh_and_fish() {
    let folder = Folder::new();
    let commands = commands(&folder);
    assert!(commands.len() >= 10 && commands.contains(&"mcp".into()), "{commands:?}");
    for shell in ["bash", "zsh", "fish"] {
        let script = folder.run(&["completions", shell]).succeeded().stdout;
        for command in &commands {
            assert!(script.contains(command.as_str()), "{shell}: {command}");
            for option in options(&folder, command) {
                let written = if shell == "fish" { format!("-l {option}") } else { format!("--{option}") };
                assert!(script.contains(&written), "{shell}: {command} {written}");
            }
        }
    }
}
