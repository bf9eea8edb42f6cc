"""The two pages behind the links of a mail: what residents read of a lieu, and a button; or a form to correct it."""

from django.db import transaction
from django.shortcuts import render
from django.utils import timezone

from conseillers.corriger import CorrectionForms
from conseillers.faits import facts_of
from conseillers.liens import Usage, demande_of, signed_page
from conseillers.models import Demande, Proposition
from structures.confirmation import Confirmation, confirm
from structures.models import Lieu


@signed_page
def confirmer(request, jeton):
    """Reading shows the facts and a button, however often a mail's scanner does it; the button alone confirms."""
    if request.method == "POST":
        with transaction.atomic():
            return _confirmer(request, demande_of(jeton, Usage.CONFIRMER, _held()))
    return _confirmer(request, demande_of(jeton, Usage.CONFIRMER))


def _held():
    """Two presses at once wait for each other."""
    return Demande.objects.select_for_update(of=["self"])


def _confirmer(request, demande: Demande):
    faits = facts_of([demande.lieu])[demande.lieu_id]
    answered = bool(demande.confirmee) or _proposed(demande)
    context = {"demande": demande, "faits": faits, "change": faits.empreinte != demande.empreinte}
    if request.method == "POST" and not answered:
        if request.POST.get("empreinte") != faits.empreinte:  # edited while this person was reading
            return render(request, "confirmer.html", context | {"change": True, "a_relire": True}, status=409)
        confirm(Lieu.objects.filter(pk=demande.lieu_id), demande.compte, Confirmation.Maniere.COURRIEL)
        demande.confirmee = timezone.localdate()
        demande.save(update_fields=["confirmee"])
        return render(request, "confirmer.html", context | {"note": True})
    return render(request, "confirmer.html", context | {"deja": answered, "corrections": _proposed(demande)})


def _proposed(demande: Demande) -> bool:
    return Proposition.objects.filter(demande=demande).exists()


@signed_page
def corriger(request, jeton):
    """What a référent says differs waits for an agent: nothing changes on the site."""
    if request.method == "POST":
        with transaction.atomic():
            return _corriger(request, demande_of(jeton, Usage.CORRIGER, _held()))
    return _corriger(request, demande_of(jeton, Usage.CORRIGER))


def _corriger(request, demande: Demande):
    context = {"demande": demande, "garde": True}  # the foot of the page says what becomes of what one writes
    if _proposed(demande):
        return render(request, "corriger.html", context | {"deja": True})
    sent = request.method == "POST"
    forms = CorrectionForms(demande, request.POST if sent else None)
    if sent and forms.is_valid():
        if forms.propose():
            return render(request, "corriger.html", context | {"note": True})
        context["rien"] = True
    return render(request, "corriger.html", context | {"formulaires": forms})
