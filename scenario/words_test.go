package scenario

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// words are what a story may say besides testscript's own commands.
//
//	server start            serve the county on a free loopback port
//	server stop             end it as an operator does, and want it to end well
//	server kill             cut its power
//	as NAME                 what follows is done by this person, at a browser of their own
//	sign-in NAME PASSWORD   be this person at a new browser, and sign in
//	get ADDRESS             open a page
//	follow WORDS            follow the link that says so
//	press BUTTON FIELD=VALUE…          fill the form that has the button and send it; a field is named by
//	                                   its name or label, a value @FILE is a file
//	press -beside WORDS BUTTON …       the button in the row or section that says so
//	status CODE             the answer had this code
//	see WORDS…              the page says all of these, whatever the blanks; with ! it says none of them
//	grab VARIABLE PATTERN   keep what the group in the pattern matches on the page, or in stdout after -out
//	download ADDRESS FILE   keep what the address gives
//	keep FILE               keep the open page, or the file it is, byte for byte
//	adds NUMBER ROWS        the open page of a figure's rows gives a file of so many, which add up to the number
//	masked                  the page shows no whole identity number
//	walk FILE               open every page that links lead to, and write the addresses down
//	strangers VILLAGE FILE  write down who of the sample files lives elsewhere
//	trespass FILE SECRETS   open every address; each is refused or says none of the secrets
//	alter STATEMENT         change the books behind the program's back
//	books FILE [WITHOUT…]   write down the rows and a digest of every table, some left out
var words = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"server":    wordServer,
	"as":        wordAs,
	"sign-in":   wordSignIn,
	"get":       wordGet,
	"follow":    wordFollow,
	"press":     wordPress,
	"status":    wordStatus,
	"see":       wordSee,
	"grab":      wordGrab,
	"download":  wordDownload,
	"keep":      wordKeep,
	"adds":      wordAdds,
	"masked":    wordMasked,
	"walk":      wordWalk,
	"trespass":  wordTrespass,
	"strangers": wordStrangers,
	"alter":     wordAlter,
	"books":     wordBooks,
}

// A stage is what a story has running: the server, and the people in front of it.
type stage struct {
	server   *server
	visitors map[string]*visitor
	who      string
}

type stageKey struct{}

func stageOf(ts *testscript.TestScript) *stage { return ts.Value(stageKey{}).(*stage) }

func (s *stage) clear() {
	if s.server != nil {
		s.server.kill()
	}
}

// visitor is the person who acts now.
func (s *stage) visitor(ts *testscript.TestScript) *visitor {
	v := s.visitors[s.who]
	if v == nil {
		ts.Fatalf("nobody acts: say as NAME or sign-in first")
	}
	return v
}

// be makes somebody the person who acts, at a browser of their own.
func (s *stage) be(ts *testscript.TestScript, who string) {
	if s.server == nil {
		ts.Fatalf("nothing is served: say server start first")
	}
	s.who = who
	if s.visitors[who] == nil {
		v, err := newVisitor(s.server.base)
		ts.Check(err)
		s.visitors[who] = v
	}
}

func wordServer(ts *testscript.TestScript, neg bool, args []string) {
	s := stageOf(ts)
	if neg || len(args) == 0 {
		ts.Fatalf("usage: server start|stop|kill")
	}
	switch args[0] {
	case "start":
		s.start(ts, args[1:])
	case "stop":
		if err := s.server.stop(); err != nil {
			ts.Fatalf("the server did not end well: %v\n%s", err, s.server.said())
		}
	case "kill":
		s.server.kill()
	default:
		ts.Fatalf("usage: server start|stop|kill")
	}
}

func (s *stage) start(ts *testscript.TestScript, args []string) {
	address, err := freeAddress()
	ts.Check(err)
	program, err := filepath.Abs(ts.Getenv("PROGRAM"))
	ts.Check(err)
	cmd := exec.Command(program, append([]string{"serve", "--listen", address}, args...)...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = environment(ts)
	s.server, err = serve(cmd, address, ts.MkAbs("server.log"))
	ts.Check(err)
	clear(s.visitors)
}

// environment is what a program of the story is given.
func environment(ts *testscript.TestScript) []string {
	env := os.Environ()
	for _, name := range []string{"PATH", "MINZHENG_DATA", "DATABASE_URL"} {
		env = append(env, name+"="+ts.Getenv(name))
	}
	return env
}

func wordAs(ts *testscript.TestScript, _ bool, args []string) {
	want(ts, args, 1, "as NAME")
	stageOf(ts).be(ts, args[0])
}

func wordSignIn(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, args, 2, "sign-in NAME PASSWORD")
	s := stageOf(ts)
	delete(s.visitors, args[0])
	s.be(ts, args[0])
	v := s.visitor(ts)
	ts.Check(v.signIn(args[0], args[1]))
	if in := v.signedIn(); in == neg {
		ts.Fatalf("signed in: %v; the page says: %s", in, v.text())
	}
}

func wordGet(ts *testscript.TestScript, _ bool, args []string) {
	want(ts, args, 1, "get ADDRESS")
	ts.Check(stageOf(ts).visitor(ts).open(args[0]))
}

func wordFollow(ts *testscript.TestScript, _ bool, args []string) {
	want(ts, args, 1, "follow WORDS")
	ts.Check(stageOf(ts).visitor(ts).follow(args[0]))
}

func wordPress(ts *testscript.TestScript, _ bool, args []string) {
	beside := ""
	if len(args) > 2 && args[0] == "-beside" {
		beside, args = args[1], args[2:]
	}
	if len(args) == 0 {
		ts.Fatalf("usage: press [-beside WORDS] BUTTON FIELD=VALUE…")
	}
	ts.Check(stageOf(ts).visitor(ts).press(args[0], beside, args[1:]))
}

func wordStatus(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, args, 1, "status CODE")
	v := stageOf(ts).visitor(ts)
	if code, err := strconv.Atoi(args[0]); err != nil || (v.status == code) == neg {
		ts.Fatalf("%s answered %d; the page says: %s", v.at, v.status, v.text())
	}
}

func wordSee(ts *testscript.TestScript, neg bool, args []string) {
	v := stageOf(ts).visitor(ts)
	text := squeezed(v.text())
	for _, words := range args {
		if strings.Contains(text, squeezed(words)) == neg {
			ts.Fatalf("%s, looked for %q; the page says: %s", v.at, words, v.text())
		}
	}
}

// squeezed takes the blanks out: where they stand is a matter of layout.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

func wordGrab(ts *testscript.TestScript, _ bool, args []string) {
	var text string
	if len(args) > 0 && args[0] == "-out" {
		text, args = ts.ReadFile("stdout"), args[1:]
	} else {
		v := stageOf(ts).visitor(ts)
		text = v.text() + "\n" + string(v.body)
	}
	want(ts, args, 2, "grab [-out] VARIABLE PATTERN")
	m := regexp.MustCompile(args[1]).FindStringSubmatch(text)
	if len(m) < 2 {
		said, _, _ := strings.Cut(text, "\n<")
		ts.Fatalf("nothing matches %s in: %s", args[1], said)
	}
	ts.Setenv(args[0], m[1])
}

func wordDownload(ts *testscript.TestScript, _ bool, args []string) {
	want(ts, args, 2, "download ADDRESS FILE")
	v := stageOf(ts).visitor(ts)
	at := v.at
	ts.Check(v.open(args[0]))
	if v.status != 200 {
		ts.Fatalf("%s answered %d: %s", v.at, v.status, v.text())
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), v.body, 0o644))
	ts.Check(v.open(at.String()))
}

func wordKeep(ts *testscript.TestScript, _ bool, args []string) {
	want(ts, args, 1, "keep FILE")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), printedAt.ReplaceAll(stageOf(ts).visitor(ts).body, nil), 0o644))
}

// printedAt is when a page was asked for, and the token of its forms, which differ of two pages that say the same.
var printedAt = regexp.MustCompile(`打印时间：[0-9: -]+|name="once" value="[A-Za-z0-9_-]+"`)

func want(ts *testscript.TestScript, args []string, n int, usage string) {
	if len(args) != n {
		ts.Fatalf("usage: %s, got %d arguments: %s", usage, len(args), fmt.Sprint(args))
	}
}
