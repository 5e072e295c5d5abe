def bad_request(*a, **k): pass
permission_denied=page_not_found=server_error=bad_request
