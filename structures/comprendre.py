"""From a question to one answer: areas first, then streets and places, then doors; and how sure we are."""

from dataclasses import replace

from structures import gazetteer
from structures.gazetteer import Nom, Porte
from structures.lecture import Reading, read
from structures.mots import HONOURS, tidy
from structures.phrase import FIRST_ARRONDISSEMENT, LYON, SURE, Phrase, Zone, compatible
from structures.reperes import Choix, Compris, Confiance, Genre, Repli
from structures.ressemblance import heard

CHOICES = 6  # a list longer than a hand is not read
TIE = 0.03  # of score, under which two readings are as good
NEXT_DOOR = 30  # numbers; farther along the street, its middle says as much

PUBLIC_GENRES = {"quartier": Genre.LIEU, "voisine": Genre.COMMUNE}
NARROWEST_FIRST = ["quartier", "arrondissement", "commune", "code_postal", "voisine"]


def best_reading(words: str) -> Compris:
    question = tidy(words)
    cle, noms = gazetteer.areas(question.words, question.codes, question.beginning_of_code)
    phrase = Phrase(question, cle, noms)
    if not phrase.left_over() and not phrase.number():
        return from_areas(phrase)
    readings = _readings(phrase)
    if not (readings and readings[0].clean) and (heard := _by_ear(phrase)):
        return heard
    if readings and readings[0].acceptable:
        return _from_readings(phrase, readings)
    return _street_by_ear(phrase) or from_areas(phrase)


# --- Areas ---


def from_areas(phrase: Phrase) -> Compris:
    """The narrowest area that was named; sure when the words say nothing else."""
    zones = _areas_named(phrase)
    if not zones:
        return Compris()
    chosen = _likeliest(phrase, zones)
    noms = sorted(chosen.noms, key=lambda nom: -nom.population)
    agree = all(_agree(chosen, zone) for zone in zones) and not phrase.unknown_code
    said = not phrase.left_over() and not phrase.number() and not chosen.in_street
    sure = agree and said and min(zone.likeness for zone in zones) >= SURE
    if noms[0].genre == "voisine":
        return _compris(noms[0], Confiance.DOUTE, repli=Repli.AILLEURS)
    if len(noms) > 1:
        return _compris(noms[0], Confiance.PLUSIEURS if sure else Confiance.DOUTE, noms)
    if sure:
        return _sure(noms[0])
    lost = phrase.left_over() and (phrase.type_place is not None or phrase.number())
    others = [nom for zone in zones if not _agree(chosen, zone) for nom in zone.noms if nom.genre != "voisine"]
    return _compris(noms[0], Confiance.DOUTE, [noms[0], *others] if others else (), Repli.VOIE if lost else "")


def _by_ear(phrase: Phrase) -> Compris | None:
    """The commune that is heard in words that name none: never without a doubt."""
    breaths = phrase.breaths()
    communes = gazetteer.communes() if breaths else []
    like = [max(heard(breath, nom.cle.replace(" ", "")) for breath in breaths) for nom in communes]
    best = max(like, default=0.0)
    return _compris(communes[like.index(best)], Confiance.DOUTE) if best else None


def _likeliest(phrase: Phrase, zones: list[Zone]) -> Zone:
    """The narrowest; but « Jean Mermoz, Bron » says more than the quarter Mermoz, in Lyon."""
    if phrase.left_over() and not all(_agree(zones[0], zone) for zone in zones):
        return next((zone for zone in zones if zone.noms[0].genre != "quartier"), zones[0])
    return zones[0]


def _sure(nom: Nom) -> Compris:
    """A postal code that several communes share is all of them, and each may be chosen."""
    communes = nom.libelle.removeprefix(nom.cle).strip().split(", ")
    if nom.genre != "code_postal" or len(communes) < 2:
        return _compris(nom, Confiance.SURE)
    return _compris(nom, Confiance.PLUSIEURS, [replace(nom, libelle=commune) for commune in communes])


def _areas_named(phrase: Phrase) -> list[Zone]:
    """Zones and postal codes, the narrowest first; of two of one name, the one that the others hold."""
    codes = [Zone(frozenset(), [nom], 1.0) for nom in phrase.codes if nom.cle in phrase.question.codes]
    guesses = [nom for nom in phrase.codes if nom.cle not in phrase.question.codes]
    zones = [replace(zone) for zone in phrase.towns or ([] if codes else phrase.zones)] + codes
    if not zones and guesses:
        return [Zone(frozenset(), [max(guesses, key=lambda nom: nom.population)], 0.0)]
    for zone in zones:
        others = [other for other in zones if other is not zone]
        kept = [nom for nom in zone.noms if all(any(compatible(nom, n) for n in other.noms) for other in others)]
        zone.noms = kept or zone.noms
    return sorted(zones, key=_breadth)


def _breadth(zone: Zone) -> tuple:
    nom = zone.noms[0]
    genre = nom.genre
    if genre == "code_postal" and nom.code_insee[0] >= FIRST_ARRONDISSEMENT:
        genre = "arrondissement"  # 69003 says more than Lyon
    return (NARROWEST_FIRST.index(genre), nom.genre == "code_postal", -min(zone.places, default=0))


def _agree(a: Zone, b: Zone) -> bool:
    return any(compatible(x, y) for x in a.noms for y in b.noms)


# --- Streets and places ---


def _readings(phrase: Phrase) -> list[Reading]:
    """Streets, lieux and structures that explain the phrase, the best first."""
    words = phrase.to_look_up()
    towns = [nom for zone in phrase.towns for nom in zone.noms]
    if not words or (towns and all(nom.genre == "voisine" for nom in towns)):
        return []
    found = gazetteer.evoked(words, _communes(phrase.around))
    readings = [reading for nom in found if (reading := read(phrase, nom)) and not _says_less(phrase, reading)]
    nearby = {code for nom in towns for code in nom.code_insee}
    return sorted(
        readings,
        key=lambda r: (-round(r.score, 3), not nearby & set(r.nom.code_insee), -r.nom.population),
    )


def _street_by_ear(phrase: Phrase) -> Compris | None:
    """« jan joress », « polber », in the towns that were named; else « cours Tolstoï, Lyon », the only street of that
    very name, though in Villeurbanne. Never without a doubt."""
    sounds = phrase.sounds()
    if not sounds:
        return None
    readings = [each for nom in gazetteer.heard(sounds, _communes(phrase.around)) if (each := read(phrase, nom))]
    readings.sort(key=lambda each: -each.score)
    if readings and readings[0].acceptable:
        return replace(_from_readings(phrase, readings), confiance=Confiance.DOUTE)
    named = [each for each in readings if each.whole and each.solid and each.closeness >= SURE]
    told = [each for each in named if not phrase.left_over(each.used)]
    if len(told) != 1 or not phrase.around:
        return None
    return replace(_from_streets(phrase, told, told), confiance=Confiance.DOUTE, repli=Repli.COMMUNE)


def _says_less(phrase: Phrase, reading: Reading) -> bool:
    """« CHU Grange Blanche » is the quarter, not the « promenade de la Croix Blanche »."""
    for zone in phrase.towns:
        if reading.is_street and zone.likeness == 1 and zone.places & reading.used:
            whole = reading.used.issuperset(zone.places & set(phrase.content))
            if not whole or reading.closeness < 1:
                return True
    return False


def _communes(noms: list[Nom]) -> list[str]:
    """A quarter of Lyon may lie across two arrondissements."""
    codes = {code for nom in noms if nom.genre != "voisine" for code in nom.code_insee}
    across = any(nom.genre == "quartier" and nom.code_insee[0] >= FIRST_ARRONDISSEMENT for nom in noms)
    return sorted(codes | ({LYON} if across else set()))


def _from_readings(phrase: Phrase, readings: list[Reading]) -> Compris:
    best = readings[0]
    tied = _at_other_doors([r for r in readings if r.score >= best.score - TIE and r.acceptable])
    tied = _as_typed(phrase, _in_the_quarter(phrase, tied))
    best = tied[0]
    if best.is_street:
        return _from_streets(phrase, [reading for reading in tied if reading.is_street], tied)
    if not best.clean:
        return _compris(best.nom, Confiance.DOUTE, _noms(tied))
    return _compris(best.nom, Confiance.PLUSIEURS if len(tied) > 1 else Confiance.SURE, _noms(tied))


def _in_the_quarter(phrase: Phrase, tied: list[Reading]) -> list[Reading]:
    """« rue Garibaldi, Part-Dieu » is the one of the 3e; but « avenue Maréchal Foch » does not say the quarter."""
    used = frozenset().union(*(reading.used for reading in tied))
    towns = [nom for zone in phrase.towns if not zone.places <= used for nom in zone.noms]
    codes = {code for nom in towns for code in nom.code_insee}
    return [reading for reading in tied if codes & set(reading.nom.code_insee)] or tied


def _as_typed(phrase: Phrase, tied: list[Reading]) -> list[Reading]:
    """« rue Leclerc » and « rue du Général Leclerc » are one name in two towns, and two in one."""
    words = set(phrase.words)
    other = {id(r): len(HONOURS & (words ^ set(r.nom.cle.split()))) for r in tied}
    least: dict[str, int] = {}
    for reading in tied:
        town = reading.nom.code_insee[0]
        least[town] = min(other[id(reading)], least.get(town, other[id(reading)]))
    return [reading for reading in tied if other[id(reading)] == least[reading.nom.code_insee[0]]]


def _at_other_doors(readings: list[Reading]) -> list[Reading]:
    """One per point: a structure and its lieu share a door."""
    seen: dict[tuple, Reading] = {}
    for reading in readings:
        seen.setdefault((reading.nom.lon, reading.nom.lat), reading)
    return list(seen.values())


def _from_streets(phrase: Phrase, streets: list[Reading], tied: list[Reading]) -> Compris:
    number = phrase.number(streets[0].used)
    if not number:
        noms = [_street(reading.nom) for reading in streets] + [r.nom for r in tied if not r.is_street]
        return _compris(noms[0], _confidence(streets[0], len(noms)), noms)
    numero, rep, _ = number
    doors = gazetteer.doors([reading.nom.voie for reading in streets], numero, rep)
    exact = [reading for reading in streets if _is_door(doors.get(reading.nom.voie), numero)]
    if not exact:
        return _without_number(streets, doors, numero)
    found = [_door(reading.nom, doors[reading.nom.voie]) for reading in exact]
    others = [_street(reading.nom) for reading in streets if reading not in exact]
    best = doors[exact[0].nom.voie]
    one_town = len({reading.nom.parent or reading.nom.code_insee[0] for reading in streets}) == 1
    choices = found if one_town else found + others
    if best.rep != rep:
        return _compris(found[0], Confiance.DOUTE, found, Repli.NUMERO)
    return _compris(found[0], _confidence(exact[0], len(choices)), choices)


def _is_door(porte: Porte | None, numero: int) -> bool:
    return porte is not None and porte.numero == numero


def _confidence(reading: Reading, choices: int) -> Confiance:
    if not reading.clean:
        return Confiance.DOUTE
    return Confiance.PLUSIEURS if choices > 1 else Confiance.SURE


def _without_number(streets: list[Reading], doors: dict[int, Porte], numero: int) -> Compris:
    """The street, at its nearest number if that is next door."""
    noms = []
    for reading in streets:
        porte = doors.get(reading.nom.voie)
        near = porte is not None and abs(porte.numero - numero) <= NEXT_DOOR
        nom = _street(reading.nom)
        noms.append(replace(nom, lon=porte.lon, lat=porte.lat) if near else nom)
    return _compris(noms[0], Confiance.DOUTE, noms, Repli.NUMERO)


def _street(nom: Nom) -> Nom:
    return replace(nom, libelle=f"{nom.nom}, {nom.codes_postaux[0]} {_town(nom)}")


def _door(nom: Nom, porte: Porte) -> Nom:
    number = " ".join(filter(None, [str(porte.numero), porte.rep]))
    libelle = f"{number} {nom.nom[:1].lower()}{nom.nom[1:]}, {porte.code_postal} {_town(nom)}"
    return replace(nom, genre=Genre.ADRESSE, libelle=libelle, lon=porte.lon, lat=porte.lat)


def _town(nom: Nom) -> str:
    """« 69002 Lyon »: the postal code says the arrondissement."""
    return "Lyon" if nom.parent else nom.commune


def _noms(readings: list[Reading]) -> list[Nom]:
    return [_street(reading.nom) if reading.is_street else reading.nom for reading in readings]


def _compris(nom: Nom, confiance: Confiance, noms=(), repli: str = "") -> Compris:
    libelles = list(dict.fromkeys(other.libelle for other in noms))[:CHOICES]
    return Compris(
        libelle=nom.libelle,
        genre=PUBLIC_GENRES.get(nom.genre, nom.genre),
        code_insee=nom.code_insee,
        confiance=confiance,
        point=nom.position,
        choix=[Choix(libelle) for libelle in libelles] if len(libelles) > 1 else [],
        repli=repli,
    )
