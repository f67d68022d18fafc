use super::shapes::{Look, Shape};

/// The level of each heading, 2 to 6, 0 for what is none. Level 1 is left to the title.
///
/// Without markup only relations can be told: a heading that follows another at once is below it unless they look
/// alike; headings of one look (questions, labels, names with a short form) are on one level; a label is below the
/// heading it stands under.
pub(super) fn levels(shapes: &[Shape]) -> Vec<u8> {
    let mut open: Vec<(u8, Look)> = Vec::new();
    let mut follows_heading = false;
    let mut levels = Vec::with_capacity(shapes.len());
    for shape in shapes {
        let Shape::Heading(look) = *shape else {
            follows_heading &= matches!(shape, Shape::Ruled);
            levels.push(0);
            continue;
        };
        let current = open.last().copied();
        let alike = open.iter().rev().find(|(_, other)| *other == look).map(|&(level, _)| level);
        let level = match (look, current) {
            (Look::Marked(hashes), _) => hashes.max(2),
            // A label announces a list: without one it is empty, and what follows does not stand under it.
            (_, Some((level, other))) if follows_heading && (other != Look::Label || look == Look::Label) => {
                level + u8::from(other != look)
            }
            (Look::Label, Some((level, _))) => alike.unwrap_or(level + 1),
            _ => alike.unwrap_or(2),
        };
        let level = level.min(6);
        open.retain(|&(other, _)| other < level);
        open.push((level, look));
        levels.push(level);
        follows_heading = true;
    }
    levels
}
