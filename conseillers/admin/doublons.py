"""Lieux that may be one: their list, and the page that makes them one or says that they are two."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from conseillers.admin.comparer import PREMIER, SECOND, CompareForm, identical
from conseillers.admin.deux_temps import Plan, page, perform
from conseillers.admin.releves import known
from conseillers.conflits import conflits
from conseillers.fusion import Fusion
from conseillers.models import Releve
from conseillers.wording import enumerate_words, rule_in_words
from structures.doublons import Paire, paires
from structures.essai import values_of
from structures.fusions import PasDoublon
from structures.models import Lieu
from structures.portee import reaches
from structures.travail import Tache

SHOWN = 100  # pairs: enough for a morning, and the surest come first
RIGHTS = ["structures.change_lieu", "structures.delete_lieu", "conseillers.change_permanence"]


def doublons_probables(user) -> Tache | None:
    """Of many lieux, what `relever_conflits` counted last; the page behind the link finds them again."""
    if not user.has_perms(RIGHTS):
        return None
    found = known(Releve.DOUBLONS, Lieu.objects.all(), user, lambda: len(paires(user)))
    if found is None:
        return None
    nombre, le = found
    nom = ngettext("doublon probable", "doublons probables", nombre)
    return Tache(nombre, nom, reverse("admin:structures_lieu_doublons"), compte_le=le)


class Rapprochement(Plan):
    """One lieu goes into another."""

    def __init__(self, form: CompareForm, cleaned: dict):
        super().__init__()
        keys = [form.premier.pk, form.second.pk]
        rows = Lieu.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
        locked = {lieu.pk: lieu for lieu in rows.select_related("structure", "commune").defer("commune__contour")}
        if len(locked) < len(keys):
            self.erreurs.append(_("Un des deux lieux n’existe plus : c’est peut-être déjà fait."))
            return
        self.garde, self.autre = premier, second = [locked[key] for key in keys]
        self.valeurs = form.values(cleaned, premier, second)
        if cleaned["garde"] == SECOND:
            self.garde, self.autre = second, premier
        self.titre = _("Réuni avec « %(lieu)s »") % {"lieu": self.autre}
        self.changed.append(self.garde)

    def facts(self):
        if self.erreurs:
            return self.erreurs
        rules = [[values_of(each) for each in lieu.permanences.order_by("pk")] for lieu in (self.garde, self.autre)]
        return [self._values(self.garde), self._values(self.autre), rules]

    @staticmethod
    def _values(lieu: Lieu) -> list[str]:
        return [str(value) for value in values_of(lieu).values()]  # a point has no other words

    def write(self):
        if self.erreurs:
            raise ValidationError(self.erreurs)
        self.fusion = Fusion(self.garde, self.autre)
        self.fusion.write(self.valeurs)

    def look(self):
        self.nom, self.adresse, self.ancienne = (
            str(self.garde),
            self.garde.get_absolute_url(),
            self.autre.get_absolute_url(),
        )
        self.passees = [self._said(each) for each in self.fusion.passees]
        self.reunies = [self._said(each) for each in self.fusion.reunies]
        self.perdues = self.fusion.perdues
        self.conflits = [each.phrase for each in conflits(lieux=[self.garde.pk]) if each.a_corriger]

    @staticmethod
    def _said(permanence) -> tuple[str, str]:
        return rule_in_words(permanence), enumerate_words(permanence.conseillers.all())


class FindsDuplicates:
    """The pages of lieux: those that may be one, two of them side by side."""

    def get_urls(self):
        wrap, pair = self.admin_site.admin_view, "doublons/<int:premier>/<int:second>/"
        return [
            path("doublons/", wrap(require_safe(self.duplicates)), name="structures_lieu_doublons"),
            path(pair, wrap(self.compare), name="structures_lieu_comparer"),
            path(f"{pair}distincts/", wrap(require_POST(self.distinct)), name="structures_lieu_distincts"),
            *super().get_urls(),
        ]

    def duplicates(self, request):
        if not request.user.has_perms(RIGHTS):
            raise PermissionDenied
        found = paires(request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Doublons probables"),
            "nombre": len(found),
            "paires": with_lieux(found[:SHOWN]),
        }
        return TemplateResponse(request, "admin/conseillers/doublons.html", context)

    def compare(self, request, premier, second):
        lieux = both(request.user, premier, second)
        if len(lieux) == 1:  # the same button twice
            messages.info(request, _("Un des deux lieux n’existe plus : c’est déjà fait. Voici celui qui reste."))
            return HttpResponseRedirect(reverse("admin:structures_lieu_change", args=[lieux[0].pk]))
        form = CompareForm(*lieux, request.POST or None, initial={"garde": _stays(*lieux)})
        plan, done = perform(request, form, lambda cleaned: Rapprochement(form, cleaned))
        if done:
            messages.success(request, _("C’est fait : il ne reste qu’un lieu. L’ancienne adresse du site y mène."))
            return HttpResponseRedirect(reverse("admin:structures_lieu_change", args=[plan.garde.pk]))
        context = {
            "titre": _("Comparer deux lieux"),
            "lieux": lieux,
            "metres": distance(*lieux),
            "identiques": identical(*lieux),
            "retour": reverse("admin:structures_lieu_doublons"),
        }
        return page(request, "admin/conseillers/comparer.html", form, [], plan, **context)

    def distinct(self, request, premier, second):
        lieux = both(request.user, premier, second)
        if len(lieux) == 2:
            PasDoublon.objects.remember(*lieux, request.user)
            messages.success(request, _("C’est noté : ce sont deux lieux. Ils ne sont plus proposés ensemble."))
        return HttpResponseRedirect(reverse("admin:structures_lieu_doublons"))


def both(user, premier: int, second: int) -> list[Lieu]:
    """The two, or the one that is left of them, if the account may change them and do away with one."""
    if premier == second or max(premier, second) >= 2**63:
        raise Http404
    if not user.has_perms(RIGHTS):
        raise PermissionDenied
    rows = Lieu.objects.select_related("structure", "commune").defer("commune__contour")
    found = rows.in_bulk([premier, second])
    if not found:
        raise Http404
    if not all(reaches(user, lieu, reading=False) for lieu in found.values()):
        raise PermissionDenied
    return [found[key] for key in (premier, second) if key in found]


def _stays(premier: Lieu, second: Lieu) -> str:
    """The one with more permanences; else the older."""
    more = second.permanences.count() - premier.permanences.count()
    return SECOND if more > 0 or (more == 0 and second.pk < premier.pk) else PREMIER


def distance(premier: Lieu, second: Lieu) -> int:
    return round(Lieu.objects.with_distance(second.position).get(pk=premier.pk).distance.m)


def with_lieux(found: list[Paire]) -> list[tuple[Paire, Lieu, Lieu]]:
    keys = {key for paire in found for key in (paire.premier, paire.second)}
    lieux = Lieu.objects.select_related("structure", "commune").defer("commune__contour").in_bulk(keys)
    # One that somebody merges just now is not there any more.
    return [
        (paire, lieux[paire.premier], lieux[paire.second])
        for paire in found
        if paire.premier in lieux and paire.second in lieux
    ]
