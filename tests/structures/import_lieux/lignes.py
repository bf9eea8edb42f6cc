"""Rows of a file, made by hand: a real door of the Métropole, one thing changed."""

from structures.geo import point
from structures.import_lieux import lots
from structures.import_lieux.ligne import Ligne
from structures.import_lieux.models import Import
from structures.models import Commune
from tests.factories import CYBERBASE_BRON, load_communes

HINAURA = "Hinaura"


def ligne(numero=2, at=CYBERBASE_BRON, identifiant="65", source=HINAURA, **more) -> Ligne:
    facts = {
        name: more.pop(name) for name in ("structure_parente", "date_maj", "hors_territoire", "refus") if name in more
    }
    return Ligne(numero=numero, champs=champs(at) | more, identifiant=identifiant, source=source, **facts)


def champs(at=CYBERBASE_BRON) -> dict:
    longitude, latitude, code_postal, code_insee = at
    town = Commune.objects.filter(code_insee=code_insee).first() or load_communes(code_insee)[code_insee]
    return {
        "nom": "Cyber-base de Bron",
        "adresse": "212 avenue Franklin Roosevelt",
        "code_postal": code_postal,
        "commune": town,
        "position": point(longitude, latitude),
        "precision": "adresse",
        "telephone": "+33472817687",
    }


def brought(lignes, user=None, name="hinaura.json") -> Import:
    """An import whose rows are read and compared, as if its file held them."""
    lot = lots.receive(b"", name, user)
    lots.describe(lot, lignes)
    lots.keep(lot, lots.look(lignes, lot))
    lot.etat = Import.Etat.LU
    lot.save()
    return lot


def applied(lot: Import, user=None) -> Import:
    lots.ask(lot.pk, user)
    lots.write(lot.pk)
    lot.refresh_from_db()
    return lot
