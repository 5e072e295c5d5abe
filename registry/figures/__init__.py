"""Figures: what is counted, by whom, and what is not known.

models.py           Source, Indicator, Counterpart, Observation
plausibility.py     whether a figure can be right, by what is expected of it (expected.py)
preferred.py        which source is read where several count the same
terms.py            the licences of sources in words
quotients.py        which indicators the registry computes, and computing.py does it
earlier.py          earlier versions of figures, by day
series.py           one state's indicator over the years: what profiles and state pages read
panel.py            one indicator across states and years, with the remark on each figure: what
                    pages, comparison and map read
year_table.py       across the states in one year; pairs.py: origin and destination
indicator_chart.py  which lines a chart shows and what it says; chart_controls.py: what chooses them
downloads.py        CSV, XLSX, JSON of what is shown
"""
