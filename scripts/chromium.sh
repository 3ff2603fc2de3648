# A chromium for the browser story, with letters for Chinese pages. Sourced,
# never run.

# find_chromium installs what is missing and exports MINZHENG_TEST_CHROMIUM, the
# browser's program, and with it the npm packages that drive it.
find_chromium() {
	if [ ! -d scenario/browser/node_modules ] ||
		[ scenario/browser/package-lock.json -nt scenario/browser/node_modules/.package-lock.json ]; then
		npm ci --prefix scenario/browser --no-audit --no-fund --loglevel=error
	fi
	if ! browser_program >/dev/null; then
		# Ubuntu's package is an empty one that points to a snap, which sees no
		# temporary folders: there the driver's own download is taken.
		if [ "$(. /etc/os-release && echo "$ID")" = ubuntu ]; then
			as_root node scenario/browser/node_modules/playwright-core/cli.js install-deps chromium >/dev/null
			node scenario/browser/node_modules/playwright-core/cli.js install chromium >/dev/null
		else
			install chromium
		fi
	fi
	if ! command -v fc-list >/dev/null || [ -z "$(fc-list :lang=zh)" ]; then
		install fontconfig fonts-noto-cjk
	fi
	MINZHENG_TEST_CHROMIUM=$(browser_program) ||
		fail "There is no chromium on this machine, and it could not be installed."
	export MINZHENG_TEST_CHROMIUM
}

# browser_program prints the path of a browser that can be driven.
browser_program() {
	local name
	for name in ${CHROMIUM:-} chromium google-chrome google-chrome-stable; do
		command -v "$name" && return
	done
	name=$(node -p "require('./scenario/browser/node_modules/playwright-core').chromium.executablePath()" 2>/dev/null) &&
		[ -x "$name" ] && echo "$name"
}
