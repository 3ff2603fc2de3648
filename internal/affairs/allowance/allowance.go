// Package allowance is the bureau's welfare allowances (福利补贴): the two of the
// disabled, that of the old by their age, and that of the old in hardship.
//
// It offers its programmes to the benefit register with the values they are held
// against; their awards come from rolls and are carried on as they stand. It
// assesses nobody yet, keeps no tables and has no pages. The law itself stands in
// the folders of the programmes: disability, advancedage, hardship.
//
// Texts followed: those named in the folders. Start reading at Programmes.
package allowance

import (
	"minzheng/internal/affairs/allowance/advancedage"
	"minzheng/internal/affairs/allowance/disability"
	"minzheng/internal/affairs/allowance/hardship"
	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/rules"
	"minzheng/internal/registers/benefit"
)

// Allowance is the room.
type Allowance struct {
	disability  disability.Law
	advancedage advancedage.Law
	hardship    hardship.Law
}

// Shelves are the values of the law that the room's programmes bring.
func Shelves() []rules.Shelf {
	return []rules.Shelf{disability.Shelf(), advancedage.Shelf(), hardship.Shelf()}
}

// New makes the room with the values of the law, among them those of Shelves. It
// panics when the book lacks a parameter: a mistake of the program, told at
// start.
func New(book *rules.Book) *Allowance {
	return &Allowance{disability.NewLaw(book), advancedage.NewLaw(book), hardship.NewLaw(book)}
}

// Room declares the room to the roof.
func (a *Allowance) Room() room.Room { return room.Room{Name: "allowance", Term: "福利补贴"} }

// Programmes offers the room's programmes to whoever must decide the whole
// county.
func (a *Allowance) Programmes() []benefit.Programme {
	return []benefit.Programme{
		{
			Code: disability.Living, Term: "困难残疾人生活补贴", Short: "残疾人生活补贴",
			Basis:  "《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》（国发〔2015〕52号）；鄂民政发〔2021〕25号",
			Unit:   benefit.Person,
			Begins: disability.Begins, Doubts: a.doubtLiving,
		},
		{
			Code: disability.Care, Term: "重度残疾人护理补贴", Short: "残疾人护理补贴",
			Basis:  "《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》（国发〔2015〕52号）",
			Unit:   benefit.Person,
			Begins: disability.Begins, Doubts: a.doubtCare,
		},
		{
			Code: advancedage.Code, Term: "高龄津贴", Short: "高龄津贴",
			Basis: "《中华人民共和国老年人权益保障法》第三十三条；标准由县（市、区）制定",
			Unit:  benefit.Person, Doubts: a.doubtAdvancedAge,
		},
		{
			Code: hardship.Code, Term: "经济困难的高龄、失能老年人补贴", Short: "高龄失能补贴",
			Basis: "《中华人民共和国老年人权益保障法》第三十三条；湖北省关于经济困难的高龄、失能老年人补贴的规定",
			Unit:  benefit.Person, Doubts: a.doubtHardship,
		},
	}
}

// DisabilityLiving is the living allowance of a disabled person. Like its
// siblings it is false where the value is not loaded; they are for those who
// found a county, tables and checks.
func (a *Allowance) DisabilityLiving(where division.Code, m month.Month) (money.Fen, bool) {
	v := a.disability.Living.At(where, "", m)
	return v.Is, v.InForce()
}

// DisabilityCare is the care allowance of a severely disabled person.
func (a *Allowance) DisabilityCare(where division.Code, m month.Month) (money.Fen, bool) {
	v := a.disability.Care.At(where, "", m)
	return v.Is, v.InForce()
}

// Severe tells whether a grade of a category, as the certificate calls it (肢体),
// is entitled to the care allowance.
func (a *Allowance) Severe(where division.Code, category string, grade int, m month.Month) bool {
	severe, _ := a.disability.Severe(where, category, int64(grade), m)
	return severe
}

// AdvancedAge is what somebody of an age is paid; false for the younger too.
func (a *Allowance) AdvancedAge(where division.Code, age int, m month.Month) (money.Fen, bool) {
	band, ok := advancedage.Of(a.advancedage.Bands(where, m), int64(age))
	return band.Amount, ok
}

// HardshipAged is what an old person in hardship is paid, by group: aged,
// dependent.
func (a *Allowance) HardshipAged(where division.Code, group string, m month.Month) (money.Fen, bool) {
	v := a.hardship.Amount.At(where, group, m)
	return v.Is, v.InForce()
}
