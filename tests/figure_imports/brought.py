"""Workbooks that are brought, and what is told of them."""


def told(imported):
    return [str(one) for one in imported.problems.all()]
