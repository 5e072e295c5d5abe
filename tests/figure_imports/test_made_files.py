"""Files made after publishers' formats: the right value, or the right question."""

import io
import zipfile

import openpyxl
import pytest

from registry.common.errors import RuleError
from registry.figure_imports.choices import Choices
from tests.figure_imports.brought import told, tried, values_of

pytestmark = pytest.mark.django_db
RIGHT = Choices(are_right=True)

UNHCR_API = """year,coo_id,coo_name,coo,coo_iso,coa_id,coa_name,coa,coa_iso,refugees,\
asylum_seekers,idps
2031,1,Syrian Arab Rep.,SYR,SYR,2,Armenia,ARM,ARM,16000,12,0
2031,1,Azerbaijan,AZE,AZE,1,Azerbaijan,AZE,AZE,0,0,650000
"""
UNHCR_DECISIONS = """Year,Country of origin,Country of origin (ISO),Country of asylum,\
Country of asylum (ISO),Recognized decisions,Rejected decisions,Total decisions
2031,Iraq,IRQ,Georgia,GEO,10,20,35
2031,"Iran (Islamic Rep. of)",IRN,Georgia,GEO,1,2,5
"""
TSV = (
    "freq,citizen,sex,age,unit,geo\\TIME_PERIOD\t2030 \t2031 \n"
    "A,TOTAL,T,TOTAL,NR,EL\t118816 b\t: c\n"
    "A,TOTAL,F,TOTAL,NR,EL\t50000 \t51000 ep\n"
    "A,SY,T,TOTAL,NR,EL\t7 \t8 \n"
    "A,TOTAL,T,Y_LT14,NR,EL\t9 \t9 \n"
    "A,TOTAL,T,TOTAL,NR,EU27_2020\t99 \t99 \n"
)
TSV_ONE_AGE = "freq,age,unit,geo\\TIME_PERIOD\t2030 \nA,Y_LT14,NR,EL\t9 \nA,Y_GE65,NR,EL\t7 \n"
DATABANK = """Series Name,Series Code,Country Name,Country Code,2030 [YR2030],2031 [YR2031]
"Population, total",SP.POP.TOTL,Turkiye,TUR,85325965,..
"Population, total",SP.POP.TOTL,"Iran, Islamic Rep.",IRN,88550570,..
Data from database: World Development Indicators,,,,,
"""
RUSSIAN_EXCEL = "Страна;Год;Значение\nГрузия;2030;73,125\nАрмения;2030;75,5\n"
IN_DOUBT = "Страна;Год;Значение\nГрузия;2030;73,125\n"
PROSPECTS = """SortOrder,LocID,Notes,ISO3_code,Location,VarID,Variant,Time,TPopulation1July
1,51,,ARM,Armenia,2,Medium,2030,2977.5
1,51,,ARM,Armenia,3,High,2030,3100.5
"""
OECD_OLD = """CO2,Country of birth/nationality,VAR,Variable,COU,Country,YEA,Year,PowerCode Code,\
PowerCode,Value,Flag Codes,Flags
TOT,Total,B11,Inflows,AUT,Austria,2030,2030,3,Thousands,103.5,,
TOT,Total,B12,Outflows,AUT,Austria,2030,2030,3,Thousands,64.5,,
"""
SDMX = """STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,CITIZENSHIP,FREQ,TIME_PERIOD,OBS_VALUE,UNIT_MULT
dataflow,OECD:X(1.0),I,AUT,W,A,2030,90000,0
dataflow,OECD:X(1.0),I,AUT,SYR,A,2030,16000,0
"""
ILO = """ref_area.label,source.label,indicator.label,sex.label,classif1.label,time,obs_value,\
obs_status.label
Georgia,LFS,"Working-age population (thousands)",Sex: Total,"Age (Youth, adults): 15+",2030,\
2950.4,
"""
OWID_TWO = "Entity,Code,Year,Immigrants,Emigrants\nGeorgia,GEO,2030,5000,6000\n"
OWID_EARLY = """Entity,Code,Year,Population (historical)
Georgia,GEO,1850,1000000
Georgia,GEO,2030,3700000
World,OWID_WRL,2030,8000000000
Kosovo,OWID_KOS,2030,1700000
"""
HAPI = """origin_location_code,asylum_location_code,population_group,gender,age_range,min_age,\
max_age,population,reference_period_start,reference_period_end
SYR,ARM,REF,all,all,,,16500,2031-01-01,2031-12-31
SYR,ARM,REF,f,0-4,0,4,500,2031-01-01,2031-12-31
SYR,ARM,ASY,all,all,,,15,2031-01-01,2031-12-31
"""
HXL = """Country,ISO3,Year,Value
#country+name,#country+code,#date+year,#affected
Georgia,GEO,2030,50
"""
REGIONS = """Год;Область;Всего
2030;Аджария;100
2030;Имерети;200
2030;Тбилиси;300
"""
BY_SEX = "Country,Year,Group,Value\nGeorgia,2030,Total,100\nGeorgia,2030,Women,60\n"
PANDAS = """,country,year,value
0,Georgia,2030.0,1234.0
1,Armenia,2030.0,nan
2,Moldova,2031.0,1.5e+03
"""
PANDAS_COMMA = "country;year;value\nGeorgia;2030;1234,5\nArmenia;2030;0,125\n"
THOUSANDS = "Государство;Год;Численность населения, тыс. человек\nГрузия;2030;3 712,5\n"
MARKED = """Country,Year,Value
Georgia,2030,12 345 b
Armenia,2030,"1 234*"
Moldova,2030,2345¹
Ukraine,2030,"1 234 567"
Belarus,2030,…
"""
CONFLICT = "Name,iso2,Year,Value\nGeorgia,GA,2030,1769\nArmenia,AM,2030,1449\n"
PERCENT = "Country,Year,Value\nGeorgia,2030,9.00%\nArmenia,2030,12.60%\n"
ALIKE = "Country,Year,Value\nMoldva,2030,9\nGeorgia,2030,8\n"
BIRTHS = "Country,Year,Value,Category\nGeorgia,2030,9,family\nArmenia,2030,8,work\n"
PERMITS = {"indicator": "work-permits", "source": "pp-country-pages"}
FLOW = {"indicator": "immigration-flow", "source": "ims"}


@pytest.mark.parametrize(
    ("content", "said", "expected"),
    [
        (
            UNHCR_API,
            {"source": "unhcr"},
            {("ARM", 2031, "t", "SY"): 12, ("AZE", 2031, "t", ""): 650000},
        ),
        (
            UNHCR_API,
            {"source": "unhcr", "indicator": "refugees-hosted"},
            {("ARM", 2031, "t", "SY"): 16000, ("AZE", 2031, "t", "AZ"): 0},
        ),
        (
            UNHCR_DECISIONS,
            {
                "source": "unhcr",
                "indicator": "asylum-decisions-total",
                "choices": Choices(sums=["Country of origin (ISO)"]),
            },
            {("GEO", 2031, "t", ""): 40},
        ),
        (
            TSV,
            FLOW,
            {
                ("GRC", 2030, "t", ""): 118816,
                ("GRC", 2031, "t", ""): "confidential",
                ("GRC", 2030, "f", ""): 50000,
                ("GRC", 2031, "f", ""): 51000,
            },
        ),
        (
            TSV_ONE_AGE,
            FLOW | {"choices": Choices(keep={"age": ["Y_GE65"]}, are_right=True)},
            {("GRC", 2030, "t", ""): 7},
        ),
        (DATABANK, {"source": "wdi"}, {("TUR", 2030, "t", ""): 85325965}),
        (
            RUSSIAN_EXCEL,
            {"source": "wdi", "indicator": "life-expectancy"},
            {("GEO", 2030, "t", ""): 73.125, ("ARM", 2030, "t", ""): 75.5},
        ),
        (
            IN_DOUBT,
            {"source": "wdi", "indicator": "life-expectancy", "decimal": ","},
            {("GEO", 2030, "t", ""): 73.125},
        ),
        (
            PROSPECTS,
            {"source": "wpp", "indicator": "population", "scale": "1000"},
            {("ARM", 2030, "t", ""): 2977500},
        ),
        (
            OECD_OLD,
            FLOW | {"choices": Choices(keep={"VAR": ["B11"]})},
            {("AUT", 2030, "t", ""): 103500},
        ),
        (SDMX, FLOW, {("AUT", 2030, "t", ""): 90000}),
        (
            SDMX,
            {"indicator": "international-migrant-stock", "source": "ims"},
            {("AUT", 2030, "t", ""): 90000, ("AUT", 2030, "t", "SY"): 16000},
        ),
        (
            OWID_EARLY,
            {"source": "wdi", "indicator": "population"},
            {("GEO", 2030, "t", ""): 3700000, ("XKX", 2030, "t", ""): 1700000},
        ),
        (
            HAPI,
            {
                "source": "unhcr",
                "indicator": "refugees-hosted",
                "choices": Choices(keep={"population_group": ["REF"]}),
            },
            {("ARM", 2031, "t", "SY"): 16500},
        ),
        (HXL, PERMITS, {("GEO", 2030, "t", ""): 50}),
        (
            REGIONS,
            PERMITS | {"state": "Грузия", "choices": Choices(sums=["Область"])},
            {("GEO", 2030, "t", ""): 600},
        ),
        (
            BY_SEX,
            PERMITS | {"columns": {"Group": "sex"}},
            {("GEO", 2030, "t", ""): 100, ("GEO", 2030, "f", ""): 60},
        ),
        (PANDAS, PERMITS, {("GEO", 2030, "t", ""): 1234, ("MDA", 2031, "t", ""): 1500}),
        (PANDAS_COMMA, PERMITS, {("GEO", 2030, "t", ""): 1234.5, ("ARM", 2030, "t", ""): 0.125}),
        (
            THOUSANDS,
            {"source": "wpp", "indicator": "population"},
            {("GEO", 2030, "t", ""): 3712500},
        ),
        (
            MARKED,
            PERMITS,
            {
                ("GEO", 2030, "t", ""): 12345,
                ("ARM", 2030, "t", ""): 1234,
                ("MDA", 2030, "t", ""): 2345,
                ("UKR", 2030, "t", ""): 1234567,
            },
        ),
        (
            PERCENT,
            {"source": "wdi", "indicator": "unemployment"},
            {("GEO", 2030, "t", ""): 9, ("ARM", 2030, "t", ""): 12.6},
        ),
        (
            ALIKE,
            PERMITS | {"choices": Choices(words={"Moldva": "MDA"})},
            {("MDA", 2030, "t", ""): 9, ("GEO", 2030, "t", ""): 8},
        ),
    ],
)
def test_the_right_value(content, said, expected):
    imported = tried(content, **said)
    assert told(imported) == []
    found = values_of(imported)
    assert {key: found.get(key) for key in expected} == expected
    if len(expected) > 1 and "UNHCR" not in content and said.get("source") != "unhcr":
        assert set(found) == set(expected)


@pytest.mark.parametrize(
    ("content", "said", "question"),
    [
        (
            UNHCR_DECISIONS,
            {"source": "unhcr", "indicator": "asylum-decisions-total"},
            "Add the values up for each state (--sum “Country of origin (ISO)”)",
        ),
        (TSV_ONE_AGE, FLOW, "Column “age” is not read, and holds “Y_LT14”, “Y_GE65”"),
        (IN_DOUBT, {"source": "wdi", "indicator": "life-expectancy"}, "73.125 or 73125"),
        (PROSPECTS, {"source": "wpp", "indicator": "population"}, "times less than what stands"),
        (OECD_OLD, FLOW, "Column “VAR” is not read, and holds “B11”, “B12”"),
        (
            ILO,
            {"source": "sdg", "indicator": "working-age-population"},
            "says “Working-age population (thousands)”: are the values so many?",
        ),
        (
            HAPI,
            {"source": "unhcr", "indicator": "refugees-hosted"},
            "Column “population_group” is not read, and holds “REF”, “ASY”",
        ),
        (REGIONS, PERMITS | {"state": "GEO"}, "Column “Область” is not read, and holds “Аджария”"),
        (BY_SEX, PERMITS, "Column “Group” is not read, and holds “Total”, “Women”"),
        (CONFLICT, PERMITS, "The code “GA” and the name “Georgia” beside it are two countries."),
        (PERCENT, PERMITS, "The value is in per cent, the registry’s unit is “permits”."),
        (ALIKE, PERMITS, "is not known as a state, and is much like “moldova”"),
        (BIRTHS, PERMITS, "Column “Category” is not read, and holds “family”, “work”"),
        ('Country,Year,Value\nGeorgia,2030,"(1,234)"\n', PERMITS, "stands in brackets"),
        ("Country,Year,Value\nGeorgia,2023M05,12\n", PERMITS, "“2023M05” is not a year"),
        ("Country,Year,Value,Unit\nGeorgia,2030,5,hectares\n", PERMITS, "The unit is “hectares”"),
        ("Country,Year,Value,UNIT_MULT\nGeorgia,2030,5,many\n", PERMITS, "“many” is no multiplier"),
    ],
)
def test_the_right_question(content, said, question):
    imported = tried(content, **said)
    assert any(question in one for one in told(imported)), (told(imported), imported.said)
    assert imported.errors


def test_two_columns_of_values_are_named_where_neither_is_chosen():
    with pytest.raises(RuleError, match="No column was chosen for the value"):
        tried(OWID_TWO, **PERMITS)
    imported = tried(OWID_TWO, **PERMITS, columns={"Emigrants": "value"})
    assert values_of(imported) == {("GEO", 2030, "t", ""): 6000}
    assert "Columns that were not used: “Immigrants”." in imported.said


def packed(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def test_an_archive_of_the_world_bank():
    metadata = "Country Code,Region,IncomeGroup\nTUR,Europe,High\n"
    content = packed(("API_SP.POP.TOTL.csv", DATABANK), ("Metadata_Country.csv", metadata))
    imported = tried(
        content, "API.zip", source="wdi", choices=Choices(sheets=["API_SP.POP.TOTL.csv"])
    )
    assert told(imported) == []
    assert values_of(imported) == {("TUR", 2030, "t", ""): 85325965}


def workbook(*rows, merged=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_headings_over_two_rows_with_merged_cells():
    content = workbook(
        ["Population of states (thousands)"],
        ["Country or area", "Both sexes", None, "Females", None],
        [None, 2030, 2031, 2030, 2031],
        ["Georgia", 3712.5, 3701.25, 1900, 1899],
        merged=("A2:A3", "B2:C2", "D2:E2"),
    )
    imported = tried(content, "table.xlsx", source="wpp", indicator="population")
    assert told(imported) == []
    assert values_of(imported) == {
        ("GEO", 2030, "t", ""): 3712500,
        ("GEO", 2031, "t", ""): 3701250,
        ("GEO", 2030, "f", ""): 1900000,
        ("GEO", 2031, "f", ""): 1899000,
    }


def test_groups_of_years_that_mean_something_else_are_asked_about():
    content = workbook(
        [None, "Refugees", None, "Asylum seekers", None],
        ["Country", 2030, 2031, 2030, 2031],
        ["Georgia", 1, 2, 3, 4],
    )
    with pytest.raises(RuleError, match="“Asylum seekers”, “Refugees”. Choose one"):
        tried(content, "table.xlsx", **PERMITS)
    imported = tried(content, "table.xlsx", **PERMITS, choices=Choices(group="Asylum seekers"))
    assert values_of(imported) == {("GEO", 2030, "t", ""): 3, ("GEO", 2031, "t", ""): 4}


def test_remittances_of_knomad_in_millions():
    content = workbook(
        ["Migrant remittance inflows (US$ million)", 2030, 2031, "% of GDP in 2031"],
        ["Kyrgyz Republic", 2950.5, 3001, 0.31],
        ["World", 800000, 830000, None],
    )
    imported = tried(content, "inflows.xlsx", source="wdi", indicator="remittances-inflow")
    assert told(imported) == []
    assert values_of(imported) == {
        ("KGZ", 2030, "t", ""): 2_950_500_000,
        ("KGZ", 2031, "t", ""): 3_001_000_000,
    }


def ods(*rows, extra=""):
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
            if isinstance(cell, int | float)
            else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Data">{cells}{extra}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed(("mimetype", kind), ("content.xml", content))


def test_a_workbook_of_opendocument():
    content = ods(["Country", "Year", "Value"], ["Georgia", 2030, 1234.5], ["Armenia", 2030, 7])
    imported = tried(content, "table.ods", **PERMITS)
    assert told(imported) == []
    assert values_of(imported) == {("GEO", 2030, "t", ""): 1234.5, ("ARM", 2030, "t", ""): 7}


def test_what_a_workbook_repeats_is_counted_before_it_is_made():
    bomb = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell'
        ' table:number-columns-repeated="300" office:value-type="float" office:value="1"/>'
        "</table:table-row>"
    )
    with pytest.raises(RuleError, match="the row is repeated 1,000,000 times"):
        tried(ods(["Country", "Year", "Value"], extra=bomb), "bomb.ods", **PERMITS)
