package main

import "testing"

func TestNightComesByChoiceOrBySystemAndNeverOnPaper(t *testing.T) {
	want := `@media screen{:root[data-scheme=dark]{--ink:#fff}}@media screen and (prefers-color-scheme:dark){:root:not([data-scheme]){--ink:#fff}}` + "\n"
	if got := byNight(":root{--ink:#fff}\n"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestOnlyTheNamedPartsAreKept(t *testing.T) {
	const css = `:root{--a: 1px;--b: red;--c: var(--a)}` +
		`@font-face{font-family:X;src:url(x.woff)}` +
		`a,.gone a{color:var(--b)}` +
		`.btn{padding:var(--c)}.btn:not(.gone):hover,.btn.gone{animation:turn 1s}` +
		`@media print{.gone{display:none}.btn{content:"}.gone{"}}` +
		`@media screen{.gone{display:none}}` +
		`@keyframes turn{to{left:0}}@keyframes unused{to{left:0}}` +
		`[data-theme=dark] .btn{color:red}`
	const want = `:root{--a: 1px;--b: red;--c: var(--a)}` +
		`a{color:var(--b)}` +
		`.btn{padding:var(--c)}.btn:not(.gone):hover{animation:turn 1s}` +
		`@media print{.btn{content:"}.gone{"}}` +
		`@keyframes turn{to{left:0}}`
	if got := keepParts(css, "", []string{"btn"}); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestVariablesThatNobodyReadGo(t *testing.T) {
	const css = `:root{--a: url("data:;,x");--b: rgb(0 0 0 / calc(1% * (1 + 1)));--c: var(--a);--d: 1}p{left:var(--d)}`
	if got, want := keepParts(css, "b{top:var(--b)}", nil), `:root{--b: rgb(0 0 0 / calc(1% * (1 + 1)));--d: 1}p{left:var(--d)}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
