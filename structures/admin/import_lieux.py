"""« Importer des lieux »: a file is brought, its rows are looked at, what is ticked is written; and past imports."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from structures.admin.base import StaffAdmin
from structures.admin.import_apercu import Apercu, Choix, tick_all
from structures.import_lieux import lots
from structures.import_lieux.dire import in_short, written
from structures.import_lieux.fichier import MAX_BYTES, MAX_ROWS
from structures.import_lieux.models import Import
from structures.import_lieux.travail import WORKING, start, state
from structures.nombres import grouped

Etat = Import.Etat
MEGABYTE = 1_000_000


class ApporterForm(forms.Form):
    fichier = forms.FileField(
        label=_("Fichier"),
        help_text=_("CSV, Excel (.xlsx) ou JSON, au schéma national des lieux de médiation numérique."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json,.geojson"}),
        error_messages={
            "required": _("Choisissez un fichier."),
            "empty": _("Ce fichier est vide."),
            "missing": _("Choisissez un fichier."),
            "invalid": _("Choisissez un fichier."),
        },
    )

    def clean_fichier(self):
        file = self.cleaned_data["fichier"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                _("Ce fichier est trop lourd : %(most)d Mo au plus."), params={"most": MAX_BYTES // MEGABYTE}
            )
        return file


@admin.register(Import)
class ImportAdmin(StaffAdmin):
    adding = _("Importer des lieux")
    list_display = ["fichier", "source", "cree_le", "qui", "etat", "resultat"]
    list_filter = ["etat"]
    list_defer = ["contenu"]
    search_fields = ["fichier", "source"]
    search_help_text = _("Nom du fichier ou source.")
    ordering = ["-cree_le", "-pk"]
    actions = None

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("contenu")

    @admin.display(description=_("apporté par"), ordering="par", empty_value="–")
    def qui(self, lot):
        return lot.par or _("commande")

    @admin.display(description=_("résultat"))
    def resultat(self, lot):
        if lot.etat == Etat.APPLIQUE:
            return written(lot)
        return lot.probleme if lot.etat == Etat.REFUSE else in_short(lot)

    def view_on_site(self, obj):
        return None

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ApporterForm(request.POST, request.FILES) if request.method == "POST" else ApporterForm()
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["fichier"]
            lot = lots.receive(file.read(), file.name, request.user)
            start(lot)
            return HttpResponseRedirect(_address(lot))
        context = {
            "title": _("Importer des lieux"),
            "form": form,
            "lignes": grouped(MAX_ROWS),
            "octets": MAX_BYTES // MEGABYTE,
        }
        return self._page(request, "apporter", None, context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        lot = self.get_object(request, object_id)
        if lot is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST":
            if not self.has_change_permission(request, lot):
                raise PermissionDenied
            return HttpResponseRedirect(self._act(request, lot))
        if not self.has_view_permission(request, lot):
            raise PermissionDenied
        return self._show(request, lot)

    def _show(self, request, lot):
        if lot.etat in WORKING:
            found, interrupted = state(lot)
            context = {"title": lot.fichier, "avancement": found, "interrompu": interrupted}
            return self._page(request, "travail", lot, context)
        resumed = getattr(request, "resumed", None)  # ticked before the session ended, not kept yet
        apercu = Apercu(lot, request.GET.get("page"), Choix(resumed) if resumed else None)
        decidable = lot.etat == Etat.LU and self.has_change_permission(request, lot)
        context = {"title": lot.fichier, "apercu": apercu, "decidable": decidable, "ecrit": written(lot)}
        return self._page(request, "apercu", lot, context)

    def _page(self, request, template, lot, context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "lot": lot, **context}
        return TemplateResponse(request, f"admin/structures/import/{template}.html", context)

    def _act(self, request, lot) -> str:
        """What the button asks for, and the address of the next page."""
        if lot.etat in WORKING:
            return self._go_on(request, lot)
        if lot.etat != Etat.LU:
            self.message_user(request, _("C’était déjà fait : rien n’a changé."), messages.INFO)
            return _address(lot)
        Choix(request.POST).keep(lot)
        asked = request.POST
        for name, ticked in (("cocher", True), ("decocher", False)):
            if asked.get(name, "").isdecimal():
                tick_all(lot, int(asked[name]), ticked)
        if "_appliquer" in asked:
            return self._apply(request, lot)
        if "_abandonner" in asked:
            return self._drop(request, lot)
        return f"{_address(lot)}?page={_page_number(asked.get('aller') or request.GET.get('page'))}"

    def _apply(self, request, lot) -> str:
        apercu = Apercu(lot, 1)
        if apercu.a_decider and not apercu.total_coche:
            self.message_user(request, _("Rien n’est coché : rien n’a été écrit."), messages.WARNING)
        elif lots.ask(lot.pk, request.user):
            lot.refresh_from_db(fields=["etat"])
            start(lot)
            self._tell(request, lot)
        return _address(lot)

    def _tell(self, request, lot) -> None:
        lot.refresh_from_db()
        if lot.etat == Etat.APPLIQUE:
            self.message_user(request, written(lot), messages.SUCCESS)

    def _drop(self, request, lot) -> str:
        lots.drop(lot)
        self.message_user(request, _("Import abandonné : rien n’a été écrit."), messages.SUCCESS)
        return reverse("admin:structures_import_changelist")

    def _go_on(self, request, lot) -> str:
        """After an interruption. A work under way is left to itself."""
        _found, interrupted = state(lot)
        if interrupted and "_revenir" in request.POST and lot.etat == Etat.DEMANDE:
            Import.objects.filter(pk=lot.pk, etat=Etat.DEMANDE).update(etat=Etat.LU)
        elif interrupted and "_reprendre" in request.POST:
            start(lot)
        return _address(lot)


def _address(lot: Import) -> str:
    return reverse("admin:structures_import_change", args=[lot.pk])


def _page_number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 1
