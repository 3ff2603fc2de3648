package officer

import (
	"sync"
	"time"
)

// How many wrong passwords from one network address, whatever the names, and in which time, until it has to wait. An
// account is locked after five; this stops the one who tries one password on every name. A whole office behind one
// address does not mistype so often.
const (
	addressTries = 100
	addressTime  = 10 * time.Minute
)

// A watch remembers wrong passwords by the address they came from, as long as the program runs.
type watch struct {
	mu    sync.Mutex
	wrong map[string][]time.Time // the latest last
}

// shut tells whether the address has to wait.
func (w *watch) shut(address string, now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.lately(address, now)) >= addressTries
}

// note remembers a wrong password.
func (w *watch) note(address string, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.wrong == nil {
		w.wrong = map[string][]time.Time{}
	}
	w.wrong[address] = append(w.lately(address, now), now)
}

// lately drops what is long past and gives the rest.
func (w *watch) lately(address string, now time.Time) []time.Time {
	all := w.wrong[address]
	for len(all) > 0 && now.Sub(all[0]) >= addressTime {
		all = all[1:]
	}
	if len(all) == 0 {
		delete(w.wrong, address)
	}
	return all
}
