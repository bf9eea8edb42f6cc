"""The door of the desk: one place says whether it is open, for every page of the admin."""

from functools import update_wrapper


class ClosedSite:
    """Part of an AdminSite. Its imports wait for the models to be there."""

    def has_permission(self, request):
        from structures.comptes.second_facteur import is_satisfied

        return super().has_permission(request) and is_satisfied(request.user)

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            from structures.comptes import journal, reprise

            if not self.has_permission(request):
                if request.method == "POST":
                    reprise.keep(request)
                return inner(request, *args, **kwargs)
            response = reprise.resumed(request) or inner(request, *args, **kwargs)
            journal.note_download(request, response)
            return response

        return update_wrapper(guarded, inner)

    def login(self, request, extra_context=None):
        from structures.comptes.connexion import Connexion

        return Connexion.as_view()(request)

    def password_change(self, request, extra_context=None):
        from structures.comptes import journal

        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            journal.noter(journal.Genre.MOT_DE_PASSE, request)
        return response
