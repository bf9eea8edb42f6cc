"""What residents type when they name a need, a time or a way to come rather than a place: data, read by `dits.py`.

Phrases are written without accents, capitals or the little words of LIAISONS, which may stand between two words.
"""

from conseillers.besoins import Besoin


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BESOINS = {
    Besoin.PROCHES: """
        rester contact | garder contact | whatsapp | whats app | whatsap | watsapp | watsap | whatsup
        | skype | zoom | visio | appel video | appeler famille | parler famille | appeler enfants
        | petits enfants | facebook | face book | messenger | instagram | boite mail | boite mails
        | messagerie | adresse mail | mails | email | emails | e mail | gmail | outlook | envoyer mail
        | envoyer photos | envoyer photo | telegram | signal | viber""",
    Besoin.CV: """
        cv | c v | curriculum | curriculum vitae | lettre motivation | lettres motivation""",
    Besoin.DEMARCHE: """
        demarche | demarches | demarche administrative | demarches administratives | demarche en ligne
        | demarches en ligne | administratif | papiers | formulaire | caf | c a f | impots | impot | inpots
        | taxe fonciere | declaration impots | declaration revenus | prelevement source | carte grise
        | permis conduire | ants | titre sejour | carte sejour | rdv prefecture | rendez vous prefecture
        | naturalisation | passeport | carte identite | carte nationale identite | cni | retraite | carsat
        | apl | rsa | aah | mdph | asf | allocations | allocation | allocations familiales | prime activite
        | cheque energie | logement social | demande logement | demande logement social | hlm
        | france connect | franceconnect | service public | acte naissance | etat civil | facture edf
        | banque en ligne | bourse crous | crous | urssaf | pajemploi | cesu | visale | surendettement
        | aide juridictionnelle | carte electorale | anef | declaration trimestrielle""",
    Besoin.SANTE: """
        sante | ameli | compte amelie | site amelie | doctolib | doctolibe | docto lib | secu
        | securite sociale | carte vitale | cpam | mutuelle | rdv medecin | rendez vous medecin
        | medecin en ligne | espace sante | complementaire sante | assurance maladie | dossier medical | css
        | cmu | remboursement soins | arret maladie | vaccin""",
    Besoin.EMPLOI: """
        emploi | pole emploi | paul emploi | pole en ploi | france travail | chomage | actualisation
        | actualiser | recherche emploi | chercher emploi | offre emploi | offres emploi | chercher travail
        | cherche travail | trouver travail | recherche travail | travail | boulot | job | interim
        | linkedin | indeed | alternance | insertion professionnelle | formation professionnelle | cpf
        | compte formation | entretien embauche | assurance chomage""",
    Besoin.DONNEES: """
        mot passe | mots passe | mot passe oublie | mot passe perdu | mdp | mdp oublie | mot de passse
        | code oublie | code perdu | identifiant oublie | identifiant perdu | compte bloque | donnees
        | donnees personnelles | vie privee | confidentialite | cookies | rgpd | sauvegarder photos
        | sauvegarder donnees | cloud | coffre fort numerique""",
    Besoin.SECURITE: """
        arnaque | arnaques | arnaquer | arnaque internet | phishing | fishing | hameconnage | pirate
        | piratage | compte pirate | boite mail piratee | facebook pirate | virus | antivirus | anti virus
        | spam | spams | faux sms | sms frauduleux | faux mail | fraude | securite internet
        | securite en ligne | achat en ligne | achats en ligne | acheter internet | payer internet
        | cyberharcelement | faux conseiller""",
    Besoin.PARENTALITE: """
        pronote | pro note | ent | laclasse com | ecole directe | ecoledirecte | controle parental | ecrans
        | enfants ecrans | parcoursup | parcours sup | devoirs | inscription ecole | inscription college
        | inscription cantine | cantine | educonnect | parentalite | portail famille | kiosque famille
        | place creche""",
    Besoin.LOISIRS: """
        photo | photos | album photo | album photos | trier photos | retouche photo | video | videos
        | youtube | musique | jeux | jeux video | jeu video | netflix | spotify | deezer | loisirs | replay
        | podcast | genealogie | recettes cuisine""",
    Besoin.EQUIPEMENT: """
        ordinateur pas cher | ordi pas cher | pc pas cher | pc portable | acheter ordinateur | acheter ordi
        | acheter pc | trouver ordinateur | pas ordinateur | ordinateur occasion | reconditionne
        | ordinateur reconditionne | tablette pas cher | telephone pas cher | smartphone pas cher
        | acces internet | connexion internet | pas internet | internet pas cher | box internet | wifi
        | wi fi | wifi gratuit | imprimer | imprimante | impression | photocopie | photocopies | scanner
        | ordinateur libre acces | s equiper | equipement""",
}

# Every adviser does this: the words say nothing of where, and leave nothing out.
SANS_PRECISION = """
        aide | aide informatique | aide numerique | aide internet | aide ordinateur | cours informatique
        | cours internet | cours ordinateur | initiation informatique | formation informatique
        | formation numerique | apprendre ordinateur | apprendre informatique | apprendre internet
        | utiliser ordinateur | utiliser telephone | utiliser tablette | ordinateur | ordi | informatique
        | internet | smartphone | telephone portable | tablette | conseiller numerique
        | conseillere numerique | conseillers numeriques | mediateur numerique | permanence
        | permanence numerique | permanences | cyberespace"""

# Other choices of the form, by name then value.
AUTRES = {
    "moment": {
        "maintenant": "maintenant | ouvert maintenant | ouvert | tout suite | en ce moment | actuellement | de suite",
        "matin": "matin | matinee",
        "apres-midi": "apres midi | apresmidi | aprem | aprem midi",
        "soir": "soir | soiree | apres travail | apres 17h | apres 17 h | apres 18h | apres 18 h",
    },
    "jour": {
        "0": "aujourd hui | aujourdhui | aujourd'hui | ce jour",
        "1": "demain",
        "2": "apres demain",
        "lundi": "lundi | lundi prochain",
        "mardi": "mardi | mardi prochain",
        "mercredi": "mercredi | mercredi prochain",
        "jeudi": "jeudi | jeudi prochain",
        "vendredi": "vendredi | vendredi prochain",
        "samedi": "samedi | samedi prochain",
        "dimanche": "dimanche | dimanche prochain",
    },
    "mode": {
        "sans-rendez-vous": "sans rendez vous | sans rdv",
        "sur-rendez-vous": "sur rendez vous | sur rdv | avec rendez vous | avec rdv",
    },
    "langue": {
        "ar": "en arabe | parle arabe | parlant arabe",
        "en": "en anglais | parle anglais | in english",
        "es": "en espagnol | parle espagnol",
        "pt": "en portugais | parle portugais",
        "tr": "en turc | parle turc",
        "uk": "en ukrainien | parle ukrainien",
        "ru": "en russe | parle russe",
        "fsl": "langue signes | lsf",
    },
    "accessible": {"on": "fauteuil roulant | fauteuil | pmr | acces handicape | acces handicapes"},
}
CE_JOUR = {
    "ce matin": "matin",
    "cet apres midi": "apres-midi",
    "cette apres midi": "apres-midi",
    "ce soir": "soir",
    "cet aprem": "apres-midi",
}

# May stand between the words of a phrase, or between a street's or a building's kind and its name.
LIAISONS = {"a", "au", "aux", "avec", "ce", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ma", "mes"}
LIAISONS |= {"mon", "ou", "par", "pour", "sa", "ses", "son", "sur", "un", "une", "votre", "vos", "n", "j", "ai", "je"}

# Left around a phrase, they say nothing: « je voudrais refaire (mon cv) près de Bron ».
ACCOMPAGNEMENT = words(
    """
    a au aux avec autour besoin ete chercher cherche cherches comment creer chez dans declarer declaration en
    ecrire envoyer envie et faire fait gratuit gratuite gerer habite j ai je m me mettre modifier mon ma mes
    obtenir ou oublie par perdu pour pres prendre probleme qui quand refaire remplir rediger renouveler savoir
    suis sur svp s il vous plait trouver un une utiliser veut veux voudrais vers aider d on peut apprendre
    recuperer changer proteger acces site compte ouvrir dossier connaitre ligne personnel n jai nouveau
    nouvelle bonjour merci vos faut besoins demander installer document documents inscription attestation changement
    """
)
ARTICLES = {"d", "de", "des", "du", "l", "la", "le", "les"}

# « rue de la Santé », « place du Travail », « Maison de l’Emploi » : what follows is a name, not a need.
TETES = words(
    """
    rue r avenue av ave boulevard bd bld bvd place pl quai impasse imp allee allees all chemin ch che square
    sq passage pass montee route rte esplanade promenade residence res lotissement lot mail parc sentier
    ruelle traverse rond point villa clos hameau maison espace centre pole cite relais bureau hopital clinique
    ecole college lycee musee cinema theatre association arret station metro tram gare insertion foyer
    """
)
