"""Authorities and the network of National Contact Points.

models.py      Authority, ContactPoint (each personal detail with its own visibility)
visibility.py  which of a contact point's details a reader may see

Personal details start at the narrowest visibility, and never enter history, exports, logs or the API.
"""
