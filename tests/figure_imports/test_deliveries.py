"""Deliveries as publishers and statistical offices send them, oddities and all: each gives the
right value or the right question."""

import codecs
import io
import zipfile

import pytest

from registry.common.errors import RuleError
from registry.figure_imports.choices import Choices
from tests.figure_imports.brought import told, tried, values_of

pytestmark = pytest.mark.django_db
PERMITS = {"indicator": "work-permits", "source": "pp-country-pages"}
POPULATION = {"indicator": "population", "source": "pp-country-pages"}
FLOW = {"indicator": "immigration-flow", "source": "pp-country-pages"}
MIN, THIN, NARROW, HARD = "\u2212", "\u2009", "\u202f", "\u00a0"

UNHCR_LINES = """\
"Extracted from the UNHCR Population Statistics Database"
"Date extracted: 2032-01-05"
Year,Country of Origin Code,Country of Asylum Code,Country of Origin Name,Country of Asylum Name,\
Refugees,Asylum seekers,Stateless persons
2031,SYR,ARM,Syrian Arab Rep.,Armenia,16000,*,-
2031,STA,ARM,Stateless,Armenia,-,-,520
2031,UNK,ARM,Unknown,Armenia,5,-,-
"""
EUROSTAT_GZ_TSV = (
    "freq,unit,citizen,sex,age,geo\\TIME_PERIOD\t2029 \t2030 \t2031 \n"
    "A,PER,TOTAL,T,TOTAL,EL\t: \t1200 p\t: z\n"
    "A,PER,TOTAL,T,TOTAL,XK\t: \t15 bep\t20 \n"
    "A,PER,TOTAL,T,TOTAL,UK\t7 \t: \t: \n"
)
EUROSTAT_SDMX = """\
DATAFLOW,LAST UPDATE,freq,citizen,agedef,age,unit,sex,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS
ESTAT:MIGR_IMM1CTZ(1.0),05/01/32 11:00:00,A,TOTAL,COMPLET,TOTAL,NR,T,AT,2030,110234,,
ESTAT:MIGR_IMM1CTZ(1.0),05/01/32 11:00:00,A,TOTAL,REACH,TOTAL,NR,T,AT,2030,110234,,
ESTAT:MIGR_IMM1CTZ(1.0),05/01/32 11:00:00,A,TOTAL,COMPLET,TOTAL,NR,T,DE,2030,,,C
"""
WORLD_BANK = """\
\ufeff"Data Source","World Development Indicators",

"Last Updated Date","2032-01-05",

"Country Name","Country Code","Indicator Name","Indicator Code","2030","2031",
"Georgia","GEO","Population, total","SP.POP.TOTL","3700000","",
"Kosovo","XKX","Population, total","SP.POP.TOTL","1700000","",
"West Bank and Gaza","PSE","Population, total","SP.POP.TOTL","5000000","",
"""
WORLD_BANK_COUNTRIES = """\
"Country Code","Region","IncomeGroup","SpecialNotes","TableName",
"GEO","Europe & Central Asia","Upper middle income","","Georgia",
"""
WORLD_BANK_INDICATORS = """\
"INDICATOR_CODE","INDICATOR_NAME","SOURCE_NOTE","SOURCE_ORGANIZATION",
"SP.POP.TOTL","Population, total","Total population, 2030 revision","UN",
"""
OECD_NEW = """\
STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,CITIZENSHIP,Citizenship,FREQ,\
MEASURE,Measure,SEX,Sex,BIRTH_PLACE,EDUCATION_LEV,UNIT_MEASURE,Unit of measure,TIME_PERIOD,\
OBS_VALUE,OBS_STATUS,UNIT_MULT,DECIMALS
DATAFLOW,OECD.ELS.IMD:DSD_MIG@DF_MIG(1.0),International migration,I,AUT,Austria,W,World,A,B11,\
Inflow,_T,Total,_T,_Z,PS,Persons,2030,110.234,A,3,3
DATAFLOW,OECD.ELS.IMD:DSD_MIG@DF_MIG(1.0),International migration,I,DEU,Germany,W,World,A,B11,\
Inflow,_T,Total,_T,_Z,PS,Persons,2030,,O,3,3
"""
ILOSTAT = """\
"ref_area","source","indicator","sex","classif1","time","obs_value","obs_status","note_classif"
"GEO","BA:453","POP_XWAP_SEX_AGE_NB","SEX_T","AGE_YTHADULT_YGE15","2030",2950.4,"B",""
"GEO","BA:453","POP_XWAP_SEX_AGE_NB","SEX_T","AGE_YTHADULT_Y15-24","2030",450.1,"",""
"GEO","BA:453","POP_XWAP_SEX_AGE_NB","SEX_F","AGE_YTHADULT_YGE15","2030",1550.2,"U",""
"""
OWID = """\
Entity,Code,Year,Share of the population that was born in another country
Georgia,GEO,2030,2.1
"Europe (UN)",,2030,11.6
Czechia,CZE,2030,6.4
"""
HXL = """\
Country of Origin,Country of Origin ISO,Year,IDPs
#country+origin+name,#country+origin+code,#date+year,#affected+idps
Ukraine,UKR,2031,3689000
"""
UKRAINE = (
    "Кількість виданих дозволів на застосування праці іноземців;;;\n"
    "Країна;Рік;Значення;Примітка\n"
    f"Україна;2030;12{NARROW}345;\n"
    f"Україна;2031;13{HARD}456*;без урахування тимчасово окупованих територій\n"
    "* попередні дані;;;\n"
)
MOLDOVA = (
    "Год;Страна;Численность населения, тыс. человек\n"
    f"2030;Республика Молдова;2{THIN}423,3\n"
    "2031;Республика Молдова;2 381,0\n"
)
KAZAKHSTAN = (
    "Численность населения Республики Казахстан на начало года\n"
    "Страна\tГод\tЧисленность, человек\n"
    f"Казахстан\t01.01.2030\t20{HARD}139{HARD}914\n"
    f"Казахстан\t01.01.2031\t20{HARD}387{HARD}000\n"
)
GEORGIA = (
    "Immigrants by sex (persons);;;\n"
    "Country;Sex;2030;2031\n"
    "Georgia;Both sexes;135 212;…\n"
    "Georgia;Male;75 010;x\n"
    "Georgia;Female;60 202;c\n"
)
NEGATIVE = (
    f"Country,Year,Value\nGeorgia,2030,{MIN}22 000\nArmenia,2030,–1 500\nMoldova,2030,-30 000\n"
)


def packed(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def encoded(text, encoding, mark=b""):
    return mark + text.encode(encoding)


def total(state, year, value):
    return {(state, year, "t", ""): value}


@pytest.mark.parametrize(
    ("content", "said", "expected"),
    [
        pytest.param(
            UNHCR_LINES,
            {"source": "unhcr", "indicator": "refugees-hosted"},
            {("ARM", 2031, "t", "SY"): 16000, ("ARM", 2031, "t", "UNK"): 5},
            id="unhcr, lines above, stars and dashes",
        ),
        pytest.param(
            EUROSTAT_GZ_TSV,
            {"source": "pp-country-pages", "indicator": "asylum-decisions-total"},
            {
                ("GRC", 2030, "t", ""): 1200,
                ("GRC", 2031, "t", ""): "not_applicable",
                ("XKX", 2030, "t", ""): 15,
                ("XKX", 2031, "t", ""): 20,
                ("GBR", 2029, "t", ""): 7,
            },
            id="eurostat tsv, flags beside figures and colons",
        ),
        pytest.param(
            WORLD_BANK,
            {"source": "wdi"},
            total("GEO", 2030, 3_700_000) | total("XKX", 2030, 1_700_000),
            id="world bank, wide, lines above, commas at the end",
        ),
        pytest.param(
            OECD_NEW,
            FLOW | {"choices": Choices(ignored=["MEASURE", "Measure"])},
            total("AUT", 2030, 110_234) | total("DEU", 2030, "not_provided"),
            id="oecd, thousands by multiplier, a gap by status",
        ),
        pytest.param(
            ILOSTAT,
            {"source": "sdg", "indicator": "working-age-population", "scale": "1000"},
            {("GEO", 2030, "t", ""): 2_950_400, ("GEO", 2030, "f", ""): 1_550_200},
            id="ilostat, codes, other ages left out",
        ),
        pytest.param(
            OWID,
            {"source": "ims", "indicator": "international-migrant-share"},
            total("GEO", 2030, 2.1) | total("CZE", 2030, 6.4),
            id="owid, an aggregate without a code",
        ),
        pytest.param(
            EUROSTAT_SDMX,
            FLOW | {"choices": Choices(keep={"agedef": ["REACH", "COMPLET"]})},
            total("AUT", 2030, 110_234),
            id="eurostat, two definitions of one age with one value",
        ),
        pytest.param(UKRAINE, PERMITS, total("UKR", 2030, 12345) | total("UKR", 2031, 13456)),
        pytest.param(
            MOLDOVA, POPULATION, total("MDA", 2030, 2_423_300) | total("MDA", 2031, 2_381_000)
        ),
        pytest.param(
            KAZAKHSTAN,
            POPULATION,
            total("KAZ", 2030, 20_139_914) | total("KAZ", 2031, 20_387_000),
        ),
        pytest.param(
            GEORGIA,
            FLOW,
            {
                ("GEO", 2030, "t", ""): 135212,
                ("GEO", 2030, "m", ""): 75010,
                ("GEO", 2030, "f", ""): 60202,
                ("GEO", 2031, "f", ""): "confidential",
            },
        ),
        pytest.param(
            NEGATIVE,
            {"source": "wpp", "indicator": "net-migration"},
            total("GEO", 2030, -22000) | total("ARM", 2030, -1500) | total("MDA", 2030, -30000),
        ),
        pytest.param(
            "Country,Date,Value\nGeorgia,2030-01-01,5\nGeorgia,2031-01-01,6\n",
            PERMITS,
            total("GEO", 2030, 5) | total("GEO", 2031, 6),
        ),
        pytest.param(
            "Country,Date,Value\nGeorgia,2030-01-01T00:00:00Z,5\nArmenia,1/1/2031,6\n",
            PERMITS,
            total("GEO", 2030, 5) | total("ARM", 2031, 6),
        ),
        pytest.param(
            "Country,Year,Value (persons)\nTurkey,2030,5\nCzech Republic,2030,6\nKosovo*,2030,7\n"
            "North Macedonia,2030,8\nFYR Macedonia,2031,9\nRepublic of Moldova,2030,10\n",
            PERMITS,
            total("TUR", 2030, 5)
            | total("CZE", 2030, 6)
            | total("XKX", 2030, 7)
            | total("MKD", 2030, 8)
            | total("MKD", 2031, 9)
            | total("MDA", 2030, 10),
        ),
        pytest.param(
            'Country,Year,Value\nGeorgia,2030,5\nArmenia,2030,"6 "\n Moldova ,2030 , 7\n',
            PERMITS,
            total("GEO", 2030, 5) | total("ARM", 2030, 6) | total("MDA", 2030, 7),
        ),
        pytest.param(
            "Country,Year,Value\nGeorgia,2030,5\n\n,,\nArmenia,2030,6\nSource: Geostat,,\n",
            PERMITS,
            total("GEO", 2030, 5) | total("ARM", 2030, 6),
        ),
        pytest.param(
            "Country,Year,Immigrants (thousands)\nGeorgia,2030,135.2\nArmenia,2030,12.5\n",
            FLOW,
            total("GEO", 2030, 135_200) | total("ARM", 2030, 12_500),
        ),
    ],
)
def test_the_right_value(content, said, expected):
    imported = tried(content, **said)
    assert told(imported) == []
    assert values_of(imported) == expected


@pytest.mark.parametrize(
    ("content", "said", "question"),
    [
        pytest.param(HXL, {"source": "unhcr", "indicator": "idps"}, ""),
        pytest.param(
            "Country,Date,Value\nGeorgia,2030,5\nArmenia,2031-01-01,6\n",
            PERMITS,
            "Some rows have a day (“2031-01-01”) and some a year (“2030”).",
        ),
        pytest.param(
            "Country,Date,Value\nGeorgia,2030-01-01,5\nGeorgia,2030-04-01,6\n",
            PERMITS,
            "“2030-04-01” is a date.",
        ),
        pytest.param("Country,Date,Value\nGeorgia,2030Q1,5\n", PERMITS, "“2030Q1” is not a year"),
        pytest.param("Country,Date,Value\nGeorgia,2030/31,5\n", PERMITS, "is not a year"),
        pytest.param("Country,Year,Value\nGeorgia,47484,5\n", PERMITS, "stores as a number"),
        pytest.param('Country,Year,Value\nGeorgia,2030,"1,234"\n', PERMITS, "1.234 or 1234"),
        pytest.param("Country,Year,Value\nGeorgia,2030,<5\n", PERMITS, "“<5” is not a number"),
        pytest.param("Country,Year,Value\nGeorgia,2030,10-20\n", PERMITS, "is not a number"),
        pytest.param("Country,Year,Value\nGeorgia,2030,~500\n", PERMITS, "is not a number"),
        pytest.param("Country,Year,Value\nGeorgia,2030,5 thousand\n", PERMITS, "is not a number"),
        pytest.param("Country,Year,Value\nGeorgia,2030,12%\n", PERMITS, "in per cent"),
        pytest.param("Country,Year,Value\nGeorgia,2030,-5\n", PERMITS, "cannot be negative"),
        pytest.param(
            'Country,Year,Value\nGeorgia,2030,"1,5"\nArmenia,2030,2.5\nMoldova,2030,1.234\n',
            PERMITS,
            "“1.234” is 1.234 or 1234",
        ),
        pytest.param("Country,Year,Value\nGeorgia,2030,'5\n", PERMITS, "“'5” is not a number"),
        pytest.param(
            "Country,Year,Value\nGeorgia,2030,5\nGeorgia,2030,6\n",
            PERMITS,
            "The same figure stands in row 2 already.",
        ),
        pytest.param(
            "Country,Year,Month,Value\nGeorgia,2030,1,5\nGeorgia,2030,2,6\n",
            PERMITS,
            "Column “Month” is not read",
        ),
        pytest.param(
            "Country,Year,Quarter,Value\nGeorgia,2030,Q1,5\nArmenia,2030,Q1,6\n",
            PERMITS,
            "Column “Quarter” is not read, and holds only “Q1”",
        ),
    ],
)
def test_the_right_question(content, said, question):
    imported = tried(content, **said)
    if not question:
        assert told(imported), (values_of(imported), imported.said)
    assert any(question in one for one in told(imported)), (told(imported), values_of(imported))


def test_an_archive_of_three_files_asks_which_one_or_knows():
    content = packed(
        ("Metadata_Indicator_API_SP.POP.TOTL_DS2_en_csv_v2_1.csv", WORLD_BANK_INDICATORS),
        ("API_SP.POP.TOTL_DS2_en_csv_v2_1.csv", WORLD_BANK),
        ("Metadata_Country_API_SP.POP.TOTL_DS2_en_csv_v2_1.csv", WORLD_BANK_COUNTRIES),
        ("__MACOSX/._API_SP.POP.TOTL_DS2_en_csv_v2_1.csv", b"\x00\x05\x16\x07"),
    )
    imported = tried(content, "API.zip", source="wdi")
    assert told(imported) == []
    assert values_of(imported) == total("GEO", 2030, 3_700_000) | total("XKX", 2030, 1_700_000)
    assert any("Metadata_Country" in one for one in imported.said)


@pytest.mark.parametrize(
    "content",
    [
        encoded(MOLDOVA, "utf-16-le", codecs.BOM_UTF16_LE),
        encoded(MOLDOVA, "utf-16-be", codecs.BOM_UTF16_BE),
        encoded(MOLDOVA, "utf-8", codecs.BOM_UTF8),
        encoded(MOLDOVA.replace(THIN, HARD), "cp1251"),
    ],
    ids=["UTF-16 LE", "UTF-16 BE", "UTF-8 with a mark", "Windows-1251"],
)
def test_the_same_file_in_each_encoding(content):
    imported = tried(content, **POPULATION)
    assert told(imported) == []
    assert values_of(imported) == total("MDA", 2030, 2_423_300) | total("MDA", 2031, 2_381_000)


def test_an_archive_within_itself_is_refused():
    inner = packed(("a.csv", "Country,Year,Value\nGeorgia,2030,5\n"))
    for _level in range(3):
        inner = packed(("deeper.zip", inner))
    with pytest.raises(RuleError, match="unpack it and bring"):
        tried(inner, "n.zip", **PERMITS)
