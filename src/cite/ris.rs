use super::Work;

/// A work as a RIS record. Unknown fields are left out.
#[must_use]
pub fn ris(work: &Work) -> String {
    let mut record = String::new();
    let mut put = |tag: &str, value: &str| {
        let line = crate::text::collapse_white_space(value);
        record.push_str(format!("{tag}  - {line}").trim_end());
        record.push('\n');
    };
    put("TY", if work.url.is_some() { "ELEC" } else { "GEN" });
    put("ID", &work.key);
    for name in &work.author {
        put("AU", &name.inverted());
    }
    if let Some(title) = &work.title {
        put("TI", title);
    }
    if let Some(container) = &work.container {
        put("T2", container);
    }
    if let Some(issued) = &work.issued {
        put("PY", &format!("{:04}", issued.year()));
        let mut parts: Vec<&str> = issued.as_str().split('-').collect();
        parts.resize(3, "");
        put("DA", &format!("{}/", parts.join("/")));
    }
    if let Some(url) = &work.url {
        put("UR", url);
    }
    if let Some(language) = &work.language {
        put("LA", language);
    }
    if let Some(note) = work.note() {
        put("N1", &note);
    }
    record.push_str("ER  - \n");
    record
}
