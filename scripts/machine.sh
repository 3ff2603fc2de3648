# What the other scripts ask of the machine: the right Go and Node, and Debian
# packages that are installed only where they are missing. Sourced, never run.

say() { printf '%s\n' "$*" >&2; }

fail() {
	say "$*"
	exit 1
}

# as_root runs a command as root, through sudo where that is needed.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		fail "This needs root rights and there is no sudo: run as root once: $*"
	fi
}

# install puts Debian packages on the machine, without questions.
install() {
	command -v apt-get >/dev/null ||
		fail "Please install $* by the means of this system: only Debian and Ubuntu are set up by themselves."
	say "installing $*"
	local log
	log=$(mktemp)
	if ! { as_root apt-get update -qq &&
		as_root env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
		cat "$log" >&2
		rm -f "$log"
		fail "apt-get could not install $*."
	fi
	rm -f "$log"
}

# require_go wants the Go that go.mod names, or a go command that fetches it.
require_go() {
	command -v go >/dev/null ||
		fail "Go 1.26 or newer is needed and there is no go command: see https://go.dev/doc/install"
	local have
	have=$(go env GOVERSION 2>/dev/null) || have=$(go version 2>/dev/null)
	at_least 1.26 "${have#go}" ||
		fail "Go 1.26 or newer is needed, here is ${have:-something else}: see https://go.dev/doc/install"
}

# require_node wants Node 20 with npm, which bundle the styles and scripts.
require_node() {
	if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
		fail "Node 20 or newer with npm is needed: see https://nodejs.org/en/download"
	fi
	local have
	have=$(node --version)
	at_least 20 "${have#v}" ||
		fail "Node 20 or newer is needed, here is $have: see https://nodejs.org/en/download"
}

# at_least tells whether the second version is the first or newer.
at_least() {
	[ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}
