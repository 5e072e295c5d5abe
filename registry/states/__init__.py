"""Who takes part, what each state is called, and in which regional group it is: each on a date.

models.py        State, RegionalGroup, GroupMembership, Designation, Participation
designations.py  a state's name, by date and language

A State row carries codes only. Its name always comes from `designation()`, so that name, short
form and footnote are right in every list, page, file and answer of the API (rule 5 of the Process:
designations are exact).
"""
