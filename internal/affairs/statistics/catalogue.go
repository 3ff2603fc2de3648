package statistics

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"minzheng/internal/base/month"
)

// A catalogue is the figures and values of the law that reports name.
type catalogue struct {
	Figures []named   `toml:"figure"`
	Values  []ordered `toml:"value"`
}

// A named figure is one that reports and desks call by its name; the time is theirs.
type named struct {
	Name      string  `toml:"name"`
	Ledger    string  `toml:"ledger"`
	Measure   Measure `toml:"measure"`
	Programme string  `toml:"programme"`
	Class     string  `toml:"class"`
	Item      string  `toml:"item"`
	Unit      string  `toml:"unit"` // where it is another than the measure's: 个, 场
	Desk      string  `toml:"desk"` // short term among the headlines; empty: not there
}

// figure is the named figure over a time.
func (n named) figure(span month.Span) Figure {
	return Figure{Ledger: n.Ledger, Measure: n.Measure, Span: span, Programme: n.Programme, Class: n.Class, Item: n.Item}
}

// unit is what the number counts.
func (n named) unit() string {
	if n.Unit != "" {
		return n.Unit
	}
	return n.Measure.Unit()
}

// An ordered value is one that the law orders, such as a standard: reports name it as they name a figure.
type ordered struct {
	Name  string `toml:"name"`
	Law   string `toml:"law"` // the parameter
	Class string `toml:"class"`
	Per   string `toml:"per"` // what stands before it in a sentence: 每人每月
}

// mustReadCatalogue reads the catalogue of the room; a mistake in it is one of ours, told at start.
func mustReadCatalogue(path string) catalogue {
	text, err := formFiles.ReadFile(path)
	if err != nil {
		panic(err)
	}
	var c catalogue
	if err = toml.NewDecoder(strings.NewReader(string(text))).DisallowUnknownFields().Decode(&c); err == nil {
		err = c.sound()
	}
	if err != nil {
		panic(fmt.Sprintf("statistics: %s: %v", path, err))
	}
	return c
}

func (c catalogue) sound() error {
	seen := map[string]bool{}
	for _, n := range c.Figures {
		if n.Name == "" || seen[n.Name] || n.Ledger == "" || !slices.Contains(Measures(), n.Measure) {
			return fmt.Errorf("figure %q: a name of its own, a ledger and a measure are wanted", n.Name)
		}
		seen[n.Name] = true
	}
	for _, v := range c.Values {
		if v.Name == "" || seen[v.Name] || v.Law == "" {
			return fmt.Errorf("value %q: a name of its own and a parameter are wanted", v.Name)
		}
		seen[v.Name] = true
	}
	return nil
}
