"""Accounts and the security log, for administrators alone."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import admin as auth_admin  # registers its own pages, which give way to ours
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static import admin as static_admin
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp import admin as totp_admin
from django_otp.plugins.otp_totp.models import TOTPDevice

from structures.admin.base import ReadOnly, StaffAdmin
from structures.admin.filters import ListFilter
from structures.comptes import gestes, liens
from structures.comptes.avis import tell
from structures.comptes.droits import is_administrator, may_change, may_give_role
from structures.comptes.filters import EtatFilter, RoleFilter
from structures.comptes.forms import CompteForm, RoleForm
from structures.comptes.journal import Genre, noter
from structures.comptes.models import Compte, Evenement
from structures.roles import Role

# Groups are written by config/roles.py, secrets of the second factor are nobody's to read.
REPLACED = [(auth_admin, User), (auth_admin, Group), (totp_admin, TOTPDevice), (static_admin, StaticDevice)]
for _module, model in REPLACED:
    admin.site.unregister(model)


class ForAdministrators:
    class Media:
        css = {"screen": ["css/admin-comptes.css"]}

    def has_module_permission(self, request):
        return is_administrator(request.user)

    def has_view_permission(self, request, obj=None):
        return is_administrator(request.user)


@admin.register(Compte)
class CompteAdmin(ForAdministrators, StaffAdmin):
    adding = _("Inviter quelqu’un")
    change_form_template = "admin/comptes/compte.html"
    list_display = ["nom", "role_dit", "structures_dites", "etat", "double_verification"]
    list_filter = [RoleFilter, EtatFilter]
    search_fields = ["first_name__unaccent", "last_name__unaccent", "email", "username"]
    search_help_text = _("Nom ou adresse mail.")
    ordering = ["last_name", "first_name", "pk"]
    readonly_fields = ["role_dit", "etat", "double_verification", "last_login"]
    actions = None

    def has_add_permission(self, request):
        return is_administrator(request.user)

    def has_change_permission(self, request, obj=None):
        return is_administrator(request.user) if obj is None else may_change(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return False  # what an account did keeps its name: it is deactivated

    def get_queryset(self, request):
        enrolled = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(verifie=Exists(enrolled)).prefetch_related("groups", "structures")

    def get_fieldsets(self, request, obj=None):
        role = ["role", "structures"] if self._gives_role(request, obj) else ["role_dit"]
        state = [(_("État"), {"fields": ["etat", "double_verification", "last_login"]})] if obj else []
        who = ["first_name", "last_name", "email"]
        return [(None, {"fields": who}), (_("Ce que la personne peut faire"), {"fields": role}), *state]

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs |= {"form": RoleForm if self._gives_role(request, obj) else CompteForm, "fields": CompteForm.Meta.fields}
        return super().get_form(request, obj, change=change, **kwargs)

    def _gives_role(self, request, obj) -> bool:
        return self.has_change_permission(request, obj) and may_give_role(request.user, obj)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        compte = self.get_object(request, unquote(object_id))
        may = compte is not None and self.has_change_permission(request, compte)
        offered = gestes.offered(compte, request.user) if may else []
        return super().change_view(request, object_id, form_url, {"gestes": offered, **(extra_context or {})})

    def save_model(self, request, compte, form, change):
        if not change:
            compte.is_staff = True
            compte.set_unusable_password()
        if not change or compte.username == form.initial.get("email"):
            compte.username = compte.email
        super().save_model(request, compte, form, change)
        if change and form.changed_data:
            changed = ", ".join(str(form.fields[name].label) for name in form.changed_data)
            noter(Genre.COMPTE, request, compte, detail=changed)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "role" in form.cleaned_data and {"role", "structures"} & set(form.changed_data):
            self._give_role(request, form, change)

    def _give_role(self, request, form, change):
        compte, role = form.instance, form.cleaned_data["role"]
        before = form.initial.get("role") or "–"
        own = form.cleaned_data["structures"] if role == Role.REFERENT else []
        compte.groups.set(Group.objects.filter(name=role))
        compte.structures.set(own)
        names = f" ({', '.join(each.nom for each in own)})" if own else ""
        noter(Genre.ROLE, request, compte, detail=f"{before} → {role}{names}")
        if change:  # whoever is invited is told so
            tell(compte, request, *_role_in_words(role, own))

    def response_add(self, request, obj, post_url_continue=None):
        try:
            liens.invite(obj, request)
        except OSError:  # the server of mails does not answer
            said = _("Le compte est créé, mais le mail n’est pas parti. Réessayez avec « Renvoyer l’invitation ».")
            messages.error(request, said)
        else:
            messages.success(request, _("Invitation envoyée à %(mail)s.") % {"mail": obj.email})
        return redirect("admin:structures_compte_change", obj.pk)

    def get_urls(self):
        page = self.admin_site.admin_view(self.gesture_view)
        return [
            path("<path:object_id>/<slug:geste>/faire/", page, name="structures_compte_geste"),
            *super().get_urls(),
        ]

    def gesture_view(self, request, object_id, geste):
        compte = self.get_object(request, unquote(object_id))
        if compte is None or geste not in gestes.GESTES:
            raise Http404
        if not self.has_change_permission(request, compte):
            raise PermissionDenied
        if request.method == "POST":
            gestes.do(geste, compte, request)
            return redirect("admin:structures_compte_change", compte.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": gestes.GESTES[geste].nom,
            "geste": gestes.GESTES[geste],
            "compte": compte,
            "retour": reverse("admin:structures_compte_change", args=[compte.pk]),
        }
        return TemplateResponse(request, "admin/comptes/geste.html", context)

    @admin.display(description=_("nom"), ordering="last_name")
    def nom(self, compte):
        return format_html('{}<span class="liste-structure">{}</span>', compte, compte.email or compte.username)

    @admin.display(description=_("rôle"))
    def role_dit(self, compte):
        return _("superutilisateur\u00a0: tout") if compte.is_superuser else compte.role

    @admin.display(description=_("structures"))
    def structures_dites(self, compte):
        return ", ".join(structure.nom for structure in compte.structures.all())

    @admin.display(description=_("état"))
    def etat(self, compte):
        if not compte.is_active:
            return _("désactivé")
        return _("actif") if compte.has_usable_password() else _("invité, pas encore venu")

    @admin.display(description=_("double vérification"))
    def double_verification(self, compte):
        return _("oui") if compte.verifie else _("pas encore")


def _role_in_words(role: str, own) -> list[str]:
    said = [gettext("Votre rôle est maintenant « %(role)s ».") % {"role": role}]
    if own:
        said.append(gettext("Vos structures : %(names)s.") % {"names": ", ".join(each.nom for each in own)})
    return said


@admin.register(Evenement)
class EvenementAdmin(ForAdministrators, ReadOnly, StaffAdmin):
    list_display = ["instant", "genre", "compte", "auteur", "detail", "origine"]
    list_display_links = None
    list_select_related = ["compte", "auteur"]
    list_filter = ["genre", "instant", ("compte", ListFilter)]
    actions = None
