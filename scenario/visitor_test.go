package scenario

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// A visitor is a person at a browser without script: a cookie jar and the page
// that is open.
type visitor struct {
	client *http.Client
	at     *url.URL
	status int
	header http.Header
	body   []byte
	page   *html.Node
}

func newVisitor(base string) (*visitor, error) {
	at, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return &visitor{client: &http.Client{Jar: jar, Timeout: 5 * time.Minute}, at: at}, nil
}

// stay keeps a visitor at the answer itself instead of where it leads.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// open goes to an address, relative to the open page.
func (v *visitor) open(address string) error {
	to, err := v.at.Parse(address)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodGet, to.String(), nil)
	if err != nil {
		return err
	}
	return v.send(request)
}

func (v *visitor) send(request *http.Request) error {
	request.Header.Set("Accept", "text/html")
	if request.Method != http.MethodGet {
		request.Header.Set("Origin", v.at.Scheme+"://"+v.at.Host)
		request.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	answer, err := v.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	v.body, err = io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	v.status, v.header, v.at = answer.StatusCode, answer.Header, answer.Request.URL
	v.page, err = html.Parse(bytes.NewReader(v.body))
	return err
}

// text is what the open page says, blanks folded.
func (v *visitor) text() string { return says(v.page) }

// follow goes where the first link with these words leads.
func (v *visitor) follow(words string) error {
	for _, like := range []func(text, words string) bool{equal, strings.Contains} {
		for link := range nodes(v.page, "a") {
			if attr(link, "href") != "" && like(says(link), words) {
				return v.open(attr(link, "href"))
			}
		}
	}
	return fmt.Errorf("no link says %q on %s", words, v.at.Path)
}

// signIn signs in by name and password, on the page for it.
func (v *visitor) signIn(name, password string) error {
	if err := v.open("/sign-in"); err != nil {
		return err
	}
	return v.press("登录", "", []string{"sign_in=" + name, "password=" + password})
}

// signedIn tells whether the open page belongs to somebody: it lets sign out.
func (v *visitor) signedIn() bool {
	form, _ := v.form("退出", "")
	return form != nil
}

// links are the addresses of this server that the open page leads to.
func (v *visitor) links() []string {
	var found []string
	for link := range nodes(v.page, "a") {
		to, err := v.at.Parse(attr(link, "href"))
		if err != nil || to.Host != v.at.Host || attr(link, "href") == "" {
			continue
		}
		to.Fragment = ""
		if !slices.Contains(found, to.RequestURI()) {
			found = append(found, to.RequestURI())
		}
	}
	return found
}

// press fills the form that has the button and sends it. Fields are named by
// their name or their label; a value that begins with @ is a file. Where
// several forms have the button, beside picks the one in the row or section
// that says so.
func (v *visitor) press(button, beside string, fields []string) error {
	form, pressed := v.form(button, beside)
	if form == nil {
		return fmt.Errorf("no form with the button %q (%s) on %s, which says: %s", button, beside, v.at.Path, v.text())
	}
	values := filled(form)
	if name := attr(pressed, "name"); name != "" {
		values.Set(name, attr(pressed, "value"))
	}
	files := map[string]string{}
	given := map[string]bool{}
	for _, field := range fields {
		key, value, ok := strings.Cut(field, "=")
		if !ok {
			return fmt.Errorf("%q is not field=value", field)
		}
		control := v.control(form, key)
		if control == nil {
			return fmt.Errorf("the form with the button %q has no field %q", button, key)
		}
		name := attr(control, "name")
		if file, ok := strings.CutPrefix(value, "@"); ok {
			files[name] = file
			continue
		}
		if !given[name] {
			values.Del(name)
			given[name] = true
		}
		values.Add(name, v.choice(form, control, value))
	}
	return v.submit(form, pressed, values, files)
}

func (v *visitor) submit(form, pressed *html.Node, values url.Values, files map[string]string) error {
	action := attr(form, "action")
	if attr(pressed, "formaction") != "" {
		action = attr(pressed, "formaction")
	}
	to, err := v.at.Parse(action)
	if err != nil {
		return err
	}
	if !strings.EqualFold(attr(form, "method"), "post") {
		to.RawQuery = values.Encode()
		return v.open(to.String())
	}
	body, kind, err := encoded(attr(form, "enctype"), values, files)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, to.String(), body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", kind)
	return v.send(request)
}

func encoded(enctype string, values url.Values, files map[string]string) (io.Reader, string, error) {
	if enctype != "multipart/form-data" {
		return strings.NewReader(values.Encode()), "application/x-www-form-urlencoded", nil
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, all := range values {
		for _, value := range all {
			if err := w.WriteField(name, value); err != nil {
				return nil, "", err
			}
		}
	}
	for name, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, "", err
		}
		part, err := w.CreateFormFile(name, filepath.Base(file))
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write(content); err != nil {
			return nil, "", err
		}
	}
	return &body, w.FormDataContentType(), w.Close()
}

func equal(text, words string) bool { return text == words }

// form finds the form with the button, and the button: one that says exactly
// this, or else one that says it among other words.
func (v *visitor) form(button, beside string) (form, pressed *html.Node) {
	for _, like := range []func(text, words string) bool{equal, strings.Contains} {
		for b := range nodes(v.page, "button") {
			owner := ownerOf(b, v.page)
			if owner != nil && like(says(b), button) && (beside == "" || strings.Contains(says(around(b)), beside)) {
				return owner, b
			}
		}
	}
	return nil, nil
}

// ownerOf is the form that a button or field belongs to. It may stand outside
// its form and name it.
func ownerOf(n, page *html.Node) *html.Node {
	if id := attr(n, "form"); id != "" {
		return byID(page, id)
	}
	return within(n, "form")
}

// around is the row or section that a node stands in.
func around(n *html.Node) *html.Node {
	if row := within(n, "tr", "li", "article", "section"); row != nil {
		return row
	}
	return within(n, "main", "body")
}

// control finds a field of the form by its name or by its label.
func (v *visitor) control(form *html.Node, key string) *html.Node {
	for _, c := range controls(form, v.page) {
		if attr(c, "name") == key {
			return c
		}
	}
	for _, c := range controls(form, v.page) {
		if bare(v.label(c)) == key {
			return c
		}
	}
	for _, c := range controls(form, v.page) {
		if attr(c, "type") == "radio" && bare(legend(c)) == key {
			return c
		}
	}
	return nil
}

// controls are the fields of a form, also those that stand elsewhere and name it.
func controls(form, page *html.Node) []*html.Node {
	var found []*html.Node
	for c := range nodes(page, "input", "select", "textarea") {
		if ownerOf(c, page) == form {
			found = append(found, c)
		}
	}
	return found
}

// filled is what a browser would send of the form as it stands.
func filled(form *html.Node) url.Values {
	values := url.Values{}
	for _, c := range controls(form, root(form)) {
		name := attr(c, "name")
		if name == "" || has(c, "disabled") {
			continue
		}
		switch kind := attr(c, "type"); {
		case c.Data == "select":
			values[name] = append(values[name], selected(c)...)
		case c.Data == "textarea":
			values.Add(name, strings.TrimPrefix(inner(c), "\n"))
		case kind == "checkbox" || kind == "radio":
			if has(c, "checked") {
				values.Add(name, orElse(attr(c, "value"), "on"))
			}
		case kind != "submit" && kind != "button" && kind != "file" && kind != "reset":
			values.Add(name, attr(c, "value"))
		}
	}
	return values
}

func selected(list *html.Node) []string {
	var first, chosen []string
	for o := range nodes(list, "option") {
		value := orElse(attr(o, "value"), "")
		if !has(o, "value") {
			value = says(o)
		}
		if first == nil {
			first = []string{value}
		}
		if has(o, "selected") {
			chosen = append(chosen, value)
		}
	}
	if chosen == nil && !has(list, "multiple") {
		return first
	}
	return chosen
}

// choice turns the words of an option, or the label of a radio button, into its value.
func (v *visitor) choice(form, control *html.Node, words string) string {
	for o := range nodes(control, "option") {
		if says(o) == words && has(o, "value") {
			return attr(o, "value")
		}
	}
	if attr(control, "type") != "radio" {
		return words
	}
	for _, c := range controls(form, v.page) {
		if attr(c, "name") == attr(control, "name") && v.label(c) == words {
			return attr(c, "value")
		}
	}
	return words
}

// bare is a label without the mark of what must be filled in.
func bare(label string) string { return strings.TrimRight(label, " *") }

// legend is what stands above a group of fields.
func legend(control *html.Node) string {
	for words := range nodes(within(control, "fieldset"), "legend") {
		return says(words)
	}
	return ""
}

// label is what the label of a field says.
func (v *visitor) label(control *html.Node) string {
	if said := attr(control, "aria-label"); said != "" {
		return said
	}
	if around := within(control, "label"); around != nil {
		return says(around)
	}
	for label := range nodes(v.page, "label") {
		if attr(label, "for") != "" && attr(label, "for") == attr(control, "id") {
			return says(label)
		}
	}
	return ""
}
