package benefit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// A muster is every award of the county in force in a month, made small: for counting, and for finding the awards of one
// page of a list. It names nobody; households and persons stand in it as numbers that tell them apart. It is read once
// and kept until an award, a seat or a membership is written to ([store.Kept]), and serves every scope. What it counts is
// what [CountInForce] and the plain statements count.
type muster struct {
	lines      []musterLine // in the order of the awards
	persons    []int32      // whom the awards cover by name, award after award
	numbered   int          // persons and households that have numbers
	programmes []string
	places     []division.Code
}

// A musterLine is one award in force.
type musterLine struct {
	award     string
	amount    money.Fen
	programme int32 // in programmes
	place     int32 // in places: where the holder is on the first day of the month
	household int32 // -1: the holder lives in none
	named     int32 // end of the award's part of persons
	heads     int32 // covered persons, named or not
	unnamed   int32 // those of them who are not named
}

// musterOf gives the muster of a month.
func musterOf(ctx context.Context, tx *store.Tx, m month.Month) (*muster, error) {
	found, err := store.Kept(ctx, tx, "benefit/muster/"+m.String(), func() (*muster, error) { return readMuster(ctx, tx, m) })
	if err != nil {
		return nil, fmt.Errorf("read the awards in force in %s: %w", m, err)
	}
	return found, nil
}

// Weight is about what a muster takes in memory, in kilobytes.
func (u *muster) Weight() int { return (len(u.lines)*80 + len(u.persons)*4) / 1000 }

// A numbering gives out numbers from nought on.
type numbering map[string]int32

func (n numbering) of(word []byte) int32 {
	i, ok := n[string(word)]
	if !ok {
		i = int32(len(n))
		n[string(word)] = i
	}
	return i
}

// words are those that have numbers, in their order.
func words[T ~string](n numbering) []T {
	all := make([]T, len(n))
	for word, i := range n {
		all[i] = T(word)
	}
	return all
}

func readMuster(ctx context.Context, tx *store.Tx, m month.Month) (*muster, error) {
	u, numbers, programmes, places := &muster{}, numbering{}, numbering{}, numbering{}
	args := []any{tx.County(), m, m.First()}
	err := tx.Each(ctx, inForce(`a.id, a.programme, `+placeOf+`, COALESCE(`+householdOf+`, ''), t.amount`, "1 = 1")+` ORDER BY a.id`, args, func(r store.Row) error {
		l := musterLine{
			award: string(r.Text(0)), programme: programmes.of(r.Text(1)), place: places.of(r.Text(2)), household: -1, amount: money.Fen(r.Whole(4)),
		}
		if household := r.Text(3); len(household) > 0 {
			l.household = numbers.of(household)
		}
		u.lines = append(u.lines, l)
		return nil
	})
	if err == nil {
		err = u.cover(ctx, tx, args[:2], numbers)
	}
	u.numbered, u.programmes, u.places = len(numbers), words[string](programmes), words[division.Code](places)
	u.lines, u.persons = slices.Clip(u.lines), slices.Clip(u.persons)
	return u, err
}

// cover reads whom the awards cover.
func (u *muster) cover(ctx context.Context, tx *store.Tx, args []any, numbers numbering) error {
	i := 0
	next := func() {
		u.lines[i].named = int32(len(u.persons))
		i++
	}
	err := tx.Each(ctx, `WITH `+begun+` SELECT c.award, c.person, c.heads FROM begun b
		JOIN benefit_covered c ON c.county = b.county AND c.award = b.award AND c.ordinal = b.ordinal ORDER BY c.award`, args, func(r store.Row) error {
		award, person, heads := r.Text(0), r.Text(1), int32(r.Whole(2))
		for i < len(u.lines) && u.lines[i].award < string(award) {
			next()
		}
		if i == len(u.lines) || u.lines[i].award != string(award) {
			return nil // of an award that was stopped
		}
		l := &u.lines[i]
		l.heads += heads
		if len(person) == 0 {
			l.unnamed += heads
		} else {
			u.persons = append(u.persons, numbers.of(person))
		}
		return nil
	})
	for i < len(u.lines) {
		next()
	}
	return err
}

// people are the numbers of those whom line i covers by name.
func (u *muster) people(i int32) []int32 {
	from := int32(0)
	if i > 0 {
		from = u.lines[i-1].named
	}
	return u.persons[from:u.lines[i].named]
}

// sight tells which lines are in scope and of a programme; empty: of any.
func (u *muster) sight(scope access.Scope, programme string) func(l *musterLine) bool {
	low, high := scope.Division().Range()
	places, programmes := make([]bool, len(u.places)), make([]bool, len(u.programmes))
	for i, at := range u.places {
		places[i] = string(at) >= low && string(at) <= high
	}
	for i, code := range u.programmes {
		programmes[i] = programme == "" || programme == code
	}
	return func(l *musterLine) bool { return places[l.place] && programmes[l.programme] }
}

// held are the programmes of the awards in scope, and one more that was asked for, in the order of their codes.
func (u *muster) held(scope access.Scope, asked string) (codes []string) {
	in, seen := u.sight(scope, ""), make([]bool, len(u.programmes))
	for i := range u.lines {
		if l := &u.lines[i]; in(l) {
			seen[l.programme] = true
		}
	}
	for i, code := range u.programmes {
		if seen[i] {
			codes = append(codes, code)
		}
	}
	if asked != "" && !slices.Contains(codes, asked) {
		codes = append(codes, asked)
	}
	slices.Sort(codes)
	return codes
}

// tally counts the awards in scope as [CountInForce] does.
func (u *muster) tally(scope access.Scope, programme string) (t Tally) {
	in := u.sight(scope, programme)
	for i := range u.lines {
		if l := &u.lines[i]; in(l) {
			t.Count++
			t.Heads += int(l.heads)
			t.New += l.amount
		}
	}
	return t
}

// after gives the ids of the next awards in scope behind one, at most so many.
func (u *muster) after(scope access.Scope, programme, award string, limit int) (ids []string) {
	in := u.sight(scope, programme)
	i, found := slices.BinarySearchFunc(u.lines, award, func(l musterLine, id string) int { return strings.Compare(l.award, id) })
	if found {
		i++
	}
	for ; i < len(u.lines) && len(ids) < limit; i++ {
		if l := &u.lines[i]; in(l) {
			ids = append(ids, l.award)
		}
	}
	return ids
}

// sums adds up the awards in scope by programme; a household counts once in each.
func (u *muster) sums(scope access.Scope) map[string]room.Sum {
	in := u.sight(scope, "")
	groups := u.grouped(len(u.programmes), func(l *musterLine) int32 {
		if !in(l) {
			return -1
		}
		return l.programme
	})
	sums, seen := map[string]room.Sum{}, u.tallied()
	for g, lines := range groups {
		if len(lines) == 0 {
			continue
		}
		var s room.Sum
		seen.begin()
		for _, i := range lines {
			l := &u.lines[i]
			if l.household < 0 || seen.first(l.household) {
				s.Households++
			}
			s.Persons += int64(l.heads)
			s.Amount += l.amount
		}
		sums[u.programmes[g]] = s
	}
	return sums
}

// spread counts a measure of the awards in scope place by place, each household and person once in a place.
func (u *muster) spread(scope access.Scope, level division.Level, measure string) map[division.Code]int64 {
	in, above := u.sight(scope, ""), numbering{}
	group := make([]int32, len(u.places))
	for i, at := range u.places {
		group[i] = above.of([]byte(above12(at, level)))
	}
	groups := u.grouped(len(above), func(l *musterLine) int32 {
		if !in(l) {
			return -1
		}
		return group[l.place]
	})
	found, seen, codes := map[division.Code]int64{}, u.tallied(), words[division.Code](above)
	for g, lines := range groups {
		if len(lines) == 0 {
			continue
		}
		seen.begin()
		for _, i := range lines {
			found[codes[g]] += u.adds(i, measure, seen)
		}
	}
	return found
}

// above12 is the place of a level that a place lies in; one that stands above the level stands for itself.
func above12(at division.Code, level division.Level) division.Code {
	prefix := string(at)
	if width := map[division.Level]int{division.County: 6, division.Town: 9, division.Village: 12}[level]; len(prefix) > width {
		prefix = prefix[:width]
	}
	return division.Code((prefix + "000000000000")[:12])
}

// adds is what line i adds to a measure of a place.
func (u *muster) adds(i int32, measure string, seen *tallied) (n int64) {
	switch l := &u.lines[i]; measure {
	case "households":
		if l.household >= 0 && seen.first(l.household) {
			n = 1
		}
	case "persons":
		n = int64(l.unnamed)
		for _, p := range u.people(i) {
			if seen.first(p) {
				n++
			}
		}
	case "yuan":
		n = int64(l.amount)
	}
	return n
}

// grouped puts the places of lines into so many groups; a line of the group -1 into none.
func (u *muster) grouped(n int, of func(l *musterLine) int32) [][]int32 {
	groups := make([][]int32, n)
	for i := range u.lines {
		if g := of(&u.lines[i]); g >= 0 {
			groups[g] = append(groups[g], int32(i))
		}
	}
	return groups
}

// tallied marks the households and persons that were counted in a group.
type tallied struct {
	marks []int32 // by number: the last group in which it was counted
	group int32
}

func (u *muster) tallied() *tallied { return &tallied{marks: make([]int32, u.numbered)} }

// begin begins the next group.
func (t *tallied) begin() { t.group++ }

// first marks a number and tells whether the group had not counted it.
func (t *tallied) first(n int32) bool {
	if t.marks[n] == t.group {
		return false
	}
	t.marks[n] = t.group
	return true
}
