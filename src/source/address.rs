//! Addresses: which of those that a source gives can be the address of the work.

/// The address where it can be a work's: absolute, `http` or `https`, a public host, a path beyond the site's home
/// page. `//host/path` counts as `https`.
#[must_use]
pub fn of_work(given: &str) -> Option<String> {
    let given = given.trim();
    let absolute = given.strip_prefix("//").map(|rest| format!("https://{rest}"));
    let given = absolute.as_deref().unwrap_or(given);
    let (host, path) = split(given)?;
    let public = host.contains('.') && !host.starts_with("127.") && !host.ends_with(".localhost");
    let shown = path.split('#').next().unwrap_or_default();
    let home = shown.trim_matches('/');
    let is_home = matches!(home, "" | "index.html" | "index.htm" | "index.php" | "home");
    let clean =
        !given.contains(|next: char| next.is_whitespace() || next.is_control() || matches!(next, '{' | '}' | '<'));
    (public && !is_home && clean).then(|| given.to_owned())
}

/// The host of an absolute address, lower case, less `www.` and the port.
#[must_use]
pub fn host(given: &str) -> Option<String> {
    let (host, _) = split(given.trim())?;
    let host = host.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned()).filter(|host| !host.is_empty())
}

/// Host with port, and all that follows.
fn split(given: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = given.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    Some((rest.get(..end)?, rest.get(end..)?)).filter(|(host, _)| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_a_public_site_is_a_work() {
        assert_eq!(of_work("https://a.example/post?id=3").as_deref(), Some("https://a.example/post?id=3"));
        assert_eq!(of_work("//a.example/post").as_deref(), Some("https://a.example/post"));
        assert_eq!(of_work("https://a.example/?p=12").as_deref(), Some("https://a.example/?p=12"));
        for not in [
            "https://a.example",
            "https://a.example/",
            "https://a.example/#top",
            "/post",
            "post.html",
            "file:///home/post.html",
            "http://localhost:4000/post",
            "{{ site.url }}/post",
            "https://a.example/{{ p }}",
        ] {
            assert_eq!(of_work(not), None, "{not}");
        }
    }

    #[test]
    fn the_host_is_told_without_www_and_port() {
        assert_eq!(host("HTTPS://www.A.example:443/x").as_deref(), Some("a.example"));
        assert_eq!(host("/x"), None);
    }
}
