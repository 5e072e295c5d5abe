"""Index of what the database holds beside its tables, whatever the way in. It gathers and defines
nothing.

Put in place after every migrate, as a table rebuild on SQLite drops triggers.
"""

from registry.common import former_addresses, guards
from registry.contacts import one_state
from registry.packs import frozen as frozen_packs
from registry.publication import frozen
from registry.search import dialects

# Periods that may not overlap (on PostgreSQL by exclusion constraints), offices of one state,
# published editions, frozen packs, the addresses that records had
GUARDS = (guards, one_state, frozen, frozen_packs, former_addresses)
# The index of the search's words has no model: it is emptied by what follows its table
AFTER_MIGRATE = (*GUARDS, dialects)
