// Package docs holds the guide for DJs, which is read here and shown by every
// server. It has no code.
package docs

import "embed"

// Guide is guide.md, and the pictures that it names.
//
//go:embed guide.md img/guide-*.webp
var Guide embed.FS
