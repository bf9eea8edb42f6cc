"""A row's cells put in the model's form, field by field."""

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from structures import horaires
from structures.import_lieux import casse, codes, contacts, coordonnees, dates, situation, textes, valeurs
from structures.import_lieux.cellule import Cellule, Ecarte
from structures.import_lieux.colonnes import OF_SEVERAL
from structures.import_lieux.communes import Communes
from structures.import_lieux.fichier import MAX_CELL, Rangee
from structures.import_lieux.ligne import Ligne
from structures.models import ENUMERATIONS, Commune, Lieu

SUMMARY = "presentation_resume"
DETAIL = "presentation_detail"
OTHER_LABELS = "autres_formations_labels"
PLACED = ("commune", "code_postal", "code_insee", "latitude", "longitude")
# Fields whose lines are kept: they are paragraphs, or separate values.
LINES = {DETAIL, SUMMARY, OTHER_LABELS, "courriels", "site_web", "telephone", *ENUMERATIONS}
MAX_DETAIL = 10_000  # characters: five pages
BULLET = re.compile(r"^[-+=]\s+(?=\w)")

READERS: dict[str, Callable] = {
    "pivot": codes.read_pivot,
    "telephone": contacts.read_phone,
    "courriels": contacts.read_mails,
    "site_web": contacts.read_sites,
    "fiche_acces_libre": lambda cell: _acceslibre(cell),
    "prise_rdv": lambda cell: contacts.read_site(cell, "prise_rdv"),
    "horaires": lambda cell: _hours(cell),
    "complement_adresse": lambda cell: _text(cell, "complement_adresse"),
    OTHER_LABELS: lambda cell: _labels(cell),
}


class Atelier:
    """Repairs the rows of one file: knows where each field's column is, and the communes."""

    def __init__(self, entete: list[str], places: dict[str, int]):
        self.entete = entete
        self.places = places
        self.communes = Communes()

    def ligne(self, row: Rangee) -> Ligne:
        ligne = Ligne(row.numero)
        if row.refus:
            Cellule(ligne, "", "").refuse(row.refus)
            return ligne
        Rang(self, row, ligne).read()
        return ligne


class Rang:
    """One row being repaired."""

    def __init__(self, atelier: Atelier, row: Rangee, ligne: Ligne):
        self.atelier = atelier
        self.row = row
        self.ligne = ligne

    def read(self) -> None:
        self._name()
        self._facts()
        for field, reader in READERS.items():
            self._keep(field, reader)
        for field in [*ENUMERATIONS, "publics_accueillis", "labels_nationaux"]:
            self._enumeration(field)
        self._presentation()
        self._situation()

    def cell(self, field: str) -> Cellule | None:
        """None when the file has no such column, or when what the cell holds can't be looked at: which is said."""
        rank = self.atelier.places.get(field)
        if rank is None:
            return None
        raw, lost = self.row.cellules[rank], self.row.perdues.get(rank)
        if not raw and not lost:
            return Cellule(self.ligne, self.atelier.entete[rank], "")
        if len(raw) > MAX_CELL:
            lost = _("Ce texte a plus de 32 000 caractères.")
        cell = Cellule(self.ligne, self.atelier.entete[rank], "" if lost else raw, lines=field in LINES)
        if not lost and textes.is_error(cell.texte):
            lost = _("Le tableur a mis une erreur à la place de la valeur.")
        if lost:
            cell.ecarte(lost, raw)
        return None if lost else cell

    def _keep(self, field: str, reader: Callable) -> None:
        cell = self.cell(field)
        if cell is None:
            return
        try:
            self.ligne.champs[field] = reader(cell)
        except Ecarte as why:
            cell.ecarte(str(why))

    def _name(self) -> None:
        cell = self.cell("nom")
        if cell is None or not cell:
            (cell or self._blank("nom")).refuse(_("Le nom du lieu manque."))
            return
        try:
            self.ligne.champs["nom"] = self._cased(cell, _text(cell, "nom"))
        except Ecarte as why:
            cell.refuse(str(why))

    def _blank(self, field: str) -> Cellule:
        rank = self.atelier.places.get(field)
        return Cellule(self.ligne, field if rank is None else self.atelier.entete[rank], "")

    def _cased(self, cell: Cellule, text: str, street: bool = False) -> str:
        written = casse.ordinary(text, self.atelier.communes.proper_names, street)
        if written == text or len(written) > 200:
            return text
        cell.repare(_("Les capitales sont remises en minuscules."), written, text)
        return written

    def _facts(self) -> None:
        """What is not a field of a lieu."""
        for field, attribute in (
            ("id", "identifiant"),
            ("source", "source"),
            ("structure_parente", "structure_parente"),
        ):
            if cell := self.cell(field):
                try:
                    setattr(self.ligne, attribute, _text(cell, "source"))
                except Ecarte as why:
                    cell.ecarte(str(why))
        if cell := self.cell("date_maj"):
            try:
                self.ligne.date_maj = dates.read(cell)
            except Ecarte as why:
                cell.ecarte(str(why))

    def _enumeration(self, field: str) -> None:
        cell = self.cell(field)
        if cell is None:
            return
        own = OF_SEVERAL[field][0] if field in OF_SEVERAL else field
        if not cell:
            self.ligne.champs.setdefault(own, [])
            return
        for name, values in valeurs.read(cell, own).items():
            there = self.ligne.champs.get(name, [])
            self.ligne.champs[name] = valeurs.in_order(name, {*there, *values})

    def _presentation(self) -> None:
        for field in (DETAIL, SUMMARY):
            self._keep(field, lambda cell, field=field: _text(cell, field))
        summary = self.ligne.champs.get(SUMMARY, "")
        longest = Lieu._meta.get_field(SUMMARY).max_length
        if len(summary) <= longest:
            return
        del self.ligne.champs[SUMMARY]
        cell = self._blank(SUMMARY)
        if self.ligne.champs.get(DETAIL):
            message = _("Ce texte a plus de %(maximum)d caractères, et la présentation détaillée est déjà remplie.")
            cell.ecarte(message % {"maximum": longest}, summary)
        else:
            self.ligne.champs[DETAIL] = summary
            message = _("Ce texte, de plus de %(maximum)d caractères, devient la présentation détaillée.")
            cell.repare(message % {"maximum": longest}, summary, summary)

    # --- Where it is ---

    def _situation(self) -> None:
        indices = self._indices()
        communes = self.atelier.communes
        verdict = situation.judge(indices, communes)
        if verdict.dehors:
            self.ligne.hors_territoire = True
            return
        found = None if verdict.commune else situation.by_address(indices, verdict.communes, communes)
        commune = found.commune if found else verdict.commune
        if commune is None:
            message = verdict.doute or _(
                "Il peut être dans plusieurs communes, et ni le point ni l’adresse n’en choisit une."
            )
            indices.commune.refuse(message)
            return
        postal = found.code_postal if found else situation.postal_of(indices, commune, communes)
        if not postal:
            indices.code_postal.refuse(_("Le code postal manque, et la commune en a plusieurs."))
            return
        self._placed(indices, commune, postal)

    def _indices(self) -> situation.Indices:
        cells = {field: self.cell(field) or self._blank(field) for field in PLACED}
        if "coordonnees" in self.atelier.places and not (cells["latitude"] or cells["longitude"]):
            cells["latitude"] = self.cell("coordonnees") or self._blank("coordonnees")
        self._keep("adresse", lambda cell: self._cased(cell, _text(cell, "adresse"), street=True))
        indices = situation.Indices(**cells, adresse=self.ligne.champs.get("adresse", ""))
        indices.postal = codes.read_code(cells["code_postal"])
        indices.insee = codes.read_code(cells["code_insee"])
        indices.lu = coordonnees.read(cells["latitude"], cells["longitude"])
        return indices

    def _placed(self, indices: situation.Indices, commune: Commune, postal: str) -> None:
        champs = self.ligne.champs
        champs["commune"], champs["code_postal"] = commune, postal
        self._say_town(indices, commune, postal)
        self._without_town(indices, commune, postal)
        place = situation.place(indices, commune, postal, self.atelier.communes)
        champs["position"], champs["precision"] = place.point, place.precision
        if place.repare:
            where = f"{place.point.y:.6f} {place.point.x:.6f}"
            indices.latitude.repare(place.repare, where, coordonnees.both(indices.latitude, indices.longitude))
        if place.ecarte:
            indices.latitude.ecarte(place.ecarte, coordonnees.both(indices.latitude, indices.longitude))
        if not indices.adresse and "adresse" in self.atelier.places:
            self._blank("adresse").repare(_("Sans adresse, le site ne dira que la commune."), "")

    def _say_town(self, indices: situation.Indices, commune: Commune, postal: str) -> None:
        town = (commune.parent or commune).nom
        name = indices.commune
        named = self.atelier.communes.named(name.texte) if name else None
        if name.texte not in (commune.nom, commune.nom_court, town):
            former = named is not None and named.ancienne
            message = (
                _("Cette commune fait aujourd’hui partie d’une autre.")
                if former
                else _("Le nom de la commune est remis en forme.")
            )
            name.repare(message, commune.nom_court)
        if indices.code_postal.texte and codes_differ(indices.code_postal.texte, postal):
            indices.code_postal.repare(_("Le code postal est celui de la commune."), postal)
        elif not indices.code_postal.texte:
            indices.code_postal.repare(_("Le code postal, qui manquait, est celui de la commune."), postal)
        insee = indices.code_insee.texte
        if insee and insee != commune.code_insee:
            message = _("Le code INSEE est celui de la commune, ou de l’arrondissement.")
            indices.code_insee.repare(message, commune.code_insee)

    def _without_town(self, indices: situation.Indices, commune: Commune, postal: str) -> None:
        """« 212 avenue Roosevelt 69500 BRON »: the town is said elsewhere."""
        found = re.search(r"[\s,-]+(?:F-)?([0-9]{5})\s+(\D+)$", indices.adresse)
        if not found or found[1] not in {postal, indices.postal, *commune.codes_postaux}:
            return
        cell = self._blank("adresse")
        street = indices.adresse[: found.start()].strip(" ,-")
        if street and commune in self.atelier.communes.named(found[2]).communes:
            cell.repare(_("La ville est retirée de l’adresse : elle a sa colonne."), street, indices.adresse)
            indices.adresse = self.ligne.champs["adresse"] = street


def codes_differ(text: str, postal: str) -> bool:
    return "".join(filter(str.isdecimal, text))[:5].zfill(5) != postal and text != postal


# --- Readers of one cell ---


def _text(cell: Cellule, field: str) -> str:
    """A text that the field takes; Ecarte for a formula, or when it is too long."""
    text = cell.texte
    if textes.is_formula(text):
        raise Ecarte(_("Ce texte est une formule de tableur, ou commence comme une formule."))
    if BULLET.match(text):
        text = BULLET.sub("", text)
        cell.repare(_("Le signe du début, qu’un tableur prendrait pour une formule, est retiré."), text)
    longest = Lieu._meta.get_field(field).max_length if field not in (SUMMARY, DETAIL) else MAX_DETAIL
    if len(text) > longest:
        raise Ecarte(_("Ce texte a plus de %(maximum)d caractères.") % {"maximum": longest})
    return text


def _labels(cell: Cellule) -> list[str]:
    """Labels that no list has, each once."""
    kept = []
    longest = Lieu._meta.get_field(OTHER_LABELS).base_field.max_length
    for label in filter(None, valeurs.SURE.split(cell.texte)):
        if textes.is_formula(label) or len(label) > longest:
            cell.ecarte(_("Ce label est trop long, ou commence comme une formule."), label)
        elif label not in kept:
            kept.append(label)
    return kept


def _hours(cell: Cellule) -> str:
    if not cell:
        return ""
    if len(cell.texte) > Lieu._meta.get_field("horaires").max_length:
        raise Ecarte(_("Ces horaires sont trop longs pour être lus."))
    try:
        written = horaires.written(cell.texte)
    except ValidationError:
        raise Ecarte(_("Ces horaires ne se lisent pas.")) from None
    if written != cell.texte:
        cell.repare(_("Les horaires sont écrits à la façon d’OpenStreetMap."), written)
    return written


def _acceslibre(cell: Cellule) -> str:
    site = contacts.read_site(cell, "fiche_acces_libre")
    if site and "acceslibre" not in site.split("/")[2]:
        raise Ecarte(_("Cette adresse n’est pas celle d’une fiche Acceslibre."))
    return site
