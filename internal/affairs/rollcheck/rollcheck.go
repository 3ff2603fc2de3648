// Package rollcheck looks over rolls and awards for what cannot be right (名册体检): people paid after their death, paid
// twice, paid what excludes each other, wrong numbers, ages, amounts, accounts and sums.
//
// What it finds are suspects: questions with their evidence, the worst first, each with what to look at to settle it.
// It stops, changes and recovers nothing. People judge a suspect, verified or wrong, with a reason; a suspect judged
// wrong is not raised again until its evidence changes.
//
// The finding is pure: a [Matter] holds claims and death notices from files, from the registers or from both, and
// [Matter.Suspects] finds in it; each sort of suspect is one small file. The package understands no files (package
// intake does), knows no programme by name (they are handed in, with what excludes what) and decides nobody's award.
//
// Start reading at [Matter] and [Suspect], then [Rollcheck.Run] and [Rollcheck.Judge]. Texts followed here: 《最低生活保障
// 审核确认办法》(民发〔2021〕57号) articles 31 to 34 (management of those who receive); 《社会救助暂行办法》 article 68 (money
// obtained wrongly).
package rollcheck
