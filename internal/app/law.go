package app

import (
	"io/fs"
	"slices"

	"minzheng/internal/affairs/allowance"
	"minzheng/internal/affairs/assistance"
	"minzheng/internal/affairs/disbursement"
	"minzheng/internal/affairs/eldercare"
	"minzheng/internal/affairs/statistics"
	"minzheng/internal/base/division"
	"minzheng/internal/engine/rules"
	"minzheng/internal/registers/benefit"
)

// loadLaw reads the values of the law: those that the rooms bring, and the county's own.
func loadLaw(county string, demo bool) (*rules.Book, error) {
	files, err := countyFiles(county)
	if err != nil {
		return nil, err
	}
	own, err := fs.Sub(files, "values")
	if err != nil {
		return nil, err
	}
	shelves := slices.Concat(assistance.Shelves(), allowance.Shelves(), []rules.Shelf{
		benefit.Shelf(), disbursement.Shelf(), eldercare.Shelf(), statistics.Shelf(), {Name: "县", Files: own, Within: division.Code(county + "000000")},
	})
	return rules.Load(demo, shelves...)
}
