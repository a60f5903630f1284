"""Where things are: what every stage shares that needs no package."""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = Path(os.environ.get("PALETTE_TRAINING_WORK", HERE / "work"))
STARTER = HERE.parent / "models" / "starter"
