"""Pages around the door of the desk; those within it are in the admin."""

from django.urls import path

from structures.comptes import connexion, enrolement, liens

urlpatterns = [
    path("connexion/code/", connexion.code_view, name="compte_code"),
    path("double-verification/", enrolement.factor_view, name="compte_facteur"),
    path("double-verification/activer/", enrolement.enrol_view, name="compte_activer"),
    path("double-verification/codes/", enrolement.codes_view, name="compte_codes"),
    path("double-verification/retirer/", enrolement.remove_view, name="compte_retirer"),
    path("mot-de-passe/oublie/", liens.forgotten_view, name="compte_oubli"),
    path("mot-de-passe/oublie/envoye/", liens.sent_view, name="compte_oubli_envoye"),
    path("mot-de-passe/<uidb64>/<token>/", liens.Choose.as_view(), name="compte_mot_de_passe"),
]
