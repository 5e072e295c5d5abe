"""Index of the admin by topic, from the ground up. It gathers and defines nothing."""
# isort: skip_file

import registry.accounts.admin
import registry.states.admin
import registry.library.admin
import registry.process.admin
import registry.projects.admin
import registry.figures.admin
import registry.contacts.admin
import registry.profiles.admin
import registry.pages.admin
