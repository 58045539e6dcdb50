//! A transition in plain sentences, in the main language of the corpus. Every sentence carries the passages that it rests on, with
//! their articles and dates; what no passage carries is not said.

use super::super::markdown::wording::{Noun, Wording};
use super::Quote;
use crate::corpus::{Corpus, Date, PassageId};
use crate::themes::main_language;
use crate::transition::{ContextWord, Side, SourceChange, Statement, Transition, Verdict};
use serde::Serialize;

/// Statements told of in the summary.
const STATEMENTS: usize = 3;
/// Words of a kind told of.
const WORDS: usize = 3;

/// A sentence with what it rests on, at least one quote.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sentence<'a> {
    /// The sentence.
    pub text: String,
    /// What it rests on.
    pub evidence: Vec<Quote<'a>>,
}

/// What was found, in sentences.
#[must_use]
pub fn summary<'a>(corpus: &'a Corpus, found: &'a Transition) -> Vec<Sentence<'a>> {
    let writer = Writer { corpus, found, wording: Wording::of(main_language(corpus)) };
    let mut sentences =
        vec![Some(writer.crossing()), writer.side(&found.from), writer.side(&found.to), writer.overlap()];
    sentences.extend(found.statements.iter().take(STATEMENTS).map(|statement| Some(writer.statement(statement))));
    let words = &found.words;
    sentences.push(writer.words(&words.inherited, ("restent autour des deux", "stay around both")));
    sentences.push(writer.words(&words.dropped, ("se raréfient", "become rarer")));
    sentences
        .push(writer.words(&words.new, ("apparaissent ou gagnent en fréquence", "appear or become more frequent")));
    sentences.push(found.sources.first().and_then(|source| writer.source(source)));
    let mut sentences: Vec<Sentence<'a>> = sentences.into_iter().flatten().collect();
    for sentence in &mut sentences {
        sentence.evidence.dedup();
    }
    sentences.retain(|sentence| !sentence.evidence.is_empty());
    sentences
}

struct Writer<'a> {
    corpus: &'a Corpus,
    found: &'a Transition,
    wording: Wording,
}

impl<'a> Writer<'a> {
    /// The sentence of a passage that names a side.
    fn mention(&self, side: &Side, passage: Option<PassageId>) -> Option<Quote<'a>> {
        let passage = passage?;
        let sentence = side.sentence_in(&self.corpus.passages[passage.0 as usize].text);
        Some(Quote::of(self.corpus, passage, Some(sentence)))
    }

    fn on(&self, date: Option<Date>) -> String {
        self.wording.period(date, date).unwrap_or_else(|| self.wording.pick("sans date", "undated").into())
    }

    /// When, and how surely; in fewer words where the corpus says less.
    fn crossing(&self) -> Sentence<'a> {
        let Transition { from, to, crossing, .. } = self.found;
        let evidence = [
            self.mention(from, self.found.last_from_alone.or(from.last)),
            self.mention(to, self.found.first_to_alone.or(to.first)),
        ];
        let (old, new) = (self.wording.quoted(&from.label), self.wording.quoted(&to.label));
        let probability = self.wording.percent(crossing.probability);
        let (Some(date), Some(earliest), Some(latest)) = (crossing.date, crossing.earliest, crossing.latest) else {
            let text = match self.wording {
                Wording::French => {
                    format!("Dans ce corpus, {new} n’est jamais nommé plus que {old} après l’avoir été moins.")
                }
                Wording::English => {
                    format!("In this corpus {new} is never named more than {old} after being named less.")
                }
            };
            return Sentence { text, evidence: evidence.into_iter().flatten().collect() };
        };
        let day = self.wording.date(date);
        let interval = self.wording.period(Some(earliest), Some(latest)).unwrap_or_default();
        let text = match (self.wording, crossing.verdict) {
            (Wording::French, Verdict::Crossed) => {
                format!("À partir du {day}, {new} est nommé plus que {old} (intervalle à 95 % : {interval}).")
            }
            (Wording::French, Verdict::Likely) => format!(
                "À partir du {day}, {new} est sans doute nommé plus que {old} (probabilité de {probability} ; intervalle à \
                 95 % : {interval})."
            ),
            (Wording::French, _) if crossing.level => format!(
                "Vers le {day}, {new} est nommé autant que {old}, sans le dépasser : le corpus ne permet pas de dire si l’un \
                 prend le pas sur l’autre (intervalle à 95 % : {interval})."
            ),
            (Wording::French, _) => format!(
                "Le corpus ne permet pas de dire si {new} finit par être nommé plus que {old} ; si oui, ce serait vers le \
                 {day} (probabilité de {probability} ; intervalle à 95 % : {interval})."
            ),
            (Wording::English, Verdict::Crossed) => {
                format!("From {day} on, {new} is named more than {old} (95% interval: {interval}).")
            }
            (Wording::English, Verdict::Likely) => format!(
                "From {day} on, {new} is probably named more than {old} (probability {probability}; 95% interval: {interval})."
            ),
            (Wording::English, _) if crossing.level => format!(
                "Around {day}, {new} is named as much as {old} and not more: the corpus cannot tell whether one takes over from \
                 the other (95% interval: {interval})."
            ),
            (Wording::English, _) => format!(
                "The corpus cannot tell whether {new} comes to be named more than {old}; if it does, then around {day} \
                 (probability {probability}; 95% interval: {interval})."
            ),
        };
        Sentence { text, evidence: evidence.into_iter().flatten().collect() }
    }

    /// How much is said of a side, and from when to when.
    fn side(&self, side: &Side) -> Option<Sentence<'a>> {
        let (first, last) = (self.mention(side, side.first), self.mention(side, side.last));
        let dates = [&first, &last].map(|quote| quote.as_ref().and_then(|quote| quote.date));
        let when = self.wording.period(dates[0], dates[1])?;
        let name = self.wording.quoted(&side.label);
        let passages = self.wording.count(side.passages, Noun::Passage);
        let articles = self.wording.count(side.articles, Noun::Article);
        let only = if side.is_rare() { self.wording.pick("seulement ", "only ") } else { "" };
        let text = match self.wording {
            Wording::French => format!("{name} est nommé dans {only}{passages} de {articles}, {when}."),
            Wording::English => format!("{name} is named in {only}{passages} of {articles}, {when}."),
        };
        Some(Sentence { text, evidence: first.into_iter().chain(last).collect() })
    }

    fn overlap(&self) -> Option<Sentence<'a>> {
        let overlap = self.found.overlap?;
        let when = self.wording.period(Some(overlap.first), Some(overlap.last))?;
        let both = self.wording.count(self.found.both, Noun::Passage);
        let text = match (self.wording, self.found.both) {
            (Wording::French, 0) => format!("Les deux sont nommés {when}, jamais dans un même passage."),
            (Wording::French, _) => format!("Les deux sont nommés {when} ; ensemble dans {both}."),
            (Wording::English, 0) => format!("Both are named {when}, never in one passage."),
            (Wording::English, _) => format!("Both are named {when}; together in {both}."),
        };
        let evidence =
            [self.mention(&self.found.to, self.found.to.first), self.mention(&self.found.from, self.found.from.last)];
        Some(Sentence { text, evidence: evidence.into_iter().flatten().collect() })
    }

    fn statement(&self, statement: &Statement) -> Sentence<'a> {
        let quote = Quote::of(self.corpus, statement.passage, Some(statement.sentence.clone()));
        let (when, said) = (self.on(quote.date), self.wording.quoted(&statement.words));
        let text = match (self.wording, statement.both) {
            (Wording::French, true) => {
                format!("Une phrase publiée {when} nomme les deux et parle de remplacement ({said}).")
            }
            (Wording::French, false) => {
                format!(
                    "Un passage publié {when} nomme les deux, et une de ses phrases parle de remplacement ({said})."
                )
            }
            (Wording::English, true) => {
                format!("A sentence published {when} names both and speaks of a replacement ({said}).")
            }
            (Wording::English, false) => {
                format!("A passage published {when} names both, and a sentence of it speaks of a replacement ({said}).")
            }
        };
        Sentence { text, evidence: vec![quote] }
    }

    /// Words that are surely so, with a passage for each.
    fn words(&self, words: &'a [ContextWord], (french, english): (&str, &str)) -> Option<Sentence<'a>> {
        let sure: Vec<&ContextWord> = words.iter().filter(|word| word.is_sure()).take(WORDS).collect();
        if sure.is_empty() {
            return None;
        }
        let listed: Vec<String> = sure.iter().map(|word| self.wording.quoted(&word.word)).collect();
        let listed = listed.join(", ");
        let what = self.wording.pick(french, english);
        let [old, new] = [&self.found.from, &self.found.to].map(|side| self.wording.quoted(&side.label));
        let text = match self.wording {
            Wording::French => {
                format!("Des passages qui nomment {old} à ceux qui nomment {new}, ces mots {what} : {listed}.")
            }
            Wording::English => {
                format!("From passages that name {old} to those that name {new}, these words {what}: {listed}.")
            }
        };
        Some(Sentence { text, evidence: sure.iter().map(|word| Quote::of(self.corpus, word.passage, None)).collect() })
    }

    fn source(&self, source: &SourceChange) -> Option<Sentence<'a>> {
        let quote = self.mention(&self.found.to, source.first_to)?;
        let (when, new) = (self.on(quote.date), self.wording.quoted(&self.found.to.label));
        let text = match self.wording {
            Wording::French => format!("La première source à nommer {new} est {}, {when}.", source.source),
            Wording::English => format!("The first source to name {new} is {}, {when}.", source.source),
        };
        Some(Sentence { text, evidence: vec![quote] })
    }
}
