"""The version of the product, as pyproject.toml has it (a test compares): what is installed from a
checkout has no package that would know."""

VERSION = "1.0"
