"""Verifies one message with standardwebhooks, for webhooks.test.js: `verify.py SECRET`; headers and body come as JSON on
standard input. Ends with 0 where the signature holds, with 1 where it does not."""

import json
import sys

from standardwebhooks import Webhook, WebhookVerificationError

message = json.load(sys.stdin)
try:
    Webhook(sys.argv[1]).verify(message["body"], message["headers"])
except WebhookVerificationError as error:
    sys.exit(str(error) or 1)
