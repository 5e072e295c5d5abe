from tests.figures.conftest import own_media

__all__ = ["own_media"]
