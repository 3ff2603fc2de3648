package scenario

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// enough is how many pages of one kind a walk opens: lists and months go on for
// ever, and a page that shows too much does so for every record.
const enough = 40

// recordID is an id in an address.
var recordID = regexp.MustCompile(`/[0-9a-z]{22}\b|/[0-9]+\b`)

// wordWalk opens every kind of page that can be reached from the open one by
// links, wants each to be there, and writes the addresses down.
func wordWalk(ts *testscript.TestScript, _ bool, args []string) {
	want(ts, args, 1, "walk FILE")
	v := stageOf(ts).visitor(ts)
	seen := []string{v.at.RequestURI()}
	kinds := map[string]int{}
	for i := 0; i < len(seen); i++ {
		ts.Check(v.open(seen[i]))
		if v.status != 200 {
			ts.Fatalf("a link leads to %s, which answers %d: %s", seen[i], v.status, v.text())
		}
		if !strings.HasPrefix(v.header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, link := range v.links() {
			path, _, _ := strings.Cut(link, "?")
			kind := recordID.ReplaceAllString(path, "/*")
			if kinds[kind] == enough || slices.Contains(seen, link) {
				continue
			}
			kinds[kind]++
			seen = append(seen, link)
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(seen, "\n")+"\n"), 0o644))
	ts.Logf("%d pages of %d kinds", len(seen), len(kinds))
}

// wordTrespass opens every address of the file, which another person could see,
// and wants each to be refused or to say none of the secrets.
func wordTrespass(ts *testscript.TestScript, _ bool, args []string) {
	want(ts, args, 2, "trespass ADDRESSES SECRETS")
	v := stageOf(ts).visitor(ts)
	secrets := strings.Fields(ts.ReadFile(args[1]))
	opened := 0
	for _, address := range strings.Fields(ts.ReadFile(args[0])) {
		ts.Check(v.open(address))
		if v.status == 403 || v.status == 404 {
			continue
		}
		if v.status != 200 {
			ts.Fatalf("%s answers %d: %s", address, v.status, v.text())
		}
		opened++
		text, err := unpacked(v.body)
		ts.Check(err)
		for _, secret := range secrets {
			if strings.Contains(text, secret) {
				ts.Fatalf("%s shows %s: %s", address, secret, v.text())
			}
		}
	}
	ts.Logf("%d addresses answered, of the secrets %d", opened, len(secrets))
}

// unpacked is a page or file as text; of a workbook, the text of all its parts.
func unpacked(body []byte) (string, error) {
	if !bytes.HasPrefix(body, []byte("PK")) {
		return string(body), nil
	}
	parts, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for _, part := range parts.File {
		r, err := part.Open()
		if err != nil {
			return "", err
		}
		if _, err := io.Copy(&text, r); err != nil {
			return "", err
		}
	}
	return text.String(), nil
}

// wordStrangers writes down the people of the two dibao samples who live in no
// village of this name, and whose name nobody in it bears.
func wordStrangers(ts *testscript.TestScript, _ bool, args []string) {
	want(ts, args, 2, "strangers VILLAGE FILE")
	people := samplePeople(ts)
	var strangers []string
	for name, villages := range people {
		if !slices.Contains(villages, args[0]) && len([]rune(name)) > 2 {
			strangers = append(strangers, name)
		}
	}
	if len(strangers) == 0 || len(strangers) == len(people) {
		ts.Fatalf("nobody lives in %s, or everybody", args[0])
	}
	slices.Sort(strangers)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Join(strangers, "\n")+"\n"), 0o644))
}

// samplePeople gives the villages in which somebody of each name lives.
func samplePeople(ts *testscript.TestScript) map[string][]string {
	text, err := os.ReadFile(filepath.Join(ts.Getenv("SAMPLES"), "expected.json"))
	ts.Check(err)
	var expected struct {
		Files map[string]struct {
			Kind          string
			Rows          []struct{ Name, Village, Household string }
			HouseholdList []struct{ Household, Village string } `json:"household_list"`
		}
	}
	ts.Check(json.Unmarshal(text, &expected))
	people := map[string][]string{}
	for _, file := range expected.Files {
		if !strings.HasPrefix(file.Kind, "dibao") {
			continue
		}
		seats := map[string]string{}
		for _, h := range file.HouseholdList {
			seats[h.Household] = h.Village
		}
		for _, row := range file.Rows {
			village := orElse(row.Village, seats[row.Household])
			people[row.Name] = append(people[row.Name], village)
		}
	}
	return people
}

var personNumber = regexp.MustCompile(`\b400323\d{11}[\dX]\b`)

// wordMasked wants that the open page shows no whole identity number.
func wordMasked(ts *testscript.TestScript, _ bool, args []string) {
	want(ts, args, 0, "masked")
	v := stageOf(ts).visitor(ts)
	if found := personNumber.FindString(string(v.body)); found != "" {
		ts.Fatalf("%s shows a whole identity number", v.at)
	}
}
