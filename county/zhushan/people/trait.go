package people

// Disability, dependence, illness and school of everybody. Shares are of ten thousand.

// handicapped says how many of an age hold a certificate: 3.6 % of all registered people.
func handicapped(age int) int {
	switch {
	case age < 18:
		return 104
	case age < 60:
		return 323
	case age < 80:
		return 750
	}
	return 1038
}

var (
	handicapShare = []int{0, 48, 12, 11, 11, 10, 7, 1}               // limb, visual, hearing, mental, intellectual, multiple, speech
	gradeShare    = []int{0, 14, 30, 27, 29}                         // 1 to 4
	careShare     = [2][]int{{840, 95, 35, 30}, {620, 200, 100, 80}} // of those over 60, over 80: able, mild, moderate, severe
)

// afflict gives everybody disability, dependence, illness and school.
func (c *County) afflict() {
	r := newStream(c.Seed, "trait")
	handicaps, grades, sixty, eighty := newDeck(r, handicapShare), newDeck(r, gradeShare), newDeck(r, careShare[0]), newDeck(r, careShare[1])
	for i := range c.Persons {
		p := &c.Persons[i]
		age := int(p.age)
		if r.hits(handicapped(age)) {
			p.Handicap, p.Grade = uint8(handicaps.deal()), uint8(grades.deal())
		}
		switch {
		case age >= 80:
			p.Care = Care(eighty.deal())
		case age >= 60:
			p.Care = Care(sixty.deal())
		case p.Grade == 1:
			p.Care = Moderate
		}
		p.Ill = r.hits(80 + 6*max(0, age-40))
		p.Chronic = age >= 60 && r.hits(7000)
		p.School = schoolAt(r, age)
	}
}

func schoolAt(r *stream, age int) School {
	switch {
	case age < 3:
		return NoSchool
	case age < 6:
		if r.hits(8500) {
			return Preschool
		}
		return NoSchool
	case age < 12:
		return Primary
	case age < 15:
		return Junior
	case age < 18:
		return School(r.between(int(Senior), int(Senior)+r.below(2)))
	}
	return NoSchool
}
