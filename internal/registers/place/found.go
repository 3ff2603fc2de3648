package place

import (
	"context"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// find answers the search box with towns and villages; each leads to its households.
func (p *Place) find(ctx context.Context, tx *store.Tx, by access.Actor, asked room.Asked) ([]room.Found, error) {
	tree, err := Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	var found []room.Found
	for _, d := range tree.Search(strings.TrimSpace(asked.Text), by.Division, min(asked.Most, 5)) {
		line := room.Found{Kind: "村（社区）", Icon: "map-pin", Name: d.Short, Place: tree.Path(d.Parent), Path: "/household?place=" + string(d.Code)}
		if d.Level == division.Town {
			line.Kind = "乡镇"
		}
		found = append(found, line)
	}
	return found, nil
}
