"""The columns of the national schema under the names that files give them: old ones, titles, other case, misspelled."""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from structures import schema_national
from structures.import_lieux.textes import demojibake
from structures.mots import plain

# Without them no row could be taken. `id`, `pivot` and `date_maj`, which the schema also asks for, can be done without.
REQUIRED = ["nom", "commune", "code_postal", "adresse"]

# Columns of version 0 whose values went to several columns of version 1; and both coordinates in one.
OF_SEVERAL = {
    "publics_accueillis": ("publics_specifiquement_adresses", "prise_en_charge_specifique"),
    "labels_nationaux": ("dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels"),
    "coordonnees": ("latitude", "longitude"),
}

# Titles of the columns and usual names; names of version 0 by « descriptif-des-evolutions » of
# https://github.com/LaMednum/standard-mediation-num.
ALSO = {
    "id": "identifiant, identifiant unique local du lieu, id lieu, identifiant local",
    "pivot": "siret, siret ou rna, siret ou rna ou ridet, rna, numero siret, n siret",
    "nom": "nom du lieu, nom lieu, nom de la structure, nom structure, denomination",
    "commune": "ville, nom commune, nom de la commune, localite",
    "code_postal": "cp, code postaux, postal, code poste",
    "code_insee": "insee, code commune, code officiel geographique, code insee commune, cog",
    "adresse": "adresse postale, voie, rue, adresse du lieu",
    "complement_adresse": "complement d adresse, complement, adresse complement, adresse 2",
    "latitude": "lat, geo lat, latitude wgs84",
    "longitude": "lon, lng, long, geo lon, geo lng, longitude wgs84",
    "coordonnees": "geo point, geo point 2d, coordonnees gps, gps, point geo, lat lon, latitude longitude",
    "typologie": "type, type de structure, types, typologies",
    "telephone": "tel, telephones, numero de telephone, n telephone, phone",
    "courriels": "courriel, email, e mail, mail, emails, adresse mail, adresse email, contact mail",
    "site_web": "site, site internet, url, sites web, site web url, web",
    "horaires": "horaire, horaires d ouverture, heures d ouverture, opening hours",
    "presentation_resume": "resume, presentation courte, presentation",
    "presentation_detail": "description, presentation detaillee, presentation longue, detail",
    "source": "structure collectant la donnee, sources",
    "structure_parente": "structure mere, structure porteuse",
    "date_maj": "date de mise a jour, mise a jour, maj, derniere mise a jour, date mise a jour, date de maj",
    "services": "service, types d accompagnement",
    "publics_specifiquement_adresses": "publics specifiquement adresse, public specifique, publics specifiques",
    "publics_accueillis": "public accueilli, publics",
    "prise_en_charge_specifique": "prises en charge specifiques",
    "frais_a_charge": "conditions acces, conditions d acces, condition acces, frais, tarif, tarifs",
    "dispositif_programmes_nationaux": "dispositifs et programmes nationaux, dispositifs programmes nationaux",
    "labels_nationaux": "label national, labels",
    "formations_labels": "formations et labels",
    "autres_formations_labels": "labels autres, autres labels, autres formations et labels",
    "modalites_acces": "modalites d acces, modalite acces",
    "modalites_accompagnement": "modalites d accompagnement, modalite accompagnement, types accompagnement",
    "fiche_acces_libre": "accessibilite, acceslibre, fiche acceslibre, accessibilite accueil handicap",
    "prise_rdv": "prise de rdv, rdv, prise de rendez vous, rendez vous",
}
NEAR = 1  # letter changed, missing, added or swapped
LONG = 6  # letters from which a name with one letter wrong is surely that name


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", plain(demojibake(name)))


KNOWN = {_key(name): name for name in [*schema_national.FIELDS, *OF_SEVERAL]}
KNOWN |= {_key(other): name for name, others in ALSO.items() for other in others.split(",") if _key(other) not in KNOWN}


@lru_cache(maxsize=1000)
def field_of(name: str) -> str:
    """Field of the schema (or of `OF_SEVERAL`) that a column's name means; empty when none surely is."""
    key = _key(name[:200])
    if key in KNOWN:
        return KNOWN[key]
    if len(key) < LONG:
        return ""
    near = {
        KNOWN[known] for known in KNOWN if len(known) >= LONG and OSA.distance(key, known, score_cutoff=NEAR) <= NEAR
    }
    return near.pop() if len(near) == 1 else ""


def known_in(header: list[str]) -> int:
    """How many fields of the schema a header names: what tells a header from a row or a title."""
    return len({field_of(name) for name in header[:1000]} - {""})


def places(header: list[str]) -> tuple[dict[str, int], list[str], list[str]]:
    """Rank of each field's column; names of columns that we do not know; those said twice, of which one is read."""
    found: dict[str, int] = {}
    twice, unknown = [], []
    for rank, name in enumerate(header):
        field = field_of(name)
        if not field:
            unknown += [name] if name.strip() else []
        elif field in found:
            first_is_named = _key(header[found[field]]) == _key(field)
            loser = rank if first_is_named or _key(name) != _key(field) else found[field]
            twice.append(header[loser])
            found[field] = found[field] + rank - loser
        else:
            found[field] = rank
    return found, unknown, twice


def missing(found: dict[str, int]) -> list[str]:
    """Fields of the schema without a column, required ones included."""
    covered = set(found).union(*(OF_SEVERAL.get(field, ()) for field in found))
    return [field for field in schema_national.FIELDS if field not in covered]
