"""Where a row stands: the commune that its cells agree on, its postal code, and a point that is in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from structures.geo import metres_between
from structures.import_lieux import coordonnees
from structures.import_lieux.cellule import Cellule
from structures.import_lieux.codes import CEDEX
from structures.import_lieux.communes import Communes
from structures.models import Commune, Lieu
from structures.situer import Situation

# What each sign is worth, inside the Métropole and out of it. A postal code may be shared with a neighbour, another
# name for a commune may be that of another one elsewhere (Grigny).
INSEE, NAME, OTHER_NAME, POSTAL, POSTAL_OUTSIDE, POINT = 2, 1.5, 0.5, 1, 1.5, 1
LEAD = 1  # by which a commune must lead for the contrary sign to be a mistake
OUTSIDE_LEAD = 0.5


@dataclass(frozen=True)
class Signe:
    """What one cell says: communes, or none of them, which is to be out of the Métropole."""

    poids: float
    communes: frozenset[Commune]


@dataclass
class Verdict:
    """`communes` that remain possible; `dehors` when surely none; `doute` says why they are not enough."""

    communes: frozenset[Commune] = frozenset()
    dehors: bool = False
    doute: str = ""

    @property
    def commune(self) -> Commune | None:
        return next(iter(self.communes)) if len(self.communes) == 1 and not self.doute else None


@dataclass
class Indices:
    """The cells of a row that say where it is, read."""

    commune: Cellule
    code_postal: Cellule
    code_insee: Cellule
    latitude: Cellule
    longitude: Cellule
    adresse: str
    postal: str = ""
    insee: str = ""
    lu: coordonnees.Lu | None = None
    around: frozenset[Commune] = frozenset()  # communes of the point


def judge(indices: Indices, communes: Communes) -> Verdict:
    """What the signs agree on; the point only helps when the words leave a choice, or do not agree."""
    _put_codes_in_place(indices, communes)
    said = list(_said(indices, communes))
    together = frozenset.intersection(*(sign.communes for sign in said)) if said else frozenset()
    point = _of_point(indices, together, communes)
    if len(together) > 1 and point and together & point.communes:
        together &= point.communes
    weight = sum(sign.poids for sign in said)
    alone_against_point = len(said) == 1 and point and not together & point.communes
    if together and (weight > POSTAL or together <= communes.lyon) and not alone_against_point:
        return Verdict(together)
    return _weighed([*said, point] if point else said, alone=not said)


def by_address(indices: Indices, possible: frozenset[Commune], communes: Communes) -> Situation | None:
    """The door or the street, when it is surely in one of the communes that remain."""
    town = indices.commune.texte if indices.commune else ""
    found = communes.located(indices.adresse, f"{indices.postal} {town}") if indices.adresse else None
    return found if found and found.commune.pk in {commune.pk for commune in possible} else None


def _weighed(signs: list[Signe], alone: bool) -> Verdict:
    """The commune that leads by enough; `alone`: there is but the point, which is enough."""
    outside = sum(sign.poids for sign in signs if not sign.communes)
    possible = frozenset().union(*(sign.communes for sign in signs))
    weights = {commune: sum(sign.poids for sign in signs if commune in sign.communes) for commune in possible}
    ranked = sorted(weights.values(), reverse=True)
    best = ranked[0] if ranked else 0
    if outside and outside >= best + OUTSIDE_LEAD:
        return Verdict(dehors=True)
    leaders = frozenset(commune for commune in possible if weights[commune] == best)
    others = max([outside, *(weight for weight in ranked if weight < best)])
    if (best > POSTAL or (signs and alone)) and best >= others + LEAD:
        return Verdict(leaders)
    if len(signs) < 2:
        return Verdict(possible, doute=_("Rien ne dit sûrement dans quelle commune est ce lieu."))
    return Verdict(
        doute=_("La commune, les codes et le point ne disent pas le même endroit, et rien ne les départage.")
    )


def _put_codes_in_place(indices: Indices, communes: Communes) -> None:
    """A postal code in place of the INSEE code, or the other way round, when only that agrees with the rest."""
    if indices.postal and indices.postal not in communes.by_postal and indices.postal in communes.by_insee:
        exchanged = indices.insee in communes.by_postal
        indices.postal, indices.insee = indices.insee if exchanged else "", indices.postal
        return
    named = communes.named(indices.commune.texte).communes if indices.commune else frozenset()
    for read, table, other in (
        ("insee", communes.by_insee, communes.by_postal),
        ("postal", communes.by_postal, communes.by_insee),
    ):
        code = getattr(indices, read)
        if code and named and not named & table.get(code, frozenset()) and named & other.get(code, frozenset()):
            setattr(indices, read, "")
            if read == "postal":
                indices.insee = indices.insee or code
            else:
                indices.postal = indices.postal or code


def _said(indices: Indices, communes: Communes) -> Iterator[Signe]:
    if indices.insee:
        yield Signe(INSEE, communes.by_insee.get(indices.insee, frozenset()))
    if indices.commune:
        named = communes.named(indices.commune.texte)
        if named.communes or named.voisine:
            yield Signe(NAME if named.exact or named.voisine else OTHER_NAME, named.communes)
    if indices.postal and not _is_cedex(indices, communes):
        found = communes.by_postal.get(indices.postal, frozenset())
        yield Signe(POSTAL if found else POSTAL_OUTSIDE, found)


def _is_cedex(indices: Indices, communes: Communes) -> bool:
    """Codes of firms' letters say no commune: « 69422 Lyon Cedex 03 », « 69626 »."""
    if indices.postal in communes.by_postal or not indices.postal.startswith("69"):
        return False
    return any(CEDEX.search(cell.texte) for cell in (indices.code_postal, indices.commune)) or indices.postal[-1] != "0"


def _of_point(indices: Indices, hoped: frozenset[Commune], communes: Communes) -> Signe | None:
    if indices.lu:
        indices.around = communes.around(indices.lu.point, hoped)
    return Signe(POINT, indices.around) if indices.lu else None


def postal_of(indices: Indices, commune: Commune, communes: Communes) -> str:
    """The row's code if the commune has it, else the only one that it can be; empty when there are several."""
    if indices.postal in commune.codes_postaux:
        return indices.postal
    former = communes.named(indices.commune.texte).ancienne if indices.commune else None
    codes = former.codes_postaux if former else commune.codes_postaux
    return codes[0] if len(codes) == 1 else ""


@dataclass(frozen=True)
class Place:
    """A point and what it is worth; `repare` and `ecarte` are what to say of it."""

    point: Point
    precision: str
    repare: str = ""
    ecarte: str = ""


def place(indices: Indices, commune: Commune, postal: str, communes: Communes) -> Place:
    """The file's own point when it is in the commune, else that of the address when it is sure, else the commune's."""
    given = indices.lu.point if indices.lu else None
    if given and commune in indices.around:
        # A place whose street nobody says cannot be shown at its door.
        return Place(given, Lieu.Precision.ADRESSE if indices.adresse else Lieu.Precision.COMMUNE)
    found = communes.located(indices.adresse, f"{postal} {commune.nom_court}") if indices.adresse else None
    if found and found.commune.pk == commune.pk:
        return Place(found.point, found.precision, repare=_why_located(given, found, commune))
    outside = _("Ce point n’est pas dans la commune (%(commune)s).") % {"commune": commune.nom_court} if given else ""
    only = _("Ni coordonnées sûres ni adresse connue : le lieu est placé quelque part dans la commune.")
    return Place(commune.centre, Lieu.Precision.COMMUNE, repare=only, ecarte=outside)


def _why_located(given: Point | None, found: Situation, commune: Commune) -> str:
    precision = Lieu.Precision(found.precision).label
    if given is None:
        return _("Sans coordonnées, le lieu est placé d’après son adresse, %(precision)s.") % {"precision": precision}
    away = metres_between(given, found.point) / 1000
    return _(
        "Le point, hors de la commune (%(commune)s), est remplacé par celui de l’adresse, %(precision)s, à %(km)s km."
    ) % {"commune": commune.nom_court, "precision": precision, "km": f"{away:.1f}".replace(".", ",")}
