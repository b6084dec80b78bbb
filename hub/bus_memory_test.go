package hub_test

import (
	"testing"

	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/hub/bustest"
)

func TestTheMemoryBusCarriesMessages(t *testing.T) {
	bustest.Run(t, func(*testing.T) (a, b hub.Bus) {
		bus := hub.NewMemoryBus()
		return bus, bus
	})
}
