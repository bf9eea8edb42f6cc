"""The resident's pages. Each gathers, names and renders."""

from datetime import timedelta
from itertools import groupby

from django.db import DatabaseError, connection
from django.db.models import Count, Q
from django.http import JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from conseillers import geojson, wording
from conseillers.a_venir import AROUND, lost_first, schedule
from conseillers.api.problemes import problem
from conseillers.besoins import Besoin, services_in_words
from conseillers.fiches import Fiche, nearest
from conseillers.forms import RechercheForm
from conseillers.models import JourCalendaire, Seance
from conseillers.prochaines import give_next
from conseillers.raccourcis import shortcuts
from conseillers.recherche import Recherche
from conseillers.referencement import donnees, titres
from structures.models import Commune, Lieu

WEEKS_SHOWN = 4
NEIGHBOURS = 3
MOST_OF_A_COMMUNE = 100  # places; no commune has as many
LARGEST = 8  # towns to choose from at once


@require_safe
def accueil(request):
    aujourdhui = _today()
    context = {
        "form": RechercheForm(),
        "besoins": _needs(),
        "aujourdhui": aujourdhui,
        "demonstration": aujourdhui["demonstration"],
        "donnees": donnees.block(donnees.website(request.build_absolute_uri)),
    }
    return render(request, "accueil.html", context)


def _today() -> dict:
    """What is left today, what there was, why there is none; with nothing left, the next day that has some."""
    now = timezone.now()
    day = timezone.localdate(now)
    held = Q(etat__in=Seance.HELD)
    left = held & Q(fin__gt=now)
    today = Seance.objects.on(day).aggregate(
        nombre=Count("id", filter=left),
        en_cours=Count("id", filter=left & Q(debut__lte=now)),
        tenues=Count("id", filter=held),
        annulees=Count("id", filter=Q(etat=Seance.Etat.ANNULEE)),
        inventees=Count("id", filter=Q(demonstration=True)),
    )
    suivant = None if today["nombre"] else Seance.objects.next_day(after=day)
    return today | {
        "ferie": JourCalendaire.objects.holiday(day),
        "suivant": suivant and suivant.date,
        "demonstration": bool(today["inventees"] or (suivant and suivant.demonstration)),
    }


@require_safe
def recherche(request):
    search = Recherche(RechercheForm(request.GET))
    page = search.page(request.GET.get("page", 1))
    query = search.form.etat
    query.pop("page", None)
    etat = f"?{query.urlencode()}" if search.compris.point else ""
    for lieu in [*page, *search.near_misses]:
        lieu.etat = etat
    context = {
        "form": search.form,
        "etat": query,
        "choisis": [{"nom": nom, "url": _url(query, without=names)} for nom, names in search.chosen()],
        "presque": search.near_misses,
        "plus_tot": search.sooner(page),
        "compris": search.compris,
        "choix": [
            {"libelle": r.libelle, "url": _url(query, without=["lat", "lon"], q=r.libelle)}
            for r in search.compris.choix
        ],
        "messages_recherche": search.messages(page, request.GET.get("page", "")),
        "titre": search.titre,
        "tri": search.tri,
        "resultats": page,
        "perdu": _ways_out(search, query),
        "geojson_url": f"{reverse('conseillers:recherche_geojson')}?{request.GET.urlencode()}",
        "demonstration": any(lieu.prochaine and lieu.prochaine.demonstration for lieu in [*page, *search.near_misses]),
    }
    if search.form.errors.keys() & {*RechercheForm.FILTERS}:
        context |= {"choix_a_revoir": True} | _choices(search, query)
    return render(request, "recherche.html", context)


@require_safe
def choix(request):
    """Every choice, with how many places it gives: a page of its own, which the results show in place with script."""
    search = Recherche(RechercheForm(request.GET))
    query = search.form.etat
    query.pop("page", None)
    return render(request, "choix.html", {"titre": search.titre, "etat": query} | _choices(search, query))


def _choices(search: Recherche, query: QueryDict) -> dict:
    """What choix.html says."""
    return {
        "form": search.form,
        "raccourcis": _shortcuts(search, query),
        "nombres": search.reach.counts(search.form.filters),
        "nombres_partiels": not search.reach.whole,
        "filtres_actifs": bool(search.form.filters),
    }


def _shortcuts(search: Recherche, query: QueryDict) -> list[dict]:
    """« Ce soir (3) » and its like: links that choose a day and a part of the day, or take them off when chosen."""
    others = {name: value for name, value in search.form.filters.items() if name not in ("jour", "moment")}
    now = {name: value for name, value in search.form.filters.items() if name in ("jour", "moment")}
    return [
        {
            "nom": label,
            "nombre": search.reach.number(others | filters),
            "choisi": filters == now,
            "url": _url(query, without=["jour", "moment"], **({} if filters == now else filters)),
        }
        for label, filters in shortcuts()
    ]


def _url(query: QueryDict, without: list[str], **values) -> str:
    """The results with these values, and without these others."""
    query = query.copy()
    for name in without:
        query.pop(name, None)
    for name, value in values.items():
        query[name] = str(value)
    return f"{reverse('conseillers:recherche')}?{query.urlencode()}"


def _ways_out(search: Recherche, query: QueryDict) -> dict | None:
    """When nothing says where: towns to choose, and needs when the words named none."""
    if search.compris.point or not search.form.value("q"):
        return None
    largest_first = (
        Commune.objects.filter(niveau=Commune.Niveau.COMMUNE).order_by("-population").values_list("nom", flat=True)
    )
    towns = [{"nom": nom, "url": _url(query, without=[], q=nom)} for nom in largest_first]
    others = sorted(towns[LARGEST:], key=lambda town: slugify(town["nom"]))
    return {"communes": towns[:LARGEST], "autres": others, "besoins": [] if search.filters else _needs()}


def _needs() -> list[dict]:
    results = reverse("conseillers:recherche")
    return [{"code": need.value, "label": need.label, "url": f"{results}?besoin={need}"} for need in Besoin]


@require_safe
def recherche_geojson(request):
    search = Recherche(RechercheForm(request.GET))
    page = search.page(request.GET.get("page", 1))
    messages = search.messages(page, request.GET.get("page", ""))
    return JsonResponse(
        geojson.feature_collection(search, page, messages),
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def communes_geojson(request):
    return JsonResponse(geojson.communes_outlines(), content_type="application/geo+json")


@require_safe
def lieu(request, slug):
    # From a search, if any: how far, and the way back.
    search = RechercheForm(request.GET)
    search.is_valid()
    origin = search.compris.point if request.GET else None
    places = Lieu.objects.published().select_related("commune__parent", "structure")
    places = places.defer("commune__contour", "commune__parent__contour")
    lieu = get_object_or_404(places.with_distance(origin) if origin else places, slug=slug)
    distance = lieu.distance.m if origin else None

    # The nearest other places.
    around = nearest(lieu.position, AROUND, sauf=lieu.pk)
    voisins = around[:NEIGHBOURS]
    give_next(voisins)

    # Séances to come, those not held too; what is said of the rules is what these séances show.
    of_days, seances = schedule(lieu, around)
    end = timezone.localdate() + timedelta(weeks=WEEKS_SHOWN)
    shown = [seance for seance in seances if seance.date < end]
    rules = {seance.permanence_id: seance.permanence for seance in seances if seance.tenue}
    rules = [rules[pk] for pk in sorted(rules)]
    prochaine = next((seance for seance in seances if seance.tenue), None)

    context = _lieu_for_engines(request, lieu, of_days, rules, prochaine, around) | {
        "lieu": lieu,
        "distance": distance,
        "retour": f"{reverse('conseillers:recherche')}?{request.GET.urlencode()}" if distance is not None else None,
        "prochaine": prochaine,
        "perdue": lost_first(seances),
        "jours": [(day, list(group)) for day, group in groupby(shown, key=lambda seance: seance.date)],
        "resume": [wording.rule_in_words(rule) for rule in rules],
        "services": services_in_words(lieu.services),
        "voisins": voisins,
        "demonstration": any(seance.demonstration for seance in seances),
    }
    return render(request, "lieu.html", context)


def _lieu_for_engines(request, lieu: Lieu, of_days: list[Seance], rules, prochaine, around: list[Fiche]) -> dict:
    """What search engines read of a lieu's page: its title, its description, its facts."""
    absolute, town = request.build_absolute_uri, (str(lieu.commune), lieu.commune.get_absolute_url())
    way = donnees.breadcrumb(absolute, town, (lieu.nom, lieu.get_absolute_url()))
    namesake = any((other.nom, other.ville) == (lieu.nom, lieu.ville) for other in around)
    return {
        "titre": titres.lieu_title(lieu, rules, namesake),
        "description": titres.lieu_description(lieu, rules, prochaine),
        "donnees": donnees.block(donnees.of_lieu(lieu, of_days, absolute), way),
    }


@require_safe
def commune(request, slug):
    commune = get_object_or_404(Commune.objects.select_related("parent"), slug=slug)
    inside = [commune.pk, *commune.arrondissements.values_list("pk", flat=True)]
    resultats = nearest(commune.centre, MOST_OF_A_COMMUNE, communes=inside)
    voisins = nearest(commune.centre, NEIGHBOURS if resultats else 2 * NEIGHBOURS, hors_communes=inside)
    give_next([*resultats, *voisins])
    where = (str(commune), commune.get_absolute_url())
    context = {
        "titre": titres.commune_title(commune, len(resultats)),
        "description": titres.commune_description(commune, len(resultats), resultats or voisins),
        "donnees": donnees.block(donnees.breadcrumb(request.build_absolute_uri, where)),
        "commune": commune,
        "resultats": resultats,
        "voisins": voisins,
        "demonstration": any(lieu.prochaine and lieu.prochaine.demonstration for lieu in [*resultats, *voisins]),
    }
    return render(request, "commune.html", context)


@require_safe
@cache_control(no_store=True)
def sante(request):
    """For monitoring: 200 while the site can answer, 503 while the database cannot be reached."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"etat": "panne", "base": False}, status=503)
    return JsonResponse({"etat": "ok", "base": True})


def server_error(request):
    """Says so without the database; 500.html is given what it needs here."""
    if request.path.startswith("/api/"):
        return problem(500)
    return render(request, "500.html", status=500)
