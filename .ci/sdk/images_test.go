package sdk

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// picture is seven pixels wide and five high, in the form that write has.
func picture(s *stranger, write func(io.Writer, image.Image) error) []byte {
	s.Helper()
	var b bytes.Buffer
	if err := write(&b, image.NewGray(image.Rect(0, 0, 7, 5))); err != nil {
		s.Fatal(err)
	}
	return b.Bytes()
}

func (s *stranger) upload(kind string, content []byte) (*management.Image, *http.Response, error) {
	return s.ImagesApi.CreateImage(s.ctx, s.env).ContentType(kind).ContentDisposition("attachment; filename=logo").File(&content).Execute()
}

// newImage uploads a picture as PNG.
func (s *stranger) newImage() *management.Image {
	s.Helper()
	made, resp, err := s.upload("image/png", picture(s, png.Encode))
	s.did("CreateImage", http.StatusCreated, resp, err)
	return made
}

func TestCreateImage(t *testing.T) {
	s := newStranger(t)
	made := s.newImage()
	want(s, "environment", made.Environment.GetId(), s.env)
	want(s, "has the time of its making", made.HasCreatedAt(), true)
	original := made.Targets.Original
	want(s, "type", original.GetType(), management.ENUMIMAGEFORMAT_PNG)
	want(s, "width", original.GetWidth(), 7)
	want(s, "height", original.GetHeight(), 5)
	want(s, "href is an address", strings.HasPrefix(original.GetHref(), box.API), true)
}

func TestCreateImageOfOtherTypes(t *testing.T) {
	s := newStranger(t)
	made, resp, err := s.upload("image/jpeg", picture(s, func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) }))
	s.did("CreateImage", http.StatusCreated, resp, err)
	want(s, "type", made.Targets.Original.GetType(), management.ENUMIMAGEFORMAT_JPG)
	made, resp, err = s.upload("image/gif", picture(s, func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) }))
	s.did("CreateImage", http.StatusCreated, resp, err)
	want(s, "type", made.Targets.Original.GetType(), management.ENUMIMAGEFORMAT_GIF)
}

func TestCreateImageOfNothing(t *testing.T) {
	s := newStranger(t)
	_, resp, err := s.upload("image/png", []byte("not a picture"))
	s.turnedDown("what is no picture", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE file", resp, err)
}

func TestReadImage(t *testing.T) {
	s := newStranger(t)
	made := s.newImage()
	got, resp, err := s.ImagesApi.ReadImage(s.ctx, s.env, made.GetId()).Execute()
	s.did("ReadImage", http.StatusOK, resp, err)
	has(s, got, made)
	_, resp, err = s.ImagesApi.ReadImage(s.ctx, s.env, nobody).Execute()
	s.missing("read an image that is not there", resp, err)
}

func TestDeleteImage(t *testing.T) {
	s := newStranger(t)
	id := s.newImage().GetId()
	resp, err := s.ImagesApi.DeleteImage(s.ctx, s.env, id).Execute()
	s.did("DeleteImage", http.StatusNoContent, resp, err)
	_, resp, err = s.ImagesApi.ReadImage(s.ctx, s.env, id).Execute()
	s.missing("read it after that", resp, err)
}
