package web

import (
	"net/http"
	"net/url"

	"minzheng/internal/base/fault"
)

// schemeCookie holds how somebody wants pages to look, when they do not want what the system asks for.
const schemeCookie = "scheme"

// schemes are the looks to choose from; the empty one follows the system.
var schemes = []Choice{{Value: "", Label: "随系统"}, {Value: "light", Label: "浅色"}, {Value: "dark", Label: "深色"}}

// scheme is the look that was chosen, "light" or "dark"; empty to follow the system.
func (c *Context) scheme() string {
	kept, err := c.Request.Cookie(schemeCookie)
	if err != nil || kept.Value != "light" && kept.Value != "dark" {
		return ""
	}
	return kept.Value
}

// choose keeps the look that somebody chose and goes back to the page they were on.
func (m *Mux) choose(c *Context) error {
	chosen, kept := c.Form().Text("scheme"), false
	for _, s := range schemes {
		kept = kept || s.Value == chosen
	}
	if !kept {
		return fault.Invalid("scheme", "请选择随系统、浅色或深色")
	}
	cookie := &http.Cookie{Name: schemeCookie, Value: chosen, Path: "/", HttpOnly: true, Secure: m.config.Secure, SameSite: http.SameSiteLaxMode, MaxAge: 365 * 24 * 60 * 60}
	if chosen == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(c.Writer, cookie)
	back, err := url.Parse(c.Request.Referer())
	if err != nil || back.Path == "" {
		return c.Redirect("/")
	}
	return c.Redirect(back.RequestURI())
}
