//! What the markup tells of a block besides its kind: the language of code, the number of an item, the item that a block goes on with.

use pulldown_cmark::CodeBlockKind;

use super::{Container, Draft};
use crate::clean::{BlockKind, Markup};

impl Draft<'_> {
    /// What the markup tells of a block besides its kind.
    pub(super) fn markup(&mut self, kind: BlockKind) -> Markup {
        if let BlockKind::ListItem { ordered, .. } = kind {
            self.html.item = (!self.html.lists.is_empty()).then_some(self.html.lists.len());
            return Markup { number: self.number.take().filter(|_| ordered), ..Markup::default() };
        }
        let language = self.language.take().filter(|_| kind == BlockKind::Code);
        let goes_on = matches!(kind, BlockKind::Paragraph | BlockKind::Code | BlockKind::Quote);
        let lists = self.containers.contains(&Container::Item).then_some(self.lists.len()).or(self.html.item);
        let item = lists.filter(|_| goes_on).and_then(|lists| u8::try_from(lists.saturating_sub(1)).ok());
        Markup { language, item, number: None }
    }
}

/// The language that the line of a fence names first.
pub(super) fn language(kind: &CodeBlockKind<'_>) -> Option<String> {
    let CodeBlockKind::Fenced(info) = kind else { return None };
    let name = info.trim_start_matches(['{', '.', ' ']).split([',', ' ', '\t', '{', '}', ':', ';']).next()?;
    let is_name = !name.is_empty() && name.chars().all(|next| next.is_alphanumeric() || "+#-_.".contains(next));
    is_name.then(|| name.to_owned())
}

/// The kind of an item of the innermost list.
pub(super) fn item(lists: &[bool]) -> BlockKind {
    let depth = u8::try_from(lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
    BlockKind::ListItem { depth, ordered: lists.last().copied().unwrap_or(false) }
}
