"""Pelican's settings of a production build: `pelican -s publishconf.py`."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
os.environ["TONGBAO_MODE"] = "production"

from pelicanconf import *  # noqa: F403
