package web

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	_ "image/gif" // what people send
	"image/jpeg"
	_ "image/png" // what people send

	_ "golang.org/x/image/webp" // what people send

	"github.com/cueslip/cueslip/board"
)

const (
	maxPicture   = 2 << 20  // bytes, as it is sent
	maxSide      = 4096     // pixels
	maxDecoded   = 56 << 20 // bytes of memory that decoding may take
	pictureSide  = 256      // pixels, as it is kept
	pictureWhite = 0xffff   // what shines through
)

var (
	errNoPicture     = board.Errorf(board.UnsupportedType, "This is no picture that can be read here. Send a JPEG, PNG, GIF or WebP.")
	errLargePicture  = board.Errorf(board.TooLarge, "A picture may have 2 MB, and 4096 by 4096 pixels.")
	errHungryPicture = board.Errorf(board.TooLarge, "This picture takes too much memory to read; please make it smaller first.")
)

// shrink turns a picture that somebody sent into the small square JPEG that is
// kept: nothing of the file itself survives. What decoding it would cost is
// known from its head, before anything is decoded. Errors: unsupported_type,
// too_large.
func shrink(data []byte) ([]byte, error) {
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return nil, errNoPicture.Because(err)
	case config.Width < 1 || config.Height < 1:
		return nil, errNoPicture
	case len(data) > maxPicture || config.Width > maxSide || config.Height > maxSide:
		return nil, errLargePicture
	case config.Width*config.Height*pixelCost(data, format, config.ColorModel) > maxDecoded:
		return nil, errHungryPicture
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, errNoPicture.Because(err)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, square(picture), &jpeg.Options{Quality: 85}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// pixelCost is how many bytes decoding takes for each pixel, at the worst: with
// what the decoders of the standard library and of x/image keep beside the
// picture. A test measures it.
func pixelCost(data []byte, format string, model color.Model) int {
	switch format {
	case "jpeg":
		cost := map[color.Model]int{color.GrayModel: 1, color.YCbCrModel: 3, color.RGBAModel: 7, color.CMYKModel: 8}[model]
		if progressive(data) { // keeps its coefficients, in four bytes each
			cost += 16
		}
		return max(cost, 1)
	case "png":
		cost := 4
		if _, few := model.(color.Palette); few || model == color.GrayModel {
			cost = 1
		} else if model == color.RGBA64Model || model == color.NRGBA64Model {
			cost = 8
		}
		if len(data) > 28 && data[28] == 1 { // interlaced: its passes are pictures too
			cost *= 2
		}
		return cost
	case "gif":
		return 2
	default:
		return 12
	}
}

// progressive reports whether a JPEG is so, or anything else but a plain one.
func progressive(data []byte) bool {
	for at := 2; at+4 <= len(data); {
		if data[at] != 0xff {
			at++
			continue
		}
		marker := data[at+1]
		switch {
		case marker == 0xff:
			at++
			continue
		case marker == 0xc0 || marker == 0xc1:
			return false
		case marker == 0xc2:
			return true
		case marker == 0 || marker >= 0xd0 && marker <= 0xd9:
			at += 2
			continue
		}
		at += 2 + int(binary.BigEndian.Uint16(data[at+2:]))
	}
	return true
}

// square returns the middle of a picture, averaged down to its size here.
func square(picture image.Image) image.Image {
	bounds := picture.Bounds()
	side := min(bounds.Dx(), bounds.Dy())
	left, top := bounds.Min.X+(bounds.Dx()-side)/2, bounds.Min.Y+(bounds.Dy()-side)/2
	at := colors(picture)
	out := image.NewRGBA(image.Rect(0, 0, pictureSide, pictureSide))
	for y := range pictureSide {
		for x := range pictureSide {
			from := image.Pt(left+x*side/pictureSide, top+y*side/pictureSide)
			to := image.Pt(left+(x+1)*side/pictureSide, top+(y+1)*side/pictureSide)
			out.SetRGBA64(x, y, average(at, from, image.Pt(max(to.X, from.X+1), max(to.Y, from.Y+1))))
		}
	}
	return out
}

// colors returns how to read a picture's colours, without an allocation for
// each wherever that can be had.
func colors(picture image.Image) func(x, y int) color.RGBA64 {
	if p, ok := picture.(image.RGBA64Image); ok {
		return p.RGBA64At
	}
	return func(x, y int) color.RGBA64 { return color.RGBA64Model.Convert(picture.At(x, y)).(color.RGBA64) }
}

// average is the colour of a block, in front of white.
func average(at func(x, y int) color.RGBA64, from, to image.Point) color.RGBA64 {
	var red, green, blue, n uint64
	for y := from.Y; y < to.Y; y++ {
		for x := from.X; x < to.X; x++ {
			c := at(x, y)
			behind := uint64(pictureWhite - c.A)
			red, green, blue, n = red+uint64(c.R)+behind, green+uint64(c.G)+behind, blue+uint64(c.B)+behind, n+1
		}
	}
	return color.RGBA64{uint16(red / n), uint16(green / n), uint16(blue / n), 0xffff}
}
