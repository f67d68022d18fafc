//! Settings: flags over environment over `./roledex.toml` over the user's own file.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use etcetera::BaseStrategy;
use serde::Deserialize;

use super::args::Global;

/// What a settings file may say. Unknown keys are errors, so that a slip of the pen does not pass for a setting.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    index: Option<PathBuf>,
    taxonomy: Vec<PathBuf>,
    threads: Option<usize>,
    max_file_mib: Option<u64>,
    rules_off: Vec<String>,
    follow_links: Option<bool>,
    limit: Option<usize>,
}

/// Settings in force.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Folder of the index.
    pub(crate) index: PathBuf,
    /// Files and folders of the user's own roles and topics.
    pub(crate) taxonomy: Vec<PathBuf>,
    /// Worker threads; nothing for one a core.
    pub(crate) threads: Option<usize>,
    /// Largest file that is read, in MiB.
    pub(crate) max_file_mib: u64,
    /// Ids of cleaning rules that are switched off.
    pub(crate) rules_off: Vec<String>,
    /// Whether links that leave the given folders are followed.
    pub(crate) follow_links: bool,
    /// Hits a page.
    pub(crate) limit: usize,
}

/// Largest file that is read where nothing else is said, in MiB. Saved articles are far below; a page above it is
/// an archive or a mistake.
const MAX_FILE_MIB: u64 = 64;

/// Largest limit that can be set: places in a text are kept in 32 bits.
const MAX_MAX_FILE_MIB: u64 = 1024;

/// Hits a page: what fits two terminal screens and is read.
const LIMIT: usize = 10;

impl Settings {
    /// Reads the settings files and lays the flags over them. Paths in a file count from the file's folder.
    pub(crate) fn load(global: &Global) -> Result<Self> {
        let mut layers = Vec::new();
        if let Some(path) = &global.config {
            layers.push(read(path)?);
        } else {
            let own = Path::new("roledex.toml");
            if own.exists() {
                layers.push(read(own)?);
            }
            if let Some(path) = users_file().filter(|path| path.exists()) {
                layers.push(read(&path)?);
            }
        }
        let first_list = |choose: fn(&File) -> &Vec<String>| {
            layers.iter().map(choose).find(|list| !list.is_empty()).cloned().unwrap_or_default()
        };
        let taxonomy = if global.taxonomy.is_empty() {
            layers.iter().map(|file| &file.taxonomy).find(|paths| !paths.is_empty()).cloned().unwrap_or_default()
        } else {
            global.taxonomy.clone()
        };
        let index = global.index.clone().or_else(|| layers.iter().find_map(|file| file.index.clone()));
        let settings = Self {
            index: index.unwrap_or_else(|| "index".into()),
            taxonomy,
            threads: global.threads.or_else(|| layers.iter().find_map(|file| file.threads)),
            max_file_mib: layers.iter().find_map(|file| file.max_file_mib).unwrap_or(MAX_FILE_MIB),
            rules_off: first_list(|file| &file.rules_off),
            follow_links: layers.iter().find_map(|file| file.follow_links).unwrap_or(false),
            limit: layers.iter().find_map(|file| file.limit).unwrap_or(LIMIT),
        };
        if !(1..=MAX_MAX_FILE_MIB).contains(&settings.max_file_mib) {
            bail!("`max-file-mib` is {}: give 1 to {MAX_MAX_FILE_MIB}", settings.max_file_mib);
        }
        if settings.threads == Some(0) {
            bail!("`threads` is 0: give at least 1, or leave it out for one a core");
        }
        Ok(settings)
    }
}

/// `roledex/roledex.toml` in the user's folder of settings (`$XDG_CONFIG_HOME`, else `~/.config`).
fn users_file() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("roledex").join("roledex.toml"))
}

fn read(path: &Path) -> Result<File> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read the settings file `{}`", path.display()))?;
    let mut file: File =
        toml::from_str(&text).with_context(|| format!("the settings file `{}` is not understood", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    file.index = file.index.map(|index| folder.join(index));
    file.taxonomy = file.taxonomy.iter().map(|own| folder.join(own)).collect();
    Ok(file)
}
