class RuleError(Exception):
    """A rule of the Process or of the registry refuses an act. The message is a sentence for its
    reader."""
