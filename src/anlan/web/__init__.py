"""The edge over HTTP: parse a request, ask what lies below, present the answer."""
