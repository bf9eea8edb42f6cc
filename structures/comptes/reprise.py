"""A form that was sent after the end of the session comes back as it was typed, once its author is there again.

It is shown, never saved: the form of the page is filled in, and waits for its button. What is kept was sent by a page
of ours (the token against forged requests was checked first), belongs to one account and to one page, and holds
neither files nor passwords.
"""

from django.contrib import admin, messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from structures.comptes.journal import Genre, noter

DRAFT = "reprise"
LONGEST = 500_000  # characters
LEFT_OUT = {"_save", "_continue", "_addanother", "_saveasnew", "csrfmiddlewaretoken", "code"}


def keep(request, ours: bool | None = None) -> None:
    """Aside, until its author has logged in again. Only what passed the check against forged requests."""
    account = request.user.pk or getattr(request, "ended_for", None)
    ours = getattr(request, "csrf_processing_done", False) if ours is None else ours
    if not account or not ours or request.path == reverse("admin:logout"):
        return
    fields = {name: values for name, values in request.POST.lists() if not _left_out(name)}
    length = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    request.session[DRAFT] = {
        "compte": account,
        "page": request.get_full_path(),
        "champs": fields if length <= LONGEST else None,
        "fichiers": bool(request.FILES),
    }


def is_waiting(request) -> bool:
    return DRAFT in request.session


def resumed(request):
    """Before a page of the desk: fills its form in with what was kept for it, or answers in its place."""
    draft = request.session.get(DRAFT)
    if not draft or request.method != "GET" or draft["page"] != request.get_full_path():
        return None
    del request.session[DRAFT]
    if draft["champs"] is None:
        messages.error(request, _("Votre formulaire était trop long pour être gardé. Rien n’est enregistré."))
        return None
    typed = QueryDict(mutable=True)
    for name, values in draft["champs"].items():
        typed.setlist(name, values)
    return _show(request, typed, draft["fichiers"])


def _show(request, typed: QueryDict, had_files: bool):
    match = request.resolver_match
    page = getattr(match.func, "model_admin", None)
    if isinstance(page, Resumable) and page.resumes and match.url_name.endswith(("_add", "_change")):
        _say(request, had_files)
        request.resumed = typed
        return None
    if page is not None or not typed:
        messages.warning(request, _("Votre session avait pris fin : rien n’a été fait. Recommencez."))
        return None
    context = {
        **admin.site.each_context(request),
        "title": _("Ce que vous aviez écrit"),
        "champs": [(name, value) for name, values in typed.lists() for value in values],
        "page": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/comptes/reprise.html", context)


def _say(request, had_files: bool) -> None:
    said = _("Rien n’est encore enregistré. Voici ce que vous aviez écrit : relisez, puis enregistrez.")
    files = _("Choisissez de nouveau vos fichiers : ils n’ont pas été gardés.")
    messages.warning(request, f"{said} {files}" if had_files else said)


def _left_out(name: str) -> bool:
    return name in LEFT_OUT or "password" in name or "mot_de_passe" in name


class Resumable:
    """A page of the admin whose form may come back unsaved, and whose deletions are in the security log."""

    resumes = True  # False: nothing is typed there, its buttons act at once, and are to be pressed again

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Filled in here and no sooner: a page of its own, that acts on what is sent to it, is only looked at."""
        if typed := getattr(request, "resumed", None):
            request.FILES.clear()  # read while it is a GET: reading it later would undo the next line
            request.method, request.POST = "POST", typed
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        from structures.admin.forms import never_saved  # which needs this module first

        form = super().get_form(request, obj, change=change, **kwargs)
        return never_saved(form) if getattr(request, "resumed", False) else form

    def log_deletions(self, request, queryset):
        entries = super().log_deletions(request, queryset)
        for obj in queryset:
            noter(Genre.SUPPRESSION, request, detail=f"{obj._meta.verbose_name} : {obj}")
        return entries


@receiver(user_logged_in)
def forget_of_others(sender, request, user, **kwargs):
    if request.session.get(DRAFT, {}).get("compte", user.pk) != user.pk:
        del request.session[DRAFT]
