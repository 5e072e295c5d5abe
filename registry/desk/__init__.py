"""A contact point's own desk: what is asked of me, my details, the network, my data.

access.py  who sits at the desk, on behalf of which offices; and staff who look over the shoulder
           without touching anything
asks.py    the list of all that is asked, gathered from the topics
"""
