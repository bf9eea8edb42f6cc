"""Setting the second factor up, and looking after it: the app, the recovery codes, another phone."""

from base64 import b32encode

import segno
from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as otp_login

from structures.comptes import second_facteur
from structures.comptes.avis import tell
from structures.comptes.connexion import CodeForm, enter, waiting_user
from structures.comptes.journal import Genre, noter


@never_cache
@sensitive_post_parameters("code")
def enrol_view(request):
    """For whoever is in, and for whoever must set it up before entering."""
    inside = admin.site.has_permission(request)
    user = request.user if inside else waiting_user(request)
    if user is None or (not inside and second_facteur.is_enrolled(user)):
        return redirect("admin:login")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        again = second_facteur.is_enrolled(user)
        if enrolled := second_facteur.enrol(user, form.cleaned_data["code"]):
            if again:
                tell(user, request, gettext("Un autre téléphone donne maintenant les codes de votre compte."))
            return _welcome(request, user, inside, *enrolled)
        if inside and second_facteur.is_enrolled(user) and user.otp_device is None:
            return redirect("compte_facteur")  # the same form, sent twice
        form.add_error("code", _("Ce code n’est pas le bon. Attendez que l’application en montre un autre."))
    return _page(request, "activer", _("Activer la double vérification"), _picture(user, form))


def _welcome(request, user, inside: bool, device, codes):
    """In, with the codes: this answer is the only place where they are written."""
    onwards = "" if inside else enter(request, user)
    otp_login(request, device)  # a new phone takes the place of the former one
    noter(Genre.FACTEUR_ACTIVE, request)
    return _show_codes(request, codes, onwards)


def _picture(user, form) -> dict:
    device = second_facteur.candidate(user)
    key = b32encode(device.bin_key).decode()
    return {
        "form": form,
        "image": segno.make(device.config_url, error="m").svg_data_uri(scale=5, light="#fff", dark="#000", border=3),
        "cle": " ".join(key[at : at + 4] for at in range(0, len(key), 4)),
        "nom": user.get_username(),
        "oblige": second_facteur.is_required(user),
    }


@never_cache
@admin.site.admin_view
def factor_view(request):
    """Where one stands, and what one may do about it."""
    user = request.user
    context = {
        "active": second_facteur.is_enrolled(user),
        "oblige": second_facteur.is_required(user),
        "restants": second_facteur.codes_left(user),
    }
    return _page(request, "facteur", _("Double vérification"), context)


@never_cache
@admin.site.admin_view
def codes_view(request):
    """Ten new ones, shown in the answer to the form; looking at the page again makes none."""
    if request.method != "POST" or not second_facteur.is_enrolled(request.user):
        return redirect("compte_facteur")
    codes = second_facteur.new_recovery_codes(request.user)
    noter(Genre.CODES, request)
    return _show_codes(request, codes, "")


@never_cache
@admin.site.admin_view
def remove_view(request):
    """For those of whom it is not required."""
    if request.method == "POST" and not second_facteur.is_required(request.user):
        second_facteur.remove(request.user)
        noter(Genre.FACTEUR_RETIRE, request)
        tell(request.user, request, gettext("La double vérification a été retirée : votre mot de passe suffit."))
        messages.success(request, _("La double vérification est retirée. Votre mot de passe suffit désormais."))
    return redirect("compte_facteur")


def _show_codes(request, codes, onwards: str):
    return _page(request, "codes", _("Vos codes de secours"), {"codes": codes, "suite": onwards})


def _page(request, name: str, title, context: dict):
    context = {**admin.site.each_context(request), "title": title, **context}
    response = render(request, f"admin/comptes/{name}.html", context)
    response["Cache-Control"] = "no-store, private"
    return response
