"""Settings: `base` is secure by default; `dev`, `test` and `production` say what differs."""
