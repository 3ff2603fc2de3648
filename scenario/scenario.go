// Package scenario holds stories about the whole program: each text file in
// stories is one, and its name is what it tells.
//
// A story runs the built binary on a fresh county, as people do: commands on
// top, requests of signed-in officers through the pages, expectations beside
// them. Every story runs on SQLite and, where MINZHENG_TEST_POSTGRES gives a
// server, on PostgreSQL. power_test.go cuts the power in the middle of acts;
// browser holds the story that a real browser plays. Nothing here imports the
// program: stories see it from outside.
//
// Start reading with stories/roll_in_from_township.txt. The words that stories
// may use are in words_test.go.
package scenario
