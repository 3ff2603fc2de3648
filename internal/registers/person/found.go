package person

import (
	"context"
	"slices"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// find answers the search box with people. What cannot be looked for among people finds nobody: another room may know it.
func (p *Person) find(ctx context.Context, tx *store.Tx, by access.Actor, asked room.Asked) ([]room.Found, error) {
	views, err := Search(ctx, tx, by.Scope(Read), asked.Text, asked.Most)
	if kind, _ := fault.KindOf(err); kind == fault.KindInvalid {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	found := make([]room.Found, len(views))
	for i, v := range views {
		found[i] = room.Found{
			Kind: "人员", Icon: "user", Name: v.Name, Code: v.Number, Place: strings.TrimSpace(tree.Local(v.Division) + " " + v.Address),
			Note: v.noteOf(asked.Text), Path: "/person/" + v.ID, Person: v.ID,
		}
		if gone := v.Gone(); gone != "" {
			found[i].Marks = []room.Mark{{Kind: "quiet", Word: gone}}
		}
	}
	return found, nil
}

// noteOf says why somebody was found whose name and number do not show it: by the telephone.
func (v View) noteOf(text string) string {
	for word := range strings.FieldsSeq(text) {
		if numberIn(word) != "" && phoneEnds(v.Phone, numberIn(word)) {
			numbers := phonesOf(v.Phone)
			i := slices.IndexFunc(numbers, func(n string) bool { return strings.HasSuffix(n, numberIn(word)) })
			return "电话 " + web.MaskPhone(numbers[i])
		}
	}
	return ""
}
