package dibao

// says puts a lack into words.
func (w *work) says(f *Facts, l lack) Lack {
	who := ""
	if l.who != nobody {
		who = f.Members[l.who].Name
	}
	switch l.what {
	case lackRule:
		return Lack{What: w.law.told[l.of].lack}
	case lackFormula:
		return Lack{What: w.law.of.Covers(f.Division, w.law.month).Error()}
	case lackIncome:
		return Lack{who, kindTerm(l.of), unrecorded}
	case lackSum:
		return Lack{who, kindTerm(l.of), "的数额不对，请核对"}
	case lackMonth:
		return Lack{who, kindTerm(l.of), "（一次性）的取得月份" + unrecorded}
	case lackHolding:
		return Lack{What: holdingTerms[l.of], How: unrecorded}
	}
	s := sentences[l.what]
	return Lack{who, s.What, s.How}
}

// unrecorded is the How of a fact that nobody has entered.
const unrecorded = "未登记"

var sentences = [...]Lack{
	lackMember:     {What: "没有可计入的家庭成员，请核对家庭成员登记"},
	lackBirth:      {What: "出生日期", How: unrecorded},
	lackGround:     {What: "是否计入家庭成员，请由县级认定"},
	lackBasicPart:  {What: "养老金中的基础养老金", How: unrecorded},
	lackBasicSum:   {What: "基础养老金大于养老金总额，请核对"},
	lackClass:      {What: "城乡类别未认定"},
	lackSavingsSum: {What: "存款等金融资产的数额不对，请核对"},
}

var holdingTerms = [...]string{inSavings: "存款等金融资产", inVehicles: "车辆", inHousing: "住房"}

// kindTerm is the term of a kind of income; one that is in no list has none.
func kindTerm(kind uint8) string {
	switch {
	case ordinal(kind) == partOfPension:
		return BasicPension.Term()
	case int(kind) > len(kinds):
		return "收入"
	}
	return kinds[kind-1].term
}
