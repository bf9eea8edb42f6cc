"""The deployment of the 59: a table and a curve, as of any day."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from conseillers.courbe import HEIGHT, WIDTH, Courbe
from conseillers.deploiement import DEBUT, PREVUS, PUBLIE, Deploiement
from conseillers.models import Conseiller, JourCalendaire
from structures.portee import within


class JourForm(forms.Form):
    au = forms.DateField(
        label=gettext_lazy("État au"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Écrivez le jour, le mois et l’année, par exemple 30/09/2021.")},
    )

    def clean_au(self):
        day = self.cleaned_data["au"] or timezone.localdate()
        if not JourCalendaire.FIRST <= day <= JourCalendaire.LAST:
            raise forms.ValidationError(
                _("Choisissez un jour de %(first)s à %(last)s."),
                params={"first": JourCalendaire.FIRST.year, "last": JourCalendaire.LAST.year},
            )
        return day


class DeploymentPage:
    """Adds the page to that of the advisers."""

    change_list_template = "admin/conseillers/conseillers.html"

    def get_urls(self):
        page = self.admin_site.admin_view(require_safe(self.deployment_view))
        return [path("deploiement/", page, name="conseillers_conseiller_deploiement"), *super().get_urls()]

    def deployment_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        today = timezone.localdate()
        form = JourForm({"au": request.GET.get("au", "")})
        day = form.cleaned_data["au"] if form.is_valid() else today
        posts = within(Conseiller.objects.select_related("employeur"), request.user, reading=False)
        deploiement = Deploiement(posts.prefetch_related("employeur__lieux__commune"), day, today)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Déploiement des conseillers"),
            "opts": self.opts,
            "form": form,
            "jour": day,
            "deploiement": deploiement,
            "etats": Conseiller.Etat.labels,
            "totaux": [deploiement.total[etat] for etat in Conseiller.Etat],
            "total": deploiement.total.total(),
            "prevus": PREVUS,
            "demonstration": any(each.demonstration for each in deploiement.conseillers),
            **_drawn(deploiement),
        }
        return TemplateResponse(request, "admin/conseillers/deploiement.html", context)


def _drawn(deploiement: Deploiement) -> dict:
    points = deploiement.courbe()
    courbe = Courbe(points, DEBUT, max(deploiement.day, DEBUT), PREVUS)
    jour, nombre = PUBLIE
    publie = {"x": courbe.x(jour), "y": courbe.y(nombre), "jour": jour, "nombre": nombre}
    return {
        "courbe": courbe,
        "points": points,
        "largeur": WIDTH,
        "hauteur": HEIGHT,
        "prevus_y": courbe.y(PREVUS),
        "zero_y": courbe.y(0),
        "fin": {"x": courbe.x(courbe.end), "y": courbe.y(points[-1][1] if points else 0)},
        "publie": publie if jour <= deploiement.day else None,
    }
