"""Comparison: two to four states side by side, by section of a template or by indicator.

peers.py       whom a reader may want to add: the same group, neighbours
sections.py    a section as the latest published editions have it, with the figures of that section
indicators.py  one indicator: a chart, a table, and a note wherever a year, a source or a status
               differs
overview.py    key figures, while neither is chosen
comparing.py   what stands side by side, as the address asks for it
filters.py     what the address says
views.py       the page and its files
"""
