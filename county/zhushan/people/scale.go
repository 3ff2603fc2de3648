package people

import "fmt"

// A Scale is how much of the county is invented.
type Scale string

// The scales.
const (
	Tiny Scale = "tiny" // one township, 2,000 people
	Demo Scale = "demo" // one person in ten, all villages, the article's cases whole
	Full Scale = "full" // everybody
)

// Registered people and residents of the whole county; see docs of the package for where they come from.
const (
	registered = 446600
	residents  = 346069
)

// ParseScale reads the name of a scale.
func ParseScale(text string) (Scale, error) {
	switch s := Scale(text); s {
	case Tiny, Demo, Full:
		return s, nil
	}
	return "", fmt.Errorf("没有“%s”这样的规模，可用：tiny（一个乡镇2000人）、demo（全县十分之一）、full（全县）", text)
}

// people is how many registered people live, and how many of them are at home.
func (s Scale) people() (registeredHere, residentHere int) {
	switch s {
	case Tiny:
		return 2000, 2000 * residents / registered
	case Demo:
		return registered / 10, residents / 10
	}
	return registered, residents
}

// whole tells whether the cases of the bureau head's article are in the county.
func (s Scale) whole() bool { return s != Tiny }
