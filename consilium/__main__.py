"""Entry point of `consilium` and `python -m consilium`: runs the command, and words its errors for people."""

import sys

from consilium.cli import app
from core.errors import ConsiliumError

USAGE_ERROR = 2


def main() -> None:
    try:
        app()
    except ConsiliumError as error:
        print(f"consilium: {error}", file=sys.stderr)
        sys.exit(USAGE_ERROR)


if __name__ == "__main__":
    main()
