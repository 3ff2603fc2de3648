package web

import (
	"net/url"
	"strings"
)

// A Pager walks through a list by the key of the last row seen, so that rows
// that arrive meanwhile never shift the page under the reader. Read After and
// [Pager.Limit], then give the rows to [Cut].
type Pager struct {
	After string // key of the last row of the page before; empty on the first page
	Size  int    // rows on a page
	Total int    // all rows when the handler knows it; -1 otherwise
	Next  string // set by Cut when there are more rows
	Shown int    // rows on this page, set by Cut

	trail []string // keys of the pages before, oldest first
	path  string
	query url.Values
}

// trailSep parts the keys of the pages before in the address; ids are letters and digits.
const trailSep = "~"

// Pager reads where in the list the address stands.
func (c *Context) Pager(size int) *Pager {
	p := &Pager{Size: size, Total: -1, path: c.Request.URL.Path, query: c.Request.URL.Query()}
	if after := p.query.Get("after"); after != "" {
		p.trail = strings.Split(after, trailSep)
		p.After = p.trail[len(p.trail)-1]
	}
	c.pager = p
	return p
}

// Limit is how many rows to ask the books for: one more than is shown, to learn whether there are more.
func (p *Pager) Limit() int { return p.Size + 1 }

// Cut takes off the extra row and notes the key of the last one that stays.
func Cut[R any](p *Pager, rows []R, key func(R) string) []R {
	if len(rows) > p.Size {
		rows = rows[:p.Size]
		p.Next = key(rows[len(rows)-1])
	}
	p.Shown = len(rows)
	return rows
}

// NextPath is the address of the next page, empty on the last.
func (p *Pager) NextPath() string {
	if p.Next == "" {
		return ""
	}
	return p.at(append(append([]string(nil), p.trail...), p.Next))
}

// PreviousPath is the address of the page before, empty on the first.
func (p *Pager) PreviousPath() string {
	if len(p.trail) == 0 {
		return ""
	}
	return p.at(p.trail[:len(p.trail)-1])
}

// FirstPath is the address of the first page.
func (p *Pager) FirstPath() string { return p.at(nil) }

// From is the count of the first row on this page, beginning with 1.
func (p *Pager) From() int { return len(p.trail)*p.Size + 1 }

// Until is the count of the last row on this page.
func (p *Pager) Until() int { return len(p.trail)*p.Size + p.Shown }

// Page is the number of this page, beginning with 1.
func (p *Pager) Page() int { return len(p.trail) + 1 }

func (p *Pager) at(trail []string) string {
	q := url.Values{}
	for k, v := range p.query {
		if k != "after" {
			q[k] = v
		}
	}
	if len(trail) > 0 {
		q.Set("after", strings.Join(trail, trailSep))
	}
	if len(q) == 0 {
		return p.path
	}
	return p.path + "?" + q.Encode()
}
