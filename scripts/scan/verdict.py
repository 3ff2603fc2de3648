"""Reads what the scanners wrote and fails when anything was found.

verdict.py REPORTS LISTENER SERVERLOG"""

import glob
import json
import re
import sys

reports, listener, log = sys.argv[1:]

# False alarms, each with the reason; nothing else is passed over.
EXCUSED = [
    (r"Secure flag is not set in the cookie : minzheng", "the scan speaks http; with --secure the cookie is Secure"),
    (r"Strict-Transport-Security is not set", "the scan speaks http; with --secure it is sent"),
    (r"X-XSS-Protection is not set", "browsers have given it up; the content security policy takes its place"),
]

found, tried = [], []
for name in sorted(glob.glob(reports + "/wapiti-*.json")):
    report = json.load(open(name))
    pages = re.search(r"found (\d+) URLs and forms", open(name.removesuffix("json") + "txt").read())
    tried.append(f"{name}: {pages[1] if pages else '?'} addresses and forms")
    for part in ("vulnerabilities", "anomalies"):
        for title, entries in report[part].items():
            for entry in entries:
                text = f"{title}: {entry['method']} {entry['path']} {entry.get('parameter') or ''}: {entry['info']}"
                if not any(re.search(what, text) for what, why in EXCUSED):
                    found.append(f"wapiti: {text}")
for name in sorted(glob.glob(reports + "/sqlmap-*.txt")):
    text = open(name).read()
    listed = re.search(r"parsed (\d+) ", text)
    tested = len(re.findall(r"^\[\d+/\d+\] URL:", text, re.M))
    names = len(set(re.findall(r"parameter '(.*?)'", text)))
    tried.append(f"{name}: {tested} of {listed[1] if listed else '?'} requests tried, {names} names of parameters")
    if not tested:
        found.append(f"sqlmap tried nothing: see {name}")
    found += [f"sqlmap: {line}" for line in text.splitlines() if re.search(r"is vulnerable|injection point\(s\)|appears to be .*injectable", line) and "not inject" not in line]
found += [f"the server was made to ask: {line.strip()}" for line in open(listener) if line.startswith("asked")]
found += [f"the server logged: {line.strip()[:400]}" for line in open(log) if "level=ERROR" in line]

print("\n".join(tried))
if found:
    print("\n".join(["found:"] + found))
    sys.exit(1)
print("nothing found")
