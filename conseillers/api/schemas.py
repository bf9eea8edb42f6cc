"""The shape of every answer, member by member, as JSON Schema. The tests hold the answers to it."""

from django.utils.translation import gettext as _

from conseillers.besoins import Besoin
from conseillers.models import Jour, Langue, Mode, Permanence, Rang, Seance
from structures.models import ENUMERATIONS, Commune, Lieu
from structures.reperes import Confiance, Genre


def said(words: str, **schema) -> dict:
    return {**schema, "description": words}


def text(words: str, **more) -> dict:
    return said(words, type="string", **more)


def number(words: str, kind: str = "number") -> dict:
    return said(words, type=kind)


def yes_no(words: str) -> dict:
    return said(words, type="boolean")


def among(words: str, values) -> dict:
    return text(words, enum=list(values))


def several(words: str, items: dict) -> dict:
    return said(words, type="array", items=items)


def or_none(schema: dict) -> dict:
    """Null when nobody knows, or when there is none."""
    if "$ref" in schema or "allOf" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return schema | {"type": [schema["type"], "null"]} | values


def ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def members(**properties) -> dict:
    """An object that always has all of these."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def both(*objects: dict) -> dict:
    """One object with the members of several."""
    properties = {name: schema for each in objects for name, schema in each["properties"].items()}
    return members(**properties)


def schemas() -> dict:
    """By name. Built when asked: words are in the language of the site then."""
    return {
        "Sommaire": _contents(),
        "NomDeLieu": _name(),
        "LieuTrouve": both(_name(), _address(), _found()),
        "Lieu": both(_name(), _address(), _place()),
        "Permanence": _rule(),
        "Seance": _occurrence(),
        "ProchaineSeance": _next(),
        "Commune": _area(),
        "Compris": _understood(),
        "Probleme": _problem(),
        "PageDeLieux": _page_of_places(),
        "PageDePermanences": _page("permanences", both(_rule(), members(lieu=ref("NomDeLieu")))),
        "PageDeSeances": _page("seances", both(_occurrence(), _of_a_list())),
        "PageDeCommunes": _page("communes", ref("Commune")),
    }


def _contents() -> dict:
    return members(
        titre=text(_("Ce que c’est.")),
        documentation=text(_("La page à lire.")),
        openapi=text(_("La description pour les programmes.")),
        licence=text(_("Ce que l’on peut faire des données.")),
        par_minute=number(_("Demandes par minute et par adresse."), "integer"),
        adresses=said(_("Ce que l’on peut demander."), type="object", additionalProperties={"type": "string"}),
    )


def _name() -> dict:
    return members(
        slug=text(_("Son nom dans les adresses.")),
        nom=text(_("Son nom.")),
        commune=text(_("Commune ou arrondissement : « Lyon 3e ».")),
        code_insee=text(_("Code INSEE de la commune ou de l’arrondissement.")),
        url=text(_("Sa page.")),
        api=text(_("Tout ce que l’API en dit.")),
    )


def _address() -> dict:
    return members(
        adresse=or_none(text(_("Numéro et rue ; null quand on ne connaît que la commune."))),
        code_postal=text(_("Code postal.")),
        adresse_complete=text(_("L’adresse sur une ligne.")),
        precision=among(
            _("Où est le point : à l’adresse, dans la rue, ou quelque part dans la commune."), Lieu.Precision.values
        ),
        telephone=or_none(text(_("Au format international : +33478634040."))),
        lon=number(_("Longitude du point (WGS 84).")),
        lat=number(_("Latitude du point (WGS 84).")),
    )


def _found() -> dict:
    return members(
        distance_m=or_none(number(_("Mètres à vol d’oiseau depuis l’endroit compris."), "integer")),
        prochaine_seance=or_none(ref("ProchaineSeance")),
        sans=or_none(text(_("Le choix auquel ce lieu ne répond pas, quand « reponse » vaut « presque »."))),
    )


def _place() -> dict:
    texts = {
        "structure": text(_("La structure qui accueille.")),
        "complement_adresse": or_none(text(_("Bâtiment, étage."))),
        "prise_rdv": or_none(text(_("Prise de rendez-vous en ligne."))),
        "acces": or_none(text(_("Comment venir."))),
        "fiche_acces_libre": or_none(text(_("Fiche Acceslibre."))),
        "presentation_resume": or_none(text(_("Présentation courte."))),
        "presentation_detail": or_none(text(_("Présentation."))),
        "source": or_none(text(_("D’où viennent ces informations."))),
        "courriels": several(_("Adresses du lieu."), {"type": "string"}),
        "site_web": several(_("Sites du lieu."), {"type": "string"}),
        "acces_fauteuil": or_none(yes_no(_("On entre en fauteuil roulant ; null : on ne sait pas."))),
        "verifie_en": or_none(text(_("Mois de la dernière vérification avec le lieu : 2026-11."))),
    }
    national = _("Valeurs du schéma national des lieux de médiation numérique.")
    lists = {name: several(national, {"type": "string", "enum": list(values)}) for name, values in ENUMERATIONS.items()}
    return members(
        **texts,
        **lists,
        autres_formations_labels=several(_("D’autres formations et labels."), {"type": "string"}),
        permanences=several(_("Ses permanences en vigueur."), ref("Permanence")),
        seances=several(_("Ses séances des quatre semaines à venir."), ref("Seance")),
    )


def _rule() -> dict:
    slot = members(de=text(_("Heure de début, à Lyon : 14:00.")), a=text(_("Heure de fin.")))
    return members(
        id=number(_("Son numéro, qui ne change pas."), "integer"),
        en_mots=text(_("La règle, en une phrase.")),
        rythme=among(_("Chaque semaine, chaque mois, ou à des dates choisies."), Permanence.Rythme.values),
        jours=several(_("Jours de la semaine : 1 est lundi."), {"type": "integer", "enum": Jour.values}),
        semaines=among(_("Toutes les semaines, les paires ou les impaires."), Permanence.Semaines.values),
        intervalle=number(_("Une semaine sur tant, depuis « du »."), "integer"),
        rangs=several(_("Rangs dans le mois ; -1 est le dernier."), {"type": "integer", "enum": Rang.values}),
        dates=several(_("Les dates choisies."), {"type": "string", "format": "date"}),
        creneaux=several(_("Un ou deux créneaux par jour."), slot),
        du=or_none(text(_("Premier jour de la règle."), format="date")),
        au=or_none(text(_("Dernier jour de la règle."), format="date")),
        tenue_jours_feries=yes_no(_("Tenue aussi les jours fériés.")),
        vacances=among(_("Pendant les vacances scolaires."), Permanence.Vacances.values),
        mode=among(_("Avec ou sans rendez-vous."), Mode.values),
        inscription=or_none(text(_("Comment s’inscrire."))),
        theme=or_none(text(_("Thème de l’atelier."))),
        note=or_none(text(_("Note pour les habitants."))),
        besoins=several(_("Besoins servis ; aucun : tous ceux du lieu."), {"type": "string", "enum": Besoin.values}),
        demonstration=_invented(),
    )


def _occurrence() -> dict:
    return members(
        id=text(_("Son numéro.")),
        permanence=number(_("La permanence d’où elle vient."), "integer"),
        date=text(_("Le jour."), format="date"),
        debut=text(_("Début, à l’heure de Lyon."), format="date-time"),
        fin=text(_("Fin, à l’heure de Lyon."), format="date-time"),
        etat=among(_("« annulee » et « deplacee » ne se tiennent pas ici."), Seance.Etat.values),
        tenue=yes_no(_("Elle se tient ici.")),
        raison=or_none(text(_("Pourquoi elle ne se tient pas."))),
        mode=among(_("Avec ou sans rendez-vous."), Mode.values),
        theme=or_none(text(_("Thème de l’atelier."))),
        besoins=several(_("Besoins servis ; aucun : tous ceux du lieu."), {"type": "string", "enum": Besoin.values}),
        conseillers=several(_("Qui est là : le prénom, et le nom de qui l’accepte."), {"type": "string"}),
        langues=several(_("Langues parlées : codes ISO 639."), {"type": "string", "enum": Langue.values}),
        demonstration=_invented(),
        lieu_accueil=or_none(ref("NomDeLieu")),
    )


def _of_a_list() -> dict:
    return members(
        inscription=or_none(text(_("Comment s’inscrire."))),
        note=or_none(text(_("Note pour les habitants."))),
        lieu=ref("NomDeLieu"),
    )


def _next() -> dict:
    return members(
        debut=text(_("Début, à l’heure de Lyon."), format="date-time"),
        fin=text(_("Fin, à l’heure de Lyon."), format="date-time"),
        mode=among(_("Avec ou sans rendez-vous."), Mode.values),
        etat=among(_("Toujours tenue ici."), [etat.value for etat in Seance.HELD]),
        theme=or_none(text(_("Thème de l’atelier."))),
        demonstration=_invented(),
    )


def _invented() -> dict:
    return yes_no(_("Horaire inventé, pour une démonstration : ne l’annoncez à personne."))


def _area() -> dict:
    where = both(_next(), members(lieu=ref("NomDeLieu")))
    return members(
        code_insee=text(_("Code INSEE.")),
        nom=text(_("Son nom.")),
        slug=text(_("Son nom dans les adresses.")),
        niveau=among(_("Commune, ou arrondissement de Lyon."), Commune.Niveau.values),
        parent=or_none(text(_("D’un arrondissement, le code INSEE de Lyon."))),
        codes_postaux=several(_("Codes postaux."), {"type": "string"}),
        habitants=or_none(number(_("Nombre d’habitants."), "integer")),
        lon=number(_("Longitude d’un point à l’intérieur.")),
        lat=number(_("Latitude d’un point à l’intérieur.")),
        url=text(_("Sa page.")),
        lieux=number(_("Nombre de lieux."), "integer"),
        permanences=number(_("Nombre de permanences en vigueur."), "integer"),
        heures_par_semaine=number(_("Heures d’une semaine ordinaire, hors vacances, d’après les règles.")),
        prochaine_seance={"anyOf": [where, {"type": "null"}]},
    )


def _understood() -> dict:
    return members(
        libelle=text(_("Ce qui a été compris, en mots.")),
        genre=or_none(among(_("Ce que c’est."), Genre.values)),
        code_insee=several(_("Communes où c’est."), {"type": "string"}),
        confiance=among(_("À quel point c’est sûr."), Confiance.values),
        lon=or_none(number(_("Longitude."))),
        lat=or_none(number(_("Latitude."))),
        besoin=or_none(among(_("Le besoin demandé, ou nommé par les mots."), Besoin.values)),
    )


def _problem() -> dict:
    erreurs = {"type": "object", "additionalProperties": several(_("Ce qui ne va pas."), {"type": "string"})}
    shape = members(
        type=text(_("Toujours « about:blank ».")),
        title=text(_("Ce qui s’est passé, en trois mots.")),
        status=number(_("Le code HTTP."), "integer"),
        detail=text(_("Ce qui s’est passé, et que faire.")),
    )
    shape["properties"]["erreurs"] = erreurs | {
        "description": _(
            "Par paramètre. « parametres » : il y en a un qui n’existe pas ; « ensemble » : ils ne vont pas ensemble."
        )
    }
    return shape


def _page_of_places() -> dict:
    how = _(
        "« exacte » : ces lieux répondent à tous les choix. « presque » : aucun n’y répond, ceux-ci répondent à tous "
        "sauf un. « sans_choix » : aucun n’y répond, voici les lieux sans les choix."
    )
    near = _("Plus près, des lieux qui répondent à tous les choix sauf un ; quand le premier est à plus de 5 km.")
    return members(
        compris=ref("Compris"),
        messages=several(_("À montrer aux personnes, s’il y a lieu."), {"type": "string"}),
        reponse=among(how, ["exacte", "presque", "sans_choix"]),
        lieux=several(_("Les lieux, dans l’ordre."), ref("LieuTrouve")),
        presque=several(near, ref("LieuTrouve")),
        suivant=_following(),
    )


def _page(name: str, items: dict) -> dict:
    return members(**{name: several(_("Dans l’ordre."), items)}, suivant=_following())


def _following() -> dict:
    return or_none(text(_("L’adresse de la suite ; null à la fin.")))
