package rules

import (
	"encoding/binary"
	"maps"
	"strings"
	"sync/atomic"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
)

// A Cell is where one law holds: for all of one cell every value is the same.
type Cell struct {
	Place division.Code // as Jurisdiction gives it
	Class string
	Month month.Month
}

// Jurisdiction is the nearest division around a place of which the book has
// values of its own, as the digits that name it; empty for the nation. Two places
// with the same jurisdiction have the same law. 适用法规的区划.
func (b *Book) Jurisdiction(where division.Code) division.Code {
	for _, p := range b.prefixes {
		if strings.HasPrefix(string(where), p) {
			return division.Code(p)
		}
	}
	return ""
}

// Cells keep what a programme makes of a book's values for a cell, so that a run
// over many families looks each dated value up once. Many may use them at once.
type Cells[T any] struct {
	book *Book
	read func(Cell) *T
	kept atomic.Pointer[map[Cell]*T]
}

// cellsKept is how many cells are remembered: the classes of a county's law over
// some years. A month can be anything that a page was asked for.
const cellsKept = 1024

// NewCells makes the memory of a book's cells; read looks up the values of one.
// It must depend on nothing but the book and the cell.
func NewCells[T any](book *Book, read func(Cell) *T) *Cells[T] {
	c := &Cells[T]{book: book, read: read}
	c.kept.Store(&map[Cell]*T{})
	return c
}

// At is what was made of the values that hold in a place and month for a class.
func (c *Cells[T]) At(where division.Code, class string, m month.Month) *T {
	cell := Cell{c.book.Jurisdiction(where), class, m}
	kept := *c.kept.Load()
	if has := kept[cell]; has != nil {
		return has
	}
	made := c.read(cell)
	next := map[Cell]*T{}
	if len(kept) < cellsKept {
		next = maps.Clone(kept)
	}
	next[cell] = made
	c.kept.Store(&next) // another that was made at the same time may be lost, and is made again
	return made
}

// Fingerprint is the first eight bytes of the SM3 digest of a text: enough to
// tell the facts of a county's families apart, not to prove anything.
func Fingerprint(text []byte) uint64 {
	sum := sm3.Sum(text)
	return binary.BigEndian.Uint64(sum[:])
}
