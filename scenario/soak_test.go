package scenario

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// points is how often an act is disturbed on each database: a few in every
// test, as many as MINZHENG_SOAK says in make soak.
func points(t *testing.T) int {
	t.Helper()
	text := os.Getenv("MINZHENG_SOAK")
	if text == "" {
		return 9
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("MINZHENG_SOAK is %q: write how many points", text)
	}
	return n
}

// TestSoak does what money hangs on while the power goes, the disk is full, the
// line to the database is cut, the clock is moved, it is sent twice, or several
// people do it at once. Afterwards all of it is in the books or nothing, what
// was acknowledged is there, the log is whole, the sums agree and nobody is paid
// twice.
func TestSoak(t *testing.T) {
	t.Parallel()
	built := program(t)
	for _, g := range grounds(t) {
		t.Run(g.name(), func(t *testing.T) {
			t.Parallel()
			soak := &soak{ground: g, program: built, moved: movedProgram(t), chance: moments(t), tally: map[string]*outcome{}}
			soak.learn(t)
			for n := range points(t) {
				act := soak.acts[n%len(soak.acts)]
				soak.disturb(t, n, act)
				if t.Failed() {
					break
				}
			}
			t.Log("\n" + soak.report())
		})
	}
}

// A soak is a run over one database.
type soak struct {
	ground  ground
	program string
	moved   string // the program by a clock that can be moved
	chance  *rand.Rand
	acts    []*tried
	tally   map[string]*outcome
}

// handsAtMost is how many people do an act at once.
const handsAtMost = 3

// A tried act knows what the books hold before it, after it, and after it was
// done again and again, and how long it takes.
type tried struct {
	act
	took   time.Duration
	states []map[string]string
}

// An outcome counts what came of the points of one kind.
type outcome struct{ points, acknowledged, nothing, all, again int }

// learn does every act undisturbed, as often as it may be done at once.
func (s *soak) learn(t *testing.T) {
	t.Helper()
	for _, a := range acts(t, s) {
		c := s.ground.copy(t, a.from)
		do := a.ready(t, c, handsAtMost)
		known := &tried{act: a, states: []map[string]string{c.registers(t)}}
		for i := range do.hands {
			began := time.Now()
			if acknowledged := do.hands[i](); i == 0 && !acknowledged {
				t.Fatalf("%s does not work undisturbed: %s", a.name, do.said())
			}
			if i == 0 {
				known.took = time.Since(began)
			}
			known.states = append(known.states, c.registers(t))
		}
		do.end()
		if maps.Equal(known.states[0], known.states[1]) {
			t.Fatalf("%s changes nothing in the books", a.name)
		}
		c.sound(t, a.name+" undisturbed")
		s.ground.drop(t, c)
		s.acts = append(s.acts, known)
	}
}

// disturb does an act at one point of the run.
func (s *soak) disturb(t *testing.T, n int, a *tried) {
	t.Helper()
	kinds := s.ground.kinds()
	kind := kinds[(n/len(s.acts)+n)%len(kinds)]
	hands := 1 + s.chance.IntN(handsAtMost)
	if kind == crowd && hands == 1 {
		hands = 2
	}
	after := time.Duration(s.chance.Int64N(int64(a.took * 5 / 4)))
	room := s.chance.Int64N(256 << 10)
	wrong := time.Duration(s.chance.Int64N(int64(96*time.Hour))) - 48*time.Hour
	where := fmt.Sprintf("point %d: %s, %s, %d at once, after %v, %d bytes of room, clock wrong by %v", n, a.name, kind, hands, after, room, wrong)

	c := s.ground.copy(t, a.from)
	defer s.ground.drop(t, c)
	if kind == clock {
		c.program = s.moved
	}
	do := a.ready(t, c, hands)
	over := func() {}
	switch kind {
	case power:
		over = strike(after, do.kill)
	case line:
		over = strike(after, func() { s.ground.cut(c) })
	case clock:
		over = strike(after, func() { c.move(t, wrong) })
	case disk:
		s.ground.fill(t, c, room)
	}
	acknowledged := atOnce(do.hands)
	if kind == twice {
		acknowledged = do.hands[0]() || acknowledged
	}
	over()
	if kind == disk {
		s.ground.clear(t, c)
	}
	do.end()
	s.ground.mend(c)
	if kind == clock {
		c.putRight(t)
	}

	now := c.registers(t)
	at := slices.IndexFunc(a.states, func(state map[string]string) bool { return maps.Equal(now, state) })
	if at < 0 {
		t.Errorf("%s: half of it stands in the books: %s", where, differences(a.states, now))
	}
	if acknowledged && at == 0 {
		t.Errorf("%s: it was acknowledged and is lost", where)
	}
	c.sound(t, where)
	if a.check != nil {
		a.check(t, c, where, acknowledged)
	}
	s.count(a.name+"\t"+string(kind), acknowledged, at, s.again(t, c, a, at, where))
}

// strike does something after a while, unless it is over before.
func strike(after time.Duration, do func()) (over func()) {
	struck := make(chan struct{})
	timer := time.AfterFunc(after, func() {
		defer close(struck)
		do()
	})
	return func() {
		if !timer.Stop() {
			<-struck
		}
	}
}

// again does once more what was lost in a disturbance, in a third of the cases:
// nothing that is left of it may stand in the way.
func (s *soak) again(t *testing.T, c county, a *tried, at int, where string) bool {
	t.Helper()
	if at != 0 || a.once || s.chance.IntN(3) > 0 {
		return false
	}
	do := a.ready(t, c, 1)
	defer do.end()
	if !do.hands[0]() {
		t.Errorf("%s: it cannot be done afterwards: %s", where, do.said())
	}
	now := c.registers(t)
	for table := range now {
		if a.lays != "" && strings.HasPrefix(table, a.lays) { // laid out twice, done once
			now[table] = a.states[1][table]
		}
	}
	if !maps.Equal(now, a.states[1]) {
		t.Errorf("%s: done again, the books differ: %s", where, differences(a.states[1:2], now))
	}
	return true
}

// atOnce has all hands do the act at the same moment, and tells whether one of
// them was told that it is done.
func atOnce(hands []func() bool) bool {
	var all sync.WaitGroup
	done := make([]bool, len(hands))
	gate := make(chan struct{})
	for i, hand := range hands {
		all.Go(func() {
			<-gate
			done[i] = hand()
		})
	}
	close(gate)
	all.Wait()
	return slices.Contains(done, true)
}

// differences names the tables in which the books are like none of the states.
func differences(states []map[string]string, now map[string]string) string {
	var text strings.Builder
	for i, state := range states {
		fmt.Fprintf(&text, "\n  against state %d:", i)
		for _, table := range slices.Sorted(maps.Keys(state)) {
			if now[table] != state[table] {
				fmt.Fprintf(&text, " %s has %s of %s rows", table, now[table], state[table])
			}
		}
	}
	return text.String()
}

func (s *soak) count(kind string, acknowledged bool, at int, again bool) {
	o := s.tally[kind]
	if o == nil {
		o = &outcome{}
		s.tally[kind] = o
	}
	o.points++
	o.acknowledged += number(acknowledged)
	o.nothing += number(at == 0)
	o.all += number(at > 0)
	o.again += number(again)
}

func number(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// report is the table of what came of the points, as docs/reliability.md has it.
func (s *soak) report() string {
	var text strings.Builder
	var sum outcome
	fmt.Fprintf(&text, "| %s: act | disturbance | points | acknowledged | nothing of it stands | all of it stands | done again |\n|---|---|---:|---:|---:|---:|---:|\n", s.ground.name())
	line := func(name string, o outcome) {
		fmt.Fprintf(&text, "| %s | %d | %d | %d | %d | %d |\n", name, o.points, o.acknowledged, o.nothing, o.all, o.again)
	}
	for _, kind := range slices.Sorted(maps.Keys(s.tally)) {
		o := *s.tally[kind]
		line(strings.ReplaceAll(kind, "\t", " | "), o)
		sum = outcome{sum.points + o.points, sum.acknowledged + o.acknowledged, sum.nothing + o.nothing, sum.all + o.all, sum.again + o.again}
	}
	line("all |", sum)
	return text.String()
}
