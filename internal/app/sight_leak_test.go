package app

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/person"
)

// leaks are routes as somebody might write them by mistake, each with what the walk must say of it.
var leaks = []struct {
	pattern, says string
	handle        func(b *Bureau, c *web.Context) error
}{
	{"GET /leaky/list", "who is not in sight", func(b *Bureau, c *web.Context) error { // forgets the scope
		return b.tell(c, `SELECT name FROM person_name ORDER BY person`)
	}},
	{"GET /leaky/links", "which is not in sight", func(b *Bureau, c *web.Context) error { // shows no name, and leads to everybody
		return b.tell(c, `SELECT '<a href="/person/' || id || '">' FROM person_person ORDER BY id`)
	}},
	{"GET /leaky/number", "a whole identity number", func(b *Bureau, c *web.Context) error { // forgets the mask
		return b.tell(c, `SELECT max(number) FROM person_number`)
	}},
	{"GET /leaky/account", "a whole account", func(b *Bureau, c *web.Context) error { // forgets the mask
		return b.tell(c, `SELECT max(account) FROM benefit_payee`)
	}},
	{"GET /leaky/count", "depends on other divisions", func(b *Bureau, c *web.Context) error { // counts everybody
		return b.tell(c, `SELECT count(*) || ' 人' FROM person_person`)
	}},
	{"GET /leaky/sum", "depends on other divisions", func(b *Bureau, c *web.Context) error { // adds up everybody's money
		return b.tell(c, `SELECT sum(amount) || ' 分' FROM disbursement_line`)
	}},
	{"POST /leaky/{id}/name", "that a form was accepted", func(b *Bureau, c *web.Context) error { // asks who, and not where
		return b.db.Write(c.Context(), func(tx *store.Tx) error {
			if _, err := tx.Exec(c.Context(), "UPDATE person"+"_name SET source = 'x' WHERE person = $1", c.Path("id")); err != nil {
				return err
			}
			return c.Redirect("/")
		})
	}},
	{"GET /leaky/unreachable/{id}", "nobody walks", func(*Bureau, *web.Context) error { return nil }}, // no page leads to it
}

// tell answers with what the query finds.
func (b *Bureau) tell(c *web.Context, query string) error {
	var said strings.Builder
	err := b.db.Read(c.Context(), func(tx *store.Tx) error {
		rows, err := tx.Query(c.Context(), query)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			fmt.Fprintln(&said, text)
		}
		return rows.Err()
	})
	if err != nil {
		return err
	}
	return c.Text(said.String())
}

// TestALeakyRouteFailsTheWalk mounts leaks beside the routes of the house and wants the walk to find each of them.
func TestALeakyRouteFailsTheWalk(t *testing.T) {
	p := storetest.Places()[0]
	b := walkedCounty(t, p.Address(t))
	w := newWalk(t, b, rand.New(rand.NewPCG(1, 7)), func(b *Bureau, mux *web.Mux) {
		for _, l := range leaks {
			mux.Handle(l.pattern, web.Needs(person.Read), func(c *web.Context) error { return l.handle(b, c) })
		}
	})
	var leaky []web.Route
	for _, r := range w.routes {
		if strings.HasPrefix(r.Path(), "/leaky/") {
			leaky = append(leaky, r)
		}
	}
	w.everybody = true
	w.routes, w.addresses.routes = leaky, leaky
	for _, l := range w.sample("person_person", 5) {
		w.addresses.keep("/leaky/"+l.of("id")+"/name", url.Values{"name": {"赵小满"}})
	}
	if missing := w.addresses.complete(); len(missing) > 0 {
		w.say("nobody walks %s", strings.Join(missing, "\n"))
	}
	w.lookEverywhere(t)
	w.sendEverything(t)
	w.leaveOnly(t, chengguan, p.Address(t))
	for _, l := range leaks {
		_, path, _ := strings.Cut(l.pattern, " ")
		found := ""
		for _, f := range w.findings {
			about := strings.Contains(f, path) || strings.Contains(path, "{id}/name") && strings.HasSuffix(strings.Fields(f)[0], "/name")
			if about && strings.Contains(f, l.says) && found == "" {
				found = f
			}
		}
		if found == "" {
			t.Errorf("the walk does not say of %s that it shows what %s", l.pattern, l.says)
		}
		t.Logf("%s: %.300s", l.pattern, found)
	}
}

func TestARouteWhosePermissionNoRoomDeclaresDoesNotStart(t *testing.T) {
	declared := access.Permission{Name: "person.read", Term: "查看人员", Roles: []access.Role{access.Preparer}}
	wider := access.Permission{Name: "person.read", Term: "查看人员", Roles: []access.Role{access.Preparer, access.VillageClerk}}
	rooms := []room.Room{{Name: "person", Permissions: []access.Permission{declared}}}
	for _, c := range []struct {
		gate web.Gate
		ok   bool
	}{
		{web.Needs(declared), true},
		{web.SignedIn(), true},
		{web.Needs(access.Permission{Name: "person.look", Roles: declared.Roles}), false},
		{web.Needs(wider), false}, // the name of a declared one with more roles
	} {
		err := undeclared([]web.Route{{Pattern: "GET /x", Gate: c.gate}}, rooms)
		if (err == nil) != c.ok {
			t.Errorf("%+v: %v", c.gate, err)
		}
	}
}
