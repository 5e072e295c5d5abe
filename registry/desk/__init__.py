"""A contact point's own desk: what is asked of me, my details, the network, my data.

access.py          whose desk a request opens, and for which offices; staff who see it as its
                   contact point does change nothing
asks.py            the list of all that is asked; coming.py: what comes later, with its days
deadlines.py       the deadlines as a calendar at a secret address (calendar_views.py)
own_data.py        what the registry holds about the person, to take away
views.py           the pages, with forms.py and filters.py
"""
