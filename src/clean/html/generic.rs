//! Threads of unknown software, by structure alone.
//!
//! In:  a page. Out: a thread, where elements of one shape hold most of the prose and each stands beside a name and a
//! date.
//!
//! A post's words are found first, its frame after: the widest element around the words that holds no other post's
//! words. The name and the date are looked for there.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    credits::{FoundPost, read_marks, written},
    names::{Effect, flag, flags_of},
    page::{Element, ElementId, Page, Sight, to_f32},
    score::prose_of,
    tags::Tag,
    threads::Thread,
};

/// Fewer elements of one shape are no thread.
const MIN_POSTS: usize = 2;
/// Posts hold at least this share of the page's prose; less where the page says that it is a forum.
const MIN_SHARE: f32 = 0.6;
const MIN_FORUM_SHARE: f32 = 0.35;
/// More prose outside the posts, in characters, is an article, unless the page says that it is a forum.
const MAX_PROSE_OUTSIDE: f32 = 1500.0;
/// Share of posts that have a name or a date beside them.
const MIN_MARKED: f32 = 0.7;
/// Elements of one shape that lie in each other are a tree of something, not words.
const MAX_NESTED: f32 = 0.1;

/// The thread of a page, if its structure shows one.
pub(super) fn thread(page: &Page) -> Option<Thread> {
    let marks = Marks::new(page);
    let groups = groups(page, &marks);
    let forum = page.is_forum;
    let min_share = if forum { MIN_FORUM_SHARE } else { MIN_SHARE };
    let mut best: Option<(f32, Vec<ElementId>)> = None;
    for bodies in groups {
        let Some(score) = rate(page, &marks, &bodies, min_share) else { continue };
        if !forum && lies_in_comments(page, &bodies) {
            continue;
        }
        if best.as_ref().is_none_or(|(best, _)| score > *best) {
            best = Some((score, bodies));
        }
    }
    let (_, bodies) = best?;
    Some(build(page, &marks, &bodies))
}

/// Whether most of these elements stand in what the page calls comments: readers' words under an article.
fn lies_in_comments(page: &Page, bodies: &[ElementId]) -> bool {
    let comments = flags_of(Effect::Comments);
    let commented =
        bodies.iter().filter(|&&body| page.ancestors(body).any(|(_, around)| around.flags.any(comments))).count();
    commented * 2 > bodies.len()
}

/// Sums over elements and blocks.
struct Marks {
    who: Vec<u32>,
    when: Vec<u32>,
    prose: Vec<f32>,
}

impl Marks {
    fn new(page: &Page) -> Self {
        let (who_flag, when_flag) = (flag("who"), flag("when"));
        let (mut who, mut when) = (vec![0_u32], vec![0_u32]);
        let (mut names, mut dates) = (0, 0);
        let written = written_lines(page);
        for (at, element) in page.elements.iter().enumerate() {
            let line = written.get(&at);
            names += u32::from(element.user_link || element.flags.any(who_flag) || line == Some(&true));
            dates += u32::from(element.tag == Tag::Time || element.flags.any(when_flag) || line.is_some());
            who.push(names);
            when.push(dates);
        }
        let drops = flags_of(Effect::Drop).with(flag("signature"));
        let mut dropped: Vec<bool> = Vec::with_capacity(page.elements.len());
        for (at, element) in page.elements.iter().enumerate() {
            let above = element.parent != at && dropped.get(element.parent).copied().unwrap_or(false);
            let own = matches!(element.tag, Tag::Nav | Tag::Footer | Tag::Aside)
                || (element.flags.any(drops) && element.end - at < page.elements.len() / 3);
            dropped.push(above || own);
        }
        let mut prose = vec![0.0];
        let mut total = 0.0;
        for block in &page.blocks {
            if block.sight != Sight::Hidden && !dropped.get(block.element).copied().unwrap_or(false) {
                total += prose_of(page, block);
            }
            prose.push(total);
        }
        Self { who, when, prose }
    }

    fn between(sums: &[u32], from: usize, to: usize) -> u32 {
        let at = |index: usize| sums.get(index).or(sums.last()).copied().unwrap_or_default();
        at(to).saturating_sub(at(from))
    }

    fn prose_in(&self, element: &Element) -> f32 {
        let at = |index: usize| self.prose.get(index).copied().unwrap_or_default();
        at(element.blocks.end) - at(element.blocks.start)
    }

    fn total(&self) -> f32 {
        self.prose.last().copied().unwrap_or_default()
    }
}

/// Elements that hold a line with a date written out, and whether the line has a name too; on pages of forums alone.
fn written_lines(page: &Page) -> FxHashMap<ElementId, bool> {
    let lines = page.blocks.iter().filter(|block| page.is_forum && block.sight != Sight::Hidden);
    lines.filter_map(|block| Some((block.element, written(page.text_of(block))?.poster.is_some()))).collect()
}

/// Elements of one shape that hold text, in document order, for each shape of which several hold prose.
fn groups(page: &Page, marks: &Marks) -> Vec<Vec<ElementId>> {
    let mut by_shape: FxHashMap<u32, Vec<ElementId>> = FxHashMap::default();
    for (at, element) in page.elements.iter().enumerate() {
        let holds = matches!(
            element.tag,
            Tag::Box | Tag::Section | Tag::Article | Tag::Item | Tag::Cell { .. } | Tag::Description | Tag::Quote
        );
        if holds && element.sight != Sight::Hidden && !element.blocks.is_empty() {
            by_shape.entry(element.shape).or_default().push(at);
        }
    }
    let with_prose = |group: &[ElementId]| {
        let prose = |at: &&ElementId| page.elements.get(**at).is_some_and(|element| marks.prose_in(element) > 0.0);
        group.iter().filter(prose).count()
    };
    let mut groups: Vec<_> = by_shape.into_values().filter(|group| with_prose(group) >= MIN_POSTS).collect();
    groups.sort_unstable();
    groups
}

/// How well elements fit as the words of posts; nothing where they do not.
fn rate(page: &Page, marks: &Marks, bodies: &[ElementId], min_share: f32) -> Option<f32> {
    let (mut prose, mut nested, mut marked, mut end, mut inside, mut count) = (0.0, 0_u32, 0_u32, 0, 0_u32, 0_u32);
    for &body in bodies {
        let element = page.elements.get(body)?;
        if marks.prose_in(element) <= 0.0 {
            continue;
        }
        count += 1;
        if body < end {
            nested += 1;
            continue;
        }
        let who = Marks::between(&marks.who, end, body);
        let when = Marks::between(&marks.when, end, body);
        marked += u32::from(who > 0 && when > 0) * 2 + u32::from((who > 0) != (when > 0));
        inside += u32::from(Marks::between(&marks.when, body, element.end) > 0);
        prose += marks.prose_in(element);
        end = element.end;
    }
    let count = to_f32(count);
    let share = prose / marks.total().max(1.0);
    let marked = to_f32(marked) / (2.0 * count);
    // An article with a list of other articles under it has much prose outside the list.
    if !page.is_forum && share < 0.9 && marks.total() - prose > MAX_PROSE_OUTSIDE {
        return None;
    }
    if share < min_share || to_f32(nested) > MAX_NESTED * count || marked < MIN_MARKED {
        return None;
    }
    // Words alone are better than words with the line of name and date.
    Some(share + marked * 0.3 - 0.4 * to_f32(inside) / count)
}

/// The posts around their words.
fn build(page: &Page, marks: &Marks, bodies: &[ElementId]) -> Thread {
    let mut posts = Vec::new();
    let mut post_of = vec![None; page.blocks.len()];
    let mut kept_bodies = FxHashSet::default();
    let mut end_before = 0;
    let left_out = flag("signature").with(flag("link-preview"));
    for (number, &body) in bodies.iter().enumerate() {
        let Some(element) = page.elements.get(body) else { continue };
        if body < end_before {
            continue;
        }
        // “Thanks!” is a post as well where a name and a date stand above it.
        let is_credited =
            || Marks::between(&marks.who, end_before, body) > 0 && Marks::between(&marks.when, end_before, body) > 0;
        if marks.prose_in(element) <= 0.0 && !is_credited() {
            continue;
        }
        let next = bodies.get(number + 1).copied().unwrap_or(page.elements.len());
        let frame = page
            .ancestors(body)
            .take_while(|&(at, around)| at == body || (at >= end_before && around.end <= next.max(element.end)))
            .take_while(|(_, around)| !matches!(around.tag, Tag::Body | Tag::Main | Tag::Html))
            .last()
            .map_or(body, |(at, _)| at);
        let mut post = FoundPost { element: frame, ..FoundPost::default() };
        let frame_end = page.elements.get(frame).map_or(element.end, |frame| frame.end);
        read_marks(page, &mut post, frame..body);
        read_marks(page, &mut post, element.end..frame_end);
        if post.poster.is_none() && post.dated.is_none() {
            read_marks(page, &mut post, end_before..body);
        }
        if post.dated.is_none() {
            post.take_written(page, frame..body);
        }
        let index = u32::try_from(posts.len()).ok();
        for block in element.blocks.clone() {
            let inner = page.blocks.get(block).map_or(body, |block| block.element);
            let dropped =
                page.ancestors(inner).take_while(|&(at, _)| at > body).any(|(_, around)| around.flags.any(left_out));
            if let Some(slot) = post_of.get_mut(block).filter(|_| !dropped) {
                *slot = index;
            }
        }
        posts.push(post);
        kept_bodies.insert(body);
        end_before = element.end;
    }
    Thread {
        posts,
        post_of,
        bodies: kept_bodies,
        by: "elements of one shape, each beside a name and a date".to_owned(),
    }
}
