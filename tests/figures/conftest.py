import pytest

from registry.figures.models import Observation

HEAD = "indicator,state,year,sex,counterpart,value,gap,status,source,note_en,note_ru"
GOOD = "work-permits,GEO,2020,total,,1200,,official,pp-country-pages,,"


def permits():
    return Observation.objects.filter(indicator__slug="work-permits", state__iso_alpha3="GEO")


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
