"""The story map beside a peer's on a slow phone: `make bench-map PEER_URL=…`."""
