"""`python -m shapelint`."""

from __future__ import annotations

import sys

from shapelint.cli import main

sys.exit(main())
