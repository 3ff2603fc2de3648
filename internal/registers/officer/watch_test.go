package officer

import (
	"testing"
	"time"
)

func TestAnAddressThatTriesPasswordsOnEveryNameHasToWait(t *testing.T) {
	var w watch
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	for i := range addressTries {
		if w.shut("192.0.2.1", now) {
			t.Fatalf("shut after %d", i)
		}
		w.note("192.0.2.1", now)
		now = now.Add(time.Second)
	}
	if !w.shut("192.0.2.1", now) {
		t.Error("it goes on trying")
	}
	if w.shut("192.0.2.2", now) {
		t.Error("another address has to wait for it")
	}
	if now = now.Add(addressTime); w.shut("192.0.2.1", now) || len(w.wrong) != 0 {
		t.Error("it waits for ever, or is remembered for ever")
	}
}

func TestAnOfficeThatMistypesNowAndThenNeverWaits(t *testing.T) {
	var w watch
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	for range 10 * addressTries { // nine in a minute, all day
		if w.note("192.0.2.1", now); w.shut("192.0.2.1", now) {
			t.Fatal("the office is shut out")
		}
		now = now.Add(7 * time.Second)
	}
}
