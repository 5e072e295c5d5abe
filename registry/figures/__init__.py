"""Figures: what is counted, by whom, and what is not known.

models.py       Source, Indicator, Counterpart, Observation; whose figure stands where several count the same (`ranked`)
series.py       one state's indicator over the years: what profiles and state pages read
panel.py        one indicator across states and years, with what must be said of each: what pages, comparison and map read
year_table.py, pairs.py          across the states in one year; origin and destination
charts.py, line_charts.py, pictures.py   one state's line; several states' lines; what a chart shows and says
downloads.py    CSV, XLSX, JSON of what is shown
importing.py    a file of figures in steps; with imports.py (the change set), tables.py, columns.py, reading.py, rows.py, staging.py (also
                keeps what a figure said before), returning.py
"""
