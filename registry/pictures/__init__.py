"""Pictures drawn from values that are given: nothing here asks the database.

palette.py     the colours of tokens.css for pictures that have no style sheet
svg.py         elements with everything escaped; pictures that are saved as files
charts.py      one line with its gaps; drawing.py: the process that draws it
kept_pictures.py  what was drawn is kept by what it shows, for all processes
line_charts.py several lines, laid out by line_geometry.py; sparklines.py: a small line without axes
framed.py      a finished chart with title and notes; maps.py: a map with legend and notes
diagrams.py    statuses and the ways between them
"""
