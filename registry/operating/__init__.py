"""What an operator reads: how the registry runs, and what went wrong.

`door.py` is passed by every request: it gets an id there and is counted. `metrics.py` has the
counts for Prometheus, `recent_errors.py` keeps the faults that error pages name by an id.
`doctor.py` looks at an installation (`manage.py doctor`), by `installation_checks.py`;
`parts_list.py` says what the product is made of, with licences (CycloneDX), `security_txt.py` where
to report a weakness. Nothing here holds personal data.
"""
