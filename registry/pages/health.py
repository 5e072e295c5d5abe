def healthz(r): pass
