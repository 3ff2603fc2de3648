package room

// Asked is what somebody typed into the search box, and who was found by it so far: a room that keeps something about
// people looks among them.
type Asked struct {
	Text   string
	People []string // ids, the best first
	Most   int      // how many lines are of use
}

// Found is one line under the search box: what it is, where it is, and the page it leads to. It holds nothing that the
// reader may not see.
type Found struct {
	Kind   string // what it is, as a heading: 人员
	Icon   string // a name in assets/icons.txt
	Name   string
	Code   string // the identity number, masked; empty for what has none
	Place  string
	Note   string // one thing more: 3 口人
	Path   string
	Person string // id when it is a person, for the marks of other rooms
	Marks  []Mark // filled in by the roof
}

// A Mark is a state in a word or two: a kind of [web.Kind] and the word.
type Mark struct {
	Kind string // good, warn, danger, info, wait, quiet
	Word string // 低保在保
}
