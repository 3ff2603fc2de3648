package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// An event is a tag or a text of XML, as either reader tells of it.
type event struct {
	Text  string
	Opens string
	Ends  string
	With  map[string]string
}

// told is what the markup says of a part, its texts joined between tags.
func told(from io.Reader) (events []event, err error) {
	m := newMarkup(from)
	m.listening = true
	for {
		if err := m.next(); errors.Is(err, io.EOF) {
			return events, nil
		} else if err != nil {
			return events, err
		}
		events = append(events, event{Text: string(m.text)})
		if !m.closes {
			with := map[string]string{}
			for _, a := range m.attributes {
				if _, met := with[string(a.name)]; !met {
					with[string(a.name)] = string(a.value)
				}
			}
			events = append(events, event{Opens: string(m.name), With: with})
		}
		if m.closes || m.empty {
			events = append(events, event{Ends: string(m.name)})
		}
		if m.empty {
			events = append(events, event{}) // no text between the two
			events[len(events)-1], events[len(events)-2] = events[len(events)-2], events[len(events)-1]
		}
	}
}

// toldByTheLibrary is the same by encoding/xml.
func toldByTheLibrary(part string) (events []event, err error) {
	text := ""
	for d := xml.NewDecoder(strings.NewReader(part)); ; {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return events, nil
		} else if err != nil {
			return events, err
		}
		switch e := token.(type) {
		case xml.CharData:
			text += string(e)
		case xml.StartElement:
			with := map[string]string{}
			for _, a := range e.Attr {
				if _, met := with[behindColon(a.Name.Local)]; !met {
					with[behindColon(a.Name.Local)] = a.Value
				}
			}
			events, text = append(events, event{Text: text}, event{Opens: behindColon(e.Name.Local), With: with}), ""
		case xml.EndElement:
			events, text = append(events, event{Text: text}, event{Ends: behindColon(e.Name.Local)}), ""
		case xml.Directive:
			return events, errors.New("a document type")
		}
	}
}

// parts are pieces of XML whose reading both readers must agree on.
var parts = []string{
	`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="a"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>`,
	`<x:row r='3' x:hidden = "1"><x:c/></x:row>`,
	`<t xml:space="preserve"> 张 &amp; 王 &lt;&#x5f20;&#26446;&gt;&quot;&apos; </t>`,
	"<v>1\r\n2\r3</v>", `<v a="2>1">3</v>`, `<v><![CDATA[a<b&c]]>d<!-- 4 > 3 -->e</v>`, `<a/><a /><a b=""/></a>`, "\ufeff<a>\U00020000</a>",
	`<a>&unknown;</a>`, `<a>&amp</a>`, `<a b=c/>`, `<a b="1/>`, `<a`, `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, "<a>\x00</a>", "<a>\xff</a>", "<a>&#0;</a>",
	`<?xml version="1.0" encoding="UTF-16"?><a/>`, "<\x00a\x00>\x00", `<>`, `<a b="1"c="2"/>`, `<a><!-- b`, `<a><![CDATA[b`, `<?xml`,
}

// TestMarkup also reads byte by byte, so that every piece is met in parts.
func TestMarkup(t *testing.T) {
	for _, part := range parts {
		want, wrong := toldByTheLibrary(part)
		for name, from := range map[string]io.Reader{"whole": strings.NewReader(part), "by bytes": iotest.OneByteReader(strings.NewReader(part))} {
			got, err := told(from)
			if (err == nil) != (wrong == nil) {
				t.Errorf("%s %q: %v; the library says %v", name, part, err, wrong)
			}
			if err == nil && wrong == nil && !cmp.Equal(got, want) {
				t.Errorf("%s %q: %s", name, part, cmp.Diff(want, got))
			}
		}
	}
}

func TestMarkupWithoutEnd(t *testing.T) {
	for _, begins := range []string{"<a>", "<", `<a b="`, "<!--", "<![CDATA[", "<a>&"} {
		_, err := told(io.MultiReader(strings.NewReader(begins), io.LimitReader(endless{}, 2*largestSip)))
		if err == nil || !strings.Contains(err.Error(), tooLargeSentence) {
			t.Errorf("%q without end: %v", begins, err)
		}
	}
}

type endless struct{}

func (endless) Read(into []byte) (int, error) {
	for i := range into {
		into[i] = 'a'
	}
	return len(into), nil
}

// FuzzMarkup holds the markup against encoding/xml: what that reads, it reads alike.
func FuzzMarkup(f *testing.F) {
	for _, part := range parts {
		f.Add(part)
	}
	f.Fuzz(func(t *testing.T, part string) {
		got, err := told(strings.NewReader(part))
		want, wrong := toldByTheLibrary(part)
		escaped := func(e event) bool {
			for _, value := range e.With {
				if strings.ContainsAny(value, "&\n") { // values are given as they are written
					return true
				}
			}
			return false
		}
		for _, e := range want {
			if escaped(e) {
				return
			}
		}
		if wrong == nil && err == nil && !cmp.Equal(got, want) {
			t.Errorf("%q: %s", part, cmp.Diff(want, got))
		}
		if wrong == nil && err != nil && !stricter(part) {
			t.Errorf("%q: %v", part, err)
		}
	})
}

// stricter tells whether a part may hold one of the things that are refused here and that the library lets pass.
func stricter(part string) bool {
	return strings.Contains(part, "<?") || strings.Contains(part, "&") || strings.Contains(part, "<!") || prefixAlone.MatchString(part)
}

// behindColon is a name as it is told here: without an empty prefix, which the library leaves before it.
func behindColon(name string) string { return strings.TrimPrefix(name, ":") }

// prefixAlone is a name with nothing behind its colon.
var prefixAlone = regexp.MustCompile(`:([\s/>=]|$)`)
