package statistics

import (
	"context"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// headlines are the figures of the work report that a desk shows, over the period of the room, each opening its rows.
// What has no source, or no record at all, is left out.
func (s *Statistics) headlines(ctx context.Context, tx *store.Tx, by access.Actor) ([]room.Headline, error) {
	if !by.Can(Read) {
		return nil, nil
	}
	span := s.over(tx.Today())
	var figures []Figure
	var known []named
	for _, n := range s.known.Figures {
		if n.Desk != "" {
			figures, known = append(figures, n.figure(span)), append(known, n)
		}
	}
	values, err := s.reading(ctx, tx, by).values(figures)
	if err != nil {
		return nil, err
	}
	var shown []room.Headline
	for i, v := range values {
		if v.Lack != "" || v.Rows == 0 {
			continue
		}
		shown = append(shown, room.Headline{
			Term: known[i].Desk, Value: v.short(), Unit: known[i].unit(), Period: v.Period(), Path: v.Path(), Source: v.Ledger.Term,
		})
	}
	return shown, nil
}

// over is the period of the headlines: the one the county was opened with, else this year up to the last whole month.
func (s *Statistics) over(today month.Day) month.Span {
	if !s.period.Empty() {
		return s.period
	}
	until := month.Of(today)
	if until.Mon() == 1 {
		return month.Span{From: until.Add(-12), Until: until}
	}
	return month.Span{From: month.Must(until.Year(), 1), Until: until}
}
