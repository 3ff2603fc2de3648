package people

import (
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// Values are what the law of a month pays in the county, as functions. Every one must answer for all months from November
// 2023 on.
type Values struct {
	Standard   func(class string, m month.Month) money.Fen                               // dibao, for a person
	Difference func(class string, m month.Month, people int, income money.Fen) money.Fen // what a family below it is paid, before top-ups
	TopUp      func(class, group string, m month.Month) money.Fen                        // by group: aged, minor, disabled, ill

	// InGroup tells whether somebody belongs to a group of the top-up in a month, by age on its first day and certificate.
	InGroup func(group string, age int, handicap string, grade int, m month.Month) bool

	// PensionCounts tells whether the basic pension counts as income.
	PensionCounts func(m month.Month) bool

	TekunBasic       func(m month.Month) money.Fen
	TekunCare        func(tier string, m month.Month) money.Fen // self, half, full
	DisabilityLiving func(m month.Month) money.Fen
	DisabilityCare   func(m month.Month) money.Fen
	Severe           func(handicap string, grade int, m month.Month) bool // for the care allowance
	AdvancedAge      func(age int, m month.Month) money.Fen               // nought for the younger
	HardshipAged     func(group string, m month.Month) money.Fen          // aged, dependent
}
