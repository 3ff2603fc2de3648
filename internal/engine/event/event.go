// Package event (事件) lets one room say that something has happened in it, and others hear it, in the same transaction.
//
// A room declares what can happen in it as a [Kind]; the roof joins speakers and hearers with [On], in one file that
// reads as the list of all side effects. There is no broker and nothing is kept: what must leave the building is
// handed on by the hearer. When a hearer fails, the whole act fails.
package event

import (
	"context"
	"fmt"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A Kind is one kind of thing that can happen, and T is what is told about it.
type Kind[T any] struct {
	Name string // "benefit.Confirmed": room and past participle
}

// A Bus knows who hears what. It is filled on the roof before the first act and does not change afterwards.
type Bus struct{ hearers map[string][]hearer }

type hearer func(ctx context.Context, tx *store.Tx, by access.Actor, told any) error

// NewBus makes a bus on which nobody hears anything yet.
func NewBus() *Bus { return &Bus{hearers: map[string][]hearer{}} }

// On has hear called for every event of the kind, in the order of joining.
func On[T any](bus *Bus, k Kind[T], hear func(ctx context.Context, tx *store.Tx, by access.Actor, told T) error) {
	bus.hearers[k.Name] = append(bus.hearers[k.Name], func(ctx context.Context, tx *store.Tx, by access.Actor, told any) error {
		return hear(ctx, tx, by, told.(T))
	})
}

// Emit tells all hearers within tx what has happened. The first error ends it, and with it the act.
func (k Kind[T]) Emit(ctx context.Context, bus *Bus, tx *store.Tx, by access.Actor, told T) error {
	if bus == nil {
		return nil
	}
	for _, h := range bus.hearers[k.Name] {
		if err := h(ctx, tx, by, told); err != nil {
			return fmt.Errorf("hearing %s: %w", k.Name, err)
		}
	}
	return nil
}
