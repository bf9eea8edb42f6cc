"""What may be asked, in words: one operation an address."""

from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conseillers.api.forms import LieuxForm, OuForm, SeancesForm
from conseillers.api.parametres import PageForm


@dataclass(frozen=True)
class Operation:
    name: str  # of its address (urls.py), and of its example
    path: str
    titre: str | Promise
    texte: str | Promise
    reponse: str  # its schema
    form: type[forms.Form] | None = None


OPERATIONS = [
    Operation(
        "lieux",
        "/api/lieux/",
        _("Trouver des lieux"),
        _(
            "Les mêmes lieux que la page de recherche, dans le même ordre, avec les mêmes paramètres. Les mots peuvent "
            "aussi dire un besoin, un jour ou un moment : « cv mardi villeurbanne ». On va jusqu’aux 500 lieux les "
            "plus proches ; jusqu’aux 100 plus proches quand l’ordre est celui des dates, ou sans endroit."
        ),
        "PageDeLieux",
        LieuxForm,
    ),
    Operation(
        "lieu",
        "/api/lieux/{slug}/",
        _("Tout savoir d’un lieu"),
        _(
            "Ce que dit sa page, avec ses permanences et ses séances des quatre semaines à venir. L’ancienne adresse "
            "d’un lieu réuni à un autre mène à la nouvelle (301)."
        ),
        "Lieu",
    ),
    Operation(
        "permanences",
        "/api/permanences/",
        _("Lire les règles"),
        _(
            "Les permanences en vigueur, et celles qui vont commencer, lieu après lieu. Une règle ne dit pas si la "
            "porte est ouverte tel jour : les séances le disent, avec les fermetures et les annulations."
        ),
        "PageDePermanences",
        OuForm,
    ),
    Operation(
        "seances",
        "/api/seances/",
        _("Savoir ce qui se tient entre deux dates"),
        _(
            "31 jours au plus ; par défaut, sept jours à partir d’aujourd’hui. Lieu après lieu, puis par heure. Les "
            "séances annulées ou déplacées y sont aussi, avec la raison : lisez « tenue ». Une page peut être courte, "
            "même vide : continuez tant que « suivant » n’est pas null."
        ),
        "PageDeSeances",
        SeancesForm,
    ),
    Operation(
        "communes",
        "/api/communes/",
        _("Compter par commune"),
        _(
            "Les 58 communes et les 9 arrondissements de Lyon, par code INSEE, avec le nombre de lieux, de "
            "permanences et d’heures, et la prochaine séance. Les arrondissements comptent aussi dans Lyon."
        ),
        "PageDeCommunes",
        PageForm,
    ),
    Operation(
        "sommaire", "/api/", _("Voir ce qu’il y a"), _("Les adresses de l’API, la licence et la limite."), "Sommaire"
    ),
]

PARAMETRES = {
    "q": _("Où : une commune, un code postal, une adresse, un nom de lieu. Comme dans la page de recherche."),
    "lat": _("Latitude de l’endroit, si q ne dit pas où. Toujours avec lon."),
    "lon": _("Longitude de l’endroit. Toujours avec lat."),
    "besoin": _("Pour quoi faire."),
    "jour": _("Le jour de la séance : 2026-11-26."),
    "moment": _("Le moment de la séance. « maintenant » : en cours, ou dans l’heure."),
    "mode": _("Avec ou sans rendez-vous."),
    "langue": _("Une langue parlée : code ISO 639."),
    "accessible": _("« true » (ou « on ») : seulement là où l’on entre en fauteuil roulant."),
    "tri": _("« distance » : le plus près d’abord. « date » : le plus tôt d’abord."),
    "taille": _("Nombre au plus par page. 20 si l’on ne dit rien."),
    "curseur": _("Pour la suite : il vient du lien « suivant », sans rien y changer."),
    "lieu": _("Le slug d’un lieu."),
    "commune": _("Le slug ou le code INSEE d’une commune. Lyon comprend ses arrondissements."),
    "du": _("Premier jour : 2026-11-23."),
    "au": _("Dernier jour, compris."),
    "slug": _("Le nom du lieu dans son adresse."),
}
