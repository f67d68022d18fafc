//! Tags of languages as pages and tools write them.

/// The BCP 47 tag of a language as it is written on pages (`en`, `en_GB`, `en-US`): the primary subtag lower case,
/// a region upper case. Nothing for what is no tag.
#[must_use]
pub fn tag(given: &str) -> Option<String> {
    let given = given.trim().split([',', ';', '.', '@']).next()?.trim();
    let mut parts = given.split(['-', '_']);
    let primary = parts.next()?;
    if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let mut tag = primary.to_ascii_lowercase();
    for part in parts {
        if !(2..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            break;
        }
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            _ => tag.push_str(part),
        }
    }
    (!matches!(tag.as_str(), "und" | "mul" | "zxx")).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_take_their_usual_form() {
        assert_eq!(tag("en_gb").as_deref(), Some("en-GB"));
        assert_eq!(tag("EN").as_deref(), Some("en"));
        assert_eq!(tag("zh-Hant-TW").as_deref(), Some("zh-Hant-TW"));
        assert_eq!(tag("de_DE.UTF-8").as_deref(), Some("de-DE"));
        assert_eq!(tag("English"), None);
        assert_eq!(tag(""), None);
    }
}
