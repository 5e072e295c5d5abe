"""Authorities and the network of National Contact Points, which keeps itself current.

models.py          Authority, ContactPoint (each personal detail with its own visibility), Escalation
traces.py          what happens to a contact point, as rows
visibility.py      which details a reader may see; network.py shows them; looks.py remembers who looked
terms.py           terms of office and the rights that come from them
naming.py          somebody comes to hold an office: invited, and told what is kept about them
details.py         a person's own changes: at once, or waiting for the Secretariat
addresses.py       a new e-mail, confirmed at both addresses
confirmation.py    the yearly question
handover.py        the office passes to a successor, with everything that hangs on it (handing_over.py declares what)
reachability.py    whom of a state a mail reaches, and whom to turn to next
bounces.py         what mail servers sent back
group_mail.py      letters to many
duplicates.py      who stands twice; merging.py makes one of two, and two again
privacy.py         export, erasure, retention
bulk.py            one act on many, with one undo
letters.py         uploaded letters
vcards.py          vCards

Personal details start at the narrowest visibility, and never enter history, exports, logs or the API.
"""
