"""Pictures drawn from values that are given: nothing here asks the database.

palette.py     the colours of tokens.css for pictures that have no style sheet
svg.py         elements with everything escaped; pictures that are saved as files
charts.py      one line with its gaps; line_charts.py: several lines; drawing.py: the process
               that draws them; sparklines.py: a small line without axes
framed.py      a finished chart with title and notes; maps.py: a map with legend and notes
diagrams.py    statuses and the ways between them
"""
