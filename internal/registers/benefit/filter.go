package benefit

import (
	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
)

// A Filter narrows lists of proposals.
type Filter struct {
	Month     month.Month
	Programme string        // empty: all
	Kind      Kind          // empty: all
	State     State         // empty: open and outdated
	Division  division.Code // a township or village; zero: everything in scope
}
