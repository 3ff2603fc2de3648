package intake

import (
	"unique"

	"minzheng/internal/registers/circumstance"
)

// told is what a file tells about somebody or a household. Most of it is told
// of many others too (无, 190 元/月), so that it is kept once for all of them.
type told []unique.Handle[circumstance.Fact]

// Tell adds a fact.
func (l *told) Tell(f circumstance.Fact) {
	if *l == nil {
		*l = make(told, 0, 4)
	}
	*l = append(*l, unique.Make(f))
}

// Facts are what is told, without subject and time.
func (l told) Facts() []circumstance.Fact {
	list := make([]circumstance.Fact, len(l))
	for i, f := range l {
		list[i] = f.Value()
	}
	return list
}
