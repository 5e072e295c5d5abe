"""Migration profiles: what a profile is.

models.py             profile and edition; templates.py: the numbered templates
steps.py              what a step of an edition's life is, and the only way to take one; moves.py:
                      the log of the steps that were taken
by_hand.py            what may be entered about an edition by hand, in a form or a file
notices.py            what readers must know about an edition's standing; citations.py: how it is
                      cited; coverage.py: which editions exist
endorsement_clock.py  the three months; messages_to_state.py: a message to the contact points of an
                      edition's state
How an edition is written is in registry/drafting, how it becomes public in registry/publication.
"""
