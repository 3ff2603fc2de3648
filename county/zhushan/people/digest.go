package people

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
)

// Digest is the fingerprint of everything in the county: the same scale, seed, villages and values give the same one.
func (c *County) Digest() string {
	hash := sha256.New()
	out := bufio.NewWriterSize(hash, 1<<16)
	c.write(out)
	_ = out.Flush() // a hash never fails
	return hex.EncodeToString(hash.Sum(nil))
}

// write spells the county out, one line for each thing.
func (c *County) write(w io.Writer) {
	fmt.Fprintln(w, Version, c.Scale, c.Seed, len(c.Villages))
	for i := range c.Persons {
		p := &c.Persons[i]
		fmt.Fprintln(w, p.Full(), p.Number().Full(), p.Household, p.Relation, p.Presence, p.Place(), int(p.Since), int(p.Died), p.Father, p.Mother, p.Spouse,
			p.Handicap, p.Grade, p.Care, p.Ill, p.Chronic, p.School)
	}
	for _, h := range c.Households {
		fmt.Fprintln(w, h.First, h.Count, h.Booklet, h.Village, h.Group, h.House)
	}
	for _, f := range c.Facts {
		fmt.Fprintln(w, f.Person, f.Household, f.Kind, f.Item, int64(f.Amount), f.Period, f.Option, f.Count, f.Text, int(f.From), int(f.Until), f.Origin)
	}
	for i := range c.Awards {
		a := &c.Awards[i]
		fmt.Fprintln(w, a.Programme, a.Household, a.Person, a.Class, a.Payee)
		for _, t := range a.Terms {
			fmt.Fprintln(w, t.Act, int(t.From), int64(t.Amount), t.Lines, t.Covered, t.Cause)
		}
	}
	fmt.Fprintln(w, c.Monitored, c.Planted, c.Gifts, c.Homes, c.Projects, c.Adaptations, c.Councils)
}
