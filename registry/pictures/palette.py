"""The colours of pictures: those of static/registry/css/tokens.css in its light scheme.

A picture that is saved or sent has no style sheet, so it carries the colours themselves. Each has
the name of its token; a test compares the two files. No other module holds a colour's value.
"""

PALETTE = {
    "paper": "#fcfbf8",
    "ink": "#14213d",
    "quiet": "#565e70",
    "line": "#ddd8cc",
    "edge": "#85806f",
    "blue": "#1d4e89",
    "amber": "#8f4a05",
    "eu": "#3a66a0",
    "schengen-associated": "#7a68a8",
    "eastern-partnership": "#a8791c",
    "western-balkans": "#3f7d52",
    "central-asia": "#a4503c",
    "other": "#4a7f86",
    "line-7": "#9a3f70",
    "map-land": "#e2ddd0",
    "map-endorsed": "#2c5a96",
    "map-unconfirmed": "#5f8f93",
    "map-national": "#a293c4",
    "map-published": "#7d9cc6",
    "map-figures": "#c3d0e2",
    "map-else": "#f3f0e9",
    "q1": "#dbe4f0",
    "q2": "#b5c8e0",
    "q3": "#84a3cb",
    "q4": "#4f79b0",
    "q5": "#234a80",
}

PAPER, INK, QUIET = PALETTE["paper"], PALETTE["ink"], PALETTE["quiet"]
LINE, EDGE, BLUE, AMBER = PALETTE["line"], PALETTE["edge"], PALETTE["blue"], PALETTE["amber"]
LAND, ELSEWHERE = PALETTE["map-land"], PALETTE["map-else"]

# The lines of a chart, in their order
LINES = tuple(
    PALETTE[name]
    for name in (
        "blue",
        "central-asia",
        "western-balkans",
        "schengen-associated",
        "eastern-partnership",
        "other",
        "line-7",
        "ink",
    )
)
