use std::path::{self, Path, PathBuf};

use globset::GlobBuilder;

use super::{
    IngestError, IngestOptions, Progress, Report, conclude, decisions, identity::Claims, settings_digest,
    update::Update,
};
use crate::{
    index::{Manifest, Reader, Writer, WriterOptions, record::SourceRecord},
    taxonomy::Taxonomy,
};

/// The sources that `wanted` means, by path: all below a file or folder that was ingested, there or not; those whose
/// name or path a pattern (`*`, `?`, `[…]`, `{…}`) matches; else the one of that short name, id, path or URL.
pub fn matching(reader: &Reader, wanted: &str) -> Result<Vec<SourceRecord>, IngestError> {
    let folder = folder_of(wanted);
    let mut found = reader.sources()?;
    let is_pattern = wanted.contains(['*', '?', '[', '{']);
    let pattern = GlobBuilder::new(wanted).literal_separator(false).build().ok().filter(|_| is_pattern);
    let pattern = pattern.map(|glob| glob.compile_matcher());
    found.retain(|record| {
        let source = &record.source;
        (!record.location.is_empty() && Path::new(&record.location).starts_with(&folder))
            || pattern.as_ref().is_some_and(|glob| glob.is_match(&source.name) || glob.is_match(&source.path))
    });
    if found.is_empty() {
        found.push(reader.find_source(wanted)?);
    }
    found.sort_by(|one, other| one.source.path.cmp(&other.source.path));
    Ok(found)
}

fn folder_of(wanted: &str) -> PathBuf {
    let folder = path::absolute(wanted).unwrap_or_else(|_| wanted.into());
    folder.canonicalize().unwrap_or(folder)
}

/// Takes out of the index what [`matching`] finds for each of `wanted`; all of it or, where one is unknown, nothing. The files themselves
/// stay. What they had a say on is brought up to date: groups of copies, and blocks that they shared with others of
/// their site. Returns what was taken out, by path.
pub fn forget(
    wanted: &[String],
    taxonomy: &Taxonomy,
    options: &IngestOptions,
    progress: &dyn Progress,
) -> Result<(Vec<SourceRecord>, Report), IngestError> {
    Reader::open(&options.index)?;
    let mut writer = Writer::open(&options.index, &WriterOptions::default())?;
    let mut roots = writer.last().manifest().roots.clone();
    let mut gone: Vec<SourceRecord> = Vec::new();
    for wanted in wanted {
        let folder = folder_of(wanted);
        gone.extend(matching(writer.last(), wanted)?);
        roots.retain(|root| !Path::new(root).starts_with(&folder));
    }
    gone.sort_by(|one, other| (&one.source.path, &one.source.id).cmp(&(&other.source.path, &other.source.id)));
    gone.dedup_by(|later, earlier| later.source.id == earlier.source.id);
    for record in &gone {
        writer.remove(&record.source.id)?;
    }
    let report = refresh(writer, taxonomy, options, progress, |manifest| Manifest { roots, ..manifest })?;
    Ok((gone, report))
}

/// Brings an index up to date without reading new files, and commits it. Sources are cleaned again only with the
/// settings that the index was made with.
pub(super) fn refresh(
    mut writer: Writer,
    taxonomy: &Taxonomy,
    options: &IngestOptions,
    progress: &dyn Progress,
    change: impl FnOnce(Manifest) -> Manifest,
) -> Result<Report, IngestError> {
    let manifest = writer.last().manifest().clone();
    let same = (&manifest.taxonomy, &manifest.settings) == (&taxonomy.digest, &settings_digest(options));
    let mut report = Report::default();
    report.sources.removed = writer.last().manifest().statistics.sources.try_into().unwrap_or(usize::MAX);
    report.sources.removed -= writer.sources().len().min(report.sources.removed);
    report.sources.unchanged = writer.sources().len();
    let decisions = decisions::read(&options.index, &mut report.notes)?;
    let update = Update::new(taxonomy, options, progress, &decisions, same);
    let copies = update.run(&mut writer, &[], &Claims::default(), &mut report)?;
    progress.committing();
    conclude(writer, change(Manifest { copies, ..manifest }), &mut report)?;
    Ok(report)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::fixture::{MANAGER, OWNER, Place};
    use super::*;
    use crate::index::IndexError;

    #[test]
    fn forgetting_an_original_makes_another_copy_of_it_the_original() {
        let place = Place::new(&[("a.txt", OWNER), ("b.txt", OWNER), ("c.txt", OWNER)]);
        place.ingest(&["."]);
        let copies = || -> Vec<Option<String>> {
            let records = place.reader().sources().expect("they are read");
            records.into_iter().map(|record| Some(record.source.copies_of?.to_string())).collect()
        };
        let id = |name: &str| place.reader().find_source(name).expect("it is there").source.id.to_string();
        assert_eq!(copies(), [None, Some(id("a")), Some(id("a"))]);
        place.forget("a").expect("it is taken out");
        assert_eq!(copies(), [None, Some(id("b"))]);
        place.forget("b").expect("it is taken out");
        assert_eq!(copies(), [None]);
    }

    #[test]
    fn with_other_settings_forgetting_groups_but_does_not_clean_some_sources_otherwise_than_the_rest() {
        let mut place = Place::new(&[]);
        let desk = "The desk of this paper answers letters on Tuesdays.";
        for at in 0..3 {
            place.write(&format!("site/{at}.txt"), &format!("{}\n\n{desk}\n", MANAGER.replace("market", &words(at))));
        }
        place.write("copy.txt", OWNER);
        place.write("other.txt", OWNER);
        let report = place.ingest(&["."]);
        assert_eq!((report.groups, report.blocks.dropped.get("repeated-on-site")), (1, Some(&3)), "{report:?}");
        place.options.clean.switched_off.insert("repeated-title".to_owned());
        let wanted = ["site/0", "copy"].map(str::to_owned);
        let wanted = wanted.map(|name| place.path(&format!("{name}.txt")).display().to_string());
        let (gone, report) = forget(&wanted, &Taxonomy::built_in(), &place.options, &()).expect("they are taken out");
        assert_eq!((gone.len(), report.groups, report.sources.removed), (2, 0, 2));
        assert_eq!(report.blocks.dropped.get("repeated-on-site"), Some(&2), "what is left is still as it was cleaned");
        assert!(report.notes.iter().any(|note| note.contains("other settings")), "{:?}", report.notes);
        place.ingest(&["other.txt"]);
        fs::remove_file(place.path("copy.txt")).expect("it is removed");
        fs::remove_file(place.path("site/0.txt")).expect("it is removed");
        assert_eq!(place.ingest(&["."]).blocks.dropped.get("repeated-on-site"), None);
    }

    /// So many words that no other number gives, long enough that two texts which differ in them are no copies.
    fn words(number: usize) -> String {
        (0..30).map(|at| format!("word{number}x{at}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn forgetting_takes_out_a_source_or_a_folder() {
        let place = Place::new(&[("x/a.txt", OWNER), ("x/b.txt", MANAGER), ("y/c.txt", MANAGER)]);
        place.ingest(&["x", "y"]);
        let gone = place.forget("b").expect("it is taken out");
        assert_eq!(gone.len(), 1);
        assert_eq!(place.names(), ["a", "c"]);
        let folder = place.path("x").to_string_lossy().into_owned();
        place.forget(&folder).expect("it is taken out");
        assert_eq!(place.names(), ["c"]);
        assert_eq!(place.reader().manifest().roots.len(), 1);
        let unknown = place.forget("nobody").expect_err("there is no such source");
        assert!(matches!(unknown, IngestError::Index(IndexError::NoSuchSource { .. })));
        assert!(Path::new(&place.path("x/a.txt")).exists(), "the file itself stays");
    }
}
