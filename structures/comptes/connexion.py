"""Entering the desk: the password, then the code. Nobody is logged in before both were right."""

import time

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model, login
from django.contrib.auth.views import LoginView
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as otp_login
from django_otp.plugins.otp_static.models import StaticDevice

from structures.comptes import blocage, reprise
from structures.comptes.journal import Genre, noter
from structures.comptes.second_facteur import app_of, codes_left, is_enrolled, is_required, seconds_to_wait, verify

WAITING = "attente"  # who gave a right password, and has not given a code yet
PATIENCE = 10 * 60  # seconds for it


class LoginForm(AdminAuthenticationForm):
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _("Adresse mail ou mot de passe incorrect. Vérifiez les deux, puis réessayez."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Adresse mail (ou nom d’utilisateur)")

    def clean_username(self) -> str:
        """Capitals do not count in a mail address, and an account made by a command may have another name."""
        typed = self.cleaned_data["username"].strip()
        if "\0" in typed:
            raise forms.ValidationError(_("Écrivez votre adresse mail."))
        found = get_user_model().objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
        names = list(found.values_list("username", flat=True)[:2])
        return names[0] if len(names) == 1 else typed


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        error_messages={"required": _("Écrivez le code à 6 chiffres, ou un code de secours.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )


class Connexion(LoginView):
    authentication_form = LoginForm
    template_name = "admin/comptes/connexion.html"

    def get(self, request, *args, **kwargs):
        if admin.site.has_permission(request):
            return redirect("admin:index")
        return super().get(request, *args, **kwargs)

    def get_default_redirect_url(self):
        return reverse("admin:index")

    def form_valid(self, form):
        """The password is right: in, unless a code is asked."""
        user = form.get_user()
        if not settings.SECOND_FACTOR or not (is_required(user) or is_enrolled(user)):
            login(self.request, user)
            return redirect(self.get_success_url())
        self.request.session[WAITING] = {
            "compte": user.pk,
            "preuve": user.get_session_auth_hash(),
            "porte": user.backend,
            "suite": self.get_success_url(),
            "depuis": time.time(),
        }
        return redirect("compte_code" if is_enrolled(user) else "compte_activer")

    def get_context_data(self, **kwargs):
        waiting = reprise.is_waiting(self.request)
        context = {**admin.site.each_context(self.request), "title": _("Connexion"), "subtitle": None}
        return super().get_context_data(**context, app_path=self.request.get_full_path(), reprise=waiting, **kwargs)


def waiting_user(request):
    """Whose password was right, a moment ago; with the backend that knows them."""
    kept = request.session.get(WAITING)
    if not kept or time.time() - kept["depuis"] > PATIENCE:
        return None
    user = get_user_model().objects.filter(pk=kept["compte"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), kept["preuve"]):
        return None
    user.backend = kept["porte"]
    return user


def enter(request, user) -> str:
    """Logs in, verified by their app even after a recovery code: these come and go. Says where they were going."""
    onwards = request.session.pop(WAITING)["suite"]
    login(request, user)
    otp_login(request, app_of(user))
    return onwards


@never_cache
@sensitive_post_parameters("code")
def code_view(request):
    user = waiting_user(request)
    if user is None or not is_enrolled(user):
        return redirect("admin:login")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if blocage.is_locked(request, user):
            return HttpResponse()  # axes puts its own page in its place
        if device := verify(user, form.cleaned_data["code"]):
            onwards = enter(request, user)
            if isinstance(device, StaticDevice):
                say_code_used(request, user)
            return redirect(onwards)
        refuse(request, user, form)
    context = {"title": _("Votre code"), "form": form, "reprise": reprise.is_waiting(request)}
    return render(request, "admin/comptes/code.html", {**admin.site.each_context(request), **context})


def refuse(request, user, form) -> None:
    if blocage.count_failure(request, user):
        return
    if wait := seconds_to_wait(user):
        said = ngettext("Attendez %d seconde avant de réessayer.", "Attendez %d secondes avant de réessayer.", wait)
        form.add_error("code", f"{_('Ce code n’est pas le bon.')} {said % wait}")
    else:
        form.add_error("code", _("Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant, puis réessayez."))


def say_code_used(request, user) -> None:
    left = codes_left(user)
    noter(Genre.CODE_UTILISE, request, user, detail=str(left))
    said = ngettext("Il vous reste %d code de secours.", "Il vous reste %d codes de secours.", left) % left
    more = _("Demandez-en de nouveaux dans « Double vérification ».")
    messages.warning(request, f"{said} {more}" if left < 4 else said)
