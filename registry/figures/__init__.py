"""Figures: what is counted, by whom, and what is not known.

models.py      Source, Indicator, Counterpart, Observation
series.py      one indicator over the years: latest value, change, rank; what prefill, pages and charts read
charts.py      a series as a picture (SVG), one for wide and one for narrow columns
importing.py   many observations at once, from compressed CSV
filters.py     the one FilterSet of page, API and export
"""
