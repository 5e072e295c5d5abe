"""The take-away copy: the registry as files that need no server."""
