package app

import (
	"context"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// A keyFigure is one line of key figures: what it is about, over which time, and its numbers in their units.
type keyFigure struct {
	Term, Period string
	Numbers      []room.Headline
	Open         bool // something of it is not nought
}

// headlines gathers the key figures of all rooms: those that say who may need help, and the others.
func (d *desk) headlines(ctx context.Context, tx *store.Tx, by access.Actor) (risks, figures []keyFigure, err error) {
	for _, r := range d.rooms {
		if r.Headlines == nil {
			continue
		}
		found, err := keptOf(ctx, tx, anyone(by), "headlines", r, r.Headlines)
		if err != nil {
			return nil, nil, err
		}
		for _, h := range found {
			if h.Risk {
				risks = together(risks, h)
			} else {
				figures = together(figures, h)
			}
		}
	}
	return risks, figures, nil
}

// together puts numbers of one subject and time on one line: 33 户, 45 人.
func together(lines []keyFigure, h room.Headline) []keyFigure {
	for i := range lines {
		if lines[i].Term == h.Term && lines[i].Period == h.Period {
			lines[i].Numbers = append(lines[i].Numbers, h)
			lines[i].Open = lines[i].Open || h.Value != "0"
			return lines
		}
	}
	return append(lines, keyFigure{Term: h.Term, Period: h.Period, Numbers: []room.Headline{h}, Open: h.Value != "0"})
}
