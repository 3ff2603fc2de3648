package circumstance

import (
	"context"
	"strconv"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A Correction enters or corrects circumstances of one household by hand.
//
// 境况更正. 《最低生活保障审核确认办法》 art 30: the family reports changes; art 32: the bureau acts on them.
type Correction struct {
	Household string
	Reason    string   // why, in the officer's words
	Facts     []Fact   // about the household or its members on the first day of each fact
	Ends      []Ending // what is no longer so
	Seen      string   // [Mark] of the facts that were corrected; empty when none were shown
}

// An Ending says that a circumstance no longer holds from a day on, and nothing else is known in its place.
type Ending struct {
	Subject string
	Kind    Kind
	Item    string
	From    month.Day
	Source  Source
}

// Mark tells whether the facts of a household are still those that were shown: it changes with every correction.
func Mark(facts map[string][]Fact) string {
	newest, n := "", 0
	for _, about := range facts {
		for _, f := range about {
			newest, n = max(newest, f.KnownAt), n+1
		}
	}
	return newest + "/" + strconv.Itoa(n)
}

// Record keeps facts that come from a list or another room's act, and tells of each whether it was news. What is known
// already changes nothing, and what is said without an end holds until the next change that is known: a list of
// October says nothing about a wage since November. The caller's act has the permission, logs itself, and holds the
// lock on the records.
func Record(ctx context.Context, tx *store.Tx, found []Fact) (news []bool, err error) {
	told := make([]store.Dated, len(found))
	for i, f := range found {
		if err := f.check(); err != nil {
			return nil, err
		}
		told[i] = store.Dated{Key: f.key(), Values: f.values(), During: f.During, Source: f.Source.kept()}
	}
	return facts.SetAll(ctx, tx, told)
}

// Correct enters the facts of a correction, tells [Corrected] to whoever hears it, and gives how many were news.
//
// It returns fault.Denied without [Correcting] where the household is seated, fault.NotFound for a household that is
// not in sight or a person who is not its member on the fact's first day, and fault.Invalid for facts that cannot be.
func (c *Circumstance) Correct(ctx context.Context, by access.Actor, k Correction) (news int, err error) {
	if err := k.check(); err != nil {
		return 0, err
	}
	err = c.db.Write(ctx, func(tx *store.Tx) error {
		news, err = c.correct(ctx, tx, by, "circumstance.correct", k)
		return err
	})
	return news, err
}

func (c *Circumstance) correct(ctx context.Context, tx *store.Tx, by access.Actor, act string, k Correction) (int, error) {
	if err := tx.Lock(ctx, "household/"+k.Household); err != nil {
		return 0, err
	}
	at, err := seated(ctx, tx, by.Scope(Correcting), k.Household)
	if err != nil {
		return 0, err
	}
	if err := by.Require(Correcting, at); err != nil {
		return 0, err
	}
	if err := k.stillSeen(ctx, tx, by); err != nil {
		return 0, err
	}
	news, err := k.keep(ctx, tx)
	if err != nil || news == 0 {
		return 0, err
	}
	entry := audit.Entry{Act: act, Subject: "household", SubjectID: k.Household, Division: at, Reason: k.Reason, Details: k.details()}
	if err := audit.Append(ctx, tx, by, entry); err != nil {
		return 0, err
	}
	return news, Corrected.Emit(ctx, c.bus, tx, by, k)
}

// stillSeen refuses a correction of facts that somebody else has changed since they were shown.
func (k Correction) stillSeen(ctx context.Context, tx *store.Tx, by access.Actor) error {
	if k.Seen == "" {
		return nil
	}
	now, err := Of(ctx, tx, by.Scope(Correcting), k.Household, tx.Today())
	if err != nil || Mark(now) == k.Seen {
		return err
	}
	who, err := audit.LastOn(ctx, tx, by.Scope(Correcting), "household", k.Household)
	if err != nil {
		return err
	}
	return fault.Conflict("您打开这张表以后，这户的资料有了变动，最近一次由%s办理，您填写的没有登记。请重新打开看过再改", who)
}

// keep writes the facts and the endings and counts what was news.
func (k Correction) keep(ctx context.Context, tx *store.Tx) (news int, err error) {
	count := func(changed bool, err error) error {
		if changed {
			news++
		}
		return err
	}
	for _, f := range k.Facts {
		if err := belongs(ctx, tx, k.Household, f); err != nil {
			return 0, err
		}
		if err := count(set(ctx, tx, f)); err != nil {
			return 0, err
		}
	}
	for _, e := range k.Ends {
		f := e.fact()
		if err := belongs(ctx, tx, k.Household, f); err != nil {
			return 0, err
		}
		if err := count(facts.End(ctx, tx, f.key(), e.From, e.Source.kept())); err != nil {
			return 0, err
		}
	}
	return news, nil
}

// fact is what ends, without its value.
func (e Ending) fact() Fact {
	return Fact{Subject: e.Subject, Kind: e.Kind, Item: e.Item, During: month.Since(e.From)}
}

func (k Correction) check() error {
	var faults fault.List
	if strings.TrimSpace(k.Reason) == "" {
		faults.Add(fault.Invalid("reason", "请写明更正的依据，例如“10月20日入户，家属申报”"))
	}
	if len(k.Facts)+len(k.Ends) == 0 {
		faults.Add(fault.Invalid("", "没有要更正的内容"))
	}
	for _, f := range k.Facts {
		faults.Add(f.check())
	}
	for _, e := range k.Ends {
		if !e.From.Known() {
			faults.Add(fault.Invalid("from", "请填写%s从哪一天起不再有", e.Kind.Term()))
		}
	}
	return faults.Err()
}

// details names what was entered; the values stand in the facts themselves.
func (k Correction) details() map[string]string {
	kinds := map[string]string{"facts": strconv.Itoa(len(k.Facts) + len(k.Ends))}
	for _, f := range k.Facts {
		kinds[string(f.Kind)+"@"+f.Subject] = f.Says()
	}
	for _, e := range k.Ends {
		kinds[string(e.Kind)+"@"+e.Subject] = "不再有"
	}
	return kinds
}

// seated finds where the household is today, if it is in sight.
func seated(ctx context.Context, tx *store.Tx, scope access.Scope, household string) (division.Code, error) {
	inside, args := scope.Where("s.division", 4)
	var at division.Code
	err := tx.QueryRow(ctx, `SELECT s.division FROM household_seat s WHERE s.county = $1 AND `+store.Held("s", 2)+` AND s.household = $3 AND `+inside,
		append([]any{tx.County(), tx.Today(), household}, args...)...).Scan(&at)
	if store.IsNoRows(err) {
		return "", fault.NotFound("没有找到这户家庭，或者它不在您负责的区划内")
	}
	return at, err
}

// belongs makes sure that the fact is about the household or about one who is its member on the fact's first day or
// today.
func belongs(ctx context.Context, tx *store.Tx, household string, f Fact) error {
	s, err := f.Kind.Spec()
	if err != nil {
		return err
	}
	if s.Subject == OfHousehold {
		if f.Subject != household {
			return fault.Invalid("subject", "%s是按户登记的，请填在家庭名下", s.Term)
		}
		return nil
	}
	for _, day := range []month.Day{f.During.From, tx.Today()} {
		var n int
		err := tx.QueryRow(ctx, `SELECT count(*) FROM household_member m WHERE m.county = $1 AND `+store.Held("m", 2)+` AND m.household = $3 AND m.person = $4`,
			tx.County(), day, household, f.Subject).Scan(&n)
		if err != nil {
			return err
		}
		if n > 0 {
			return nil
		}
	}
	return fault.NotFound("这个人不是该户的共同生活成员，请先登记家庭成员")
}
