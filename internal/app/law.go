package app

import (
	"slices"

	"minzheng/county/zhushan"
	"minzheng/internal/affairs/allowance"
	"minzheng/internal/affairs/assistance"
	"minzheng/internal/affairs/disbursement"
	"minzheng/internal/affairs/eldercare"
	"minzheng/internal/affairs/statistics"
	"minzheng/internal/engine/rules"
	"minzheng/internal/registers/benefit"
)

// shelves are the values of the law that the rooms bring; a county adds its own.
func shelves() []rules.Shelf {
	return slices.Concat(assistance.Shelves(), allowance.Shelves(), []rules.Shelf{
		benefit.Shelf(), disbursement.Shelf(), eldercare.Shelf(), statistics.Shelf(),
	})
}

// demoLaw is the law with the reference county's values, the invented ones among them: for what runs without books.
func demoLaw() (*rules.Book, error) { return lawOf(zhushan.Files, zhushan.Code, true) }
