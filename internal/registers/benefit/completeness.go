package benefit

// Completed is the assessment of a family as a run keeps it: an unknown one when
// the register itself knows that the family is not all there. For whoever works
// out an assessment outside of a run.
func Completed(a Assessment, p Programme, f Family) Assessment { return a.complete(p, f) }
