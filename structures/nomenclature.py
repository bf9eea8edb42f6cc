"""The allowed values of the national schema "lieux de médiation numérique" 1.0.2, spelled exactly as it spells them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


def verbatim(name: str, values: dict[str, str]) -> type[TextChoices]:
    """Enumeration whose stored value is also what one reads: the schema's own words."""
    return TextChoices(name, {member: (value, value) for member, value in values.items()})


Service = verbatim(
    "Service",
    {
        "DEMARCHES": "Aide aux démarches administratives",
        "OUTILS": "Maîtrise des outils numériques du quotidien",
        "INSERTION": "Insertion professionnelle via le numérique",
        "SECURITE": "Utilisation sécurisée du numérique",
        "PARENTALITE": "Parentalité et éducation avec le numérique",
        "LOISIRS": "Loisirs et créations numériques",
        "COMPREHENSION": "Compréhension du monde numérique",
        "ACCES": "Accès internet et matériel informatique",
        "EQUIPEMENT": "Acquisition de matériel informatique à prix solidaire",
    },
)

PublicAdresse = verbatim(
    "PublicAdresse",
    {
        "JEUNES": "Jeunes",
        "ETUDIANTS": "Étudiants",
        "FAMILLES": "Familles et/ou enfants",
        "SENIORS": "Seniors",
        "FEMMES": "Femmes",
    },
)

PriseEnCharge = verbatim(
    "PriseEnCharge",
    {
        "SURDITE": "Surdité",
        "MOTEUR": "Handicaps moteurs",
        "MENTAL": "Handicaps mentaux",
        "ILLETTRISME": "Illettrisme",
        "ANGLAIS": "Langues étrangères (anglais)",
        "AUTRES_LANGUES": "Langues étrangères (autres)",
        "VISUEL": "Déficience visuelle",
    },
)

FraisACharge = verbatim(
    "FraisACharge", {"GRATUIT": "Gratuit", "CONDITION": "Gratuit sous condition", "PAYANT": "Payant"}
)

Itinerance = verbatim("Itinerance", {"ITINERANT": "Itinérant", "FIXE": "Fixe"})

Dispositif = verbatim(
    "Dispositif",
    {
        "AIDANTS_CONNECT": "Aidants Connect",
        "BIBLIOTHEQUES": "Bibliothèques numérique de référence",
        "PIX": "Certification PIX",
        "CONSEILLERS": "Conseillers numériques",
        "EMMAUS": "Emmaüs Connect",
        "FRANCE_SERVICES": "France Services",
        "GRANDE_ECOLE": "Grande école du numérique",
        "CROIX_ROUGE": "La Croix Rouge",
        "CAF": "Point d'accès numérique CAF",
        "PROMENEURS": "Promeneurs du net",
        "RELAIS": "Relais numérique (Emmaüs Connect)",
    },
)

FormationLabel = verbatim(
    "FormationLabel",
    {
        "MON_ESPACE_SANTE": "Formé à « Mon Espace Santé »",
        "DUPLEX": "Formé à « DUPLEX » (illettrisme)",
        "ARNIA": "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
        "REEMPLOI": "Collectif ressources et acteurs réemploi (Normandie)",
        "ETAPES": "Étapes numériques(La Poste)",
        "FABRIQUES": "Fabriques de Territoire",
        "ECLAIREURS": "Les Éclaireurs du numérique (Drôme)",
        "MES_PAPIERS": "Mes Papiers (Métropole de Lyon)",
        "ORDI": "ORDI 3.0",
        "SUD_LABS": "SUD LABS (PACA)",
    },
)

ModaliteAcces = verbatim(
    "ModaliteAcces",
    {
        "SE_PRESENTER": "Se présenter",
        "TELEPHONER": "Téléphoner",
        "MAIL": "Contacter par mail",
        "RDV_EN_LIGNE": "Prendre un RDV en ligne",
        "PAS_DE_PUBLIC": "Ce lieu n'accueille pas de public",
        "PRESCRIPTION": "Envoyer un mail avec une fiche de prescription",
    },
)

ModaliteAccompagnement = verbatim(
    "ModaliteAccompagnement",
    {
        "AUTONOMIE": "En autonomie",
        "INDIVIDUEL": "Accompagnement individuel",
        "ATELIER": "Dans un atelier collectif",
        "DISTANCE": "À distance",
    },
)


class Typologie(TextChoices):
    """Kinds of structures: codes of the reference model, labels as the national cooperative shows them."""

    ACI = "ACI", _("Structures porteuses d’ateliers et chantiers d’insertion (ACI)")
    ACIPHC = "ACIPHC", _("SIAE — Atelier chantier d’insertion premières heures en chantier")
    AFPA = "AFPA", _("Agence nationale pour la formation professionnelle des adultes (AFPA)")
    AI = "AI", _("Associations intermédiaires (AI)")
    ASE = "ASE", _("Aide sociale à l’enfance (ASE)")
    ASSO = "ASSO", _("Associations")
    ASSO_CHOMEUR = "ASSO_CHOMEUR", _("Associations de chômeurs")
    AUTRE = "Autre", _("Autre")
    AVIP = "AVIP", _("Crèche à vocation d'insertion professionnelle")
    BIB = "BIB", _("Bibliothèque / Médiathèque")
    CAARUD = (
        "CAARUD",
        _("CAARUD - Centre d'accueil et d'accompagnement à la réduction de risques pour usagers de drogues"),
    )
    CADA = "CADA", _("Centres d’accueil de demandeurs d’asile (CADA)")
    CAF = "CAF", _("Caisses d’allocation familiale (CAF)")
    CAP_EMPLOI = "CAP_EMPLOI", _("Cap Emploi")
    CAVA = "CAVA", _("Centres d’adaptation à la vie active (CAVA)")
    CC = "CC", _("Communautés de Commune")
    CCAS = "CCAS", _("Centres communaux d’action sociale (CCAS)")
    CCONS = "CCONS", _("Chambres consulaires (CCI, CMA, CA)")
    CD = "CD", _("Conseils Départementaux (CD)")
    CDAS = "CDAS", _("Centre départemental d’action sociale (CDAS)")
    CFP = "CFP", _("Centre des finances publiques (CFP)")
    CHRS = "CHRS", _("Centres d’hébergement et de réinsertion sociale (CHRS)")
    CHU = "CHU", _("Centres d’hébergement d’urgence (CHU)")
    CIAS = "CIAS", _("Centres intercommunaux d’action sociale (CIAS)")
    CIDFF = "CIDFF", _("Centres d’information sur les droits des femmes et des familles (CIDFF)")
    CITMET = "CITMET", _("Cité des métiers")
    CMP = "CMP", _("Centre Médico Psychologique (CMP)")
    CMS = "CMS", _("Centre Médico Social (CMS)")
    CPAM = "CPAM", _("Caisse primaire d’assurance maladie (CPAM)")
    CPH = "CPH", _("Centres provisoires d’hébergement (CPH)")
    CS = "CS", _("Centre social")
    CSAPA = "CSAPA", _("CSAPA - Centre de soins, d'accompagnement et de prévention en addictologie")
    CSC = "CSC", _("Centre socioculturel (CSC)")
    DEETS = "DEETS", _("Directions de l’Economie, de l’Emploi, du Travail et des Solidarités (DEETS)")
    DEPT = "DEPT", _("Services sociaux du Conseil départemental")
    DIPLP = "DIPLP", _("Délégation interministérielles à la prévention et à la lutte contre la pauvreté")
    E2C = "E2C", _("E2C - École de la deuxième chance")
    EA = "EA", _("Entreprise adaptée (EA)")
    EATT = "EATT", _("Entreprise Adaptée (EATT)")
    EI = "EI", _("Entreprises d’insertion (EI)")
    EITI = "EITI", _("Entreprises d’insertion par le travail indépendant (EITI)")
    ENM = "ENM", _("Espace Numérique Mobile (ENM)")
    EPCI = "EPCI", _("Intercommunalité (EPCI)")
    EPI = "EPI", _("Espace Public Internet (EPI)")
    EPIDE = "EPIDE", _("EPIDE - Établissement pour l'insertion dans l'emploi")
    EPN = "EPN", _("Espace publique numérique (EPN)")
    ES = "ES", _("Épicerie solidaire (ES)")
    ESAT = "ESAT", _("Établissements ou services d’aide par le travail (ESAT)")
    ESS = "ESS", _("Entreprise de l'Économie Sociale et Solidaire")
    ETTI = "ETTI", _("Entreprises de travail temporaire d’insertion (ETTI)")
    EVS = "EVS", _("Espace de vie sociale (EVS)")
    FABLAB = "FABLAB", _("Fablab")
    FABRIQUE = "FABRIQUE", _("Fabrique")
    FAIS = "FAIS", _("Fédérations d’acteurs de l’insertion et de la solidarité")
    FT = "FT", _("France travail")
    GEIQ = "GEIQ", _("Groupements d’employeurs pour l’insertion et la qualification (GEIQ)")
    HUDA = "HUDA", _("Hébergement d'urgence pour demandeurs d'asile (HUDA)")
    LA_POSTE = "LA_POSTE", _("La Poste")
    MDE = "MDE", _("Maison de l'emploi")
    MDH = "MDH", _("Maison des Habitants")
    MDEF = "MDEF", _("Maison de l'emploi et de la formation")
    MDPH = "MDPH", _("Maison Départementale des Personnes Handicapées")
    MDS = "MDS", _("Maison Départementale des Solidarités")
    MJC = "MJC", _("Maison des jeunes et de la culture")
    ML = "ML", _("Mission Locale")
    MQ = "MQ", _("Maison de quartier")
    MSA = "MSA", _("Mutualité Sociale Agricole")
    MSAP = "MSAP", _("Maison de Services Au Public (MSAP)")
    MUNI = "MUNI", _("Municipalités")
    OACAS = "OACAS", _("Structures agréées Organisme d’accueil communautaire et d’activité solidaire (OACAS)")
    ODC = "ODC", _("Organisation délégataire d'un CD")
    OF = "OF", _("Organisme de formations")
    OIL = "OIL", _("Opérateur d'intermédiation locative")
    OPCS = "OPCS", _("Organisation porteuse de la clause sociale")
    PAD = "PAD", _("Point d'Accès au Droit")
    PENSION = "PENSION", _("Pension de famille / résidence accueil")
    PI = "PI", _("Point information")
    PIJ_BIJ = "PIJ_BIJ", _("Points et bureaux information jeunesse (PIJ/BIJ)")
    PIMMS = "PIMMS", _("Point Information Médiation Multi Services (PIMMS)")
    PJJ = "PJJ", _("Protection judiciaire de la jeunesse (PJJ)")
    PLIE = "PLIE", _("Plans locaux pour l’insertion et l’emploi (PLIE)")
    PREF = "PREF", _("Préfecture, Sous-Préfecture")
    PREVENTION = "PREVENTION", _("Service ou club de prévention")
    REG = "REG", _("Région")
    RELAIS_LECTURE = "RELAIS_LECTURE", _("Relais lecture")
    RESSOURCERIE = "RESSOURCERIE", _("Ressourcerie")
    RFS = "RFS", _("Réseau France Services")
    RS_FJT = "RS_FJT", _("Résidence sociale / FJT - Foyer de Jeunes Travailleurs")
    SCP = "SCP", _("Services et clubs de prévention")
    SPIP = "SPIP", _("Services pénitentiaires d’insertion et de probation (SPIP)")
    TIERS_LIEUX = "TIERS_LIEUX", _("Tiers lieu & coworking")
    UDAF = "UDAF", _("Union Départementale d’Aide aux Familles (UDAF)")
