package web

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
	"github.com/cueslip/cueslip/tongue"
)

// languageCookie remembers the language that a browser's person chose. It
// names nobody and proves nothing, so it is the same with https and without.
const (
	languageCookie = "cueslip_language"
	languageAge    = 365 * 24 * time.Hour
)

// tongueOf returns the language for whoever asks for a page, and tells caches
// what the page depends on beside its address.
func tongueOf(w http.ResponseWriter, r *http.Request) *tongue.Tongue {
	w.Header().Set("Vary", "Accept-Language, Cookie")
	return readerOf(r)
}

// readerOf returns the language of whoever makes a call.
func readerOf(r *http.Request) *tongue.Tongue {
	chosen := ""
	if cookie, err := r.Cookie(languageCookie); err == nil {
		chosen = cookie.Value
	}
	return tongue.Best(chosen, r.Header.Get("Accept-Language"))
}

// acceptedTongue is tongueOf for pages that look at no cookie.
func acceptedTongue(w http.ResponseWriter, r *http.Request) *tongue.Tongue {
	w.Header().Set("Vary", "Accept-Language")
	return tongue.Best("", r.Header.Get("Accept-Language"))
}

// chooseLanguage remembers a language and leads back to the page where it was
// chosen, by a form that works without script.
func (p *pages) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxMessage)
	chosen := tongue.Named(r.PostFormValue("language"))
	if chosen == nil {
		p.trouble(w, r, board.Errorf(board.BadMessage, "This is none of the languages here."))
		return
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // without https, on a local network, there are no secure cookies
		Name: languageCookie, Value: chosen.Tag, Path: "/", MaxAge: int(languageAge.Seconds()),
		HttpOnly: true, Secure: p.secure(), SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, cameFrom(r), http.StatusSeeOther)
}

// cameFrom is the page that a form of ours was sent from, the home page when
// the browser does not say.
func cameFrom(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err != nil {
		return "/"
	}
	if typed, ok := strings.CutPrefix(from.Path, "/@"); ok {
		if handle, err := text.Handle(typed); err == nil {
			return "/@" + handle
		}
	}
	path := localPath(from.RequestURI())
	if path == "" || path == elsewhere {
		return "/"
	}
	return path
}

// inTongue are the functions with which templates speak a language.
func (p *pages) inTongue(t *tongue.Tongue) template.FuncMap {
	return template.FuncMap{
		"lang":    func() string { return t.Tag },
		"dir":     func() string { return t.Dir },
		"t":       t.Say,
		"n":       t.Count,
		"rich":    func(sentence string, args ...any) template.HTML { return rich(t.Say(sentence), args) },
		"day":     func(at int64) string { return t.At(time.UnixMilli(at).UTC(), tongue.Day) },
		"tongues": func() []*tongue.Tongue { return tongue.All },
		"words":   func(script string) template.HTML { return p.words(t, script) },
	}
}

// words names the catalogue that a script reads before it shows anything, none
// in English.
func (p *pages) words(t *tongue.Tongue, script string) template.HTML {
	if t == tongue.English {
		return ""
	}
	address := p.assets.address(script + "." + t.Tag + ".json")
	return template.HTML(`<link rel="preload" id="words" href="` + address + `" as="fetch" crossorigin>`) //nolint:gosec // a name of the bundle
}
