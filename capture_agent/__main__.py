"""Runs the agent without the rest of Consilium: `python -m capture_agent`."""

import sys

from capture_agent.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
