package benefit

import (
	"context"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A Request is an open request for a benefit, kept by an affair. 待遇申请.
type Request struct {
	ID        string // in the affair's own book; comes back in Confirmed
	Programme string
	Household string
	Person    string    // the person asked for, in programmes that pay persons
	Day       month.Day // when it was made
	Class     Classed   // as decided with the request; Class "" when not decided
}

// A Requester lists the open requests that a run for the month must assess. The
// roof joins those who keep requests to this room.
type Requester func(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month) ([]Request, error)
