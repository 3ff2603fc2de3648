package app

import (
	"io/fs"

	"minzheng/internal/affairs/assistance"
	"minzheng/internal/affairs/disbursement"
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
	shelves := append(assistance.Shelves(), benefit.Shelf(), disbursement.Shelf(),
		rules.Shelf{Name: "县", Files: own, Within: division.Code(county + "000000")})
	return rules.Load(demo, shelves...)
}
