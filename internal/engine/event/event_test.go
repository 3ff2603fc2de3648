package event_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
)

func TestEmit(t *testing.T) {
	ctx := context.Background()
	visited := event.Kind[int]{Name: "care.Visited"}
	bus := event.NewBus()
	var heard []int
	event.On(bus, visited, func(_ context.Context, _ *store.Tx, _ access.Actor, n int) error {
		heard = append(heard, n)
		return nil
	})
	event.On(bus, visited, func(_ context.Context, _ *store.Tx, _ access.Actor, n int) error {
		if n == 3 {
			return errors.New("too many")
		}
		heard = append(heard, -n)
		return nil
	})
	t.Run("tells all hearers in the order of joining", func(t *testing.T) {
		if err := visited.Emit(ctx, bus, nil, access.Actor{}, 2); err != nil || !slices.Equal(heard, []int{2, -2}) {
			t.Error(heard, err)
		}
	})
	t.Run("fails with the hearer that fails", func(t *testing.T) {
		if err := visited.Emit(ctx, bus, nil, access.Actor{}, 3); err == nil {
			t.Error("no error")
		}
	})
	t.Run("says nothing to nobody", func(t *testing.T) {
		if err := (event.Kind[string]{Name: "care.Ended"}).Emit(ctx, bus, nil, access.Actor{}, "x"); err != nil {
			t.Error(err)
		}
	})
}
