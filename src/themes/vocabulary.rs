//! Closed lists and endings of French and English that tell what words can stand in a title: what determiners,
//! prepositions, pronouns and auxiliaries say of the word after them, nouns that name nothing by themselves, words of
//! the newsroom. Open classes are told by their endings here and by the places they stand in elsewhere.

use crate::corpus::Language;
use std::collections::HashSet;
use std::sync::LazyLock;

/// What a function word says of the word after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A noun follows, or an adjective and a noun.
    Determiner,
    /// A noun often follows.
    Preposition,
    /// A verb follows.
    Subject,
    /// A participle follows.
    Auxiliary,
}

/// What an ending says of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Noun,
    Adjective,
    Participle,
    /// Infinitives, finite verbs, adverbs.
    Verb,
    Open,
}

static FRENCH_DETERMINERS: List = LazyLock::new(|| {
    set(
        "cinq deux dix quatre six trois au aux ce ces cet cette chaque des du la le les leur leurs nos notre quelques plusieurs sa ses \
son un une vos votre ma mes mon",
    )
});
static FRENCH_PREPOSITIONS: List = LazyLock::new(|| set("avec contre d de en entre par sans sous sur vers"));
static FRENCH_SUBJECTS: List =
    LazyLock::new(|| set("ca elle elles il ils je lui me n ne nous on qui s se t te tu vous y"));
static FRENCH_AUXILIARIES: List = LazyLock::new(|| {
    set("a ai as aura auraient aurait auront avaient avait ayant est etaient etait etant ete etre avoir \
fut furent ont sera seraient serait seront soient soit sont avons avez")
});
static ENGLISH_DETERMINERS: List = LazyLock::new(|| {
    set(
        "five four two three six ten a an another her his its my our several some that the their these this those your no every each",
    )
});
static ENGLISH_PREPOSITIONS: List =
    LazyLock::new(|| set("about against at by for from in into of on over through under with without"));
static ENGLISH_SUBJECTS: List =
    LazyLock::new(|| set("can could he i it may might must not she should they to we who will would you"));
static ENGLISH_AUXILIARIES: List = LazyLock::new(|| set("are be been being had has have is was were"));

/// Words that say what kind of text this is, not what it is about: the newsroom's, and measures of time and number that
/// function words do not cover. They never stand in a name.
static NEWSROOM: List = LazyLock::new(|| {
    set("afp ap apa aps article articles associated breaking communique communiques copyright correspondant \
credit depeche depeches edition editorial fullquote headline headlines href interview journaliste journalistes legende \
live newsletter photo photographer photographs photos redaction reportage reporter reporters reuters spokesman spokesperson \
spokeswoman temoignage upi video videos xinhua agencies \
afternoon annuel annuelle aujourd'hui centaine centaines century cinquante debut decade decades demain dizaine dizaines \
douzaine dozen dozens evening hui hundreds lendemain midnight millier milliers minute minutes monday's morning night nights \
ninety noon onze quarante quinze quinzaine septante seize siecle siecles soirees soiree soixante thousands tomorrow \
tonight treize trentaine trillion vingtaine week-end weekend quarter-century veille avant-hier \
profile profiles quote quotes quickinfo ticker third fourth fifth second jan feb apr jun jul aug sep sept oct nov dec mid-day mid plc inc corp ltd co llc sa")
});

/// Nouns that lean on others: they head a phrase (« prise de Kidal ») and say nothing alone.
static LEANING: List = LazyLock::new(|| {
    set(
        "affaire affaires annonce appel appels arrivee aspect aspects baisse besoin besoins but cadre cas cause causes \
chef chefs chose choses compte cote cotes coup coups cours debuts decision decisions degre demande demandes depart departs \
direct domaine effet effets element elements ensemble est etape etat exemple facon fin fins fond force forces forme formes front gens grand grande \
groupe groupes hausse homme hommes idee idees jeune jeunes lancement lieu lieux ligne lignes main maniere manque manques matiere membre membres mesure \
mesures milieu mise mode moment moments moyen moyens nature niveau niveaux nom nombre nord objet occasion ordre ouest \
ouverture part partie parties pays periode personne personnes perte pertes phase place plan point points porte-parole position \
presence present prise probleme problemes processus projet propos quantite question questions raison raisons rang recours region \
respect responsable responsables reste resultat resultats retour role sein sens serie situation sorte source sources suite sud sujet systeme \
taux terme termes titre tour travers type types utilisation valeur ville villes visite voie vue zone zones monde population utilisateurs utilisateur tete autorites \
act action age area areas back bid call calls case cases change chance city company countries country deal demand edge effort \
efforts end group groups head help high hit hold home host hour issue issues kind lack lead leader leaders level life \
line lines list little lot lots loss losses low man members men mind move moves name need number numbers official officials \
order part parts people percent period person persons place places plan plans point points power problem problems rate rates record \
report reports rest result results return rise risk risks role round rule rules run season set share side sign start state states \
step steps system talks term terms test thing things top total turn use user users victory view west win wins woman women work \
world yard yards young east north south minister ministers ministre president presidents spot team teams question \
thought thoughts research vice-president mort morts death ouest-africaine essentiel distance sense eyes eye father wife capital food leading plate lieutenant general colonel mr mrs decline increase hopes hope field reason reasons",
    )
});

/// Adjectives and verbs without a telling ending that are common enough to meet in a small corpus, where the places they stand
/// in say little.
static FRENCH_ADJECTIVES: List = LazyLock::new(|| {
    set("ancien ancienne anciennes anciens autre bas basse beau bel belle blanc blanche bon bonne bonnes bons \
bref breve clair claire complet complete court courte difficile double dur entier entiere etranger etrangere etrangeres faible faibles fort \
forte fortes forts grand grande grandes grands gratuit gratuite gros grosse haut haute hautes hauts important importante importantes importants \
jeune jeunes large larges leger legere libre libres long longs longue longues lourd lourde maximal meilleur meilleure meilleures meilleurs \
mauvais mauvaise majeur majeure moindre neuf neuve nombreux nouveau nouveaux nouvel nouvelle nouvelles petit petite petites petits pire \
plein pleine present presente presents principal principale principales principaux prochain prochaine prochains propre propres \
rapide rapides rare rares recent recente recents recentes seul simple simples superieur superieure superieurs tardif unique uniques utile \
vaste vastes vieux vieille vrai vraie vif vive jaune jaunes rouge noir noire noirs vert verte verts officiel officiels officielle")
});
static FRENCH_VERBS: List = LazyLock::new(|| {
    set(
        "paie agit appelle appellent arrive attend attendu battu commence conduit connait connu construit continue cree croit \
decouvert detruit devenu dirige disparu doivent donne ecrit entre estime etabli exige existe fournir fourni gagne interdit joue lance lit \
lutter mene mettre mort mourir naitre obtenu offre ouvert parait parle parti part passe pense perd perdu permet perdre peut porte \
prend prendre preparer produit promis propose recu remis rendre rendu repond represente revenu saisi sait sert sorti souffre sortir \
soumis suivi survenu tenir tire traduit trouve tue vecu vend vendre vendu vit vise vote gele remet rejoint revient retire retirer dirigeant",
    )
});
static ENGLISH_ADJECTIVES: List = LazyLock::new(|| {
    set(
        "nuclear human able aware bad best better big biggest bold bright certain cheap clean clear close cold common current \
daily dead deep different due early easy expensive extra fair fast final fine firm first flat foreign free fresh front full \
further future good great greater greatest half happy hard heavy high higher highest hot huge human ill key large larger largest \
late latest leading least less likely little live local long longer longest low lower lowest main major many mass minor modern more most \
near new newest next nice normal old older oldest open other own past poor possible private proper public quick ready real recent rich right \
safe same senior serious sharp short similar single slow small smaller soft sound special strong stronger sure tight tiny top total tough \
true upper usual warm weak weekly wide worse worst wrong young younger youngest federal democratic republican olympic french dutch greek \
swiss danish welsh iraqi israeli pakistani saudi afghan arab thai yemeni turkish spanish czech basque third-quarter fourth-quarter second-quarter",
    )
});
static ENGLISH_VERBS: List = LazyLock::new(|| {
    set(
        "agree agreed agrees aim aims announce appear ask asks based beat beats became become been began begin begins begun boost \
bring brings brought build built buy came come comes cut cuts did die died eat expect expects face faces fall falls feel fell felt find \
finds found gave get gets give gives given go goes gone got grow grew grown happen held hear heard help helps hit hits hold holds hurt join joins keep keeps \
kept kill kills knew know known knows launch lead leads leave leaves led left let lose loses lost make makes meet meets met moved offer \
offers open opens paid pay pays prevent protect pull put puts quit raise raised raises ran read reach receive release remain remains retain rise rises rose run \
runs say says seek seeks see seen sell sells send sent set sets show shows shown sit slip slips sold speak spend spent stand stay stays stood \
stop stops struck take takes taken talk tell tells told think thinks thought threaten threw throw took try tries turn turns urge urges use \
want wants warn warns went win wins won write wrote written unveil unveils push seem",
    )
});

/// A list as a set, made when first asked for.
type List = LazyLock<HashSet<&'static str>>;

fn set(list: &'static str) -> HashSet<&'static str> {
    list.split_ascii_whitespace().collect()
}

/// What a folded word says of the word after it.
pub(super) fn role(folded: &str, language: Language) -> Option<Role> {
    let lists: [&List; 4] = match language {
        Language::French => [&FRENCH_DETERMINERS, &FRENCH_PREPOSITIONS, &FRENCH_SUBJECTS, &FRENCH_AUXILIARIES],
        Language::English => [&ENGLISH_DETERMINERS, &ENGLISH_PREPOSITIONS, &ENGLISH_SUBJECTS, &ENGLISH_AUXILIARIES],
        Language::Other(_) => return None,
    };
    let roles = [Role::Determiner, Role::Preposition, Role::Subject, Role::Auxiliary];
    lists.iter().zip(roles).find(|(list, _)| list.contains(folded)).map(|(_, role)| role)
}

/// Whether a folded word is a determiner that no preposition is part of: a verb may stand before it, seldom a noun.
pub(super) fn is_plain_determiner(folded: &str) -> bool {
    matches!(
        folded,
        "la" | "le" | "les" | "un" | "une" | "son" | "sa" | "ses" | "leurs" | "cette" | "ces" | "ce" | "cet"
    ) || matches!(folded, "the" | "an" | "his" | "their" | "its" | "this" | "these" | "those" | "him" | "them")
}

/// Whether a spelling is an address, a file's name or a ticker rather than a word. Initials (`U.S`) are words.
pub(super) fn is_markup(surface: &str) -> bool {
    let initials = || surface.split('.').all(|part| part.chars().count() <= 1);
    surface.contains(['_', ':']) || surface.contains('.') && !initials()
}

/// Whether a folded word is the newsroom's, or measures time or number.
pub(super) fn is_newsroom(folded: &str) -> bool {
    NEWSROOM.contains(folded)
}

/// Whether a folded noun says nothing alone.
pub(super) fn is_leaning(folded: &str) -> bool {
    LEANING.contains(folded)
}

/// Endings, longest first within a class; the first class that holds one decides. The word is in lower case, with
/// accents.
type Endings = [(&'static [&'static str], Ending)];

const FRENCH_ENDINGS: &Endings = &[
    (&["amment", "emment", "ément", "iquement", "ellement", "alement", "ivement", "eusement"], Ending::Verb),
    (&["isation", "ation", "ition", "ction", "sion", "tion", "ations", "tions", "sions"], Ending::Noun),
    (
        &["ité", "ités", "eté", "isme", "ismes", "iste", "istes", "age", "ages", "logie", "ance", "ences", "ence"],
        Ending::Noun,
    ),
    (&["ments", "eurs", "eur", "ture", "tures", "esse", "erie", "eries", "iers", "ier", "ière"], Ending::Noun),
    (&["ment"], Ending::Open),
    (&["ique", "iques", "al", "ale", "ales", "aux", "elle", "elles", "el", "els", "if", "ifs"], Ending::Adjective),
    (&["ive", "ives", "eux", "euse", "euses", "aire", "aires", "able", "ables", "ible", "ibles"], Ending::Adjective),
    (&["ien", "iens", "ienne", "iennes", "ais", "aise", "aises", "ain", "aine", "aines"], Ending::Adjective),
    (&["aient", "ait", "èrent", "eront", "erait", "eraient", "issent", "issait", "era", "ant"], Ending::Verb),
    (&["er", "ir", "oir", "dre", "ttre", "ger", "ent", "ez"], Ending::Verb),
    (&["é", "ée", "és", "ées"], Ending::Participle),
];

const ENGLISH_ENDINGS: &Endings = &[
    (&["ly"], Ending::Verb),
    (&["tion", "tions", "sion", "sions", "ment", "ments", "ness", "ity", "ities", "ship", "ships"], Ending::Noun),
    (&["ism", "ist", "ists", "ance", "ence", "ers", "ors", "hood", "ology", "cy", "cies"], Ending::Noun),
    (&["ous", "ful", "less", "able", "ible", "ive", "ical", "ish", "ian", "ean", "ese", "est"], Ending::Adjective),
    (&["al", "ic", "ary"], Ending::Adjective),
    (&["ing"], Ending::Verb),
    (&["ed"], Ending::Participle),
];

/// What the ending, or a list where the ending says nothing, tells of a word in lower case.
pub(super) fn ending(lower: &str, folded: &str, language: Language) -> Ending {
    let (adjectives, verbs, endings): (&List, &List, _) = match language {
        Language::French => (&FRENCH_ADJECTIVES, &FRENCH_VERBS, FRENCH_ENDINGS),
        Language::English => (&ENGLISH_ADJECTIVES, &ENGLISH_VERBS, ENGLISH_ENDINGS),
        Language::Other(_) => return Ending::Open,
    };
    if adjectives.contains(folded) {
        return Ending::Adjective;
    }
    if verbs.contains(folded) {
        return Ending::Verb;
    }
    // an ending on fewer than two other letters is the word itself: « mer », "bed"
    let ends = |ending: &str| lower.strip_suffix(ending).is_some_and(|start| start.chars().count() >= 2);
    endings.iter().find(|(list, _)| list.iter().any(|ending| ends(ending))).map_or(Ending::Open, |(_, class)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_tell_classes() {
        let french = |word: &str| ending(word, &crate::words::fold(word), Language::French);
        assert_eq!(french("raffinerie"), Ending::Noun);
        assert_eq!(french("militaire"), Ending::Adjective);
        assert_eq!(french("tués"), Ending::Participle);
        assert_eq!(french("rapidement"), Ending::Open, "only places tell this adverb from « gouvernement »");
        assert_eq!(french("mer"), Ending::Open);
        let english = |word: &str| ending(word, word, Language::English);
        assert_eq!((english("election"), english("quickly")), (Ending::Noun, Ending::Verb));
        assert_eq!((english("killed"), english("bed")), (Ending::Participle, Ending::Open));
    }

    #[test]
    fn addresses_are_no_words() {
        assert!(is_markup("fr.wikinews.org") && is_markup("France_") && is_markup("AAPL.O"));
        assert!(!is_markup("U.S") && !is_markup("porte-parole"));
    }
}
