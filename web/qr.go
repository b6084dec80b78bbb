package web

import (
	"fmt"
	"image"
	"net/http"
	"strings"

	"github.com/boombuler/barcode/qr"

	"github.com/cueslip/cueslip/board"
)

// quiet is the light border that readers of QR codes need, in modules.
const quiet = 4

// qrCode draws the way to an event's board, with the room's code if it is asked
// to: who scans it is in the room.
func (s *Server) qrCode(w http.ResponseWriter, r *http.Request) {
	code, err := board.ParseCode(r.PathValue("event"))
	if err == nil {
		_, err = s.store.Event(r.Context(), code)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	path := "/e/" + code
	if room := r.URL.Query().Get("room"); roomCodeForm.MatchString(room) {
		path += "?room=" + room
	}
	s.drawQR(w, r, s.address(r, path), "public, max-age=3600")
}

// drawQR answers with a QR code, which caches may keep as told.
func (s *Server) drawQR(w http.ResponseWriter, r *http.Request, content, caching string) {
	svg, err := qrSVG(content)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", caching)
	_, _ = w.Write([]byte(svg))
}

// qrSVG draws a QR code, dark on white, one unit to a module.
func qrSVG(content string) (string, error) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("web: drawing a QR code: %w", err)
	}
	side := code.Bounds().Dx()
	var path strings.Builder
	for y := range side {
		for x := range side {
			if dark(code, x, y) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	full := side + 2*quiet
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges" role="img">`+
		`<rect width="%d" height="%d" fill="#fff"/><path d="%s" fill="#000"/></svg>`, full, full, full, full, path.String()), nil
}

// TerminalQR draws a QR code in half blocks, two rows of modules to a line,
// light as drawn and dark as empty: most terminals are dark, and readers take
// either.
func TerminalQR(content string) (string, error) {
	code, err := qr.Encode(content, qr.L, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("web: drawing a QR code: %w", err)
	}
	side := code.Bounds().Dx()
	var out strings.Builder
	for y := -quiet; y < side+quiet; y += 2 {
		for x := -quiet; x < side+quiet; x++ {
			switch upper, lower := dark(code, x, y), dark(code, x, y+1); {
			case upper && lower:
				out.WriteRune(' ')
			case upper:
				out.WriteRune('▄')
			case lower:
				out.WriteRune('▀')
			default:
				out.WriteRune('█')
			}
		}
		out.WriteByte('\n')
	}
	return out.String(), nil
}

// dark reports whether a module is dark; outside of the code all is light.
func dark(code image.Image, x, y int) bool {
	if !image.Pt(x, y).In(code.Bounds()) {
		return false
	}
	red, _, _, _ := code.At(x, y).RGBA()
	return red < 0x8000
}
