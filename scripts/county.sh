# A demonstration county for a script, on a free port of this machine, made for it and thrown away when it ends.
# Sourced, never run, after machine.sh.

# serve_county SCALE makes the county and serves it. county is its folder, with the log in it, and base its address.
serve_county() {
	local program=${PROGRAM:-bin/minzheng} # an already built one, or built here
	[ -n "${PROGRAM:-}" ] || make --no-print-directory build
	county=$(mktemp -d)
	"$program" demo --prepare --scale "$1" --data "$county/data" >/dev/null
	"$program" serve --data "$county/data" --listen 127.0.0.1:0 >"$county/out" 2>"$county/log" &
	server=$!
	base=$(awaited "$county/out") || { cat "$county/log" >&2; fail "The program does not answer."; }
}

# awaited FILE waits for the address that a server writes into the file.
awaited() {
	local found
	for _ in $(seq 300); do
		found=$(grep -om1 'http://127\.0\.0\.1:[0-9]*' "$1" 2>/dev/null) && echo "$found" && return
		sleep 0.1
	done
	return 1
}

stop_county() {
	[ -z "${server:-}" ] || kill "$server" 2>/dev/null || true
	wait 2>/dev/null || true
	rm -rf "${county:-}"
}
trap stop_county EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
