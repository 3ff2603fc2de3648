"""A listener on loopback that nobody may ask: a request to it means that an
attack made the server fetch an address. Each one is printed, but for the
scanner's own questions, which are answered with nothing found."""

import http.server
import sys


class Listener(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if not self.path.startswith(("/get_ssrf.php", "/get_xxe.php")):
            print("asked", self.command, self.path, flush=True)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_PUT = do_HEAD = do_GET

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    sys.exit()
