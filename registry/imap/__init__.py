"""The i-Map: shapes projected once, at build time, and what a layer colours.

shapes.json      codes, labels and the small states that need a marker (shapes themselves: static/registry/img/map.svg)
layers.py        the first layer: which states have which kind of profile
"""
