# A throw-away PostgreSQL cluster on loopback: its own folder, port, socket and
# password, gone when the script that sourced this ends. Sourced, never run.

# postgres_bin prints the folder of the newest PostgreSQL server programs.
postgres_bin() {
	local newest
	newest=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)
	[ -n "$newest" ] || newest=$(command -v initdb || true)
	[ -n "$newest" ] && dirname "$(readlink -f "$newest")"
}

# install_postgres installs the server without the cluster that Debian's
# package would start beside it: this machine gets no database nobody asked for.
install_postgres() {
	local silence=/etc/postgresql-common/createcluster.d/minzheng-test.conf
	as_root mkdir -p "${silence%/*}"
	echo 'create_main_cluster = false' | as_root tee "$silence" >/dev/null
	install postgresql
	as_root rm -f "$silence"
}

# as_postgres runs a command as the owner of the cluster. PostgreSQL refuses to
# run as root; anybody else runs it as himself.
as_postgres() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"
	else
		"$@"
	fi
}

# start_postgres starts the cluster and exports MINZHENG_TEST_POSTGRES.
start_postgres() {
	local bin
	bin=$(postgres_bin) || { install_postgres && bin=$(postgres_bin); } ||
		fail "There is no PostgreSQL server (initdb) on this machine, and it could not be installed."

	cluster=$(mktemp -d /tmp/minzheng-postgres.XXXXXX)
	cluster_bin=$bin
	local password log=$cluster/log
	password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	printf '%s' "$password" >"$cluster/password"
	if [ "$(id -u)" -eq 0 ]; then
		id postgres >/dev/null 2>&1 || fail "PostgreSQL does not run as root and there is no user postgres: run make test as another user."
		chown -R postgres:postgres "$cluster"
	fi

	cd_cluster "$bin/initdb" --pgdata="$cluster/data" --username=minzheng --pwfile="$cluster/password" \
		--auth=scram-sha-256 --locale=C --encoding=UTF8 --no-sync >"$cluster/initdb.log" 2>&1 ||
		fail "PostgreSQL: initdb failed: $(tail -n 5 "$cluster/initdb.log")"

	# The cluster outlives no test run, so it need not survive a power cut. What
	# the stories cut is the power of minzheng, not that of the database.
	local attempt port
	for attempt in 1 2 3 4 5; do
		port=$((20000 + RANDOM % 20000))
		if cd_cluster "$bin/pg_ctl" start --pgdata="$cluster/data" --log="$log" --wait --timeout=60 --silent \
			--options="-p $port -k $cluster -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" \
			>>"$cluster/start.log" 2>&1; then
			export MINZHENG_TEST_POSTGRES="postgres://minzheng:$password@127.0.0.1:$port/postgres?sslmode=disable"
			return
		fi
	done
	fail "PostgreSQL could not be started: $(tail -n 5 "$log" 2>/dev/null)"
}

# cd_cluster runs a server program from a folder that its user may enter.
cd_cluster() { (cd "$cluster" && as_postgres "$@"); }

# stop_postgres stops the cluster and removes its folder; harmless when there is none.
stop_postgres() {
	[ -n "${cluster:-}" ] || return 0
	if [ -f "$cluster/data/postmaster.pid" ]; then
		cd_cluster "$cluster_bin/pg_ctl" stop --pgdata="$cluster/data" --mode=immediate --wait --silent >/dev/null 2>&1 || true
	fi
	rm -rf "$cluster"
	cluster=
}
trap stop_postgres EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
