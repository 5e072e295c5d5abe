"""All browser tests in one module, because one worker takes a module: one product then serves them all."""

import pytest

pytest.register_assert_rewrite(
    "tests.browser.reading",
    "tests.browser.accessibility",
    "tests.browser.staff",
    "tests.browser.network",
    "tests.browser.drafting",
    "tests.browser.figures",
)

from tests.browser.accessibility import *  # noqa: E402
from tests.browser.drafting import *  # noqa: E402
from tests.browser.figures import *  # noqa: E402
from tests.browser.network import *  # noqa: E402
from tests.browser.reading import *  # noqa: E402
from tests.browser.staff import *  # noqa: E402

pytestmark = pytest.mark.browser
