//go:build unix

package backup

import "syscall"

// Free is how many bytes the disk of a folder has left for this program, and whether that is known.
func Free(folder string) (bytes int64, known bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
}
