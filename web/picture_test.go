package web

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

// drawn is a picture of one colour.
func drawn(width, height int, c color.Color) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range width * height {
		picture.Set(i%width, i/width, c)
	}
	return picture
}

func encoded(t testing.TB, picture image.Image, format string) []byte {
	t.Helper()
	var out bytes.Buffer
	var err error
	switch format {
	case "png":
		err = png.Encode(&out, picture)
	case "gif":
		err = gif.Encode(&out, picture, nil)
	default:
		err = jpeg.Encode(&out, picture, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// tinyWebP is one pixel, lossless.
const tinyWebP = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

// webP is a lossless picture of one colour, for which no pixel takes a bit.
func webP(width, height uint32) []byte {
	data := []byte(tinyWebP)
	binary.LittleEndian.PutUint32(data[21:], (width-1)|(height-1)<<14|1<<28)
	return data
}

func TestAPictureBecomesASmallSquareOfWhichNothingElseIsLeft(t *testing.T) {
	secret := "GPS 52.5200, 13.4050"
	red := color.RGBA{200, 30, 30, 255}
	for name, data := range map[string][]byte{
		"png":            encoded(t, drawn(300, 500, red), "png"),
		"gif":            encoded(t, drawn(300, 200, red), "gif"),
		"jpeg":           encoded(t, drawn(640, 480, red), "jpeg"),
		"a small one":    encoded(t, drawn(3, 2, red), "png"),
		"see-through":    encoded(t, drawn(30, 20, color.RGBA{}), "png"),
		"with a tail":    append(encoded(t, drawn(20, 20, red), "jpeg"), secret...),
		"with an inside": inside(encoded(t, drawn(20, 20, red), "jpeg"), secret),
		"webp":           webP(1, 1),
	} {
		out, err := shrink(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		picture, format, err := image.Decode(bytes.NewReader(out))
		if err != nil || format != "jpeg" || picture.Bounds() != image.Rect(0, 0, pictureSide, pictureSide) || bytes.Contains(out, []byte("GPS")) {
			t.Errorf("%s became %s %v, %v", name, format, picture.Bounds(), err)
		}
		r, g, _, _ := picture.At(128, 128).RGBA()
		if want := name == "see-through" || name == "webp"; want != (g>>8 > 250) || r>>8 < 180 {
			t.Errorf("%s has another colour: %d %d", name, r>>8, g>>8)
		}
	}
}

// inside puts a comment behind the first marker of a JPEG.
func inside(data []byte, comment string) []byte {
	segment := append([]byte{0xff, 0xfe, 0, byte(len(comment) + 2)}, comment...)
	return append(append(append([]byte{}, data[:2]...), segment...), data[2:]...)
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		data []byte
		want board.Code
	}{
		"nothing":         {nil, board.UnsupportedType},
		"an archive":      {[]byte("PK\x03\x04" + strings.Repeat("\x00", 100)), board.UnsupportedType},
		"a script":        {[]byte("#!/bin/sh\nrm -rf /\n"), board.UnsupportedType},
		"a page":          {[]byte("<html><script>alert(1)</script>"), board.UnsupportedType},
		"svg":             {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), board.UnsupportedType},
		"half a picture":  {encoded(t, drawn(300, 300, color.White), "png")[:200], board.UnsupportedType},
		"a wide one":      {header(4097, 1, 2), board.TooLarge},
		"one of no size":  {header(0, 10, 2), board.UnsupportedType},
		"a bomb of 16 GB": {header(65000, 65000, 6), board.TooLarge},
		"a hungry one":    {header(4096, 4096, 6), board.TooLarge},
	} {
		if out, err := shrink(test.data); board.CodeOf(err) != test.want {
			t.Errorf("%s: %d bytes, %v; want %s", name, len(out), err, test.want)
		}
	}
}

// header is the beginning of a PNG of a size and a kind of colour.
func header(width, height uint32, kind byte) []byte {
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height), 8, kind, 0, 0, 0))...)
}

func chunk(name string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// TestABombCostsLittleMemory decodes pictures that are as large as is let
// through, and a few kilobytes as they are sent.
func TestABombCostsLittleMemory(t *testing.T) {
	for name, data := range map[string][]byte{
		"rgb":        zeros(4096, 3500, 2, 8, 3),
		"with alpha": zeros(4096, 3500, 6, 8, 4),
		"16 bits":    zeros(4096, 1750, 6, 16, 8),
		"gray":       zeros(4096, 4096, 0, 8, 1),
		"jpeg":       encoded(t, image.NewYCbCr(image.Rect(0, 0, 4096, 4096), image.YCbCrSubsampleRatio444), "jpeg"),
		"webp":       webP(2160, 2160),
		"gif":        encoded(t, image.NewPaletted(image.Rect(0, 0, 4096, 4096), color.Palette{color.Black, color.White}), "gif"),
	} {
		if len(data) > maxPicture {
			t.Fatalf("%s has %d bytes", name, len(data))
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := shrink(data)
		runtime.ReadMemStats(&after)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 64<<20 {
			t.Errorf("%s of %d bytes took %d MB", name, len(data), took>>20)
		}
	}
}

// zeros is a black PNG.
func zeros(width, height uint32, kind, depth byte, pixel int) []byte {
	var packed bytes.Buffer
	w, _ := zlib.NewWriterLevel(&packed, zlib.BestSpeed) // the level is a constant
	row := make([]byte, 1+int(width)*pixel)
	for range height {
		_, _ = w.Write(row)
	}
	_ = w.Close()
	ihdr := append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height), depth, kind, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", ihdr)...)
	return append(append(out, chunk("IDAT", packed.Bytes())...), chunk("IEND", nil)...)
}

func FuzzPicture(f *testing.F) {
	small := drawn(8, 8, color.White)
	for _, format := range []string{"png", "gif", "jpeg"} {
		f.Add(encoded(f, small, format))
	}
	f.Add([]byte(tinyWebP))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		out, err := shrink(data)
		if code := board.CodeOf(err); err != nil && code != board.UnsupportedType && code != board.TooLarge {
			t.Fatal(err)
		}
		if err != nil {
			return
		}
		if config, format, err := image.DecodeConfig(bytes.NewReader(out)); err != nil || format != "jpeg" || config.Width != pictureSide {
			t.Fatalf("became %s %v, %v", format, config, err)
		}
	})
}
