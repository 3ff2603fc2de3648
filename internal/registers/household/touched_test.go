package household_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/household"
)

// TestTouched asks for households by people who stand in them, are still to come, or stand out of sight.
func TestTouched(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		v := settle(t, db)
		v.join(v.ligui, "李明", household.Child, 20261101)
		ctx := context.Background()
		ofPeople := func(scope access.Scope, people ...string) (got []string) {
			err := db.Read(ctx, func(tx *store.Tx) error {
				found, err := household.OfPeople(ctx, tx, scope, people, 20261001)
				for _, h := range found {
					got = append(got, h.Number+" "+names(h))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		for name, c := range map[string]struct{ got, want []string }{
			"each once, by id":              {ofPeople(access.Within(county), "张强", "李桂兰", "张建国"), []string{"1 李桂兰", "7 张建国 王秀英 张强"}},
			"who comes later, as it is":     {ofPeople(access.Within(county), "李明"), []string{"1 李桂兰"}},
			"nobody of another village":     {ofPeople(access.Within(yingfeng), "张强"), nil},
			"nobody who stands in none":     {ofPeople(access.Within(county), "周小梅"), nil},
			"nobody at all, without asking": {ofPeople(access.Within(county)), nil},
		} {
			if !cmp.Equal(c.got, c.want) {
				t.Errorf("%s: %q, want %q", name, c.got, c.want)
			}
		}
	}, rooms...)
}

func TestSigns(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		v := settle(t, db)
		ctx := context.Background()
		v.write(func(ctx context.Context, tx *store.Tx) error {
			_, err := household.Leave(ctx, tx, "李桂兰", 20261001, "入户")
			return err
		})
		err := db.Read(ctx, func(tx *store.Tx) error {
			for _, c := range []struct {
				scope    access.Scope
				villages []division.Code
				want     []string
			}{
				{access.Within(county), []division.Code{yingfeng, huachang}, []string{"1 false ", "7 true 张建国"}},
				{access.Within(county), []division.Code{huachang}, []string{"7 true 张建国"}},
				{access.Within(yingfeng), []division.Code{huachang}, nil},
				{access.Within(county), nil, nil},
			} {
				signs, err := household.Signs(ctx, tx, c.scope, c.villages, 20261101)
				if err != nil {
					return err
				}
				var got []string
				for _, s := range signs {
					got = append(got, fmt.Sprintf("%s %v %s", s.Number, s.Headed, s.Head.Person))
				}
				if !cmp.Equal(got, c.want) {
					t.Errorf("%v: %q, want %q", c.villages, got, c.want)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}, rooms...)
}
