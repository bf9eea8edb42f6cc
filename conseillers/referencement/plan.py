"""What search engines read first: /robots.txt and /sitemap.xml, an index of the fixed pages, the lieux, the communes.

Dates are those of true changes, so that engines come back for them and believe them.
"""

from datetime import datetime

from django.contrib.sitemaps import Sitemap, views
from django.db.models import DateTimeField, Max
from django.db.models.expressions import RawSQL
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from conseillers.models import Revision
from conseillers.referencement.pages import FIXED
from structures.models import Commune, Lieu

# When what the page of a lieu says last changed, by the history of the lieu, of its permanences (as they were, too: one
# may have left for another lieu), of what departs from them, of its structure's closures and of its advisers. By the
# indexes version_objet and version_…_id. What was there before any history has the date of its last save.
CHANGED = """coalesce(greatest(
    (SELECT max(v.instant) FROM structures_version v
     WHERE v.modele = 'structures.lieu' AND v.cle = structures_lieu.id AND v.sorte <> '='),
    (SELECT max(v.instant) FROM structures_version v
     WHERE v.valeurs -> 'lieu_id' = to_jsonb(structures_lieu.id) AND v.sorte <> '='),
    (SELECT max(v.instant) FROM structures_version v
     WHERE v.valeurs -> 'structure_id' = to_jsonb(structures_lieu.structure_id) AND v.sorte <> '='
       AND v.modele = 'conseillers.changement'),
    (SELECT max(v.instant) FROM conseillers_permanence p
     JOIN structures_version v ON v.valeurs -> 'permanence_id' = to_jsonb(p.id) AND v.sorte <> '='
     WHERE p.lieu_id = structures_lieu.id),
    (SELECT max(v.instant) FROM conseillers_changement c
     JOIN structures_version v ON v.modele = 'conseillers.changement' AND v.cle = c.id AND v.sorte <> '='
     WHERE c.lieu_accueil_id = structures_lieu.id),
    (SELECT max(greatest(
        (SELECT max(v.instant) FROM structures_version v
         WHERE v.modele = 'conseillers.conseiller' AND v.cle = pc.conseiller_id AND v.sorte <> '='),
        (SELECT max(v.instant) FROM structures_version v
         WHERE v.valeurs -> 'conseiller_id' = to_jsonb(pc.conseiller_id) AND v.sorte <> '=')))
     FROM conseillers_permanence p JOIN conseillers_permanence_conseillers pc ON pc.permanence_id = p.id
     WHERE p.lieu_id = structures_lieu.id)
), structures_lieu.date_maj)"""
# Of a commune: its lieux, those withdrawn too, and those of its arrondissements.
CHANGED_IN_COMMUNE = f"""(
    SELECT max({CHANGED}) FROM structures_lieu WHERE structures_lieu.commune_id = ANY (ARRAY(
        SELECT part.id FROM structures_commune part
        WHERE part.id = structures_commune.id OR part.parent_id = structures_commune.id)))"""  # noqa: S608

# What has no end (every search, every day of the agenda), or is read by programs that know its address. A star follows
# each « ? »: some robots drop one that nothing follows, and would then leave the plain page too.
CLOSED = [
    "/admin/", "/recherche/?*", "/recherche/choix/", "/recherche.geojson", "/lieux.geojson", "/suggestions.json",
    "/agenda/?*", "/agenda.ics", "/lieux/*/signaler/", "/integrer/?*",
]  # fmt: skip


class OfData(Sitemap):
    """Pages of what staff keep. The newest date of all is not asked of each of them."""

    limit = 50_000  # addresses a file, by the protocol; more make more files, which the index names

    def lastmod(self, item) -> datetime | None:
        return item.change

    def get_latest_lastmod(self) -> datetime | None:
        return Revision.objects.aggregate(latest=Max("instant"))["latest"]


class Lieux(OfData):
    def items(self):
        return Lieu.objects.published().annotate(change=_instant(CHANGED)).only("slug").order_by("pk")


class Communes(OfData):
    """No date where there has never been a lieu."""

    def items(self):
        return Commune.objects.annotate(change=_instant(CHANGED_IN_COMMUNE)).only("slug").order_by("pk")


class Pages(OfData):
    """The fixed ones say what is on now: all that staff change may change them."""

    def items(self) -> list[str]:
        return FIXED

    def location(self, item: str) -> str:
        return reverse(f"conseillers:{item}")

    def lastmod(self, item: str) -> datetime | None:
        return None if item == "integrer" else self._latest

    @cached_property
    def _latest(self) -> datetime | None:
        return self.get_latest_lastmod()


def _instant(sql: str) -> RawSQL:
    return RawSQL(sql, [], DateTimeField())  # noqa: S611 - nothing of it comes from outside


SECTIONS = {"pages": Pages, "lieux": Lieux, "communes": Communes}


@require_safe
def sitemap_index(request):
    return _whole(views.index(request, SECTIONS, sitemap_url_name="conseillers:sitemap_section"))


@require_safe
def sitemap_section(request, section: str):
    return _whole(views.sitemap(request, SECTIONS, section=section))


def _whole(response):
    """Written now, so as to be kept. Without a date of its own: a lieu withdrawn would leave it where it was."""
    del response.headers["Last-Modified"]
    return response.render()


@require_safe
def robots_txt(request):
    closed = [f"Disallow: {address}" for address in CLOSED]
    sitemap = request.build_absolute_uri(reverse("conseillers:sitemap"))
    lines = ["User-agent: *", *closed, "", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
