"""Authorities and the network of National Contact Points, which keeps itself current.

models.py          Authority, ContactPoint (each personal detail with its own visibility),
                   Escalation
one_state.py       the database holds that an authority and its contact points are of one state
traces.py          what happens to a contact point, as rows
visibility.py      which details a reader may see; network.py shows them; looks.py remembers who
                   looked
terms.py           terms of office and the rights that come from them
naming.py          somebody comes to hold an office: the privacy notice, and the invitation
details.py         a person's own changes: at once, or waiting for the Secretariat
addresses.py       a new e-mail, confirmed at both addresses
telephones.py      a number that can be dialled from another state; dialling.py: the states' codes
confirmation.py    the yearly question
handover.py        the office passes to a successor, with the open work
attached_rows.py   the rows of every topic that are attached to a contact point, and what becomes
                   of them at a handover (each model declares it in `on_succession`)
reachability.py    whom of a state a mail reaches, and whom to turn to next
bounces.py         what mail servers sent back
group_mail.py      letters to many
duplicates.py      rows that are the same person; merging.py merges two rows, and undoes it
privacy.py         export, erasure, retention; log_erasure.py: personal values in the logs
bulk.py            an act on many, and its undo
letters.py         uploaded letters
vcards.py          vCards

Personal details start at the narrowest visibility, and never enter history, exports, logs or the
API.
"""
