"""The code of each state's telephone numbers, for the hint beside a number."""

from registry.states.models import State

CODES = {
    "ALB": "355",
    "ARM": "374",
    "AUT": "43",
    "AZE": "994",
    "BEL": "32",
    "BGR": "359",
    "BIH": "387",
    "BLR": "375",
    "CHE": "41",
    "CYP": "357",
    "CZE": "420",
    "DEU": "49",
    "DNK": "45",
    "ESP": "34",
    "EST": "372",
    "FIN": "358",
    "FRA": "33",
    "GBR": "44",
    "GEO": "995",
    "GRC": "30",
    "HRV": "385",
    "HUN": "36",
    "IRL": "353",
    "ITA": "39",
    "KAZ": "7",
    "KGZ": "996",
    "LIE": "423",
    "LTU": "370",
    "LUX": "352",
    "LVA": "371",
    "MDA": "373",
    "MKD": "389",
    "MLT": "356",
    "MNE": "382",
    "NLD": "31",
    "NOR": "47",
    "POL": "48",
    "PRT": "351",
    "ROU": "40",
    "RUS": "7",
    "SRB": "381",
    "SVK": "421",
    "SVN": "386",
    "SWE": "46",
    "TJK": "992",
    "TKM": "993",
    "TUR": "90",
    "UKR": "380",
    "UZB": "998",
    "XKX": "383",
}


def dialling_code(state: State) -> str:
    """+995; empty for a state that is not in the list."""
    code = CODES.get(state.iso_alpha3, "")
    return f"+{code}" if code else ""
