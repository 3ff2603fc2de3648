package people

// The pyramid says how many people there are of each sex and age, at home and away, before anybody is named: ages and
// sexes come out exactly, whatever families are made of them.

const (
	bands  = 21  // of five years, the last one 100 and over
	oldest = 104 // the highest age
)

// residentShare is the age of residents in hundredths of a per cent, by five years: the census's totals, the split inside
// them assumed.
var residentShare = [bands]int{540, 730, 703, 560, 400, 490, 730, 630, 600, 790, 920, 743, 533, 590, 450, 290, 180, 85, 28, 6, 1}

// awayShare is the age of those away, likewise: 18-34 46 %, 35-49 36 %, 50-59 15 %, children with them 3 %.
var awayShare = [bands]int{110, 120, 70, 420, 1340, 1480, 1360, 1300, 1200, 1100, 1000, 500}

// maleShare is how many of ten thousand of a band are men. Together they give 52.76 % of residents, 45 % at 80 and more and
// 38 % at 90 and more.
func maleShare(band int, away bool) int {
	switch {
	case away:
		return 5350
	case band < 3:
		return 5400
	case band < 12:
		return 5315
	case band < 16:
		return 5150
	case band < 18:
		return 4590
	}
	return 3800
}

// A pyramid is how many are still to be placed.
type pyramid struct {
	left [2][oldest + 1]int // by sex, of all registered
	away [2][bands]int      // by sex, who of them are away
}

// The indices of the sexes.
const (
	man   = 1
	woman = 0
)

func sexOf(male bool) int {
	if male {
		return man
	}
	return woman
}

func newPyramid(scale Scale) *pyramid {
	all, home := scale.people()
	p := &pyramid{}
	resident := apportion(home, residentShare[:])
	gone := apportion(all-home, awayShare[:])
	for band := range bands {
		there, here := bySex(gone[band], maleShare(band, true)), bySex(resident[band], maleShare(band, false))
		for sex := range 2 {
			p.away[sex][band] = there[sex]
			p.spread(sex, band, here[sex], there[sex])
		}
	}
	return p
}

func bySex(n, male int) [2]int {
	men := (n*male + 5000) / 10000
	return [2]int{woman: n - men, man: men}
}

// spread divides a band among its years. Who of the band of 15 is away is 18 or 19.
func (p *pyramid) spread(sex, band, here, there int) {
	weights := []int{20, 20, 20, 20, 20}
	switch {
	case band == bands-1:
		weights = []int{50, 28, 14, 6, 2}
	case band >= 18:
		weights = []int{38, 26, 17, 11, 8}
	case band >= 15:
		weights = []int{26, 22, 20, 17, 15}
	}
	for i, n := range apportion(here, weights) {
		p.left[sex][5*band+i] += n
	}
	if band == 3 {
		weights = []int{0, 0, 0, 45, 55}
	}
	for i, n := range apportion(there, weights) {
		p.left[sex][5*band+i] += n
	}
}

// take draws somebody of the sex between two ages out of those left, as likely as there are such, each age's number
// multiplied by a weight. It tells whether there was anybody.
func (p *pyramid) take(r *stream, sex, lo, hi int, weight func(age int) int) (age int, ok bool) {
	lo, hi = max(lo, 0), min(hi, oldest)
	sum := 0
	for a := lo; a <= hi; a++ {
		sum += p.left[sex][a] * weight(a)
	}
	if sum == 0 {
		return 0, false
	}
	at := r.below(sum)
	for a := lo; a <= hi; a++ {
		if at -= p.left[sex][a] * weight(a); at < 0 {
			p.left[sex][a]--
			return a, true
		}
	}
	return 0, false
}

// count is how many are left of a sex between two ages.
func (p *pyramid) count(sex, lo, hi int) int {
	n := 0
	for a := max(lo, 0); a <= min(hi, oldest); a++ {
		n += p.left[sex][a]
	}
	return n
}

func alike(int) int { return 1 }
