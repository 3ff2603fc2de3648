package app

import (
	"bytes"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"minzheng/internal/engine/web"
)

// odd is what nobody should send and somebody will: by mistake, by another program, or to see what happens.
var odd = []string{
	"0", "-1", "99999999999999999999", "9223372036854775807", "1e309", "NaN", "0x10", "２０２６", "１，２３４．５６",
	"2026-13", "2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "2026-11-23T00:00:00Z", "10000-01",
	"420323", "420323103000", "420323103200", "999999999999", "4203231032001", "40032319500101101X", "400323195001011",
	"\x00", "甲\x00乙", "\xff\xfe", "\xe6\x9d", "\u202e李桂兰", "a\u0301", "𠮷野", "\ufeff", "\r\n\r\nSet-Cookie: a=b",
	"' OR 1=1 --", `"><img src=x onerror=alert(1)>`, "</textarea></script><script>alert(1)</script>", "javascript:alert(1)", "//example.com", "{{.}}",
	"=HYPERLINK(\"http://example.com\")", "%", "_", "\\", "%00", "../../../etc/passwd", "..", "null", "true", "[]", "{}", " ", "　",
	strings.Repeat("李", 500), strings.Repeat("9", 300),
}

// FuzzRequest: whatever stands in an address or a form, whoever may send it gets a page that is whole, or a sentence;
// never an internal error. Of GET the text is what stands behind the question mark, of POST it is the form.
func FuzzRequest(f *testing.F) {
	all := doors(f)
	routes := all[0].known.routes
	for at, r := range routes {
		f.Add(uint16(at), uint8(0), "", "", []byte(nil))
		f.Add(uint16(at), uint8(at)<<2|1, "", all[0].known.oddly(r, 7*at), []byte("姓名,身份证号\n李桂兰,"+odd[at%len(odd)]))
		f.Add(uint16(at), uint8(2), odd[at%len(odd)], "%zz=%&&=;a;b=&a=1&a=2", []byte("PK\x03\x04"))
		if r.Method() == http.MethodPost {
			f.Add(uint16(at), uint8(3), "", "--x\r\nContent-Disposition: form-data; name=\"reason\"\r\n\r\n甲", []byte(nil))
		}
	}
	f.Fuzz(func(t *testing.T, at uint16, shape uint8, junk, text string, file []byte) {
		r := routes[int(at)%len(routes)]
		for _, d := range all {
			path := d.known.address(r, int(shape>>2), junk)
			what := fmt.Sprintf("%s %s, shape %d, text %q, file %q", r.Method(), path, shape, text, file)
			d.answered(t, what, func() *httptest.ResponseRecorder {
				return d.admit(r.Pattern, func() *http.Request {
					if r.Method() == http.MethodGet {
						return asking(path, text, shape&0x80 != 0)
					}
					return d.sending(r, path, shape, text, file)
				})
			})
		}
	})
}

// oddly gives every field that a route is known to read something odd.
func (k *sights) oddly(r web.Route, turn int) string {
	names := slices.Concat(k.asked[r.Pattern], []string{"after", "before", "q", "month", "division"})
	if r.Method() == http.MethodPost {
		names = []string{"reason", "version", "seen"}
		if forms := k.forms[r.Pattern]; len(forms) > 0 {
			names = slices.Sorted(maps.Keys(forms[0]))
		}
	}
	asked := url.Values{}
	for i, name := range names {
		asked.Add(name, odd[(turn+13*i)%len(odd)])
	}
	return asked.Encode()
}

// asking is a request for a page, or for a part of it.
func asking(path, query string, part bool) *http.Request {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.URL.RawQuery = query
	if part {
		r.Header.Set("HX-Request-Type", "partial")
	}
	return r
}

// sending is a form as a browser sends it: the untouched form with some fields changed (1), or those fields alone (0), or
// with a file (2), or something that calls itself a form (3).
func (d *door) sending(r web.Route, path string, shape uint8, body string, file []byte) *http.Request {
	values, _ := url.ParseQuery(body) // as much as can be read
	if forms := d.known.forms[r.Pattern]; shape&1 == 1 && len(forms) > 0 {
		whole := url.Values{}
		for name, standing := range forms[int(shape>>2)%len(forms)] {
			whole[name] = standing
		}
		for name, sent := range values {
			whole[name] = sent
		}
		values = whole
	}
	content, kind := strings.NewReader(values.Encode()), "application/x-www-form-urlencoded"
	switch {
	case shape&3 == 3 && strings.HasPrefix(body, "--x"):
		content, kind = strings.NewReader(body), "multipart/form-data; boundary=x"
	case shape&2 == 2 || r.Limit == web.FileLimit:
		content, kind = parted(values, file)
	}
	request := httptest.NewRequest(http.MethodPost, path, content)
	request.Header.Set("Content-Type", kind)
	return request
}

func parted(values url.Values, file []byte) (*strings.Reader, string) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, all := range values {
		for _, value := range all {
			_ = form.WriteField(name, value) // a buffer takes everything
		}
	}
	if part, err := form.CreateFormFile("file", "名册.csv"); err == nil {
		_, _ = part.Write(file)
	}
	_ = form.Close()
	return strings.NewReader(body.String()), form.FormDataContentType()
}
