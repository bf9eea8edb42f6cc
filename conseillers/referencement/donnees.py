"""Facts of a page in the words of https://schema.org/, for search engines that show hours and phones in their results.

What is described is the help given at a lieu: its hours are those of the permanences, not of the town hall or the
library that it is given in.
"""

import json
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from conseillers.models import Seance
from conseillers.opening_hours import held_hours
from conseillers.referencement.horaires import opening_hours_specification
from structures.models import Commune, Lieu
from structures.nomenclature import FraisACharge, Typologie

METROPOLE = {"@type": "AdministrativeArea", "name": "Métropole de Lyon", "url": "https://www.grandlyon.com/"}
FRANCE = "FR"

# Kinds of LocalBusiness, all of them: the one type that has hours, an area and a body above it.
OTHERWISE = "LocalBusiness"
TYPES = {
    "Library": [Typologie.BIB, Typologie.RELAIS_LECTURE],
    "EmploymentAgency": [Typologie.FT, Typologie.ML, Typologie.MDE, Typologie.MDEF, Typologie.CAP_EMPLOI],
    "GovernmentOffice": [
        Typologie.CAF, Typologie.CC, Typologie.CCAS, Typologie.CD, Typologie.CDAS, Typologie.CFP, Typologie.CIAS,
        Typologie.CMS, Typologie.CPAM, Typologie.DEPT, Typologie.EPCI, Typologie.MDPH, Typologie.MDS, Typologie.MSAP,
        Typologie.MUNI, Typologie.PREF, Typologie.REG, Typologie.RFS,
    ],
}  # fmt: skip

# What would end the block, or begin another in it.
ESCAPED = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


def block(*things: dict) -> SafeString:
    """A data block of a page: it is never run, hence needs nothing of the content security policy."""
    graph = {"@context": "https://schema.org", "@graph": things}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped just above


def of_lieu(lieu: Lieu, seances: list[Seance], absolute) -> dict:
    """From the séances of Seance.HORIZON, today's included whole; `absolute` makes an address one of the site."""
    address = absolute(lieu.get_absolute_url())
    facts = {
        "@type": _type(lieu),
        "@id": f"{address}#lieu",
        "name": _("Conseiller numérique : %(lieu)s") % {"lieu": lieu.nom},
        "description": lieu.presentation_resume,
        "url": address,
        "telephone": lieu.telephone,
        "address": _postal_address(lieu),
        "geo": _position(lieu),
        "areaServed": [{"@type": "City", "name": _town(lieu.commune).nom}, METROPOLE],
        "parentOrganization": {"@type": "Organization", "name": lieu.structure.nom},
        "isAccessibleForFree": _free(lieu),
        "openingHoursSpecification": opening_hours_specification(_hours(seances)),
        "makesOffer": _offer(seances),
    }
    return {name: value for name, value in facts.items() if value not in (None, "", [], {})}


def breadcrumb(absolute, *steps: tuple[str, str]) -> dict:
    """The way down to a page: names and addresses, the home page first."""
    steps = ((_("Accueil"), reverse("conseillers:accueil")), *steps)
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(address)}
        for position, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def website(absolute) -> dict:
    home, search = absolute(reverse("conseillers:accueil")), absolute(reverse("conseillers:recherche"))
    return {
        "@type": "WebSite",
        "@id": f"{home}#site",
        "name": _("Un conseiller près de chez vous"),
        "alternateName": _("Conseillers numériques de la Métropole de Lyon"),
        "url": home,
        "inLanguage": "fr",
        "publisher": METROPOLE | {"@type": "GovernmentOrganization"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{words}}"},
            "query-input": "required name=words",
        },
    }


def _type(lieu: Lieu) -> str:
    kinds = {*lieu.typologie} or {*lieu.structure.typologie}
    return next((name for name, typologies in TYPES.items() if kinds & {*typologies}), OTHERWISE)


def _hours(seances: list[Seance]) -> dict:
    first = timezone.localdate()
    return held_hours(seances, [first + timedelta(days=number) for number in range(Seance.HORIZON.days)])


def _postal_address(lieu: Lieu) -> dict:
    address = {
        "@type": "PostalAddress",
        "postalCode": lieu.code_postal,
        "addressLocality": _town(lieu.commune).nom,
        "addressCountry": FRANCE,
    }
    return address | {"streetAddress": lieu.adresse} if lieu.adresse_connue else address


def _position(lieu: Lieu) -> dict | None:
    """Nothing when only the commune is known: maps would send people to a made-up point."""
    if not lieu.adresse_connue:
        return None
    return {
        "@type": "GeoCoordinates",
        "latitude": round(lieu.position.y, 6),
        "longitude": round(lieu.position.x, 6),
    }


def _town(commune: Commune) -> Commune:
    return commune.parent or commune


def _free(lieu: Lieu) -> bool | None:
    """None when it is not known, or depends on who comes."""
    return {(FraisACharge.GRATUIT.value,): True, (FraisACharge.PAYANT.value,): False}.get(tuple(lieu.frais_a_charge))


def _offer(seances: list[Seance]) -> dict:
    """The help itself, in the languages of those who will be there."""
    languages = sorted({"fr", *(langue for seance in seances if seance.tenue for langue in seance.langues)})
    channel = {"@type": "ServiceChannel", "availableLanguage": languages}
    service = {"@type": "Service", "name": _("Aide au numérique"), "availableChannel": channel}
    return {"@type": "Offer", "itemOffered": service}
