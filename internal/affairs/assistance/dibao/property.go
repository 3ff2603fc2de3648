package dibao

import "minzheng/internal/base/money"

// The property bars (家庭财产状况符合当地规定) follow 国务院令第649号 第九条 and
// 民发〔2021〕57号 第十四条; the limits are the county's or the city's.

// declared tells whether a kind of property is known.
func (w *work) declared(holding ordinal) bool {
	return w.family.known.has(holding) || w.undeclared(holding)
}

// undeclared tells that a kind of property is not known; where it must be
// declared, that is a missing fact. It is always false.
//
// 民发〔2021〕57号 第十四条.
func (w *work) undeclared(holding ordinal) bool {
	if w.need(&w.law.declared.standing) && w.law.declared.is.has(holding) {
		w.lack(lackHolding, nobody, uint8(holding))
	}
	return false
}

// testSavings holds the family's financial assets against the limit per head
// (家庭人均金融资产).
func (w *work) testSavings() {
	if !w.declared(inSavings) {
		return
	}
	if w.family.savings == wrong {
		w.lack(lackSavingsSum, nobody, 0)
		return
	}
	if limit := &w.law.savings; w.need(&limit.standing) {
		w.test(savingsCondition, money.Fen(w.family.savings) <= limit.is*money.Fen(w.counted))
	}
}

// testVehicles looks for a vehicle of a kind that is barred (名下有不予认定的车辆).
func (w *work) testVehicles() {
	if !w.declared(inVehicles) {
		return
	}
	law, kinds := w.law, w.family.vehicles
	for open := kinds & law.openWheels; open != 0; open = open.without(open.first()) {
		w.need(&law.vehicles[open.first()].standing)
	}
	w.cited |= cites(kinds>>1) << law.vehicles[1].id & law.wheels // the kinds have ids in a row
	w.barred = kinds & law.bars
	w.test(vehicleCondition, w.barred == 0)
}

// testHousing holds the number of dwellings owned against the limit (住房套数).
func (w *work) testHousing() {
	if !w.declared(inHousing) {
		return
	}
	if limit := &w.law.housing; w.need(&limit.standing) {
		w.test(housingCondition, int64(w.family.housing) <= limit.is)
	}
}
