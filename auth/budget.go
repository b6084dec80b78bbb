package auth

import (
	"cmp"
	"context"
	"encoding/hex"
	"net/netip"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/tongue"
)

// How often may be tried. The address of a venue is shared by many, so that
// it has more than an account has.
const (
	passwordsPerAccount = 10
	passwordsPerNetwork = 50
	passwordWindow      = 15 * time.Minute

	mailsPerAddress = 5
	mailsPerNetwork = 50
	mailWindow      = LinkAge // so that one of the links of a full budget is good until there are more

	signUpsPerNetwork = 50
	signUpWindow      = 15 * time.Minute
)

// Caller is where somebody tries from.
type Caller struct {
	Network netip.Addr     // an IPv4 address, or the first of an IPv6 /64
	Mark    string         // of Entrance.Mark, or anything else
	Tongue  *tongue.Tongue // that they read; nil is English
}

func (c Caller) tongue() *tongue.Tongue { return cmp.Or(c.Tongue, tongue.English) }

// budgets makes budgets of a kind. Their keys are sealed, so that the database
// holds no addresses.
type budgets struct {
	key  board.Key
	kind string
}

func (b budgets) of(whose, who string, most int, per time.Duration) board.Budget {
	return board.Budget{Key: hex.EncodeToString(seal(b.key, b.kind, whose, who)), Most: most, Per: per}
}

// tries are the budgets of somebody who tries to get into an account: a
// browser that was in it before has one of its own, which strangers cannot use
// up; all others share those of the account and of their network.
func (b budgets) tries(email, browser string, from Caller, perAccount, perNetwork int, per time.Duration) []board.Budget {
	if browser != "" {
		return []board.Budget{b.of("browser", browser, perAccount, per)}
	}
	return []board.Budget{b.of("account", email, perAccount, per), b.of("network", from.Network.String(), perNetwork, per)}
}

// spend counts one try, or refuses it with slow_down.
func (e *Entrance) spend(ctx context.Context, budgets []board.Budget) error {
	wait, err := e.store.Spend(ctx, budgets...)
	if err != nil || wait == 0 {
		return err
	}
	return board.Errorf(board.SlowDown, "That was tried too often. Please wait a while, or come in another way.").After(wait)
}
