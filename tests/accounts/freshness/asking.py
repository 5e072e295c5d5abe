"""A fresh sign-in, as a test asks for it and gives it."""

AGAIN = "/account/sign-in/again/"


def is_asked(response) -> bool:
    return response.status_code == 302 and AGAIN in response["Location"]
