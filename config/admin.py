"""The staff's desk: Django's admin, with the conflicts of the schedule at its door."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.urls import path


class StaffSite(AdminSite):
    def get_urls(self):
        from conseillers.admin.conflits import conflits_view
        from structures.admin.archivage import archives_view, restore_view

        archives = [
            path("archives/", self.admin_view(archives_view), name="archives"),
            path("archives/<str:geste>/", self.admin_view(restore_view), name="archives_remettre"),
        ]
        page = path("conseillers/conflits/", self.admin_view(conflits_view), name="conseillers_conflits")
        return [page, *archives, *super().get_urls()]

    def index(self, request, extra_context=None):
        from conseillers.admin.calendrier import missing_holidays
        from conseillers.admin.conflits import number_to_correct

        today = {"conflits": number_to_correct(request.user), "vacances_manquantes": missing_holidays()}
        return super().index(request, {**today, **(extra_context or {})})


class StaffConfig(AdminConfig):
    default_site = "config.admin.StaffSite"

    def ready(self):
        from config.roles import write_groups

        super().ready()
        post_migrate.connect(write_groups, sender=self, dispatch_uid="roles")
