package officer_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/officer"
	"minzheng/internal/registers/place"
)

const (
	county   = division.Code("420323000000")
	baofeng  = division.Code("420323103000")
	huachang = division.Code("420323103201")
)

var (
	ctx     = context.Background()
	founder = access.System("建县", county)
	gazette = "code,name,level,parent,urban_rural\n" +
		"420323000000,竹山县,county,420300000000,\n420323103000,宝丰镇,town,420323000000,\n420323104000,擂鼓镇,town,420323000000,\n" +
		"420323103201,铧厂村委会,villagers_committee,420323103000,\n420323104201,护驾村委会,villagers_committee,420323104000,\n"
)

// A bureau is a register on fresh books with a small county.
type bureau struct {
	*officer.Officer
	db *store.DB
	t  *testing.T
}

func each(t *testing.T, test func(t *testing.T, b bureau)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		divisions, err := place.ReadDivisions(strings.NewReader(gazette))
		if err != nil {
			t.Fatal(err)
		}
		g := place.Gazette{Divisions: divisions, From: month.MustDay(2023, 6, 30), Source: "试验"}
		if _, err := place.New(db).Load(ctx, founder, g); err != nil {
			t.Fatal(err)
		}
		test(t, bureau{Officer: officer.New(db), db: db, t: t})
	}, storetest.Room{Name: "audit", Migrations: audit.Migrations}, storetest.Room{Name: "place", Migrations: place.Migrations},
		storetest.Room{Name: "officer", Migrations: officer.Migrations})
}

// administrator appoints one who can act, and gives the actor.
func (b bureau) administrator() access.Actor {
	b.t.Helper()
	id, _, err := b.Appoint(ctx, founder, officer.Appointment{Name: "周敏", SignIn: "admin", Role: access.Administrator, Division: county})
	if err != nil {
		b.t.Fatal(err)
	}
	return access.Actor{ID: id, Name: "周敏", Role: access.Administrator, Division: county}
}

// wangfang is a preparer with a password that the test knows.
func (b bureau) wangfang(by access.Actor) (id, password string) {
	b.t.Helper()
	id, password, err := b.Appoint(ctx, by, officer.Appointment{Name: "王芳", SignIn: "WangF01", Role: access.Preparer, Division: county})
	if err != nil {
		b.t.Fatal(err)
	}
	return id, password
}

func kindOf(err error) fault.Kind { k, _ := fault.KindOf(err); return k }

func fieldsOf(err error) string {
	var names []string
	for _, e := range fault.Fields(err) {
		names = append(names, e.Field)
	}
	return strings.Join(names, " ")
}

func TestAnAppointedOfficerSignsInAndMustChangeThePassword(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		admin := b.administrator()
		id, password := b.wangfang(admin)
		got, credential, err := b.SignIn(ctx, " wangf01 ", password)
		if err != nil || got != id {
			t.Fatalf("sign in: %v", err)
		}
		identity, err := b.Identify(ctx, id, credential)
		if err != nil || !identity.MustChange || identity.Role != "经办" || identity.Place != "竹山县" || identity.Actor.Name != "王芳" || identity.Actor.Division != county {
			t.Fatalf("identity %+v: %v", identity, err)
		}
		next, err := b.ChangePassword(ctx, identity.Actor, password, "qingtian2026")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Identify(ctx, id, credential); kindOf(err) != fault.KindDenied {
			t.Errorf("the session before the change goes on: %v", err)
		}
		if identity, err := b.Identify(ctx, id, next); err != nil || identity.MustChange {
			t.Errorf("after the change: %+v %v", identity, err)
		}
		if _, _, err := b.SignIn(ctx, "wangf01", password); kindOf(err) != fault.KindInvalid {
			t.Errorf("the old password: %v", err)
		}
	})
}

func TestAppointRefuses(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		admin := b.administrator()
		good := officer.Appointment{Name: "李明", SignIn: "liming", Role: access.TownshipOfficer, Division: baofeng}
		for name, c := range map[string]struct {
			change func(*officer.Appointment)
			field  string
		}{
			"no name":                         {func(a *officer.Appointment) { a.Name = " " }, "name"},
			"a sign-in name with blanks":      {func(a *officer.Appointment) { a.SignIn = "li ming" }, "sign_in"},
			"an identity number":              {func(a *officer.Appointment) { a.SignIn = "40032319850101123x" }, "sign_in"},
			"a name somebody has":             {func(a *officer.Appointment) { a.SignIn = "ADMIN" }, "sign_in"},
			"no role":                         {func(a *officer.Appointment) { a.Role = "" }, "role"},
			"the machine's role":              {func(a *officer.Appointment) { a.Role = access.Machine }, "role"},
			"a township officer in a village": {func(a *officer.Appointment) { a.Division = huachang }, "division"},
			"a clerk in the county":           {func(a *officer.Appointment) { a.Role, a.Division = access.VillageClerk, county }, "division"},
			"a place that is not there":       {func(a *officer.Appointment) { a.Division = "420323199000" }, "division"},
		} {
			a := good
			c.change(&a)
			if _, _, err := b.Appoint(ctx, admin, a); kindOf(err) != fault.KindInvalid || !strings.Contains(fieldsOf(err), c.field) {
				t.Errorf("%s: %v", name, err)
			}
		}
		auditor := access.Actor{ID: "x", Role: access.Auditor, Division: county}
		if _, _, err := b.Appoint(ctx, auditor, good); kindOf(err) != fault.KindDenied {
			t.Errorf("by an auditor: %v", err)
		}
		if _, _, err := b.Appoint(ctx, admin, good); err != nil {
			t.Errorf("the good one: %v", err)
		}
	})
}

func TestFiveWrongPasswordsLockTheAccountUntilItIsReset(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		admin := b.administrator()
		id, password := b.wangfang(admin)
		for n := range 4 {
			if _, _, err := b.SignIn(ctx, "wangf01", "wrong"); fieldsOf(err) != "password" {
				t.Fatalf("wrong password %d: %v", n+1, err)
			}
		}
		if _, _, err := b.SignIn(ctx, "wangf01", password); err != nil {
			t.Fatalf("the fifth, right: %v", err)
		}
		for range 5 {
			b.SignIn(ctx, "wangf01", "wrong")
		}
		if _, _, err := b.SignIn(ctx, "wangf01", password); err == nil || !strings.Contains(err.Error(), "已锁定") {
			t.Fatalf("the right password of a locked account: %v", err)
		}
		if v, err := b.Find(ctx, admin, id); err != nil || !v.Locked {
			t.Errorf("the page does not say it: %+v %v", v, err)
		}
		fresh, err := b.ResetPassword(ctx, admin, id)
		if err != nil {
			t.Fatal(err)
		}
		_, credential, err := b.SignIn(ctx, "wangf01", fresh)
		if err != nil {
			t.Fatalf("after the reset: %v", err)
		}
		if i, err := b.Identify(ctx, id, credential); err != nil || !i.MustChange {
			t.Errorf("a reset password must be changed: %+v %v", i, err)
		}
	})
}

func TestManyGuessesAtOnceDoNotPassTheCount(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		b.wangfang(b.administrator())
		var compared atomic.Int64
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() {
				if _, _, err := b.SignIn(ctx, "wangf01", "wrong"); fieldsOf(err) == "password" {
					compared.Add(1)
				}
			})
		}
		all.Wait()
		if compared.Load() != 5 {
			t.Errorf("%d guesses were compared", compared.Load())
		}
	})
}

// Who has only the old password has no say any more once it is changed or reset, also when it was compared before.
func TestPasswordChangedOnceAtATime(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		admin := b.administrator()
		id, password := b.wangfang(admin)
		by := access.Actor{ID: id, Name: "王芳", Role: access.Preparer, Division: county}
		credentials, errs := make([]string, 3), make([]error, 3)
		var fresh string
		var all sync.WaitGroup
		for i := range credentials {
			all.Go(func() { credentials[i], errs[i] = b.ChangePassword(ctx, by, password, fmt.Sprint("qingtian202", i)) })
		}
		all.Go(func() { fresh, _ = b.ResetPassword(ctx, admin, id) })
		all.Wait()
		done := 0
		for i, err := range errs {
			if err == nil {
				done++
			} else if fieldsOf(err) != "old_password" {
				t.Errorf("change %d: %v", i, err)
			}
			if _, err := b.Identify(ctx, id, credentials[i]); err == nil {
				t.Errorf("the session of change %d goes on after the reset", i)
			}
		}
		if done > 1 {
			t.Errorf("the password was changed %d times from the same old one", done)
		}
		if _, _, err := b.SignIn(ctx, "wangf01", fresh); err != nil {
			t.Errorf("what the administrator set lets nobody in: %v", err)
		}
	})
}

func TestStrangersAndWrongPasswordsGetTheSameAnswer(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		b.wangfang(b.administrator())
		_, _, stranger := b.SignIn(ctx, "nobody", "wrong")
		_, _, wrong := b.SignIn(ctx, "wangf01", "wrong")
		if stranger == nil || stranger.Error() != wrong.Error() {
			t.Errorf("%v and %v", stranger, wrong)
		}
	})
}

func TestAnEndingStopsTheAccountAtOnceAndKeepsTheRecord(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		admin := b.administrator()
		id, password := b.wangfang(admin)
		_, credential, err := b.SignIn(ctx, "wangf01", password)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.End(ctx, admin, officer.Ending{Officer: id}); fieldsOf(err) != "reason" {
			t.Errorf("without a reason: %v", err)
		}
		if err := b.End(ctx, admin, officer.Ending{Officer: id, Reason: "调离"}); err != nil {
			t.Fatal(err)
		}
		if err := b.End(ctx, admin, officer.Ending{Officer: id, Reason: "调离"}); kindOf(err) != fault.KindConflict {
			t.Errorf("twice: %v", err)
		}
		if _, err := b.Identify(ctx, id, credential); kindOf(err) != fault.KindDenied {
			t.Errorf("the session goes on: %v", err)
		}
		if _, _, err := b.SignIn(ctx, "wangf01", password); err == nil {
			t.Error("still signs in")
		}
		if _, err := b.ResetPassword(ctx, admin, id); kindOf(err) != fault.KindConflict {
			t.Errorf("reset after the end: %v", err)
		}
		v, err := b.Find(ctx, admin, id)
		if err != nil || v.Ended != month.MustDay(2026, 11, 23) || v.Reason != "调离" || v.Role != access.Preparer {
			t.Errorf("the record %+v: %v", v, err)
		}
		if err := b.End(ctx, admin, officer.Ending{Officer: admin.ID, Reason: "x"}); kindOf(err) != fault.KindConflict {
			t.Errorf("oneself: %v", err)
		}
	})
}

func TestANewPasswordMustBeWorthIt(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		id, password := b.wangfang(b.administrator())
		by := access.Actor{ID: id, Name: "王芳", Role: access.Preparer, Division: county}
		for _, next := range []string{"short1", "onlyletters", "1234567890", "xwangf01x234", password} {
			if _, err := b.ChangePassword(ctx, by, password, next); fieldsOf(err) != "new_password" {
				t.Errorf("%q: %v", next, err)
			}
		}
		if _, err := b.ChangePassword(ctx, by, "wrong", "qingtian2026"); fieldsOf(err) != "old_password" {
			t.Errorf("a wrong old password: %v", err)
		}
	})
}

func TestOfficersAreListedInSight(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		admin := b.administrator()
		b.wangfang(admin)
		views, err := b.List(ctx, admin, false)
		if err != nil || len(views) != 2 || views[1].SignIn != "wangf01" || views[1].Place != "竹山县" || !views[1].MustChange {
			t.Errorf("%+v: %v", views, err)
		}
		elsewhere := access.Actor{ID: "a", Role: access.Administrator, Division: "420324000000"}
		if views, err := b.List(ctx, elsewhere, false); err != nil || len(views) != 0 {
			t.Errorf("another county sees %d: %v", len(views), err)
		}
		preparer := access.Actor{ID: "p", Role: access.Preparer, Division: county}
		if _, err := b.List(ctx, preparer, false); kindOf(err) != fault.KindDenied {
			t.Errorf("a preparer: %v", err)
		}
	})
}

func TestEveryActIsInTheLogAndNoPasswordIs(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		admin := b.administrator()
		id, password := b.wangfang(admin)
		b.SignIn(ctx, "wangf01", "wrong")
		b.SignIn(ctx, "wangf01", password)
		by := access.Actor{ID: id, Name: "王芳", Role: access.Preparer, Division: county}
		b.ChangePassword(ctx, by, password, "qingtian2026")
		b.SignOut(ctx, by)
		fresh, _ := b.ResetPassword(ctx, admin, id)
		b.End(ctx, admin, officer.Ending{Officer: id, Reason: "调离"})
		var acts []string
		err := b.db.Read(ctx, func(tx *store.Tx) error {
			lines, err := audit.List(ctx, tx, access.Within(county), audit.Filter{SubjectID: id})
			for _, l := range lines {
				acts = append([]string{strings.TrimPrefix(l.Act, "officer.")}, acts...)
				for _, v := range l.Details {
					if strings.Contains(v, password) || strings.Contains(v, fresh) {
						t.Errorf("%s tells a password", l.Act)
					}
				}
			}
			return err
		})
		if got := strings.Join(acts, " "); err != nil || got != "appoint refuse signin change signout reset end" {
			t.Errorf("%s: %v", got, err)
		}
	})
}

func TestADemonstrationHasOneAccountForEachRole(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		for range 2 { // the second time they are there already
			accounts, err := b.Demonstrate(ctx, founder, huachang, "demo-minzheng-2026")
			if err != nil || len(accounts) != 7 {
				t.Fatalf("%d accounts: %v", len(accounts), err)
			}
			if a := accounts[0]; a.SignIn != "village01" || a.Name != "演示·村级协理员" || a.Place != "宝丰镇 铧厂村" {
				t.Errorf("%+v", a)
			}
			if a := accounts[1]; a.Division != baofeng || a.Role != access.TownshipOfficer {
				t.Errorf("%+v", a)
			}
		}
		id, credential, err := b.SignIn(ctx, "prepare01", "demo-minzheng-2026")
		if err != nil {
			t.Fatal(err)
		}
		if i, err := b.Identify(ctx, id, credential); err != nil || i.MustChange {
			t.Errorf("%+v: %v", i, err)
		}
	})
}

func TestSessionsAreKeptUntilTheyExpire(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		s := b.Sessions()
		now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
		content := []byte{0, 255, 7}
		for token, expiry := range map[string]time.Time{"lives": now.Add(time.Hour), "dies": now.Add(-time.Hour)} {
			if err := s.Commit(token, content, expiry); err != nil {
				t.Fatal(err)
			}
		}
		if got, found, err := s.Find("lives"); err != nil || !found || string(got) != string(content) {
			t.Errorf("%v %v %v", got, found, err)
		}
		if _, found, err := s.Find("dies"); err != nil || found {
			t.Errorf("an expired session is found: %v", err)
		}
		if err := s.Commit("lives", []byte("more"), now.Add(time.Hour)); err != nil {
			t.Error(err)
		}
		if err := s.Delete("lives"); err != nil {
			t.Error(err)
		}
		if _, found, _ := s.Find("lives"); found {
			t.Error("a deleted session is found")
		}
		if err := s.Delete("never was"); err != nil {
			t.Error(err)
		}
	})
}
