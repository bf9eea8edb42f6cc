"""« Toujours exact »: in one click from the list of lieux, from a lieu's page, or for several at once."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from conseillers.a_confirmer import DUE, FILTER, to_confirm
from conseillers.wording import long_day
from structures.admin import ReadOnly, StaffAdmin
from structures.confirmation import Confirmation, confirm
from structures.models import Lieu

BUTTON = "_toujours_exact"  # its name on a lieu's page
NAME = "structures_lieu_toujours_exact"


class ConfirmationFilter(admin.SimpleListFilter):
    """By the very rule of the work list and of the mails (`a_confirmer.py`)."""

    title = _("confirmation")
    parameter_name = FILTER

    def lookups(self, request, model_admin):
        return [(DUE, _("à confirmer")), ("a_jour", _("à jour")), ("jamais", _("jamais confirmé"))]

    def queryset(self, request, queryset):
        match self.value():
            case "a_confirmer":
                return to_confirm(queryset)
            case "a_jour":
                return queryset.published().exclude(pk__in=to_confirm(Lieu.objects.order_by()).values("pk"))
            case "jamais":
                return queryset.filter(date_verification=None)
        return queryset


def give_buttons(lieux: list[Lieu], request) -> None:
    """Tells each row of the list where its button leads back to: the same list, at the next row."""
    anchors = [lieu.pk for lieu in lieux]
    for lieu, following in zip(lieux, [*anchors[1:], *anchors[-1:]], strict=True):
        back = QueryDict(mutable=True)
        back.update({"filtres": request.GET.urlencode(), "ligne": following})
        lieu.url_exact = f"{reverse(f'admin:{NAME}', args=[lieu.pk])}?{back.urlencode()}"


class Confirmable:
    """The admin of lieux, with « Toujours exact »."""

    @property
    def media(self):
        return super().media + forms.Media(css={"all": ["css/admin-confirmation.css"]})

    def get_list_display(self, request):
        """The button stands beside the name, where a narrow screen shows it, with the date that it is about."""
        name, *others = super().get_list_display(request)
        if not self.has_change_permission(request):
            return [name, *others]
        return [name, "exact", *(column for column in others if column != "verifie")]

    def get_list_filter(self, request):
        publie, *others = super().get_list_filter(request)
        return [publie, ConfirmationFilter, *others]

    def get_fieldsets(self, request, obj=None):
        """In place of a date to type: who confirmed, when. A button writes it, so that it is in the table too."""
        first, *others = super().get_fieldsets(request, obj)
        fields = ["derniere_confirmation" if name == "date_verification" else name for name in first[1]["fields"]]
        return [(first[0], {**first[1], "fields": fields}), *others]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "derniere_confirmation"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.toujours_exact)
        return [path("<path:object_id>/toujours-exact/", view, name=NAME), *super().get_urls()]

    @admin.display(description=_("vérifié le"), ordering="date_verification")
    def exact(self, lieu):
        """The date, and a button of the list's own form, which sends it elsewhere: it needs no script."""
        if lieu.date_verification == timezone.localdate():
            return format_html('<span id="lieu-{}">{}</span>', lieu.pk, _("aujourd’hui"))
        return format_html(
            '<span id="lieu-{}">{}</span><button type="submit" class="exact" formaction="{}">{}'
            '<span class="visually-hidden"> : {}</span></button>',
            lieu.pk,
            f"{lieu.date_verification:%d/%m/%Y}" if lieu.date_verification else _("jamais"),
            lieu.url_exact,
            _("Toujours exact"),
            lieu.nom,
        )

    @admin.display(description=_("dernière confirmation"))
    def derniere_confirmation(self, lieu):
        if not lieu.date_verification:
            return _("Jamais. Les habitants lisent qu’il faut appeler avant de venir.")
        known = {"day": long_day(lieu.date_verification), "who": lieu.verifie_par}
        said = (_("Le %(day)s, par %(who)s.") if lieu.verifie_par else _("Le %(day)s.")) % known
        every = f"{reverse('admin:structures_confirmation_changelist')}?lieu__id__exact={lieu.pk}"
        return format_html('{} <a href="{}">{}</a>', said, every, _("Toutes ses confirmations"))

    def toujours_exact(self, request, object_id):
        """From the list. Read with GET (after a new login, say), it goes back to the list and notes nothing."""
        lieu = self.get_object(request, object_id)
        if lieu is None or not self.has_change_permission(request, lieu):
            raise Http404
        if request.method == "POST":
            self._confirm(request, Lieu.objects.filter(pk=lieu.pk), Confirmation.Maniere.LISTE)
        else:
            self.message_user(
                request, _("Rien n’a été noté : appuyez de nouveau sur « Toujours exact »."), messages.INFO
            )
        return HttpResponseRedirect(_back_to_list(request))

    def save_model(self, request, obj, form, change):
        """« Tout est exact » with nothing changed is no save: its date stays."""
        if not (change and BUTTON in request.POST and not form.has_changed()):
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if BUTTON in request.POST:
            self._confirm(request, Lieu.objects.filter(pk=form.instance.pk), Confirmation.Maniere.FICHE)

    @admin.action(permissions=["change"], description=_("Toujours exact"))
    def verify(self, request, queryset):
        self._confirm(request, queryset, Confirmation.Maniere.LISTE)

    def _confirm(self, request, lieux, maniere):
        names = list(lieux.order_by("nom").values_list("nom", flat=True)[:2])
        new = confirm(lieux, request.user, maniere)
        if not new:
            said = _("C’est déjà noté pour aujourd’hui.")
        elif len(names) == 1:
            said = _("« %(lieu)s » : noté exact aujourd’hui.") % {"lieu": names[0]}
        else:
            said = _("%(number)s lieux notés exacts aujourd’hui.") % {"number": new}
        self.message_user(request, said, messages.SUCCESS)


def _back_to_list(request) -> str:
    """The list as it was, at the row that follows."""
    filters = QueryDict(request.GET.get("filtres", "")).urlencode()
    line = request.GET.get("ligne", "")
    url = reverse("admin:structures_lieu_changelist")
    return url + (f"?{filters}" if filters else "") + (f"#lieu-{line}" if line.isascii() and line.isdecimal() else "")


@admin.register(Confirmation)
class ConfirmationAdmin(ReadOnly, StaffAdmin):
    """Every « Toujours exact »: read here, changed nowhere."""

    list_display = ["jour", "lieu", "par", "maniere"]
    list_filter = ["maniere"]
    list_select_related = ["lieu"]
    search_fields = ["lieu__nom__unaccent", "lieu__commune__nom__unaccent", "par__unaccent"]
    search_help_text = _("Lieu, commune ou personne.")
    date_hierarchy = "jour"
    fields = ["lieu", "jour", "par", "maniere"]

    def lookup_allowed(self, lookup, value, request):
        return lookup == "lieu__id__exact" or super().lookup_allowed(lookup, value, request)
