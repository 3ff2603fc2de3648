"""Reads what the scanners wrote and fails when anything was found.

verdict.py REPORTS LISTENER SERVERLOG"""

import glob
import json
import re
import sys

reports, listener, log = sys.argv[1:]

# False alarms, each with the reason; nothing else is passed over.
EXCUSED = [
]

found, tried = [], []
for name in sorted(glob.glob(reports + "/wapiti-*.json")):
    report = json.load(open(name))
    tried.append(f"{name}: {report['infos'].get('crawled_pages_nbr', '?')} pages")
    for part in ("vulnerabilities", "anomalies"):
        for title, entries in report[part].items():
            for entry in entries:
                text = f"{title}: {entry['method']} {entry['path']} {entry.get('parameter') or ''}: {entry['info']}"
                if not any(re.search(what, text) for what, why in EXCUSED):
                    found.append(f"wapiti: {text}")
for name in sorted(glob.glob(reports + "/sqlmap-*.txt")):
    text = open(name).read()
    tried.append(f"{name}: {len(set(re.findall(r'testing if (.*? parameter .*?) is dynamic', text)))} names of parameters, {text.count('parameters appear to be not injectable') + text.count('does not seem to be injectable')} answers that none can be injected")
    found += [f"sqlmap: {line}" for line in text.splitlines() if re.search(r"is vulnerable|injection point\(s\)|appears to be .*injectable", line) and "not inject" not in line]
found += [f"the server was made to ask: {line.strip()}" for line in open(listener) if line.startswith("asked")]
found += [f"the server logged: {line.strip()[:400]}" for line in open(log) if "level=ERROR" in line]

print("\n".join(tried))
if found:
    print("\n".join(["found:"] + found))
    sys.exit(1)
print("nothing found")
