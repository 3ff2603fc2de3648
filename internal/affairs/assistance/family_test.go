package assistance

import (
	"testing"

	"minzheng/internal/affairs/assistance/dibao"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
)

// Every kind of income and cost that the register can hold is known to the law,
// and every word of its lists that the law reads is one that the facts file can
// carry.
func TestWordsOfTheRegisterAreKnownToTheLaw(t *testing.T) {
	for _, s := range circumstance.Kinds() {
		if _, ok := kinds[s.Kind]; !ok && (s.Kind.IsIncome() || s.Value == circumstance.Sum) {
			t.Errorf("%s (%s) is not known to the law", s.Kind, s.Term)
		}
		for _, o := range s.Options {
			f := benefit.Family{Division: "420323100207", Members: []benefit.Member{{Name: "甲", Relation: household.Head}}}
			fact := circumstance.Fact{Kind: s.Kind, Option: o.Code, Count: 1}
			if s.Subject == circumstance.OfPerson {
				f.Members[0].Circumstances = []circumstance.Fact{fact}
			} else {
				f.Circumstances = []circumstance.Fact{fact}
			}
			text, err := factsOf(f).MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := dibao.ReadFacts(text); err != nil {
				t.Errorf("%s %s: %v", s.Kind, o.Code, err)
			}
		}
	}
}
