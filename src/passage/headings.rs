use crate::clean::Section;

/// The headings above the place where one reads.
#[derive(Debug, Default)]
pub(super) struct Headings {
    open: Vec<(u8, String, Section)>,
}

impl Headings {
    /// A heading that is kept closes those of its own level and below, and opens its own.
    pub(super) fn enter(&mut self, level: u8, text: &str, section: Section) {
        self.leave(level);
        self.open.push((level, text.to_owned(), section));
    }

    /// Closes the headings of `level` and below.
    pub(super) fn leave(&mut self, level: u8) {
        while self.open.last().is_some_and(|&(open, ..)| open >= level) {
            self.open.pop();
        }
    }

    /// A heading that cleaning dropped: what follows no longer stands under its equals. A repeated title is dropped
    /// too and must not close the title, so the outermost heading stays.
    pub(super) fn pass_dropped(&mut self, level: u8) {
        let outermost = self.open.first().map_or(0, |&(open, ..)| open);
        self.leave(level.max(outermost.saturating_add(1)));
    }

    /// A post or comment stands under the headings that stand over the whole page, and none of another post.
    pub(super) fn change_section(&mut self, section: Section) {
        self.open.retain(|&(level, _, of)| of == section || (of == Section::Body && level == 1));
    }

    /// The words of the open headings, outermost first.
    pub(super) fn path(&self) -> Vec<String> {
        self.open.iter().map(|(_, text, _)| text.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_levels_replace_and_deeper_ones_nest() {
        let mut headings = Headings::default();
        headings.enter(1, "Roles", Section::Body);
        headings.enter(2, "Owner", Section::Body);
        headings.enter(3, "Duties", Section::Body);
        assert_eq!(headings.path(), ["Roles", "Owner", "Duties"]);
        headings.enter(2, "Manager", Section::Body);
        assert_eq!(headings.path(), ["Roles", "Manager"]);
    }

    #[test]
    fn a_dropped_heading_closes_its_equals_but_never_the_title() {
        let mut headings = Headings::default();
        headings.enter(1, "Roles", Section::Body);
        headings.enter(2, "Owner", Section::Body);
        headings.pass_dropped(1);
        assert_eq!(headings.path(), ["Roles"]);
    }

    #[test]
    fn a_comment_stands_under_the_title_only() {
        let mut headings = Headings::default();
        headings.enter(1, "Roles", Section::Body);
        headings.enter(2, "Owner", Section::Body);
        headings.change_section(Section::Comment(0));
        assert_eq!(headings.path(), ["Roles"]);
    }
}
