//! `filrouge sample`: a coding sheet for a person, and what it says when filled in.

use super::{count, refuse_folder};
use crate::Outcome;
use crate::args::Sample;
use crate::context::Context;
use crate::output::{self, Output};
use crate::paint::{BOLD, FAINT, columns, cut, pad};
use filrouge::analysis::{self, Analysis};
use filrouge::coding::{CoderReport, Figure, Reliability, SheetReport, ThemeReport};
use filrouge::coding::{draw, read_back, write_codebook, write_sheet};
use filrouge::metrics::Estimate;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The width of a line of a theme without its name.
const FIGURES: usize = 56;

pub(crate) fn run(context: &Context, options: &Sample) -> anyhow::Result<Outcome> {
    match &options.read {
        Some(sheet) => read(context, options, sheet),
        None => write(context, options),
    }
}

/// Draws a sheet and writes it with its codebook.
fn write(context: &Context, options: &Sample) -> anyhow::Result<Outcome> {
    let codebook = options.output.as_deref().map(codebook_path);
    for path in options.output.as_deref().into_iter().chain(codebook.as_deref()) {
        // hours of a person's work may be in it
        anyhow::ensure!(
            !path.exists() || !path.is_file(),
            "`{}` exists, and may be filled in: give another name",
            path.display()
        );
    }
    let analysis = analysis::load(&context.open_index()?)?;
    let drawn = draw(&analysis, options.count, context.seed.unwrap_or(analysis.seed))?;
    let (sheet, delimiter) = (Output::open(options.output.as_deref())?, options.delimiter.into());
    if let Some(path) = &codebook {
        Output::open(Some(path))?.write(|writer| write_codebook(&analysis, delimiter, writer))?;
    }
    sheet.write(|writer| write_sheet(&analysis, &drawn, options.coders, delimiter, writer))?;
    let passages = count(drawn.passages(), "passage");
    context.say(&format!("drew {passages} of {} in {}", analysis.corpus.passages.len(), strata(drawn.strata())));
    match (&options.output, &codebook) {
        (Some(sheet), Some(codebook)) => context.say(&format!(
            "fill in the columns `coder_…` with the codes or names in `{}`, then: filrouge sample --read {}",
            codebook.display(),
            sheet.display()
        )),
        _ => tell_codebook(context, &analysis),
    }
    Ok(Outcome::Done)
}

fn tell_codebook(context: &Context, analysis: &Analysis) {
    for theme in &analysis.themes {
        context.say(&format!("code {}: {}", theme.id.0, theme.name));
    }
    context.say("code none: in no theme");
}

/// `sheet.themes.csv` for `sheet.csv`.
fn codebook_path(sheet: &Path) -> PathBuf {
    let extension = sheet.extension().map_or_else(|| "csv".into(), |extension| extension.to_string_lossy());
    sheet.with_extension(format!("themes.{extension}"))
}

fn read(context: &Context, options: &Sample, sheet: &Path) -> anyhow::Result<Outcome> {
    refuse_folder(sheet)?;
    let analysis = analysis::load(&context.open_index()?)?;
    let report = read_back(&analysis, sheet, context.seed.unwrap_or(analysis.seed))?;
    for note in &report.notes {
        context.say(&format!("note: `{}`: {note}", sheet.display()));
    }
    if !report.unmatched.is_empty() {
        let rows = count(report.unmatched.len(), "row");
        let first = report.unmatched[0];
        context.say(&format!("note: the index has no passage for {rows} (line {first} first): it has changed since"));
    }
    output::report(options.format, &report, |writer| table(&report, writer))?;
    Ok(Outcome::Done)
}

fn table(report: &SheetReport, writer: &mut impl Write) -> io::Result<()> {
    let rows = count(report.rows, "passage");
    writeln!(writer, "{BOLD}{rows}{BOLD:#} drawn from {} in {}", report.population, strata(report.strata))?;
    writeln!(writer, "\n{BOLD}Agreement in the sheet{BOLD:#} {FAINT}(95 % intervals, articles resampled){FAINT:#}")?;
    writeln!(writer, "{FAINT}{}{:>9}  {:<19}{:<19}{:<17}{FAINT:#}", pad("", 2), "passages", "alike", "kappa", "alpha")?;
    for coder in &report.coders {
        agreement(&format!("filrouge, {}", coder.coder), &coder.agreement, writer)?;
    }
    for pair in &report.pairs {
        agreement(&pair.coders.join(", "), &pair.agreement, writer)?;
    }
    if let Some(alpha) = report.coders_alpha.filter(|_| report.coders.len() > 2) {
        writeln!(writer, "  all coders\n{:>51}{}", "", figure(alpha))?;
    }
    report.coders.iter().try_for_each(|coder| whole_corpus(coder, writer))
}

fn strata(number: usize) -> String {
    if number == 1 { "1 stratum".into() } else { format!("{number} strata") }
}

fn agreement(raters: &str, agreement: &Reliability, writer: &mut impl Write) -> io::Result<()> {
    writeln!(writer, "  {raters}")?;
    let Reliability { items, percent_agreement, kappa, alpha } = agreement;
    writeln!(writer, "{items:>11}  {}  {}  {}", figure(*percent_agreement), figure(*kappa), figure(*alpha))
}

/// `0.71 [0.65, 0.78]`, 17 columns wide.
fn figure(figure: Figure) -> String {
    let text = match figure {
        Figure { value: Some(value), low: Some(low), high: Some(high) } => format!("{value:.2} [{low:.2}, {high:.2}]"),
        Figure { value: Some(value), .. } => format!("{value:.2}"),
        _ => "not defined".into(),
    };
    pad(&text, 17)
}

fn whole_corpus(report: &CoderReport, writer: &mut impl Write) -> io::Result<()> {
    let coded = count(report.coded, "passage");
    writeln!(writer, "\n{BOLD}The whole corpus, by {}{BOLD:#} ({coded} coded, {} to go)", report.coder, report.empty)?;
    if let Some(Estimate { estimate, low, high }) = report.accuracy {
        writeln!(
            writer,
            "  filrouge sorts {:.0} % right ({:.0} – {:.0} %)",
            estimate * 100.0,
            low * 100.0,
            high * 100.0
        )?;
    }
    if report.not_represented > 0 {
        writeln!(
            writer,
            "  without {} in themes of which nothing is coded yet",
            count(report.not_represented, "passage")
        )?;
    }
    let width = columns() - FIGURES;
    let [share, corrected, interval, precision, recall] = ["filrouge", "corrected", "(95 %)", "precision", "recall"];
    let titles = format!("{share:>8}{corrected:>10} {interval:>12} {precision:>10} {recall:>7}");
    writeln!(writer, "{FAINT}{:>1$}{titles}{FAINT:#}", "", width + 6)?;
    report.themes.iter().try_for_each(|theme| whole_theme(theme, width, writer))
}

fn whole_theme(theme: &ThemeReport, width: usize, writer: &mut impl Write) -> io::Result<()> {
    let number = theme.theme.map_or_else(|| "–".into(), |id| id.0.to_string());
    let name = pad(&cut(theme.name.as_deref().unwrap_or("in no theme"), width), width);
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let (corrected, interval) = theme.corrected_share.map_or_else(Default::default, |share| {
        (percent(share.estimate), format!("{:.1} – {:.1}", share.low * 100.0, share.high * 100.0))
    });
    let ratio = |ratio: Option<f64>| ratio.map_or_else(|| "–".into(), |ratio| format!("{ratio:.2}"));
    let (precision, recall) = (ratio(theme.precision), ratio(theme.recall));
    let share = percent(theme.share);
    writeln!(
        writer,
        "{FAINT}{number:>3}{FAINT:#}  {name} {share:>8}{BOLD}{corrected:>10}{BOLD:#} {interval:>12} {precision:>10} {recall:>7}"
    )
}
