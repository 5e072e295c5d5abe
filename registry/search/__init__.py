"""One search over everything that is public, in two languages and two scripts, on both databases.

`analysis.py` makes words comparable, `scripts.py` takes them from script to script and from one
keyboard to the other. `gathering.py` and `gathering_records.py` say what can be found;
`indexing.py` keeps the index, which `dialects.py` stores in FTS5 or tsvector, and `behind.py` notes
when it is behind. `question.py` reads what somebody typed with the words that `lexicon.py` knows;
`finding.py` finds and ranks; `passages.py` and `answers.py` put hits into words, `chart_asked.py`
names the chart that is asked for; `missed.py` counts what nobody found.
"""
