"""Addresses of lieux merged into another: each of their pages leads to the same one of the other, for good."""

from functools import wraps

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from structures.models import Lieu


def redirected(view):
    """The view's own answer; where its lieu is not there any more, the address it has now: one query, on a miss."""

    @wraps(view)
    def answer(request, slug):
        try:
            return view(request, slug=slug)
        except Http404:
            now = Lieu.objects.published().filter(anciennes_adresses__slug=slug).values_list("slug", flat=True).first()
            if now is None:
                raise
        address = reverse(request.resolver_match.view_name, args=[now])
        asked = request.META.get("QUERY_STRING", "")
        # A form that was open when its lieu was merged is sent again as it was typed (308).
        keep = request.method == "POST"
        return HttpResponsePermanentRedirect(f"{address}?{asked}" if asked else address, preserve_request=keep)

    return answer
