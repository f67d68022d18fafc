//! Attributes: what the start tag of an element tells.
//!
//! In:  an element of the tree. Out: its tag, as its role corrects it, the words of its names, whether it is shown.

use scraper::node::Element as Source;

use super::{names::Reader, tags::Tag};

/// What a start tag tells.
pub(super) struct Attributes<'page> {
    /// What the element is; a role can say otherwise than the tag's name.
    pub(super) tag: Tag,
    /// The `class`, as written.
    pub(super) class: &'page str,
    /// The `style`, as written.
    pub(super) style: &'page str,
    /// Numbers of names read, a kind each: class, id, property or role, component, type.
    pub(super) names: [u32; 5],
    /// Not shown.
    pub(super) hidden: bool,
    /// Not read out.
    pub(super) unspoken: bool,
    /// Its type is that of a discussion.
    pub(super) is_forum: bool,
}

impl<'page> Attributes<'page> {
    /// Reads a start tag.
    pub(super) fn read(source: &'page Source, reader: &mut Reader<'page>) -> Self {
        let name = source.name();
        let mut found = Self {
            tag: Tag::of(name),
            class: "",
            style: "",
            names: [0; 5],
            hidden: false,
            unspoken: false,
            is_forum: false,
        };
        let [class, id, property, component, kind] = &mut found.names;
        for (name, value) in source.attrs() {
            match name {
                "class" => {
                    found.class = value;
                    *class = reader.read('.', value);
                }
                "id" => *id = reader.read('#', value),
                "itemprop" => *property = reader.read('@', value),
                "role" => {
                    found.tag = tag_of_role(found.tag, value, source);
                    if *property == 0 {
                        *property = reader.read('%', value);
                    }
                }
                "component" => *component = reader.read('=', value),
                "itemtype" => {
                    *kind = reader.read('~', value.rsplit('/').next().unwrap_or_default());
                    found.is_forum |= ["DiscussionForumPosting", "QAPage"].iter().any(|kind| value.ends_with(kind));
                }
                "style" => found.style = value,
                "hidden" => found.hidden = value != "until-found",
                "aria-hidden" => found.unspoken = value == "true",
                _ => {}
            }
        }
        // Rules ask for elements with names of their own, and for articles.
        if name.contains('-') || (name == "article" && *component == 0) {
            *component = reader.read('<', name);
        }
        found
    }
}

fn tag_of_role(tag: Tag, role: &str, source: &Source) -> Tag {
    match role {
        "button" | "tab" | "switch" | "checkbox" if !tag.is_block() => Tag::Control,
        "heading" if !tag.is_block() || tag == Tag::Box => {
            let level = source.attr("aria-level").and_then(|level| level.parse().ok()).unwrap_or(2_u8);
            Tag::Heading(level.clamp(1, 6))
        }
        _ => tag,
    }
}
