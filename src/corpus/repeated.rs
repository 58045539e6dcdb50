//! Finds the lines and paragraphs that several articles share: a site's own, which no phrase table knows.
//!
//! Three things tell them from text. They recur in articles that are otherwise different: copies of one dispatch share all
//! of their lines, and count once. Where they are not the same to the letter, or are as long as a paragraph, they stand
//! around the article, not in it. And a paragraph speaks of the site, not of what its articles speak of: the background that
//! a paper adds to each report on one subject is text, and so is all that stands in quotation marks.

use super::judge::Fate;
use super::left_out::Reason;
use super::line_marks::{Body, Rule, is_on_topic, marks};
use super::lines::Unit;
use crate::words::shingles::shared;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// In how many different articles a line is a repetition, and how many a sentence or a paragraph takes.
const ARTICLES: usize = 3;
const ARTICLES_FOR_SENTENCE: usize = 5;
/// Articles whose bodies share this part of their smallest hashes are copies of one dispatch.
const SAME_DISPATCH: f64 = 0.3;
/// For each article that speaks of the same as a paragraph so many must not.
const OFF_TOPIC: usize = 3;
/// A paragraph recurs when this part of its hashes does, in fractions of three.
const RECURRING_THIRDS: usize = 2;

/// The lines of one article that may recur, and by what copies of the article are known.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ShortLines {
    body: Vec<u32>,
    /// Each with whether it speaks of what the article speaks of; sorted.
    marks: Vec<(u64, bool)>,
}

#[cfg(test)]
impl ShortLines {
    pub(super) fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }
}

/// The lines and paragraphs that several articles share.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    marks: HashSet<u64>,
}

impl Repeated {
    /// Leaves out what is repeated among the kept units.
    pub(super) fn mark(&self, text: &str, units: &[Unit], fates: &mut [Fate]) {
        if self.marks.is_empty() {
            return;
        }
        for (place, fate) in fates.iter_mut().enumerate().filter(|(_, fate)| **fate == Fate::Kept) {
            if self.knows(&marks(text, units, place)) {
                *fate = Fate::LeftOut(Reason::Repeated);
            }
        }
    }

    fn knows(&self, marks: &[u64]) -> bool {
        let known = marks.iter().filter(|mark| self.marks.contains(mark)).count();
        match marks.first().map(|mark| Rule::of(*mark)) {
            Some(Rule::Paragraph) => 3 * known >= RECURRING_THIRDS * marks.len(),
            _ => known > 0,
        }
    }
}

/// Collects the lines of an article that may recur.
pub(super) fn short_lines(text: &str, units: &[Unit]) -> ShortLines {
    let mut found = ShortLines::default();
    let (mut body, mut telling) = (None, None);
    for (place, unit) in units.iter().enumerate() {
        let marks = marks(text, units, place);
        let Some(first) = marks.first() else { continue };
        // most articles of one paragraph have none, and what they are about is not asked
        let body = body.get_or_insert_with(|| Body::of(text, units));
        let on_topic = Rule::of(*first) == Rule::Paragraph
            && is_on_topic(unit.span.of(text), telling.get_or_insert_with(|| body.telling()));
        found.marks.extend(marks.into_iter().map(|mark| (mark, on_topic)));
    }
    found.marks.sort_unstable();
    found.marks.dedup_by_key(|(mark, _)| *mark);
    found.body = body.map(|body| body.min_hashes()).unwrap_or_default();
    found
}

/// The lines and paragraphs that enough different articles hold.
pub(super) fn repeated(articles: &[ShortLines]) -> Repeated {
    let lines = articles.iter().enumerate();
    let mut listed: Vec<(u64, u32, bool)> = lines
        .flat_map(|(article, lines)| lines.marks.iter().map(move |&(mark, on_topic)| (mark, article as u32, on_topic)))
        .collect();
    listed.sort_unstable();
    let recurs = |holders: &&[(u64, u32, bool)]| {
        let enough = match Rule::of(holders[0].0) {
            Rule::Line | Rule::OpeningLine | Rule::NearLine => ARTICLES,
            Rule::Sentence | Rule::OpeningSentence | Rule::NearSentence | Rule::Paragraph => ARTICLES_FOR_SENTENCE,
        };
        let on_topic = holders.iter().filter(|(_, _, on_topic)| *on_topic).count();
        let off_topic = holders.len() - on_topic;
        off_topic >= enough && off_topic >= OFF_TOPIC * on_topic && are_different(articles, holders, enough)
    };
    let marks = listed.chunk_by(|a, b| a.0 == b.0).filter(recurs).map(|holders| holders[0].0);
    Repeated { marks: marks.collect() }
}

/// Whether enough of the articles that hold a line are no copies of each other.
fn are_different(articles: &[ShortLines], holders: &[(u64, u32, bool)], enough: usize) -> bool {
    let mut different: Vec<&[u32]> = Vec::with_capacity(enough);
    for &(_, article, on_topic) in holders {
        let body = articles[article as usize].body.as_slice();
        if !on_topic && !different.iter().any(|other| are_copies(body, other)) {
            different.push(body);
        }
        if different.len() == enough {
            return true;
        }
    }
    false
}

fn are_copies(one: &[u32], other: &[u32]) -> bool {
    let shorter = one.len().min(other.len());
    shorter > 0 && shared(one, other) as f64 >= SAME_DISPATCH * shorter as f64
}

#[cfg(test)]
mod tests {
    use super::super::lines::{lines, units};
    use super::*;

    /// Articles that have nothing in common.
    const ARTICLES_APART: [&str; 6] = [
        "Les pêcheurs de Mopti ont sorti les pirogues avant l’aube, pour la première fois depuis la crue de septembre.\n\
         La mairie promet de refaire le quai avant la saison des pluies, si l’argent arrive à temps.",
        "Le lycée de Ségou rouvre ses classes lundi, après trois semaines de grève des professeurs de mathématiques.\n\
         Les parents d’élèves ont nettoyé la cour et réparé les bancs que les pluies avaient emportés.",
        "Une panne a privé Kayes de courant pendant deux jours, et les boulangers ont pétri le pain à la main.\n\
         La compagnie attend un transformateur que le train de Dakar doit livrer avant la fin de la semaine.",
        "Le festival sur le Niger réunit cette année quarante griots, venus de cinq pays voisins du fleuve.\n\
         Les billets de la dernière soirée se sont vendus en une heure, dit le guichet de la gare routière.",
        "Trois vaccinateurs parcourent à moto les hameaux du Gourma, où la rougeole est revenue depuis le mois d’août.\n\
         Ils notent chaque enfant dans un cahier, faute de réseau pour le registre que la capitale leur demande.",
        "Le cours du coton recule encore, et les planteurs de Sikasso hésitent à semer autant que l’an dernier.\n\
         La coopérative propose de stocker la récolte au sec jusqu’à ce que les acheteurs reviennent au marché.",
    ];
    const APPEAL: &str = "Notre rédaction vit des dons de 1200 lecteurs : abonnement libre, sans publicité, paiement sécurisé, \
        reçu fiscal envoyé par courrier chaque année.";

    fn left_out(texts: &[String]) -> Vec<String> {
        let cut: Vec<Vec<Unit>> = texts.iter().map(|text| units(text, &lines(text, 0))).collect();
        let articles: Vec<ShortLines> = texts.iter().zip(&cut).map(|(text, units)| short_lines(text, units)).collect();
        let repeated = repeated(&articles);
        let mut found = Vec::new();
        for (text, units) in texts.iter().zip(&cut) {
            let mut fates = vec![Fate::Kept; units.len()];
            repeated.mark(text, units, &mut fates);
            let out = units.iter().zip(&fates).filter(|(_, fate)| **fate != Fate::Kept);
            found.extend(out.map(|(unit, _)| unit.span.of(text).to_owned()));
        }
        found
    }

    /// Different articles, each with the line that `line` makes at its end.
    fn ending(count: usize, line: impl Fn(usize) -> String) -> Vec<String> {
        (0..count).map(|n| format!("{}\n{}", ARTICLES_APART[n], line(n))).collect()
    }

    #[test]
    fn a_line_of_three_articles_is_a_repetition() {
        let with = |count| left_out(&ending(count, |_| "Le Courrier du fleuve, chaque jour".into()));
        assert_eq!(with(2).len(), 0);
        assert_eq!(with(3).len(), 3);
    }

    #[test]
    fn a_line_is_known_whatever_its_numbers_and_dates() {
        let dated = |n: usize| format!("Mis en ligne le {} {} à {n}h12", ["lundi", "mardi", "jeudi"][n % 3], n + 11);
        assert_eq!(left_out(&ending(4, dated)).len(), 4);
        assert_eq!(left_out(&ending(4, |n| format!("{} réponses", n + 2))).len(), 4);
        assert!(left_out(&ending(4, |n| format!("Article {n}"))).is_empty());
    }

    #[test]
    fn in_the_middle_of_a_text_a_number_is_what_it_says() {
        let inside = |n: usize| {
            let words: Vec<&str> = ARTICLES_APART[n].split_whitespace().collect();
            let notes: Vec<String> = words.chunks(6).map(|words| format!("Note : {}", words.join(" "))).collect();
            format!("{0}\nRelevé {n} du barrage\n{0}", notes.join("\n"))
        };
        assert!(left_out(&(0..6).map(inside).collect::<Vec<_>>()).is_empty());
    }

    #[test]
    fn copies_of_one_dispatch_count_once() {
        let mut copies = ending(2, |_| "Le Courrier du fleuve, chaque jour".into());
        copies.extend([copies[0].clone(), copies[0].clone()]);
        assert!(left_out(&copies).is_empty());
        // a word changed here and there is no other article
        let changed = |n: usize| ARTICLES_APART[0].replacen("avant", ["dès", "après", "vers", "passé", "sitôt"][n], 1);
        let edited: Vec<String> = (0..5).map(|n| format!("{}\n{APPEAL}", changed(n))).collect();
        assert!(left_out(&edited).is_empty());
    }

    #[test]
    fn a_sentence_takes_five_articles() {
        let with = |count| left_out(&ending(count, |_| "Suivez le courrier du fleuve.".into())).len();
        assert_eq!((with(4), with(5)), (0, 5));
    }

    #[test]
    fn a_paragraph_of_the_site_is_left_out() {
        assert_eq!(left_out(&ending(6, |_| APPEAL.into())).len(), 6);
        assert_eq!(left_out(&ending(6, |n| APPEAL.replace("1200", &format!("{}", 900 + n)))).len(), 6);
        assert!(left_out(&ending(4, |_| APPEAL.into())).is_empty());
    }

    #[test]
    fn a_quotation_and_the_background_of_a_subject_are_text() {
        let said = "« Nous resterons dans chaque village jusqu’à la fin de la crue, et personne ne sera oublié », a dit le président.";
        assert!(left_out(&ending(6, |_| said.into())).is_empty());
        let background =
            "Depuis la crue de septembre, le fleuve a emporté le quai, les pirogues des pêcheurs et la récolte.";
        let on_subject = |n: usize| {
            let (news, more) = ARTICLES_APART[n].split_once('\n').unwrap();
            format!("{news} Le fleuve, la crue, les pirogues, le quai, la récolte : tout manque.\n{more}\n{background}")
        };
        assert!(left_out(&(0..6).map(on_subject).collect::<Vec<_>>()).is_empty());
    }

    #[test]
    fn a_title_that_other_articles_name_is_still_a_title() {
        let title = "La pirogue de Mopti gagne";
        let mut texts = ending(4, |_| title.into());
        texts[0] = format!("{title}\n{}", texts[0]);
        assert_eq!(left_out(&texts).len(), 4);
    }
}
