package audit

import (
	"context"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A Reading is one look into personal files: a page, a list, a search, a print, an export.
//
// It is kept as soon as it happens ([Readings.Note]) and sealed into the chain of its township together with others, by
// [Seal] and with the next act there: a reading for itself would cost the chain's lock on every page.
//
// 查看记录. 《中华人民共和国个人信息保护法》 art 51, 54.
type Reading struct {
	Route    string        // the pattern of the address: "GET /person/{id}"
	Act      string        // in words: 查看人员档案
	Record   string        // id of the record, empty for a list
	Division division.Code // where the record belongs; decides the chain; empty: the reader's own
	Address  string        // path and filter as they were asked for; long numbers in it are not kept
	Count    int           // rows of a list
}

// A look is a reading as it stands in the table.
type look struct {
	County, Chain, ID, At, Actor, ActorName, Role, Division string
	Act, Route, Record, Address                             string
	Shown                                                   int64
	Mark                                                    string
}

func lookOf(tx *store.Tx, by access.Actor, r Reading) look {
	at := r.Division
	if at == "" {
		at = by.Division
	}
	l := look{
		County: tx.County(), Chain: chainOf(at), ID: tx.NewID(), At: tx.Stamp(), Actor: by.ID, ActorName: by.Name, Role: string(by.Role),
		Division: string(at), Act: r.Act, Route: r.Route, Record: r.Record, Address: withoutNumbers(r.Address, tx.County()), Shown: int64(r.Count),
	}
	l.Mark = l.mark()
	return l
}

// mark is the hash of the reading's own fields.
func (l look) mark() string {
	h := sm3.New()
	for _, f := range []string{
		l.County, l.Chain, l.ID, l.At, l.Actor, l.ActorName, l.Role, l.Division, l.Act, l.Route, l.Record, l.Address, fmt.Sprint(l.Shown),
	} {
		writeField(h, f)
	}
	return hex.EncodeToString(h.Sum(nil))
}

var lookColumns = []string{
	"county", "id", "chain", "at", "actor", "actor_name", "role", "division", "act", "route", "record", "address", "shown", "mark",
}

func (l *look) fields() []any {
	return []any{
		&l.County, &l.ID, &l.Chain, &l.At, &l.Actor, &l.ActorName, &l.Role, &l.Division, &l.Act, &l.Route, &l.Record, &l.Address, &l.Shown, &l.Mark,
	}
}

func (l *look) row() []any {
	return []any{
		l.County, l.ID, l.Chain, l.At, l.Actor, l.ActorName, l.Role, l.Division, l.Act, l.Route, l.Record, l.Address, l.Shown, l.Mark,
	}
}

// keepLooks writes readings that are not sealed yet.
func keepLooks(ctx context.Context, tx *store.Tx, looks []look) error {
	_, err := tx.Bulk(ctx, "audit_unsealed", lookColumns, func(yield func([]any) bool) {
		for i := range looks {
			if !yield(looks[i].row()) {
				return
			}
		}
	})
	return err
}

// figures are runs of digits as people type them, with blanks and hyphens between.
var figures = regexp.MustCompile(`[0-9](?:[ -]?[0-9]){10,}[Xx]?`)

// withoutNumbers takes out what could be an identity number, a telephone or an account: what somebody searched for is
// kept, but never that. Division codes of the county stay.
func withoutNumbers(address, county string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, address)
	return figures.ReplaceAllStringFunc(plain, func(run string) string {
		if len(run) == 12 && strings.HasPrefix(run, county) {
			return run
		}
		return "*"
	})
}
