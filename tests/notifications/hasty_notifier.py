"""The verb `dispatcher notify` in a hurry: with leases and rests that a test can wait for."""

import sys

from dispatcher_app import cli
from dispatcher_app.bootstrap import notify_verbs
from dispatcher_app.domain.deliveries import Patience

PATIENCE = Patience(
    send_timeout_s=1.2, lease_s=2, first_pause_s=0.1, longest_pause_s=0.4, most_attempts=30, longest_age_s=60
)

if __name__ == "__main__":
    vars(notify_verbs)["PATIENCE"] = PATIENCE
    sys.exit(cli.main())
