package web

import (
	"net"
	"net/http"
	"sync"
)

// mostUnderWay is how many requests of one network address are answered at once. A browser has six under way at most, so
// an office of forty behind one address never meets the limit, and one machine that asks without end takes no more
// memory and connections to the database than that.
const mostUnderWay = 256

// A crowd counts the requests under way by address.
type crowd struct {
	mu    sync.Mutex
	under map[string]int
}

// enter lets a request in, and says no to one too many.
func (c *crowd) enter(address string) (leave func(), ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.under[address] >= mostUnderWay {
		return nil, false
	}
	if c.under == nil {
		c.under = map[string]int{}
	}
	c.under[address]++
	return func() { c.leave(address) }, true
}

func (c *crowd) leave(address string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.under[address]--; c.under[address] == 0 {
		delete(c.under, address)
	}
}

// addressOf is the network address of a request without its port.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
