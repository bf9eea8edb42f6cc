"""A national geocoding service on this machine, that does what a test says: hangs, errs, lies."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit


def feature(name, postcode="69003", city="Lyon", at=(4.8575, 45.7607), **facts):
    """A place as the service writes it."""
    facts = {"type": "street", "score": 0.9, "citycode": "69383", "label": f"{name} {postcode} {city}"} | facts
    properties = {"name": name, "postcode": postcode, "city": city} | facts
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": list(at)}}


def collection(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


class Fictif:
    """`behave(handler)` writes the answer; what was asked is kept."""

    def __init__(self):
        self.behave = answering(collection())
        self.asked: list[dict] = []  # parameters of each question
        self.headers: list[dict] = []
        self.closing = Event()

    def answer(self, *features):
        self.behave = answering(collection(*features))


def answering(body: bytes, status=200, kind="application/json; charset=utf-8", **headers):
    def behave(handler):
        handler.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def hanging(fictif, first=b""):
    """Says that much, then nothing."""

    def behave(handler):
        handler.wfile.write(first)
        fictif.closing.wait(10)

    return behave


def dripping(fictif, first, every=0.02):
    """Says that much, then a byte now and then, for ever: no wait of the socket is ever long."""

    def behave(handler):
        handler.wfile.write(first)
        while not fictif.closing.wait(every):
            handler.wfile.write(b"x")

    return behave


@contextmanager
def serving_fictif():
    fictif = Fictif()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            fictif.asked.append({name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()})
            fictif.headers.append(dict(self.headers))
            try:
                fictif.behave(self)
            except OSError:  # whoever asked has gone
                self.close_connection = True

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fictif.url = f"http://127.0.0.1:{server.server_port}/geocodage/search"
    thread = Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield fictif
    finally:
        fictif.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


RIGHT = feature("Rue des Mirabelles")
