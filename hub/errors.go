package hub

import (
	"errors"

	"github.com/cueslip/cueslip/board"
)

var (
	errMoved     = board.Errorf(board.Moved, "This board is moving to another server; come back in a moment.")
	errAbandoned = board.Errorf(board.Busy, "Nobody waited for this command any more, so it was not carried out.")
	errBusy      = retryAfter(board.Errorf(board.Busy, "There is too much going on; try again in a moment."), 1)
)

func retryAfter(err *board.Error, seconds int) *board.Error {
	err.RetryAfter = seconds
	return err
}

// refusal returns an error of the store as one that people can be told.
func refusal(err error) error {
	var known *board.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return errBusy.Because(err)
}
