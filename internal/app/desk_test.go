package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web"
	"minzheng/internal/engine/web/webtest"
)

var confirming = access.Permission{Name: "benefit.confirm", Term: "确认待遇", Roles: []access.Role{access.Preparer}}

// waitingRooms are two rooms in floor order: in the first the accounts are kept, in the second awards wait for a preparer.
func waitingRooms() []room.Room {
	return []room.Room{
		{Name: "officer", Menu: []web.Link{{Group: "管理", Term: "活动记录", Path: "/log", Needs: web.SignedIn()}}},
		{
			Name: "benefit", Menu: []web.Link{{Group: "业务", Term: "待遇变动", Path: "/benefit", Needs: web.Needs(confirming)}},
			Waiting: func(_ context.Context, _ *store.Tx, by access.Actor) ([]web.Waiting, error) {
				if !by.Can(confirming) {
					return nil, nil
				}
				return []web.Waiting{
					{Term: "待确认变动", Text: "请逐项确认", Count: 1234, Path: "/benefit"},
					{Term: "没有的事", Count: 0, Path: "/benefit"},
					{Term: "名册待报审", Text: "请报审", Count: 1, Path: "/benefit", Until: "11月20日前", Late: true},
				}, nil
			},
		},
	}
}

func TestTheDeskListsWhatWaitsLateThingsFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		lately := func(context.Context, access.Actor, int) ([]web.Moment, error) {
			return []web.Moment{{When: "2026-11-20 16:41", What: "更正家庭情况"}}, nil
		}
		d := newDesk(db, waitingRooms(), nil, lately)
		clock := func() time.Time { return time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) }
		sit := func(role access.Role) string {
			by := access.Actor{ID: "o1", Name: "王芳", Role: role, Division: "420323000000"}
			return webtest.Sit(t, clock, by, d.routes).Get("/").Body
		}
		page := sit(access.Preparer)
		for _, part := range []string{"2026年11月23日 星期一", "有 2 类事项", "1 类已过期", "1,234", "11月20日前", "更正家庭情况"} {
			if !strings.Contains(page, part) {
				t.Errorf("the desk lacks %q", part)
			}
		}
		if strings.Contains(page, "没有的事") || strings.Index(page, "名册待报审") > strings.Index(page, "待确认变动") {
			t.Error("nothing is listed, or the late thing does not come first")
		}
		page = sit(access.Auditor)
		if strings.Contains(page, "待确认变动") || !strings.Contains(page, "没有等您办理的事项") || !strings.Contains(page, `href="/log"`) {
			t.Error("the auditor's desk is not empty, or leads nowhere")
		}
	})
}

func TestTheMenuPutsDailyBusinessFirst(t *testing.T) {
	var order []string
	for _, l := range menuOf(waitingRooms()) {
		order = append(order, l.Term)
	}
	if got := strings.Join(order, " "); got != "今日 待遇变动 活动记录" {
		t.Error(got)
	}
}
