#!/usr/bin/env bash
# Throws public scanners at a demonstration county on this machine: wapiti goes
# through the pages as an officer and attacks what it finds, sqlmap tries every
# parameter of every address and form. Fails when they find something. Reports
# are kept in ./scan, which git ignores. Nothing but 127.0.0.1 is ever asked.
#
# What is left out, and why, stands beside where it is left out; what was found
# and what became of it is listed in docs/security.md.

set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/machine.sh
. scripts/machine.sh
# shellcheck source=scripts/county.sh
. scripts/county.sh

# In twenty minutes at most, five on a quiet machine: seconds for each part, whole roles of wapiti included.
CRAWL=${CRAWL:-40}    # in which wapiti looks for pages
ATTACK=${ATTACK:-15}  # for each of its attacks on what an officer can send
WANDER=${WANDER:-270} # for one officer's wapiti; it is stopped then, and the scan fails
INJECT=${INJECT:-600} # for sqlmap; the verdict says how far it came
PASSWORD=Demo-420323  # of every account of a demonstration

for tool in wapiti sqlmap curl; do
	command -v "$tool" >/dev/null || install "$tool"
done

reports=$PWD/scan
rm -rf "$reports" && mkdir -p "$reports"
serve_county tiny # invented people only

# The listener that no request may reach: an attack that makes the server ask
# another address asks this one. It answers only the scanner's own question.
python3 scripts/scan/listener.py >"$county/asked" 2>/dev/null &
listening=$!
trap 'kill "$listening" 2>/dev/null || true; stop_county' EXIT
listener=$(awaited "$county/asked") || fail "The listener does not answer."

# cookie OFFICER signs in as a browser does and prints the session.
cookie() {
	curl -sS -o /dev/null -c "$county/$1.jar" -H "Origin: $base" \
		--data-urlencode "sign_in=$1" --data-urlencode "password=$PASSWORD" "$base/sign-in"
	awk '$6 == "minzheng" { print $6 "=" $7 }' "$county/$1.jar"
}

# What ends the session or the accounts that the scan lives on.
ends=(-x "$base/sign-out" -x "$base/password" -x "$base/officer/*/password" -x "$base/officer/*/ending")

# What wapiti tries. As who enters and decides: everything that is sent in a
# parameter. As who administers: the same where the forms are others, and what
# concerns the server and not a page. Left out: csrf wants a token in every form,
# while this server refuses by where a request comes from (engine/web tries it);
# nikto and wapp fetch their lists from elsewhere; brute_login_form would lock
# the accounts, which internal/registers/officer tries; buster and
# backup guess names of files, know no end in time, and this server has no
# folder: every address it answers is listed (internal/app walks them all).
of_parameters=crlf,exec,file,permanentxss,redirect,sql,ssrf,xss,xxe
of_the_server=cookieflags,csp,http_headers,methods,htaccess,shellshock,sql,xss,file

# wander OFFICER ATTACKS: wapiti as that officer.
wander() {
	say "wapiti as $1: $2"
	timeout "$WANDER" /usr/bin/python3 scripts/scan/wander.py -u "$base/" --scope domain -H "Cookie: $(cookie "$1")" -H "Origin: $base" "${ends[@]}" -m "$2" \
		--endpoint "$listener/" --max-scan-time "$CRAWL" --max-attack-time "$ATTACK" --max-links-per-page 40 --max-files-per-dir 12 -d 6 -t 10 \
		--flush-session --store-session "$county/wapiti" --no-bugreport -v 1 -f json -o "$reports/wapiti-$1.json" >"$reports/wapiti-$1.txt" 2>&1 ||
		fail "wapiti failed: see scan/wapiti-$1.txt"
}

# inject OFFICER: sqlmap as that officer, on every parameter of one address and
# one form of each kind. --smart: what answers a wrong value like a right one is
# not tried further. Without --ignore-stdin it reads its targets from there, finds
# none and ends content.
inject() {
	say "sqlmap as $1"
	python3 scripts/scan/addresses.py "$base" "$(cookie "$1")" >"$reports/addresses-$1.txt"
	timeout "$INJECT" sqlmap -l "$reports/addresses-$1.txt" --ignore-stdin --batch --disable-coloring --level 1 --risk 1 --smart --technique BEU --timeout 10 --retries 1 --threads 2 \
		--flush-session --output-dir "$county/sqlmap" --answers "do you want to test this=Y,follow=N" >"$reports/sqlmap-$1.txt" 2>&1 || [ $? = 124 ] ||
		fail "sqlmap failed: see scan/sqlmap-$1.txt"
}

wander prepare01 "$of_parameters"
wander admin01 "$of_the_server"
inject prepare01

# The verdict.
python3 scripts/scan/verdict.py "$reports" "$county/asked" "$county/log"
