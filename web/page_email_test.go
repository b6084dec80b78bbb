package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

const fresh = "minna@harbour.example"

// confirms returns the path of the link in the next mail, by which an account
// confirms an address.
func (m *mailing) confirms(to string) string {
	m.t.Helper()
	link, ok := strings.CutPrefix(m.mails.Next(to).Link(), m.server.config.PublicURL)
	if !ok || !strings.HasPrefix(link, emailPath+"/") {
		m.t.Fatalf("the link is %q", link)
	}
	return link
}

// comes signs somebody in by a mailed link, and up at first.
func (m *mailing) comes(name, email string) *browser {
	m.t.Helper()
	b := m.browser()
	b.form("/signin", "/signin/link", "email", email).shows(http.StatusOK, "Look into your mail")
	link := m.link(email)
	b.form(link, link, "name", name).leads("/dj")
	return b
}

// asks has a browser's account want an address.
func (b *browser) asks(email string) {
	b.t.Helper()
	b.form("/account", "/account/email", "email", email).leads("/account#ways")
	b.call("GET", "/account", "", nil).shows(http.StatusOK, "If this address can be used, a link is on its way to it.")
}

// follows opens a link to confirm an address and presses the button.
func (b *browser) follows(link string) *reply {
	b.t.Helper()
	b.call("GET", link, "", nil).leads(emailPath)
	return b.form(emailPath, emailPath+"/confirm")
}

func TestAnAddressCountsOnceItsAccountHasOpenedTheLinkMailedToIt(t *testing.T) {
	m := openMailing(t)
	b := m.comes("Minna", email)
	minna := b.person()
	b.asks(fresh)
	link := m.confirms(fresh)
	b.call("GET", "/account", "", nil).shows(http.StatusOK, email)
	for range 3 { // previews and scanners
		m.browser().call("GET", link, "", nil).leads(emailPath)
	}
	b.call("GET", link, "", nil).leads(emailPath)
	b.call("GET", emailPath, "", nil).shows(http.StatusOK, fresh)
	b.form(emailPath, emailPath+"/confirm").leads("/account#ways")
	b.call("GET", "/account", "", nil).shows(http.StatusOK, "The address is confirmed.").shows(http.StatusOK, fresh)
	if old := m.mails.Next(email); old.Link() != "" || !strings.Contains(old.Text, "no longer the address of your account") || strings.Contains(old.Text, fresh) {
		t.Errorf("the old address is told: %s", old.Text)
	}
	b.call("GET", link, "", nil).leads(emailPath)
	b.call("GET", emailPath, "", nil).shows(http.StatusBadRequest, "This took too long, or was done already")
	if m.comes("", fresh).person() != minna || m.comes("Other", email).person() == minna {
		t.Error("the new address does not sign in, or the old one does")
	}
	acts, err := m.store.Trail(t.Context(), board.TrailQuery{Person: minna})
	last := acts[len(acts)-1]
	if err != nil || last.Act != "email_changed" || last.Person != minna || strings.Contains(string(last.After), "@") {
		t.Errorf("%+v, %v", last, err)
	}
}

func TestALinkForAnAddressIsWorthNothingToAnybodyElse(t *testing.T) {
	m := openMailing(t)
	minna, marlow := m.comes("Minna", email), m.comes("Marlow", "marlow@example.org")
	minna.asks(fresh)
	link := m.confirms(fresh)
	marlow.call("GET", link, "", nil).leads(emailPath)
	marlow.call("GET", emailPath, "", nil).shows(http.StatusForbidden, "Another account asked for this link.")
	nobody := m.browser()
	nobody.call("GET", link, "", nil).leads(emailPath)
	nobody.call("GET", emailPath, "", nil).leads("/signin?next=%2Faccount%2Femail")
	// It waits for who signs in: the owner of the mailbox goes on as Minna.
	nobody.form("/signin", "/signin/link", "email", email, "next", emailPath)
	in := m.link(email)
	nobody.form(in, in).leads(emailPath)
	nobody.form(emailPath, emailPath+"/confirm").leads("/account#ways")
	// It signs nobody in, and no link that signs in is one for an address.
	minna.asks("minna@third.example")
	token := strings.TrimPrefix(m.confirmsAfter(email, "minna@third.example"), emailPath+"/")
	m.browser().send("/api/v1/session", map[string]any{"link": token}).want(http.StatusUnauthorized, board.SignIn)
	m.browser().call("GET", emailPath+"/"+strings.Repeat("x", 9000), "", nil).leads(emailPath)
}

// confirmsAfter is confirms once the mail to another address was read.
func (m *mailing) confirmsAfter(left, to string) string {
	m.t.Helper()
	m.mails.Next(left)
	return m.confirms(to)
}

func TestAskingForAnAddressDoesNotTellWhetherItIsTaken(t *testing.T) {
	m := openMailing(t)
	minna := m.comes("Minna", email)
	m.comes("Marlow", "marlow@example.org")
	minna.asks("Marlow@example.org")
	if mail := m.mails.Next("marlow@example.org"); mail.Link() != "" || !strings.Contains(mail.Text, "It belongs to an account here already") {
		t.Errorf("its holder is told: %s", mail.Text)
	}
	minna.form("/account", "/account/email", "email", email).shows(http.StatusConflict, "This is the address of your account already.")
	minna.form("/account", "/account/email", "email", "nonsense").shows(http.StatusBadRequest, `value="nonsense"`)
	// Taken in the meantime, it stays where it is.
	minna.asks(fresh)
	link := m.confirms(fresh)
	m.comes("Otto", fresh)
	minna.follows(link).shows(http.StatusConflict, "There already is an account with this e-mail address.")
	minna.call("GET", "/account", "", nil).shows(http.StatusOK, email)
}

func TestALinkForAnAddressIsGoodForTenMinutesAndUntilTheAddressChanges(t *testing.T) {
	m := openMailing(t)
	b := m.comes("Minna", email)
	b.asks(fresh)
	late := m.confirms(fresh)
	m.now.Add((10 * time.Minute).Milliseconds())
	b.call("GET", late, "", nil).leads(emailPath)
	b.call("GET", emailPath, "", nil).shows(http.StatusBadRequest, "This took too long")
	b.asks(fresh)
	first := m.confirms(fresh)
	b.asks("minna@third.example")
	b.follows(m.confirms("minna@third.example")).leads("/account#ways")
	b.follows(first).shows(http.StatusBadRequest, "This took too long, or was done already")
	m.mails.Next(email)
	m.mails.None()
}

func TestAddressesAreAskedForAsSeldomAsLinks(t *testing.T) {
	m := openMailing(t)
	b := m.comes("Minna", email)
	for range mailsToOneAddress {
		b.asks(fresh)
		m.confirms(fresh)
	}
	b.form("/account", "/account/email", "email", fresh).shows(http.StatusTooManyRequests, "That was tried too often.")
	m.mails.None()
	m.now.Add(-(16 * time.Minute).Milliseconds())
	old := m.comes("", email)
	for _, form := range []string{"/account/email", "/account/email/remove"} {
		old.form("/account", form, "email", "minna@third.example").leads("/signin?next=%2Faccount")
	}
}

// mailsToOneAddress is how many go there within ten minutes.
const mailsToOneAddress = 5

func TestAnAddressIsRemovedUnlessItIsTheOnlyWayIn(t *testing.T) {
	m := openMailing(t)
	b := m.browser()
	b.form("/signin", "/signup", "name", "Minna", "email", email, "password", secret).shows(http.StatusOK, "Look into your mail")
	link := m.link(email)
	b.form(link, link).leads("/dj")
	minna := b.person()
	b.form("/account", "/account/email/remove").shows(http.StatusConflict, "This is the only way into the account")
	if err := m.store.AddIdentity(t.Context(), minna, board.Identity{Issuer: "https://club.example", Subject: "17", Label: "Club"}); err != nil {
		t.Fatal(err)
	}
	b.form("/account", "/account/email/remove").leads("/account#ways")
	page := b.call("GET", "/account", "", nil).shows(http.StatusOK, "The address is removed.").shows(http.StatusOK, "Add an address")
	if strings.Contains(string(page.body), email) {
		t.Error("the address is still shown")
	}
	m.mails.Next(email)
	if hash, err := m.store.Password(t.Context(), minna); hash != "" || err != nil {
		t.Errorf("a password without an address is kept: %v", err)
	}
	b.asks(fresh)
	b.follows(m.confirms(fresh)).leads("/account#ways")
	m.mails.None() // there was no old address to tell
}

func TestWithoutAMailServerNoAddressIsAskedFor(t *testing.T) {
	s := openPlain(t)
	b := s.browser()
	b.form("/signin", "/signup", "name", "Minna", "email", email, "password", secret).leads("/dj")
	if page := b.call("GET", "/account", "", nil); strings.Contains(string(page.body), `action="/account/email#ways"`) {
		t.Error("the form is shown")
	}
	b.form("/account", "/account/email", "email", fresh).shows(http.StatusNotFound, "This server sends no e-mail.")
	b.form("/account", "/account/email/remove").shows(http.StatusConflict, "This is the only way into the account")
}

func TestMailIsInTheLanguageOfThePageThatAskedForIt(t *testing.T) {
	m := openMailing(t)
	for language, words := range map[string][2]string{
		"de": {"Dein Link zum Registrieren", "Öffne diesen Link"}, "ar": {"رابطك لإنشاء حساب", "افتح هذا الرابط"}, "fr": {"Your link to sign up", "Open this link"},
	} {
		b := m.browser()
		b.send("/api/v1/session/link", map[string]any{"email": language + "@example.org"}).want(http.StatusAccepted, "")
		m.mails.Next(language + "@example.org") // without a language it is English
		b.call("POST", "/api/v1/session/link", "", map[string]any{"email": language + "@example.org"}, "Origin", b.url, "Accept-Language", language).want(http.StatusAccepted, "")
		mail := m.mails.Next(language + "@example.org")
		if subject := mail.Subject(); !strings.HasPrefix(subject, words[0]) || !strings.Contains(mail.Text, words[1]) || mail.Link() == "" {
			t.Errorf("%s: %s\n%s", language, subject, mail.Text)
		}
	}
	chosen := m.browser()
	chosen.post("/language", map[string][]string{"language": {"de"}})
	chosen.form("/signin", "/signin/link", "email", email).shows(http.StatusOK, "Mail")
	if mail := m.mails.Next(email); !strings.Contains(mail.Text, "Öffne diesen Link") {
		t.Errorf("the language that was chosen: %s", mail.Text)
	}
}
