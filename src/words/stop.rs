//! Function words of French and English, months and weekdays among them, and the verbs with which the press reports
//! speech: words that are in every text and say nothing of its subject.

/// Folded, in order. Words that one language treats as function words and that name things in the other (main, part,
/// mine, tour) are left out of the list.
#[rustfmt::skip]
const FUNCTION_WORDS: [&str; 839] = [
    "a", "able", "about", "above", "according", "across", "actually", "actuellement", "added", "affirmant", "affirme",
    "affirment", "afin", "after", "afterwards", "again", "against", "ago", "ah", "ai", "aie", "aient", "aies",
    "ailleurs", "ainsi", "ait", "ajoutant", "ajoute", "all", "almost", "along", "alors", "already", "also",
    "although", "always", "am", "amid", "among", "an", "and", "annee", "annees", "annonce", "announced", "another",
    "ans", "any", "anyone", "anything", "aout", "apr", "apres", "april", "are", "aren't", "around", "as", "assez",
    "assurant", "assure", "at", "au", "aucun", "aucune", "aucunement", "august", "aujourd'hui", "auparavant",
    "aupres", "auquel", "aura", "aurai", "auraient", "aurais", "aurait", "auras", "aurez", "auriez", "aurions",
    "aurons", "auront", "aussi", "aussitot", "autant", "autour", "autre", "autrement", "autres", "autrui", "aux",
    "auxquelles", "auxquels", "avaient", "avais", "avait", "avant", "avec", "avez", "aviez", "avions", "avoir",
    "avons", "avril", "away", "ayant", "ayez", "ayons", "back", "be", "beaucoup", "became", "because", "become",
    "becomes", "been", "before", "began", "behind", "being", "below", "between", "beyond", "bien", "bientot",
    "billion", "both", "but", "by", "came", "can", "can't", "cannot", "car", "ce", "ceci", "cela", "celle", "celles",
    "celui", "cent", "cents", "cependant", "certain", "certaine", "certainement", "certaines", "certains", "ces",
    "cet", "cette", "ceux", "cf", "chacun", "chacune", "chaque", "chez", "ci", "cinq", "come", "comes", "comme",
    "comment", "completement", "concernant", "conclu", "conclut", "contre", "could", "couldn't", "d'abord", "dans",
    "date", "day", "days", "de", "december", "decembre", "declarant", "declare", "dedans", "dehors", "deja", "dela",
    "depuis", "dernier", "derniere", "dernieres", "derniers", "derriere", "des", "desormais", "dessous", "dessus",
    "deux", "devant", "devenir", "devenu", "devenue", "devient", "devra", "devraient", "devrait", "devront", "did",
    "didn't", "dimanche", "dire", "directement", "disait", "disent", "dit", "dix", "do", "does", "doesn't", "doing",
    "doit", "doivent", "don't", "donc", "done", "donnant", "donne", "donner", "dont", "douze", "down", "dr", "du",
    "due", "dues", "durant", "during", "dus", "each", "effectivement", "egalement", "either", "elle", "elles", "else",
    "en", "encore", "enfin", "enough", "ensuite", "entre", "envers", "environ", "es", "est", "estimant", "estime",
    "estiment", "et", "etaient", "etais", "etait", "etant", "etc", "ete", "etee", "etees", "etes", "etre", "eu",
    "eue", "eues", "eurent", "eus", "eut", "eux", "even", "ever", "every", "everyone", "everything", "evidemment",
    "evoque", "excepte", "expliquant", "explique", "face", "faire", "fais", "faisaient", "faisait", "faisant", "fait",
    "faite", "faites", "faits", "fallait", "fasse", "faudra", "faut", "february", "fera", "feront", "fevrier", "few",
    "finalement", "first", "five", "fois", "font", "for", "former", "fortement", "found", "four", "friday", "from",
    "furent", "further", "fut", "gave", "generalement", "get", "gets", "getting", "give", "given", "gives", "go",
    "goes", "going", "gone", "got", "grace", "had", "hadn't", "has", "hasn't", "have", "haven't", "having", "he",
    "helas", "her", "here", "hers", "herself", "heure", "heures", "hier", "him", "himself", "his", "hormis", "hors",
    "hour", "hours", "how", "however", "huit", "hundred", "i", "ici", "if", "il", "ils", "immediatement", "in",
    "including", "indeed", "indiquant", "indique", "instead", "into", "is", "isn't", "it", "its", "itself", "january",
    "janvier", "je", "jeudi", "jour", "jours", "juillet", "juin", "july", "june", "jusqu", "jusqu'a", "jusque",
    "just", "keep", "kept", "know", "known", "l", "la", "laquelle", "largement", "last", "later", "le", "least",
    "lequel", "les", "lesquelles", "lesquels", "less", "let", "leur", "leurs", "like", "likely", "lire", "loin",
    "lors", "lorsque", "lui", "lundi", "m", "ma", "madame", "made", "mai", "mais", "make", "makes", "making",
    "malgre", "many", "march", "mardi", "mars", "matin", "may", "maybe", "me", "meanwhile", "meme", "memes",
    "mercredi", "mes", "met", "mettant", "mettre", "mien", "mieux", "might", "mille", "milliard", "milliards",
    "million", "millions", "mis", "mlle", "mm", "mme", "moi", "moins", "mois", "mon", "monday", "monsieur", "month",
    "months", "more", "moreover", "most", "moyennant", "mr", "mrs", "ms", "much", "must", "my", "myself", "n'est",
    "ne", "neanmoins", "near", "nearly", "neither", "neuf", "never", "next", "ni", "nine", "no", "nobody",
    "nombreuses", "nombreux", "non", "none", "nor", "nos", "not", "notamment", "nothing", "notre", "nous", "november",
    "novembre", "now", "nuit", "nul", "nulle", "october", "octobre", "of", "off", "officiellement", "often", "on",
    "once", "one", "ones", "only", "ont", "onto", "onze", "or", "other", "others", "otherwise", "ou", "oui", "our",
    "ours", "out", "outre", "over", "own", "par", "parce", "parfois", "parmi", "particulierement", "partout", "pas",
    "pendant", "per", "perhaps", "permet", "permettre", "permis", "peu", "peut", "peut-etre", "peuvent", "plupart",
    "plus", "plusieurs", "plutot", "point", "pour", "pourquoi", "pourra", "pourraient", "pourrait", "pourront",
    "poursuit", "poursuivi", "pourtant", "pouvaient", "pouvait", "pouvant", "pouvoir", "precisant", "precise",
    "premier", "premiere", "premieres", "premiers", "prenant", "prend", "prendre", "pres", "presque",
    "principalement", "pris", "probablement", "pu", "puis", "puisque", "quand", "quant", "quasi", "quatre", "que",
    "quel", "quelle", "quelles", "quelque", "quelques", "quels", "qui", "quiconque", "quoi", "quoique", "rapidement",
    "rappele", "rappelle", "rather", "re", "recemment", "reconnu", "reported", "reste", "restent", "rester", "rien",
    "sa", "said", "same", "samedi", "sans", "saturday", "sauf", "say", "saying", "says", "se", "second", "seconde",
    "see", "seem", "seemed", "seems", "seen", "selon", "semaine", "semaines", "semble", "semblent", "sept",
    "september", "septembre", "sera", "serai", "seraient", "serais", "serait", "seras", "serez", "seriez", "serions",
    "serons", "seront", "ses", "seul", "seule", "seulement", "seules", "seuls", "seven", "several", "shall", "she",
    "should", "shouldn't", "si", "sien", "simplement", "since", "sinon", "sitot", "six", "so", "soi", "soient",
    "soir", "sois", "soit", "some", "someone", "something", "sometimes", "sommes", "son", "sont", "soon",
    "soulignant", "souligne", "sous", "souvent", "stated", "still", "such", "suis", "suivant", "suivante",
    "suivantes", "suivants", "sunday", "sur", "surtout", "ta", "take", "taken", "takes", "taking", "tandis", "tant",
    "tard", "te", "tel", "telle", "telles", "tels", "ten", "tenu", "tes", "than", "that", "the", "their", "theirs",
    "them", "themselves", "then", "there", "therefore", "these", "they", "this", "those", "though", "thousand",
    "three", "through", "throughout", "thursday", "thus", "tient", "time", "times", "to", "today", "together", "toi",
    "told", "ton", "too", "took", "tot", "totalement", "toujours", "tous", "tout", "toute", "toutefois", "toutes",
    "toward", "towards", "trente", "tres", "trois", "trop", "trouve", "tu", "tuesday", "two", "un", "under", "une",
    "unes", "uniquement", "unless", "uns", "until", "up", "upon", "used", "uses", "using", "va", "vais", "vas",
    "venait", "vendredi", "venu", "vers", "very", "veulent", "veut", "via", "viennent", "vient", "vingt", "voici",
    "voila", "voir", "voire", "vont", "vos", "votre", "voulait", "vouloir", "voulu", "vous", "vraiment", "vu", "was",
    "wasn't", "way", "we", "wednesday", "week", "weeks", "well", "went", "were", "weren't", "what", "when", "where",
    "whether", "which", "while", "who", "whole", "whom", "whose", "why", "will", "with", "within", "without", "won't",
    "would", "wouldn't", "y", "year", "years", "yes", "yesterday", "yet", "you", "your", "yours",
];

/// Whether a folded word (see [`fold`](super::fold)) is a function word, a number, or a single letter.
///
/// ```
/// assert!(filrouge::words::is_function_word("depuis"));
/// assert!(filrouge::words::is_function_word("2022"));
/// assert!(!filrouge::words::is_function_word("armee"));
/// ```
#[must_use]
pub fn is_function_word(folded: &str) -> bool {
    folded.chars().count() < 2
        || folded.starts_with(|letter: char| letter.is_ascii_digit())
        || FUNCTION_WORDS.binary_search(&folded).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_folded() {
        assert!(FUNCTION_WORDS.is_sorted());
        assert!(FUNCTION_WORDS.iter().all(|word| crate::words::fold(word) == **word));
    }
}
