"""The staff's desk: Django's admin, with the work list at its door."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.urls import path

from structures.comptes.site import ClosedSite


class StaffSite(ClosedSite, AdminSite):
    def get_urls(self):
        from conseillers.admin.conflits import conflits_view
        from structures.admin.archivage import archives_view, restore_view
        from structures.admin.depart import departure_view

        archives = [
            path("archives/", self.admin_view(archives_view), name="archives"),
            path("archives/depart/", self.admin_view(departure_view), name="archives_depart"),
            path("archives/<str:geste>/", self.admin_view(restore_view), name="archives_remettre"),
        ]
        page = path("conseillers/conflits/", self.admin_view(conflits_view), name="conseillers_conflits")
        return [page, *archives, *super().get_urls()]

    def index(self, request, extra_context=None):
        from conseillers.admin.travail import work_list

        taches = work_list(request.user)
        done = [tache.nom for tache in taches if not tache.nombre]
        today = {"taches": taches, "a_jour": done, "rien_a_faire": len(done) == len(taches)}
        return super().index(request, {**today, **(extra_context or {})})


class StaffConfig(AdminConfig):
    default_site = "config.admin.StaffSite"

    def ready(self):
        from config.roles import write_groups

        super().ready()
        post_migrate.connect(write_groups, sender=self, dispatch_uid="roles")
