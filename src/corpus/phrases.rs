//! The phrases by which pages give away what is not part of an article, in French and English.
//!
//! Only the tables: `boilerplate` says how they are compared. Phrases are in lower case with straight apostrophes, and
//! `; ` stands between them.

use super::left_out::Reason;

/// The whole line is the phrase, punctuation aside.
pub(super) const WHOLE: &[(Reason, &str)] = &[
    (
        Reason::Advertising,
        "publicité; pub; annonce; annonces; advertisement; advertising; sponsored; sponsorisé; \
         contenu sponsorisé; contenu partenaire; sponsored content; promoted content",
    ),
    (
        Reason::Comment,
        "commentaires; commentaire; comments; aucun commentaire; no comments; répondre; reply; se connecter; \
         connexion; s'inscrire; log in; login; sign in; register; mot de passe oublié; créer un compte; \
         create an account; mon compte; my account; s'identifier; commenter; réagir; poster un commentaire; \
         post comment; add comment; votre commentaire",
    ),
    (
        Reason::Subscription,
        "newsletter; newsletters; s'abonner; je m'abonne; abonnement; subscribe; sign up; subscribe now; \
         abonnez-vous; réservé aux abonnés; article réservé aux abonnés; déjà abonné; already a subscriber; \
         suivez-nous; follow us; subscribers only",
    ),
    (
        Reason::Share,
        "partager; partagez; partager cet article; share; share this article; share this; tweeter; imprimer; \
         print; imprimer cet article; print this article; copier le lien; copy link; envoyer par e-mail; \
         envoyer par email; email this article; partages; shares",
    ),
    (
        Reason::Cookies,
        "tout accepter; tout refuser; accepter et fermer; continuer sans accepter; accept all; reject all; \
         accept all cookies; gérer les cookies; cookies; manage consent; cookie settings; paramétrer les cookies; \
         politique de confidentialité; privacy policy; j'accepte; i accept",
    ),
    (
        Reason::Copyright,
        "avec afp; afp; avec reuters; reuters; avec agences; (avec afp); la rédaction avec afp; \
         tous droits réservés; all rights reserved; reproduction interdite",
    ),
    (
        Reason::Navigation,
        "accueil; home; menu; rechercher; recherche; search; contact; contacts; contactez-nous; nous contacter; \
         contact us; à propos; about; about us; qui sommes-nous; mentions légales; plan du site; sitemap; \
         legal notice; conditions générales; conditions d'utilisation; terms of use; terms of service; suivant; \
         précédent; next; previous; article suivant; article précédent; next article; previous article; \
         next post; previous post; page suivante; page précédente; retour; back; retour à l'accueil; \
         retour en haut; haut de page; back to top; voir plus; afficher plus; en savoir plus; lire la suite; \
         load more; show more; skip to content; skip to main content; aller au contenu; fermer; close; top; \
         les plus lus; most read; most popular; dernières nouvelles; latest news; trending",
    ),
    (
        Reason::RelatedLink,
        "lire aussi; à lire aussi; a lire aussi; lire également; à lire également; voir aussi; à voir aussi; \
         sur le même sujet; sur le même thème; dans la même rubrique; articles similaires; articles liés; \
         vous aimerez aussi; vous aimerez peut-être; à découvrir; à lire; read also; also read; read more; \
         see also; related; related articles; related article; related posts; related stories; you may also like; \
         you might also like; more on this story; recommended; pour aller plus loin",
    ),
];

/// The line begins with the phrase.
pub(super) const START: &[(Reason, &str)] = &[
    (Reason::RelatedLink, "related:; related :; watch:; listen:; most viewed:; most read:; vidéo :; video:"),
    (
        Reason::Advertising,
        "la suite après cette publicité; la suite après la publicité; article continues after; \
         article continues below; story continues below; story continues after; advertise with us; publicité -; \
         publicité –; annonce -; annonce –; envie d'être vu; devis gratuit",
    ),
    (
        Reason::Comment,
        "l'espace des commentaires; l'espace commentaires; connectez-vous ou; connectez-vous pour; \
         vous devez être connecté; vous devez vous connecter; veuillez vous connecter; laisser un commentaire; \
         laissez un commentaire; ajouter un commentaire; soyez le premier à commenter; soyez le premier à réagir; \
         les commentaires sont fermés; leave a comment; leave a reply; log in to ; login to ; sign in to ; \
         please log in; please sign in; you must be logged in; be the first to comment; comments are closed; \
         créez un compte; créez votre compte; create an account to; create an account or; \
         pour réagir à cet article; pour commenter; identifiez-vous; espace lecteurs; \
         votre adresse e-mail ne sera pas; votre adresse email ne sera pas; \
         votre adresse de messagerie ne sera pas; your email address will not be; les champs obligatoires; \
         required fields are marked",
    ),
    (
        Reason::Subscription,
        "abonnez-vous; inscrivez-vous à notre; inscrivez-vous à l'infolettre; inscrivez-vous à la newsletter; \
         inscrivez-vous pour recevoir; recevez notre newsletter; recevez gratuitement; recevez chaque; \
         recevez toute l'actualité; recevez nos; gérer mes abonnements; recevez l'essentiel; subscribe to ; \
         subscribe for ; sign up for our; sign up to our; sign up for the; get our newsletter; \
         cet article est réservé; ce contenu est réservé; la suite est réservée; consultez le reste de l'article; \
         pour lire la suite; this article is for subscribers; this content is for subscribers; déjà abonné; \
         already a subscriber; suivez-nous sur; suivez nous sur; rejoignez-nous sur; rejoignez notre chaîne; \
         follow us on; join our channel; join us on; téléchargez l'application; téléchargez notre application; \
         download our app; download the app",
    ),
    (
        Reason::Share,
        "partager sur; partager :; partagez sur; partagez cet article; partager cet article; partager l'article; \
         share on ; share this ; share via; click to share; cliquez pour partager; cliquer pour partager",
    ),
    (
        Reason::Cookies,
        "nous utilisons des cookies; ce site utilise des cookies; les cookies nous; nous et nos partenaires; \
         ce site dépose des; en poursuivant votre visite; notre site utilise des cookies; \
         en poursuivant votre navigation; en continuant à naviguer; we use cookies; this site uses cookies; \
         this website uses cookies; our website uses cookies; by continuing to use this; \
         by continuing to use our; by clicking “accept; by clicking \"accept",
    ),
    (
        Reason::Copyright,
        "©; copyright ©; copyright (c); copyright 19; copyright 20; (c) 19; (c) 20; crédit photo; crédits photo; \
         photo credit; photo :; photo:; image credit",
    ),
    (
        Reason::Byline,
        "publié le ; publié à ; mis à jour le ; modifié le ; posté le ; published on ; posted on ; updated on ; \
         last updated; last modified; temps de lecture; reading time; article rédigé par; article écrit par; \
         rédigé par ; written by ; propos recueillis par; publié par ; posted by ",
    ),
    (
        Reason::Navigation,
        "accueil >; accueil ›; accueil »; accueil /; accueil |; home >; home ›; home »; home /; home |; \
         vous êtes ici; you are here; mots-clés :; mots clés :; étiquettes :; tags :; tags:; tag :; filed under; \
         classé dans; catégorie :; catégories :; category:; categories:; keywords:",
    ),
];

/// The phrase is anywhere in the line.
pub(super) const ANYWHERE: &[(Reason, &str)] = &[
    (
        Reason::Advertising,
        "envie d'afficher votre publicité; afficher votre publicité ici; votre publicité ici; \
         la suite après cette publicité; your ad here",
    ),
    (
        Reason::Copyright,
        "tous droits réservés; tous droits de reproduction; all rights reserved; toute reproduction interdite; \
         reproduction interdite sans; tous les droits sont réservés; reproduction réservée; \
         droits de reproduction réservés",
    ),
    (
        Reason::Subscription,
        "de cet article à lire; la suite est réservée aux abonnés; notre chaîne whatsapp; our whatsapp channel",
    ),
    (
        Reason::Comment,
        "pour pouvoir commenter; pour laisser un commentaire; to post a comment; to leave a comment; \
         to leave a reply; pour laisser un avis; si vous souhaitez donner votre",
    ),
];

/// The line begins with the phrase and goes on as a link: a separator follows, or a capital and no full stop.
pub(super) const LINK: &str = "lire aussi; à lire aussi; a lire aussi; lire également; à lire également; à lire; lire notre; \
    voir aussi; à voir aussi; voir également; à écouter; écouter aussi; à regarder; à découvrir aussi; \
    sur le même sujet; lisez aussi; lisez également; à lire ensuite; read also; also read; read more; \
    see also; related article; related story; more on this; watch also; notre dossier; notre enquête; \
    pour aller plus loin; entretien à lire";

/// A line made of nothing but these words and figures is a row of share buttons.
pub(super) const SHARE_WORDS: &str = "facebook; twitter; x; whatsapp; linkedin; telegram; pinterest; instagram; tiktok; reddit; messenger; \
    email; e-mail; mail; tweet; tweeter; partager; share; print; imprimer; youtube; viber; tumblr; \
    flipboard; copier; lien; link; copy; shares; partages";
