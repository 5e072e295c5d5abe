"""The app's configuration and the order of its topics."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from registry.common import lean_imports

lean_imports.import_lean()

TOPICS = (
    "common",
    "serving",
    "pictures",
    "accounts",
    "media",
    "states",
    "library",
    "process",
    "projects",
    "figures",
    "figure_imports",
    "contacts",
    "profiles",
    "drafting",
    "publication",
    "proposals",
    "sheets",
    "imap",
    "compare",
    "pages",
    "paper",
    "word",
    "search",
    "following",
    "opendata",
    "takeaway",
    "desk",
    "reports",
    "packs",
    "operating",
    "secretariat",
)


class RegistryConfig(AppConfig):
    default = True
    name = "registry"
    verbose_name = "Registry"

    def ready(self) -> None:
        # checks register themselves
        from registry import addresses
        from registry.common import checks, content, former_addresses  # noqa: F401
        from registry.common.hidden_characters import guard_forms
        from registry.database_guards import AFTER_MIGRATE
        from registry.search import behind, indexing
        from registry.unpublished import INDEX

        # What the database itself holds, put in place after every migrate, and the watches of each
        # connection for what public pages show and what the search is made of are the app's only
        # signal receivers.
        guard_forms()
        content.declare(INDEX)
        former_addresses.declare(addresses.INDEX)
        behind.declare(indexing.index)
        connection_created.connect(content.watch_connection, weak=False)
        connection_created.connect(behind.watch_connection, weak=False)
        for guard in AFTER_MIGRATE:
            pre_migrate.connect(guard.remove, sender=self, weak=False)
            post_migrate.connect(guard.install, sender=self, weak=False)


class RegistryAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "registry.secretariat.site.RegistrySite"
