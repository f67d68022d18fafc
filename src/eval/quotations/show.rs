//! The report and its misses as text.

use std::fmt;

use super::{Fault, QuotationMiss, QuotationReport};
use crate::eval::tags::share;

impl fmt::Display for QuotationReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (score, right) = (self.quotations, self.speakers_right);
        let judged = score.right + score.missing;
        writeln!(formatter, "{} files, {judged} judged quotations", self.files)?;
        writeln!(formatter, "quotations       {score}")?;
        let (recall, found) = (self.recall_with_speaker(), score.right);
        writeln!(formatter, "  right speaker  R {recall:.3}   {right} of {judged} judged")?;
        writeln!(formatter, "                 {:.3} of those found   {right} of {found}", self.right_speakers())?;
        let (named, named_right) = self.named;
        let share_named = share(named_right, named);
        writeln!(formatter, "                 {share_named:.3} where one is named   {named_right} of {named}")?;
        if self.details.0 > 0 {
            let (all, right) = self.details;
            writeln!(formatter, "  title and organisation right   {:.3}   {right} of {all}", share(right, all))?;
        }
        if self.uncertain.0 > 0 {
            let (all, found) = self.uncertain;
            writeln!(formatter, "uncertain, apart {found} of {all} found")?;
        }
        if !self.by_form.is_empty() {
            writeln!(formatter, "\nby form            judged  found  right speaker")?;
        }
        for (form, (judged, found, right)) in &self.by_form {
            writeln!(formatter, "  {form:<16} {judged:>6} {found:>6} {right:>6}")?;
        }
        Ok(())
    }
}

impl fmt::Display for QuotationMiss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Enough to see what it is about.
        const MOST_CHARACTERS: usize = 500;
        let unnamed = |speaker: &Option<String>| speaker.clone().unwrap_or_else(|| "unnamed".to_owned());
        let fault = match &self.fault {
            Fault::Invented(given) => format!("+ given as by `{given}`"),
            Fault::Missed(judged) => format!("- missed, by `{}`", unnamed(judged)),
            Fault::Speaker(judged, given) => format!("speaker `{}`, given `{given}`", unnamed(judged)),
            Fault::Details(judged, given) => format!("details `{judged}`, given `{given}`"),
        };
        let place = self.lines.map_or_else(String::new, |(first, last)| format!(":{first}-{last}"));
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let text: String = words.join(" ").chars().take(MOST_CHARACTERS).collect();
        write!(formatter, "{}{place}  {fault}\n    {text}", self.path)
    }
}
