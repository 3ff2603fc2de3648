// Package zhushan carries the reference county (竹山县, 420323) inside the binary: its real division tree, dated values
// that could be sourced, values marked as demonstration where none could, and sample rolls of invented people.
//
// The division tree repeats the National Bureau of Statistics' codes for statistical use, state of 2023-06-30. Every
// person in the samples is invented, with identity numbers of the area 400323, which no place has.
package zhushan

import "embed"

// Files are the county's folder: county.toml, divisions.csv, aliases.csv, values/*.toml, geography/*.geojson, and of samples/ the two rolls that a demonstration
// takes in.
//
//go:embed county.toml *.csv values geography/*.geojson samples/低保*.xlsx
var Files embed.FS

// Code is the county's six digits.
const Code = "420323"
