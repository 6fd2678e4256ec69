"""Start Dispatcher: sets up what this machine lacks, then opens the window or runs the verb given."""

import sys

from dispatcher_app import launch

if __name__ == "__main__":
    launch.prepare(sys.argv[1:])

from dispatcher_app import cli

if __name__ == "__main__":
    raise SystemExit(cli.main())
