"""`python -m tests.cluster.trying COMMAND`: the portal's command under conditions that tests set.

TRYING names them: `few` has agents work however little there is to do, `alone` lets nothing fork,
`bare` hides the packages of a cluster, `hasty` waits a second for a scheduler.
"""

from __future__ import annotations

import os
import sys

from plugins.portal import remote
from scripts import build, cli
from scripts import remote as places


def main() -> None:
    asked = os.environ["TRYING"].split()
    places.APPEARING, places.ALONE = 1, 2
    if "hasty" in asked:
        places.CONNECTING = 1
    if "few" in asked:
        remote.FEW = 0
    if "alone" in asked:
        build.can_fork = lambda: False
    if "bare" in asked:
        sys.modules["distributed"] = None  # type: ignore[assignment]
    cli.main()


if __name__ == "__main__":
    main()
