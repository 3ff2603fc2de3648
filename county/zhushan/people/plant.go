package people

// Planted is an error that was put into the county on purpose, so that a check can be held against what it should find.
type Planted struct {
	Kind   string
	Award  int   // place in County.Awards; -1: none
	Person int32 // whom it is about
}

func (f *relief) plant() {}
