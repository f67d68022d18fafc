//! The report as text.

use std::fmt;

use super::{
    Report, Score,
    score::{macro_f1, share},
};

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (boilerplate, served) = self.boilerplate;
        writeln!(formatter, "{} judged texts, {} without a passage", self.judged, self.without_passage)?;
        writeln!(formatter, "{boilerplate} judged boilerplate, {served} served all the same")?;
        writeln!(formatter, "roles about      micro {}   macro F1 {:.3}", self.about, macro_f1(&self.by_role))?;
        writeln!(formatter, "  all roles      micro {}", self.about_all)?;
        writeln!(formatter, "  whole passages micro {}", self.about_whole)?;
        writeln!(formatter, "roles named      micro {}", self.named)?;
        writeln!(formatter, "topics           micro {}   macro F1 {:.3}", self.topics, macro_f1(&self.by_topic))?;
        if !self.by_stance.is_empty() {
            let (right, all) = self.stances();
            writeln!(formatter, "stance           accuracy {:.3}   {right} of {all}", self.stance_accuracy())?;
        }
        if self.quotations != Score::default() {
            let Score { right, missing, .. } = self.quotations;
            let with_speaker = share(self.speakers_right, right + missing);
            writeln!(formatter, "quotations       {}", self.quotations)?;
            writeln!(formatter, "  right speaker  R {with_speaker:.3}   {} of {right} found", self.speakers_right)?;
        }
        if self.false_friends.0 > 0 {
            let (all, rejected) = self.false_friends;
            writeln!(formatter, "false friends    {:.3} rejected   {rejected} of {all}", share(rejected, all))?;
        }
        for case in ["heading-inherited", "pronoun"] {
            if let Some(score) = self.by_hard_case.get(case) {
                writeln!(formatter, "{case:<17}  recall {:.3}", score.recall())?;
            }
        }
        for (title, scores) in [
            ("about, by role", &self.by_role),
            ("about, by hard case", &self.by_hard_case),
            ("topics", &self.by_topic),
            ("stance", &self.by_stance),
        ] {
            if scores.is_empty() {
                continue;
            }
            writeln!(formatter, "\n{title}")?;
            for (id, score) in scores {
                writeln!(formatter, "  {id:<26} {score}")?;
            }
        }
        writeln!(formatter, "\njudged → given")?;
        for ((judged, given), count) in &self.confusion {
            writeln!(formatter, "  {judged:<10} → {given:<10} {count}")?;
        }
        for ((judged, given), count) in &self.stance_confusion {
            writeln!(formatter, "  {judged:<10} → {given:<10} {count}")?;
        }
        Ok(())
    }
}
