"""Two that may be one, lieux or structures: their list, and the page that makes them one or says that they are two."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conseillers.admin.comparer import PREMIER, SECOND, CompareForm, identical
from conseillers.admin.deux_temps import Plan, page, perform
from conseillers.admin.releves import known
from conseillers.fusion import Fusion
from structures.doublons import Paire, paires
from structures.essai import values_of
from structures.portee import reaches
from structures.travail import Tache

SHOWN = 100  # pairs: enough for a morning, and the surest come first


class Sorte:
    """What is to be known of a model to find two of it that are one; a subclass for each."""

    model: type[Model]
    rights: list[str]  # to merge two of them
    distincts: type[Model]  # where « ce ne sont pas des doublons » is remembered
    releve: str  # name of the count made at night, of many
    titre: str  # of the list
    titre_deux: str  # of two side by side
    fait: str
    note: str
    reste: str  # of two, one alone is there

    def rows(self) -> QuerySet:
        """With what the pages say of each."""
        raise NotImplementedError

    def weight(self, obj: Model) -> int:
        """The heavier is proposed to stay."""
        raise NotImplementedError

    def plan(self, request, form: CompareForm, cleaned: dict) -> "Rapprochement":
        raise NotImplementedError

    def between(self, premier: Model, second: Model) -> dict:
        """More to say of the two, side by side."""
        return {}

    @property
    def name(self) -> str:
        return self.model._meta.model_name

    def url(self, page: str, *arguments: int) -> str:
        return reverse(f"admin:{self.model._meta.app_label}_{self.name}_{page}", args=arguments)

    def template(self, page: str) -> str:
        return f"admin/conseillers/{page}_{self.name}.html"


def counted(sorte: Sorte, user, words) -> Tache | None:
    """A line of the work list. Of many rows, what `relever_conflits` counted last; the page finds them again."""
    if not user.has_perms(sorte.rights):
        return None
    found = known(sorte.releve, sorte.model.objects.all(), user, lambda: len(paires(sorte.model, user)))
    if found is None:
        return None
    nombre, le = found
    return Tache(nombre, words(nombre), sorte.url("doublons"), compte_le=le)


class Rapprochement(Plan):
    """One goes into the other."""

    fusion_class = Fusion

    def __init__(self, sorte: Sorte, request, form: CompareForm, cleaned: dict):
        super().__init__()
        self.request = request
        keys = [form.premier.pk, form.second.pk]
        # In the order of their keys, whoever asks: two merges of one pair wait for each other.
        rows = sorte.rows().filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
        locked = {row.pk: row for row in rows}
        if len(locked) < len(keys):
            self.erreurs.append(sorte.reste)
            return
        self.garde, self.autre = premier, second = [locked[key] for key in keys]
        self.valeurs = form.values(cleaned, premier, second)
        if cleaned["garde"] == SECOND:
            self.garde, self.autre = second, premier
        self.titre = _("Réuni avec « %(autre)s »") % {"autre": self.autre}
        self.changed.append(self.garde)

    def facts(self):
        if self.erreurs:
            return self.erreurs
        return [[_values(each), self.theirs(each)] for each in (self.garde, self.autre)]

    def theirs(self, obj: Model) -> list:
        """What is this one's and would be moved."""
        raise NotImplementedError

    def write(self):
        if self.erreurs:
            raise ValidationError(self.erreurs)
        self.fusion = self.fusion_class(self.garde, self.autre)
        self.fusion.write(self.valeurs)


def _values(obj: Model) -> list[str]:
    return [str(value) for value in values_of(obj).values()]  # a point has no other words


class FindsDuplicates:
    """The pages of a model's admin: those that may be one, two of them side by side."""

    sorte: Sorte

    def get_urls(self):
        wrap, pair = self.admin_site.admin_view, "doublons/<int:premier>/<int:second>/"
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("doublons/", wrap(require_safe(self.duplicates)), name=f"{name}_doublons"),
            path(pair, wrap(self.compare), name=f"{name}_comparer"),
            path(f"{pair}distincts/", wrap(require_POST(self.distinct)), name=f"{name}_distincts"),
            *super().get_urls(),
        ]

    def duplicates(self, request):
        if not request.user.has_perms(self.sorte.rights):
            raise PermissionDenied
        found = paires(self.model, request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": self.sorte.titre,
            "opts": self.opts,
            "nombre": len(found),
            "fiche": self.sorte.template("doublons_fiche"),
            "paires": with_rows(self.sorte, found[:SHOWN]),
        }
        return TemplateResponse(request, self.sorte.template("doublons"), context)

    def compare(self, request, premier, second):
        sorte, pair = self.sorte, both(self.sorte, request.user, premier, second)
        if len(pair) == 1:  # the same button twice
            messages.info(request, f"{sorte.reste} {_('Voici ce qui reste.')}")
            return HttpResponseRedirect(sorte.url("change", pair[0].pk))
        form = CompareForm(*pair, request.POST or None, initial={"garde": _stays(sorte, *pair)})
        plan, done = perform(request, form, lambda cleaned: sorte.plan(request, form, cleaned))
        if done:
            messages.success(request, sorte.fait)
            return HttpResponseRedirect(sorte.url("change", plan.garde.pk))
        context = {
            "titre": sorte.titre_deux,
            "opts": self.opts,
            "paire": pair,
            "fiche": sorte.template("comparer_fiche"),
            "identiques": identical(*pair),
            "retour": sorte.url("doublons"),
            "distincts": sorte.url("distincts", premier, second),
            **sorte.between(*pair),
        }
        return page(request, sorte.template("comparer"), form, [], plan, **context)

    def distinct(self, request, premier, second):
        pair = both(self.sorte, request.user, premier, second)
        if len(pair) == 2:
            self.sorte.distincts.objects.remember(*pair, request.user)
            messages.success(request, self.sorte.note)
        return HttpResponseRedirect(self.sorte.url("doublons"))


def both(sorte: Sorte, user, premier: int, second: int) -> list[Model]:
    """The two, or the one that is left of them, if the account may change them and do away with one."""
    if premier == second or max(premier, second) >= 2**63:
        raise Http404
    if not user.has_perms(sorte.rights):
        raise PermissionDenied
    found = sorte.rows().in_bulk([premier, second])
    if not found:
        raise Http404
    if not all(reaches(user, row, reading=False) for row in found.values()):
        raise PermissionDenied
    return [found[key] for key in (premier, second) if key in found]


def _stays(sorte: Sorte, premier: Model, second: Model) -> str:
    """The one with more to it; else the older."""
    more = sorte.weight(second) - sorte.weight(premier)
    return SECOND if more > 0 or (more == 0 and second.pk < premier.pk) else PREMIER


def with_rows(sorte: Sorte, found: list[Paire]) -> list[tuple[Paire, Model, Model]]:
    """Without the pairs of which somebody merges one just now: it is not there any more."""
    rows = sorte.rows().in_bulk({key for paire in found for key in (paire.premier, paire.second)})
    return [
        (paire, rows[paire.premier], rows[paire.second])
        for paire in found
        if paire.premier in rows and paire.second in rows
    ]
