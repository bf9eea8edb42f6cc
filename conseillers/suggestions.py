"""Suggestions for the search field while somebody types: /suggestions.json."""

from django import forms
from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from conseillers.forms import LONGEST_QUESTION, WordsField
from structures.reperes import Genre
from structures.suggestions import Suggestion, suggestions

KINDS = {
    Genre.COMMUNE: _("commune"),
    Genre.ARRONDISSEMENT: _("arrondissement"),
    Genre.CODE_POSTAL: _("code postal"),
    Genre.ADRESSE: _("adresse"),
    Genre.VOIE: _("rue"),
    Genre.LIEU: _("lieu"),
    Genre.STRUCTURE: _("organisme"),
}


class SuggestionsForm(forms.Form):
    q = WordsField(required=False, max_length=LONGEST_QUESTION)


@require_safe
@cache_control(private=True, max_age=300)  # typed, erased and typed again: asked once
def suggestions_json(request):
    form = SuggestionsForm(request.GET)
    found = suggestions(form.cleaned_data["q"]) if form.is_valid() else []
    return JsonResponse([_in_words(suggestion) for suggestion in found], safe=False)


def _in_words(suggestion: Suggestion) -> dict:
    """`precision` says in plain words what it is, and in which commune."""
    kind = str(KINDS.get(suggestion.genre, ""))
    precision = ", ".join(filter(None, [kind, suggestion.commune]))
    return {"libelle": suggestion.libelle, "genre": suggestion.genre, "precision": precision}
