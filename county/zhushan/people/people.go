// Package people invents the population of the reference county (虚构人口): people, households, absence, circumstances,
// awards and deaths over three years, the cases of the bureau head's article, and errors as they are found in rolls.
//
// Everybody is invented: identity numbers of the area 400323, telephones 0719-000xxxx, accounts that begin with six noughts.
// The same scale, seed and values give the same county, digit for digit; [County.Digest] tells whether two are the same, and
// [Version] changes with what the generator makes.
//
// The figures followed stand in docs/decisions/0010-an-invented-county.md with their sources. Nothing here opens books or
// files: internal/app hands in the villages and the values of the law, and enters what comes out into the registers.
//
// Start reading at [Invent]; gather, leave, part, bury and settle make the people, one file each.
package people

// Version names what the generator makes. It changes whenever the same seed gives another county.
const Version = "2"

// Seed is the seed of the demonstration's county.
const Seed uint64 = 420323

// An Order is what is to be invented.
type Order struct {
	Scale    Scale
	Seed     uint64
	Villages []Village // of the whole county, in the order of their codes
	Values   Values
}

// A County is an invented county. Lists refer to each other by place, so that a whole county stays small.
type County struct {
	Scale      Scale
	Seed       uint64
	Villages   []Village
	Persons    []Person
	Households []Household
	Facts      []Fact
	Awards     []Award
	Monitored  []Monitoring
	Planted    []Planted

	Gifts       []Gift
	Homes       []Home
	Projects    []Project
	Adaptations []Adaptation
	Councils    []Council

	first []int32 // household of each village
	dealt []bool  // households with which the bureau dealt
}

// Invent invents a county.
func Invent(o Order) *County {
	c := &County{Scale: o.Scale, Seed: o.Seed, Villages: o.Scale.within(o.Villages)}
	g := gather(o.Scale, o.Seed)
	g.leave(o.Seed)
	c.settle(g, g.bury(o.Seed, g.part(o.Seed)))
	c.afflict()
	c.certificates()
	f := c.relieve(o.Values)
	f.found()
	f.grant()
	f.plant()
	f.build()
	f.adapt()
	c.give()
	c.convene()
	c.index()
	return c
}
