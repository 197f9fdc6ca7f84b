// Package thumbs scales grey pictures.
package thumbs

type Image struct {
	width, height int
	pixels        []byte
}

func NewImage(seed, width, height int) *Image {
	im := &Image{width, height, make([]byte, width*height)}
	for i := range im.pixels {
		im.pixels[i] = byte(i*seed + i>>7)
	}
	return im
}

// Scale averages all pixels under each pixel of the small picture.
func (im *Image) Scale(width, height int) []byte {
	out := make([]byte, 0, width*height)
	for y := range height {
		for x := range width {
			out = append(out, im.average(x*im.width/width, y*im.height/height, im.width/width, im.height/height))
		}
	}
	return out
}

func (im *Image) average(left, top, width, height int) byte {
	sum := 0
	for y := top; y < top+height; y++ {
		for x := left; x < left+width; x++ {
			sum += int(im.pixels[y*im.width+x])
		}
	}
	return byte(sum / (width * height))
}
