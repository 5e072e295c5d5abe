"""Index of the admin by topic, from the ground up. It gathers and defines nothing."""
# isort: skip_file

import registry.common.admin_record_imports
import registry.common.admin_tasks
import registry.accounts.admin
import registry.media.admin
import registry.states.admin
import registry.library.admin
import registry.process.admin
import registry.projects.admin
import registry.figures.admin
import registry.figure_imports.admin
import registry.contacts.admin
import registry.contacts.contact_points_admin
import registry.contacts.decisions_admin
import registry.contacts.group_mail_admin
import registry.contacts.traces_admin
import registry.profiles.admin
import registry.drafting.admin
import registry.publication.admin
import registry.pages.admin
import registry.pages.frame_admin
import registry.reports.admin
import registry.packs.admin
import registry.packs.letters_admin
import registry.search.admin
