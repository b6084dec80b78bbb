package auth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
)

// PasskeyAge is how long somebody may take for a ceremony.
const PasskeyAge = 5 * time.Minute

const (
	kindPasskeyMade = "passkey made"
	kindPasskeyUsed = "passkey used"
)

type passkeyStore interface {
	flows
	PasskeyByID(ctx context.Context, id string) (p board.Passkey, person string, err error)
	Passkeys(ctx context.Context, person string) ([]board.Passkey, error)
	UsePasskey(ctx context.Context, id string, credential []byte) error
}

// Passkeys makes passkeys and lets people in by them. Each is discoverable, so
// that nobody types a name, and verifies its holder by itself: it stands for a
// password and a second factor at once. It is safe for concurrent use.
type Passkeys struct {
	party *webauthn.WebAuthn // nil where passkeys cannot work
	store passkeyStore
	log   *slog.Logger
}

// NewPasskeys returns the passkeys of the site at publicURL. They are of that
// host for ever: under another one, none of them works.
func NewPasskeys(publicURL string, store passkeyStore, log *slog.Logger) (*Passkeys, error) {
	p := &Passkeys{store: store, log: log}
	site, err := url.Parse(publicURL)
	if err != nil || !passkeysWork(site) {
		return p, nil
	}
	required := true
	p.party, err = webauthn.New(&webauthn.Config{
		RPID:                  strings.ToLower(site.Hostname()),
		RPDisplayName:         "Cueslip",
		RPOrigins:             []string{site.Scheme + "://" + strings.ToLower(site.Host)},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: &required,
			ResidentKey:        protocol.ResidentKeyRequirementRequired,
			UserVerification:   protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{
			Login:        webauthn.TimeoutConfig{Timeout: PasskeyAge},
			Registration: webauthn.TimeoutConfig{Timeout: PasskeyAge},
		},
		// Some keepers of passkeys say more than they were asked.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil {
		return nil, fmt.Errorf("auth: setting up passkeys: %w", err)
	}
	return p, nil
}

// passkeysWork reports whether browsers have passkeys for a site: it needs a
// name, and https unless it is this machine.
func passkeysWork(site *url.URL) bool {
	host := strings.ToLower(site.Hostname())
	if _, err := netip.ParseAddr(host); err == nil || host == "" {
		return false
	}
	return site.Scheme == "https" || host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// Host is the host that the passkeys are of, "" where they cannot work.
func (p *Passkeys) Host() string {
	if p.party == nil {
		return ""
	}
	return p.party.Config.RPID
}

var errNoPasskeys = board.Errorf(board.NotFound, "Passkeys do not work at this address: they need https and a name, or localhost.")

// Ceremony is what a browser has to carry out.
type Ceremony struct {
	Options any    // for navigator.credentials, encodes as JSON
	Token   string // ends the ceremony; for the browser that began it and for nobody else
}

// making is a passkey that is being made.
type making struct {
	Person  string
	Name    string
	New     bool // there is no account yet
	Session webauthn.SessionData
}

// BeginSignUp begins to make the passkey of somebody who has no account yet.
// Errors: not_found where passkeys cannot work, busy.
func (p *Passkeys) BeginSignUp(ctx context.Context, name string) (Ceremony, error) {
	return p.begin(ctx, making{Person: uuid.NewString(), Name: name, New: true}, nil)
}

// BeginAdd begins to make another passkey of an account. Errors: not_found
// where passkeys cannot work, busy.
func (p *Passkeys) BeginAdd(ctx context.Context, a board.Account) (Ceremony, error) {
	passkeys, err := p.store.Passkeys(ctx, a.Person)
	if err != nil {
		return Ceremony{}, err
	}
	return p.begin(ctx, making{Person: a.Person, Name: a.Name}, passkeys)
}

func (p *Passkeys) begin(ctx context.Context, m making, has []board.Passkey) (Ceremony, error) {
	if p.party == nil {
		return Ceremony{}, errNoPasskeys
	}
	who, err := newHolder(m.Person, m.Name, has)
	if err != nil {
		return Ceremony{}, err
	}
	excluded := webauthn.Credentials(who.credentials).CredentialDescriptors()
	options, session, err := p.party.BeginRegistration(who, webauthn.WithExclusions(excluded))
	if err != nil {
		return Ceremony{}, fmt.Errorf("auth: beginning a passkey: %w", err)
	}
	m.Session = *session
	token, err := p.store.BeginFlow(ctx, kindPasskeyMade, m, PasskeyAge)
	return Ceremony{options, token}, err
}

// Made is a passkey that was made, and for whom.
type Made struct {
	Person  string
	Name    string // that was signed up with
	New     bool   // there is no account yet
	Passkey board.Passkey
}

// Finish checks what a browser made. by is the account that is signed in there,
// "" for none; label is what the person will know the passkey by. Errors:
// login_expired, bad_message, busy; conflict when somebody else is signed in
// than when it was begun; not_found where passkeys cannot work.
func (p *Passkeys) Finish(ctx context.Context, token, by, label string, response []byte) (Made, error) {
	if p.party == nil {
		return Made{}, errNoPasskeys
	}
	var m making
	if err := p.store.TakeFlow(ctx, kindPasskeyMade, token, &m); err != nil {
		return Made{}, err
	}
	if m.New && by != "" || !m.New && by != m.Person {
		return Made{}, board.Errorf(board.Conflict, "Somebody else is signed in here by now; please start again.")
	}
	who, err := newHolder(m.Person, m.Name, nil)
	if err != nil {
		return Made{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return Made{}, errBadPasskey.Because(err)
	}
	credential, err := p.party.CreateCredential(who, m.Session, parsed)
	if err != nil {
		return Made{}, errBadPasskey.Because(err)
	}
	kept, err := json.Marshal(credential)
	if err != nil {
		return Made{}, fmt.Errorf("auth: encoding a passkey: %w", err)
	}
	return Made{m.Person, m.Name, m.New, board.Passkey{ID: passkeyID(credential.ID), Name: label, Credential: kept}}, nil
}

var errBadPasskey = board.Errorf(board.BadMessage, "This passkey was not made as it has to be; please try again.").In("credential")

// BeginSignIn begins to let somebody in, whoever has a passkey. Errors:
// not_found where passkeys cannot work, busy.
func (p *Passkeys) BeginSignIn(ctx context.Context) (Ceremony, error) {
	if p.party == nil {
		return Ceremony{}, errNoPasskeys
	}
	options, session, err := p.party.BeginDiscoverableLogin()
	if err != nil {
		return Ceremony{}, fmt.Errorf("auth: beginning a sign-in: %w", err)
	}
	token, err := p.store.BeginFlow(ctx, kindPasskeyUsed, session, PasskeyAge)
	return Ceremony{options, token}, err
}

// SignIn returns the person whose passkey answered. A counter that went back
// means that two hold the same key: this use is refused and nothing is kept of
// it, so that whoever is ahead goes on. Errors: login_expired, bad_message,
// busy; sign_in when the passkey does not prove anything; not_found where
// passkeys cannot work.
func (p *Passkeys) SignIn(ctx context.Context, token string, response []byte) (person string, err error) {
	if p.party == nil {
		return "", errNoPasskeys
	}
	var session webauthn.SessionData
	if err := p.store.TakeFlow(ctx, kindPasskeyUsed, token, &session); err != nil {
		return "", err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return "", board.Errorf(board.BadMessage, "This is not what a passkey answers; please try again.").In("credential").Because(err)
	}
	passkey, person, err := p.store.PasskeyByID(ctx, passkeyID(parsed.RawID))
	if board.CodeOf(err) == board.NotFound {
		return "", board.Errorf(board.SignIn, "This passkey is not known here. It may have been removed from the account.")
	} else if err != nil {
		return "", err
	}
	who, err := newHolder(person, "", []board.Passkey{passkey})
	if err != nil {
		return "", err
	}
	owner := func(_, _ []byte) (webauthn.User, error) { return who, nil } // the library compares the handle with theirs
	credential, err := p.party.ValidateDiscoverableLogin(owner, session, parsed)
	if err != nil {
		return "", board.Errorf(board.SignIn, "This passkey did not sign you in; please try again.").Because(err)
	}
	if credential.Authenticator.CloneWarning {
		p.log.WarnContext(ctx, "a passkey may have been copied", "person", person, "passkey", passkey.ID)
		return "", board.Errorf(board.SignIn, "This passkey was used elsewhere since, as if it had been copied. Try again; if it stays so, remove it from your account.")
	}
	kept, err := json.Marshal(credential)
	if err != nil {
		return "", fmt.Errorf("auth: encoding a passkey: %w", err)
	}
	return person, p.store.UsePasskey(ctx, passkey.ID, kept)
}

func passkeyID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// holder is a person as WebAuthn knows them: by the 16 bytes of an id that was
// drawn at random and says nothing of them.
type holder struct {
	handle      []byte
	name        string
	credentials []webauthn.Credential
}

func newHolder(person, name string, has []board.Passkey) (*holder, error) {
	id, err := uuid.Parse(person)
	if err != nil {
		return nil, fmt.Errorf("auth: the person %q has no handle: %w", person, err)
	}
	h := &holder{handle: id[:], name: name, credentials: make([]webauthn.Credential, len(has))}
	for i, passkey := range has {
		if err := json.Unmarshal(passkey.Credential, &h.credentials[i]); err != nil {
			return nil, fmt.Errorf("auth: reading the passkey %s: %w", passkey.ID, err)
		}
	}
	return h, nil
}

func (h *holder) WebAuthnID() []byte                         { return h.handle }
func (h *holder) WebAuthnName() string                       { return h.name }
func (h *holder) WebAuthnDisplayName() string                { return h.name }
func (h *holder) WebAuthnCredentials() []webauthn.Credential { return h.credentials }
