package assistance

import (
	"context"
	"fmt"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

// find answers the search box with the requests of those who were found, the newest first.
func (a *Assistance) find(ctx context.Context, tx *store.Tx, by access.Actor, asked room.Asked) ([]room.Found, error) {
	if len(asked.People) == 0 || !by.Can(Read) {
		return nil, nil
	}
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	inside, args := by.Scope(Read).Where(whereabouts, 3)
	where := inside + ` AND r.applicant IN (`
	for i, id := range asked.People[:min(len(asked.People), asked.Most)] {
		args = append(args, id)
		where += fmt.Sprintf("%s$%d", []string{"", ", "}[min(i, 1)], 2+len(args))
	}
	views, err := readRequests(ctx, tx, where+`) ORDER BY r.id DESC LIMIT 5`, args)
	if err != nil {
		return nil, err
	}
	var found []room.Found
	for _, v := range views {
		found = append(found, room.Found{
			Kind: "救助申请", Icon: "inbox", Name: v.Asker + "的申请", Place: tree.Local(v.Place),
			Note: v.Day.Term() + "提出", Path: "/assistance/requests/" + v.ID, Marks: []room.Mark{{Kind: requestRow{View: v}.Kind(), Word: v.State.Term()}},
		})
	}
	return found, nil
}
