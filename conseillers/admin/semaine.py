"""The week of a lieu in its page: as it is saved, and as its permanences are being typed."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from conseillers.models import Permanence
from conseillers.semaine import Regle, Semaine, week_of
from conseillers.wording import enumerate_words
from structures.models import Lieu

READ = [
    *["rythme", "jours", "semaines", "intervalle", "rangs", "dates"],
    *["heure_debut", "heure_fin", "heure_debut_2", "heure_fin_2", "du", "au", "vacances", "mode", "theme"],
]


class ShowsWeek:
    """A page of the admin with the permanences of a lieu: their week above them."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.live_week))
        return [path("semaine/", view, name="structures_lieu_semaine"), *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        for inline in context["inline_admin_formsets"]:
            if inline.formset.model is Permanence:
                context["semaine"] = week_of_formset(inline.formset)
        return super().render_change_form(request, context, *args, **kwargs)

    def live_week(self, request):
        """What the whole form would give, as it is typed. Nothing is saved."""
        rights = ("conseillers.change_permanence", "conseillers.add_permanence")
        if not any(map(request.user.has_perm, rights)):
            raise PermissionDenied
        lieu = self._lieu_of(request)
        inlines = self.get_inline_instances(request, lieu if lieu.pk else None)
        inline = next(each for each in inlines if each.model is Permanence)
        formset_class = inline.get_formset(request, lieu)
        prefix = formset_class.get_default_prefix()
        formset = formset_class(request.POST, instance=lieu, prefix=prefix, queryset=inline.get_queryset(request))
        return render(request, "admin/conseillers/semaine.html", {"semaine": week_of_formset(formset)})

    def _lieu_of(self, request) -> Lieu:
        key = request.POST.get("lieu", "")
        if not key:
            return Lieu()
        lieu = self.get_object(request, key)
        if not lieu or not self.has_change_permission(request, lieu):
            raise PermissionDenied
        return lieu


def week_of_formset(formset) -> Semaine:
    regles, incomplete = [], 0
    for form in formset.forms:
        if not form.instance.pk and not form.has_changed():
            continue
        if not formset.is_bound:
            team = enumerate_words(map(first_name, form.instance.conseillers.all()))
            regles.append(Regle(form.instance, team, ancre=form.prefix))
        elif form.is_valid() or not _lacks(form):
            if not (formset.can_delete and formset._should_delete_form(form)):
                regles.append(_typed(form))
        else:
            incomplete += 1
    return week_of(regles, timezone.localdate(), incomplete)


def _lacks(form) -> bool:
    """Without these, there is nothing to draw."""
    cleaned = form.cleaned_data
    return bool(form.errors.keys() & set(READ)) or not (cleaned.get("jours") or cleaned.get("dates"))


def _typed(form) -> Regle:
    cleaned = form.cleaned_data
    rule = Permanence(pk=form.instance.pk, **{name: cleaned[name] for name in READ if name in cleaned})
    team = enumerate_words(map(first_name, cleaned.get("conseillers", ())))
    return Regle(rule, team, essai=form.has_changed(), ancre=form.prefix)


def first_name(conseiller) -> str:
    return conseiller.prenom or str(conseiller)
