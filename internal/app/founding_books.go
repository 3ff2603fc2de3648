package app

import (
	"context"
	"fmt"

	"minzheng/county/zhushan/people"
	"minzheng/internal/affairs/charity"
)

// enterGifts enters what was given for charity: received by the county's federation, each with a receipt. Every third donor agrees to be
// named in public.
func (f *founding) enterGifts(ctx context.Context) (string, error) {
	var all []charity.Gift
	for i := range f.county.Gifts {
		g := &f.county.Gifts[i]
		gift := charity.Gift{
			Division: f.Bureau.county(), Day: g.Day, Donor: g.Donor, DonorKind: "organisation", Kind: "money", Amount: g.Amount, Purpose: g.Purpose,
			Receipt: fmt.Sprintf("演示%d-%04d", g.Day.Month().Year(), i+1), Handler: "慈善会", Published: i%3 == 0, Note: inventedSource,
		}
		if g.Person != people.None {
			gift.DonorKind = "person"
		}
		all = append(all, gift)
	}
	ids, err := f.charity.Gifts.Enter(ctx, f.tx, f.by, all)
	return fmt.Sprintf("%d 笔", len(ids)), err
}
