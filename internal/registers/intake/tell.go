package intake

// Tell hears how far the reading or taking in of a list has come: what is being
// done, how much of it, of how much. 进度.
type Tell func(words string, done, total int)

// toldEvery is after how many rows or households it hears again.
const toldEvery = 250

// far tells of one more, now and then.
func (t Tell) far(words string, done, total int) {
	if t != nil && (done%toldEvery == 0 || done == total) {
		t(words, done, total)
	}
}
