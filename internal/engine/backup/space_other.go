//go:build !unix

package backup

// Free is how many bytes the disk of a folder has left for this program, and whether that is known.
func Free(string) (bytes int64, known bool) { return 0, false }
