"""The i-Map: shapes projected once, at build time, and what a layer colours.

shapes.py           labels, markers, neighbours, outlines (the paths themselves:
                    static/registry/img/map.svg)
layers.py           what a layer is; layers about the Process: profiles, groups, participation,
                    projects, meetings
classes.py          classes of values, few and with round limits
indicator_layer.py  an indicator in classes, gaps as hatching, flows between states
catalogue.py        all layers by name
files.py            a layer to take away: SVG, PNG, CSV, GeoJSON
"""
