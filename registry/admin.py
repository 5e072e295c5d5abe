"""Index of the admin by topic. It gathers and defines nothing."""

import registry.accounts.admin
import registry.states.admin
import registry.library.admin
import registry.process.admin
import registry.projects.admin
import registry.figures.admin
import registry.contacts.admin
import registry.profiles.admin
import registry.pages.admin  # noqa: F401
