"""Goes through the pages of an officer and prints every kind of address with
parameters and every kind of form, as a proxy's log that sqlmap reads.

addresses.py http://127.0.0.1:PORT COOKIE"""

import html.parser
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

county, cookie = sys.argv[1], sys.argv[2]
ENOUGH = 400  # pages
ENDS = re.compile(r"^/(sign-out|password|sign-in)|^/officer/.*/(password|ending)$")


class Page(html.parser.HTMLParser):
    """Links, and forms with what a person would send."""

    def __init__(self, text):
        super().__init__()
        self.links, self.forms, self.form = [], [], None
        self.choice = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        if tag == "a" and at.get("href"):
            self.links.append(at["href"])
        if tag == "form":
            self.form = {"method": at.get("method", "get").lower(), "action": at.get("action", ""), "files": at.get("enctype") == "multipart/form-data", "fields": {}}
            self.forms.append(self.form)
        if self.form is None or not at.get("name") and tag != "option":
            return
        if tag == "input" and at.get("type") not in ("submit", "file", "reset"):
            self.form["fields"].setdefault(at["name"], at.get("value") or "1")
        if tag == "textarea":
            self.form["fields"].setdefault(at["name"], "1")
        if tag == "select":
            self.choice = at["name"]
            self.form["fields"].setdefault(self.choice, "")
        if tag == "option" and self.choice and not self.form["fields"].get(self.choice):
            self.form["fields"][self.choice] = at.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        if tag == "select":
            self.choice = None


def kind(path):
    """Tells addresses apart by what they ask, not by whom they are about."""
    return re.sub(r"[0-9a-z]{22}|\b[0-9]+\b", "*", path)


def opened(path):
    request = urllib.request.Request(county + path, headers={"Cookie": cookie})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            if "text/html" in answer.headers.get("Content-Type", ""):
                return answer.read().decode()
    except urllib.error.HTTPError:
        pass
    return ""


def request(method, target, fields):
    body = urllib.parse.urlencode(fields)
    print("=" * 54)
    print(f"12:00:00  {county}  [127.0.0.1]")
    print("=" * 54)
    if method == "get":
        target, body = target.split("?")[0] + "?" + body, ""
    print(f"{method.upper()} {target} HTTP/1.1")
    print(f"Host: {county.removeprefix('http://')}")
    print(f"Cookie: {cookie}")
    print(f"Origin: {county}")
    if body:
        print("Content-Type: application/x-www-form-urlencoded")
    print()
    print(body)


queue, queued, asked, pages = ["/"], {}, set(), 0
while queue and pages < ENOUGH:
    path = queue.pop(0)
    pages += 1
    found = Page(opened(path))
    sends = [("get", link, None) for link in found.links]
    sends += [(f["method"], f["action"] or path, f["fields"]) for f in found.forms if not f["files"]]
    for method, to, fields in sends:
        to = urllib.parse.urljoin(county + path, to).split("#")[0]
        if not to.startswith(county + "/"):
            continue
        to = to.removeprefix(county)
        bare, _, query = to.partition("?")
        if ENDS.search(bare):
            continue
        if fields is None or method == "get":
            fields = dict(urllib.parse.parse_qsl(query, keep_blank_values=True)) | (fields or {})
        key = (method, kind(bare), tuple(sorted(fields)))
        if fields and key not in asked:
            asked.add(key)
            request(method, bare, {k: v or "1" for k, v in fields.items()})
        if method == "get" and queued.get(kind(to), 0) < 3:
            queued[kind(to)] = queued.get(kind(to), 0) + 1
            queue.append(to)
