package app

import (
	"context"

	"minzheng/internal/affairs/assistance"
	"minzheng/internal/affairs/disbursement"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/intake"
)

// wire joins those who say that something happened with those who hear it. Read from top to bottom it is the list of
// all side effects in the bureau.
func wire(bus *event.Bus, r rooms) {
	// What is known of a household has changed: proposals made from the old facts must be made anew.
	event.On(bus, circumstance.Corrected, func(ctx context.Context, tx *store.Tx, by access.Actor, c circumstance.Correction) error {
		return benefit.FactsChanged(ctx, tx, by, c.Household)
	})

	// A decision on a benefit answers the request that asked for it.
	event.On(bus, benefit.Confirmed, r.assistance.Answer)

	// An import is undone as one act only while nobody has used what it entered.
	event.On(bus, intake.Undone, disbursement.Unlisted)
	event.On(bus, intake.Undone, assistance.Unasked)
}
