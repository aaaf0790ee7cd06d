"""`make bench-evidence`: both parts, one after the other. `python -m bench.evidence pictures` runs one of them."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec

PARTS = ("pictures", "sentences")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import django

    django.setup()
    for part in sys.argv[1:] or PARTS:
        name = f"bench.evidence.{part}"
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            print(f"The part “{part}” is not here.")
            continue
        import_module(name).main()


if __name__ == "__main__":
    main()
