package person

import (
	"context"
	"slices"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
)

// A Death is one notice that somebody died, as an office or a village wrote it: 死亡登记. A notice whose number is not
// valid is kept without a person: a name alone never makes anybody dead.
type Death struct {
	ID       string
	Person   string        // id in the register; empty: nobody with this number is known. Set by readers
	Name     string        // as written
	Number   idcard.Number // none when it is not valid; then Read says what stood there
	Read     string
	Sex      string
	Day      month.Day // 0: the day is not known; then Month may be
	Month    month.Month
	Division division.Code // where the notice says the person lived, as far as it could be made out
	Place    string        // as written
	Burial   string        // 火化, 土葬; as written
	From     string        // who told: 派出所, 殡仪馆; as written
	Source   string        // intake:<file id> or the act
	Row      int           // of the file
	Sheet    string

	By string    // who entered it; set by readers
	At time.Time // when; likewise
}

// Died happens when a notice was entered whose number belongs to somebody in the register. Hearers raise questions; a
// death ends no benefit by itself.
var Died = event.Kind[Death]{Name: "person.Died"}

// RecordDeaths enters notices in their order and gives how many were news. What was told already, word for word, is not
// entered again; a notice that says something else about the same person is a new one, and both stay. A notice without
// a division stands where the actor works. The caller's act has the permission and logs itself.
//
// It returns fault.Invalid for a death that is still to come and for a number that may not stand in these books.
func RecordDeaths(ctx context.Context, bus *event.Bus, tx *store.Tx, by access.Actor, told []Death) (news int, err error) {
	told = slices.Clone(told)
	if err := checkDeaths(tx, by, told); err != nil {
		return 0, err
	}
	if err := tx.Lock(ctx, "person/deaths/"+tx.County()); err != nil {
		return 0, err
	}
	fresh, err := unheard(ctx, tx, told)
	if err != nil || len(fresh) == 0 {
		return 0, err
	}
	for i := range fresh {
		fresh[i].ID, fresh[i].By, fresh[i].At = tx.NewID(), by.Name, tx.Now()
	}
	if err := insertDeaths(ctx, tx, by, fresh); err != nil {
		return 0, err
	}
	return len(fresh), announce(ctx, bus, tx, by, fresh)
}

// checkDeaths returns every fault of the notices and completes them.
func checkDeaths(tx *store.Tx, by access.Actor, told []Death) error {
	var faults fault.List
	for i := range told {
		d := &told[i]
		d.complete(by)
		if d.Day > tx.Today() || d.Month > month.Of(tx.Today()) {
			faults.Add(fault.Invalid("day", "%s的死亡日期晚于今天，请核对", d.Name))
		}
		faults.AddField("number", d.Number.Allowed(tx.Demo()))
	}
	return faults.Err()
}

// unheard are the notices that nobody told yet, each once.
func unheard(ctx context.Context, tx *store.Tx, told []Death) ([]Death, error) {
	old, err := heard(ctx, tx, told)
	if err != nil {
		return nil, err
	}
	var fresh []Death
	for i, d := range told {
		if !old[i] {
			fresh = append(fresh, d)
		}
	}
	return fresh, nil
}

// Heard tells of each notice whether [RecordDeaths] would leave it out, because it was told already or stands in the
// list before.
func Heard(ctx context.Context, tx *store.Tx, by access.Actor, told []Death) ([]bool, error) {
	told = slices.Clone(told)
	for i := range told {
		told[i].complete(by)
	}
	return heard(ctx, tx, told)
}

func heard(ctx context.Context, tx *store.Tx, told []Death) ([]bool, error) {
	names := make([]string, len(told))
	for i, d := range told {
		names[i] = d.Name
	}
	known, err := deathsNamed(ctx, tx, names)
	if err != nil {
		return nil, err
	}
	old := make([]bool, len(told))
	for i, d := range told {
		key := d.content()
		old[i], known[key] = known[key], true
	}
	return old, nil
}

// complete adds what follows from the rest.
func (d *Death) complete(by access.Actor) {
	d.Name = tidy(d.Name)
	if d.Division == "" {
		d.Division = by.Division
	}
	if d.Day.Known() {
		d.Month = d.Day.Month()
	}
}

// content is what the notice says, without where it stood.
func (d Death) content() Death {
	return Death{
		Name: d.Name, Number: d.Number, Read: d.Read, Sex: d.Sex, Day: d.Day, Month: d.Month,
		Division: d.Division, Place: d.Place, Burial: d.Burial, From: d.From,
	}
}

// announce tells of those who are in the register.
func announce(ctx context.Context, bus *event.Bus, tx *store.Tx, by access.Actor, fresh []Death) error {
	var wanted []idcard.Number
	for _, d := range fresh {
		if !d.Number.None() {
			wanted = append(wanted, d.Number)
		}
	}
	owners, err := ByNumbers(ctx, tx, access.Within(county(tx)), wanted)
	if err != nil {
		return err
	}
	for _, d := range fresh {
		if d.Person = owners[d.Number]; d.Person == "" {
			continue
		}
		if err := Died.Emit(ctx, bus, tx, by, d); err != nil {
			return err
		}
	}
	return nil
}

// A DeathQuery says which notices are asked for; its zero value asks for all.
type DeathQuery struct {
	Person string // of this person
	Source string // from this source
}

// Deaths lists the notices in sight that are believed, in the order in which they were entered, each with the person
// whose number it names. A notice lies where its person lives, and without one where it says.
func Deaths(ctx context.Context, tx *store.Tx, scope access.Scope, q DeathQuery) ([]Death, error) {
	return readDeaths(ctx, tx, scope, q)
}

// DeathsOf picks for each person the notice that counts: of those with a day the latest entered, else of those with a
// month, else the latest.
func DeathsOf(notices []Death) map[string]Death {
	found := map[string]Death{}
	for _, d := range notices {
		if d.Person == "" {
			continue
		}
		if was, ok := found[d.Person]; !ok || d.exactness() >= was.exactness() {
			found[d.Person] = d
		}
	}
	return found
}

func (d Death) exactness() int {
	switch {
	case d.Day.Known():
		return 2
	case d.Month.Known():
		return 1
	}
	return 0
}

// When is the time of death in words: "2026年3月5日", "2026年3月", "日期不详".
func (d Death) When() string {
	switch {
	case d.Day.Known():
		return d.Day.Term()
	case d.Month.Known():
		return d.Month.Term()
	}
	return "日期不详"
}

// says is the notice in words: when, and how the person was buried.
func (d Death) says() string {
	if d.Burial == "" {
		return d.When()
	}
	return d.When() + "，" + d.Burial
}

// WithdrawDeaths takes back all notices of a source, as when a list turns out to be the wrong one, and gives how many. The
// caller's act has the permission and logs itself.
func WithdrawDeaths(ctx context.Context, tx *store.Tx, source string) (int64, error) {
	if err := tx.Lock(ctx, "person/deaths/"+tx.County()); err != nil {
		return 0, err
	}
	return disbelieveDeaths(ctx, tx, source)
}

// county is the county's own division.
func county(tx *store.Tx) division.Code { return division.Code(tx.County() + "000000") }
