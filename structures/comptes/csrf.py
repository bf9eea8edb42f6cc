"""A form whose token against forged requests is not the right one: said in plain words, with the way back."""

from django.contrib import admin
from django.shortcuts import redirect, render
from django.urls import reverse

from structures.comptes import reprise


def failure(request, reason=""):
    """Most often an old page: one logged in again elsewhere since. Its own origin proves that it is one of ours."""
    if (
        _from_this_site(request)
        and request.path.startswith(reverse("admin:index"))
        and admin.site.has_permission(request)
    ):
        reprise.keep(request, ours=True)
        return redirect(request.get_full_path())
    return render(request, "403_csrf.html", {"retour": request.path}, status=403)


def _from_this_site(request) -> bool:
    """Browsers write Origin themselves in what they post, and no other site can change it."""
    scheme = "https" if request.is_secure() else "http"
    return request.headers.get("Origin") == f"{scheme}://{request.get_host()}"
