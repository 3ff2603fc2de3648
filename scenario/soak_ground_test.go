package scenario

import (
	"database/sql"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// A disturbance is what happens while something is done.
type disturbance string

const (
	power disturbance = "kill -9"
	crowd disturbance = "at once"
	disk  disturbance = "disk full"
	line  disturbance = "line cut"
	clock disturbance = "clock moved"
	twice disturbance = "sent twice"
)

// A ground is where a soak takes place: a database whose counties can be copied
// quickly, and what can be done to it.
type ground interface {
	name() string
	kinds() []disturbance
	prepare(t *testing.T, program string, fill func(c county)) county
	copy(t *testing.T, from county) county
	drop(t *testing.T, c county)
	fill(t *testing.T, c county, room int64) // the disk, up to so many bytes
	clear(t *testing.T, c county)
	cut(c county)  // the line to the database, until it is mended
	mend(c county) // the line
}

// grounds are the databases at hand.
func grounds(t *testing.T) []ground {
	t.Helper()
	all := []ground{newFiles(t)}
	if address := os.Getenv("MINZHENG_TEST_POSTGRES"); address != "" {
		all = append(all, newCluster(t, address))
	}
	return all
}

// files are counties in SQLite, on a disk of their own that can be full.
type files struct{ disk string }

// ballast takes the room on the disk.
const ballast = "ballast"

// newFiles mounts a small disk in memory. Only the owner of the machine may do
// that; elsewhere the acts are not disturbed by a full disk, and the log says so.
func newFiles(t *testing.T) *files {
	t.Helper()
	at := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", at).CombinedOutput(); err != nil {
		if os.Getenv("MINZHENG_SOAK") != "" {
			t.Fatalf("a disk that can be full needs root: %s", out)
		}
		t.Logf("no disk that can be full, without root: %s", out)
		return &files{}
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", at).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
	return &files{disk: at}
}

func (f *files) name() string { return "SQLite" }

func (f *files) kinds() []disturbance {
	if f.disk == "" {
		return []disturbance{power, crowd, twice, power, clock}
	}
	return []disturbance{power, disk, crowd, power, twice, clock}
}

func (f *files) prepare(t *testing.T, program string, fill func(c county)) county {
	t.Helper()
	c := county{program: program, folder: t.TempDir()}
	fill(c)
	return c
}

func (f *files) copy(t *testing.T, from county) county {
	t.Helper()
	c := from
	var err error
	c.folder, err = os.MkdirTemp(f.disk, "soak")
	do(t, err)
	do(t, os.CopyFS(c.folder, os.DirFS(from.folder)))
	return c
}

func (f *files) drop(t *testing.T, c county) {
	t.Helper()
	do(t, os.RemoveAll(c.folder))
}

func (f *files) fill(t *testing.T, _ county, room int64) {
	t.Helper()
	var at syscall.Statfs_t
	do(t, syscall.Statfs(f.disk, &at))
	file, err := os.Create(filepath.Join(f.disk, ballast))
	do(t, err)
	defer file.Close()
	do(t, syscall.Fallocate(int(file.Fd()), 0, 0, max(int64(at.Bavail)*at.Bsize-room, 1)))
}

func (f *files) clear(t *testing.T, _ county) {
	t.Helper()
	do(t, os.Remove(filepath.Join(f.disk, ballast)))
}

func (f *files) cut(county)  {}
func (f *files) mend(county) {}

// cluster are counties in PostgreSQL, each a database behind a line of its own.
type cluster struct {
	address string
	admin   *sql.DB
	mu      sync.Mutex
	behind  map[string]*wire  // by data folder
	direct  map[string]string // the database itself, by data folder
}

func newCluster(t *testing.T, address string) *cluster {
	t.Helper()
	admin, err := sql.Open("pgx", address)
	do(t, err)
	t.Cleanup(func() { admin.Close() })
	return &cluster{address: address, admin: admin, behind: map[string]*wire{}, direct: map[string]string{}}
}

func (p *cluster) name() string { return "PostgreSQL" }
func (p *cluster) kinds() []disturbance {
	return []disturbance{power, line, crowd, line, twice, clock}
}

func (p *cluster) prepare(t *testing.T, program string, fill func(c county)) county {
	t.Helper()
	c := county{program: program, folder: t.TempDir()}
	c.database = p.database(t, `TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'`)
	fill(c)
	t.Cleanup(func() { p.remove(t, c.database) })
	return c
}

// database makes a database and gives its address.
func (p *cluster) database(t *testing.T, like string) string {
	t.Helper()
	name := fmt.Sprintf("soak_%016x", rand.Uint64())
	_, err := p.admin.Exec(`CREATE DATABASE ` + name + ` ` + like)
	do(t, err)
	at, err := url.Parse(p.address)
	do(t, err)
	at.Path = "/" + name
	return at.String()
}

func (p *cluster) remove(t *testing.T, address string) {
	t.Helper()
	_, err := p.admin.Exec(`DROP DATABASE ` + nameOf(address) + ` WITH (FORCE)`)
	do(t, err)
}

func nameOf(address string) string {
	at, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	return strings.TrimPrefix(at.Path, "/")
}

func (p *cluster) copy(t *testing.T, from county) county {
	t.Helper()
	c := from
	var err error
	c.folder, err = os.MkdirTemp("", "soak")
	do(t, err)
	do(t, os.CopyFS(c.folder, os.DirFS(from.folder)))
	direct := p.database(t, "TEMPLATE "+nameOf(from.database))
	w := newWire(t, direct)
	c.database = w.address
	p.mu.Lock()
	defer p.mu.Unlock()
	p.behind[c.folder], p.direct[c.folder] = w, direct
	return c
}

func (p *cluster) drop(t *testing.T, c county) {
	t.Helper()
	p.mu.Lock()
	w, direct := p.behind[c.folder], p.direct[c.folder]
	delete(p.behind, c.folder)
	delete(p.direct, c.folder)
	p.mu.Unlock()
	w.close()
	p.remove(t, direct)
	do(t, os.RemoveAll(c.folder))
}

func (p *cluster) fill(*testing.T, county, int64) {}
func (p *cluster) clear(*testing.T, county)       {}
func (p *cluster) cut(c county)                   { p.wire(c).cut() }
func (p *cluster) mend(c county)                  { p.wire(c).mend() }

func (p *cluster) wire(c county) *wire {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.behind[c.folder]
}

// A wire leads to the database and can be cut.
type wire struct {
	address  string // the database as the program sees it
	network  string
	server   string
	listener net.Listener
	mu       sync.Mutex
	down     bool
	open     map[net.Conn]bool
}

func newWire(t *testing.T, database string) *wire {
	t.Helper()
	config, err := pgx.ParseConfig(database)
	do(t, err)
	w := &wire{network: "tcp", server: fmt.Sprintf("%s:%d", config.Host, config.Port), open: map[net.Conn]bool{}}
	if strings.HasPrefix(config.Host, "/") {
		w.network, w.server = "unix", fmt.Sprintf("%s/.s.PGSQL.%d", config.Host, config.Port)
	}
	w.listener, err = net.Listen("tcp", "127.0.0.1:0")
	do(t, err)
	at, err := url.Parse(database)
	do(t, err)
	at.Host = w.listener.Addr().String()
	query := at.Query()
	query.Del("host")
	query.Del("port")
	at.RawQuery = query.Encode()
	w.address = at.String()
	go w.lead()
	return w
}

// lead takes callers to the database until the wire is closed.
func (w *wire) lead() {
	for {
		caller, err := w.listener.Accept()
		if err != nil {
			return
		}
		go w.join(caller)
	}
}

func (w *wire) join(caller net.Conn) {
	defer caller.Close()
	server, err := net.Dial(w.network, w.server)
	if err != nil {
		return
	}
	defer server.Close()
	if !w.hold(caller, server) {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { _, _ = io.Copy(server, caller); server.Close() })
	both.Go(func() { _, _ = io.Copy(caller, server); caller.Close() })
	both.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, caller)
	delete(w.open, server)
}

func (w *wire) hold(ends ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, end := range ends {
		w.open[end] = true
	}
	return !w.down
}

// cut ends all connections at once and lets none through for a moment.
func (w *wire) cut() {
	w.mu.Lock()
	w.down = true
	for _, end := range slices.Collect(maps.Keys(w.open)) {
		end.Close()
	}
	w.mu.Unlock()
	time.AfterFunc(200*time.Millisecond, w.mend)
}

func (w *wire) mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = false
}

func (w *wire) close() {
	w.listener.Close()
	w.cut()
}
