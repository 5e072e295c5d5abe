"""The app's configuration and the order of its topics."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate, pre_migrate

TOPICS = (
    "common",
    "accounts",
    "states",
    "library",
    "process",
    "projects",
    "figures",
    "contacts",
    "profiles",
    "imap",
    "compare",
    "pages",
    "desk",
    "secretariat",
)


class RegistryConfig(AppConfig):
    default = True
    name = "registry"
    verbose_name = "Registry"

    def ready(self) -> None:
        from registry.common import checks, guards  # noqa: F401  (checks register themselves)
        from registry.profiles import frozen

        # Periods that may not overlap, and published editions, are guarded by triggers (on PostgreSQL also by exclusion
        # constraints). A table rebuild on SQLite drops triggers, so they are put in place after every migrate. These are the
        # app's only signal receivers.
        for guard in (guards, frozen):
            pre_migrate.connect(guard.remove, sender=self, weak=False)
            post_migrate.connect(guard.install, sender=self, weak=False)


class RegistryAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "registry.secretariat.site.RegistrySite"
