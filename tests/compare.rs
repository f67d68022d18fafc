//! `compare` and `matrix`: on the seeds by reference, and on small indexes made from text.

use std::{collections::BTreeSet, fs, path::Path};

use roledex::{
    index::Reader,
    ingest::{IngestOptions, ingest},
    present::{CellContent, HeatMap, matrix_csv, matrix_html, matrix_svg},
    search::{Axis, By, CompareRequest, Comparison, Filters, MatrixRequest, Position, compare, matrix, side_by_side},
    taxonomy::Taxonomy,
};

fn indexed(root: &Path) -> (tempfile::TempDir, Reader) {
    let dir = tempfile::tempdir().expect("a scratch directory");
    let options = IngestOptions::new(dir.path().join("index"));
    ingest(&[root.to_path_buf()], &Taxonomy::built_in(), &options, &()).expect("the folder is readable");
    let reader = Reader::open(&options.index).expect("an index was made");
    (dir, reader)
}

fn compared(reader: &Reader, query: &str) -> Comparison {
    let request = CompareRequest { query: query.to_owned(), limit: 50, ..CompareRequest::default() };
    compare(reader, &Taxonomy::built_in(), &request).expect("a query never fails")
}

/// References of all passages, group by group.
fn references(comparison: &Comparison) -> Vec<&str> {
    let statements = comparison.groups.iter().flat_map(|group| &group.statements);
    statements.map(|statement| statement.hit.passage.reference.as_str()).collect()
}

#[test]
fn on_the_seeds_one_source_calls_the_owner_a_ceo_and_three_give_the_vision_to_another() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/seeds");
    if !seeds.exists() {
        eprintln!("skipped: ../shared is not here");
        return;
    }
    let (_dir, reader) = indexed(&seeds);
    let ceo = compared(&reader, "product owner is the CEO of the product");
    let mut found = references(&ceo);
    found.sort_unstable();
    // Line 16 stands in the passage that begins on line 15.
    assert_eq!(found, ["002:15", "002:6"]);
    assert_eq!(reader.resolve("002:16").expect("a passage").reference, "002:15");
    let silent: Vec<(&str, bool)> =
        ceo.silent.iter().map(|silent| (silent.source.name.as_str(), silent.damaged)).collect();
    assert_eq!(silent, [("000", true), ("001", true), ("003", false), ("004", false)]);

    let vision = compared(&reader, "who owns the product vision");
    let best: Vec<&str> = vision
        .groups
        .iter()
        .filter_map(|group| Some(group.statements.first()?.hit.passage.reference.as_str()))
        .collect();
    for wanted in ["001:21", "002:15", "003:16", "004:2"] {
        assert!(best.contains(&wanted), "{wanted} is not among {best:?}");
    }
    let of = |role: &str| {
        let position =
            vision.disagreement.iter().find(|position| position.role.as_ref().is_some_and(|id| id.as_str() == role));
        position.map(|position| position.asserted.clone()).unwrap_or_default()
    };
    assert_eq!(of("po"), ["002:15"]);
    let manager = of("pm");
    assert!(
        ["001:21", "003:16", "004:2"].iter().all(|wanted| manager.iter().any(|held| held == wanted)),
        "{manager:?}"
    );
}

fn harbour() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a scratch directory");
    let articles = [
        (
            "owner.md",
            "---\ntitle: First\ndate: 2019-05-01\n---\n\n## Product Owner\n\nThe product owner sets the product vision for the ferry and keeps the timetable short.\n",
        ),
        (
            "manager.md",
            "---\ntitle: Second\ndate: 2021-05-01\n---\n\n## Product Manager\n\nThe product manager owns the product vision, and the crew follows it through the fog.\n",
        ),
        (
            "denial.md",
            "---\ntitle: =SUM(1)\ndate: 2021-06-01\n---\n\n## Product Owner\n\nThe product owner does not own the vision. It was painted on the hull long before the \\<script\\> of her days.\n",
        ),
        ("other.md", "# Ropes\n\nA rope is coiled with the sun, and nobody on this quay will tell you why.\n"),
    ];
    for (name, text) in articles {
        fs::write(dir.path().join(name), text).expect("the scratch directory is writable");
    }
    dir
}

#[test]
fn who_has_it_who_has_it_not_and_who_is_silent() {
    let folder = harbour();
    let (_dir, reader) = indexed(folder.path());
    let vision = compared(&reader, "who owns the vision");
    let positions: Vec<(Option<&str>, usize, usize)> = vision
        .disagreement
        .iter()
        .map(|position| {
            (
                position.role.as_ref().map(roledex::taxonomy::RoleId::as_str),
                position.asserted.len(),
                position.rejected.len(),
            )
        })
        .collect();
    assert_eq!(positions, [(Some("pm"), 1, 0), (Some("po"), 1, 1)]);
    assert_eq!(vision.silent.iter().map(|silent| silent.source.name.as_str()).collect::<Vec<_>>(), ["other"]);
    let request = CompareRequest { limit: 1, ..CompareRequest::default() };
    let both = side_by_side(&reader, &Taxonomy::built_in(), &request, ["owner", "manager"]).expect("both are known");
    let vision =
        both.topics.iter().find(|pairing| pairing.topic.as_str() == "strategy-vision").expect("both speak of it");
    assert!(vision.statements.iter().all(Option::is_some));
}

#[test]
fn a_matrix_counts_every_passage_and_its_page_lets_no_markup_through() {
    let folder = harbour();
    let (_dir, reader) = indexed(folder.path());
    let request =
        MatrixRequest { query: String::new(), filters: Filters::default(), rows: Axis::Source, cols: Axis::Stance };
    let counted = matrix(&reader, &Taxonomy::built_in(), &request).expect("the index is readable");
    let all: usize = counted.cells.iter().flatten().map(|cell| cell.passages.len()).sum();
    assert_eq!(all, counted.passages.len(), "each passage has one source and one stance");
    assert_eq!(all, reader.sources().expect("readable").iter().map(|source| source.passages as usize).sum::<usize>());
    let years = MatrixRequest { rows: Axis::Year, cols: Axis::Source, ..request };
    let years = matrix(&reader, &Taxonomy::built_in(), &years).expect("the index is readable");
    let empty = years.cells.iter().flatten().filter(|cell| cell.passages.is_empty());
    assert!(empty.into_iter().all(|cell| !cell.silent), "a source has one year: it could not have spoken in another");
    let map = HeatMap {
        matrix: &counted,
        content: CellContent::Count,
        rows: Axis::Source,
        cols: Axis::Stance,
        query: "the <vision>",
        filters: &["--role po".to_owned()],
    };
    let page = matrix_html(&map);
    assert!(page.contains("<h1 id=\"map\">Passages on “the &lt;vision&gt;” by source and stance</h1>"));
    assert!(page.contains("--role po · ") && !page.contains("1 passages"));
    let links = page.matches("<a href=\"#cell-").count();
    let full = counted.cells.iter().flatten().filter(|cell| !cell.passages.is_empty()).count();
    assert_eq!((links, page.matches("<section id=\"cell-").count()), (full, full), "every cell opens its passages");
    assert!(page.contains("Content-Security-Policy") && !page.contains("<script"));
    assert!(page.contains("the &lt;script&gt; of her days"), "markup of a source is text");
    assert!(matrix_svg(&map, false).starts_with("<svg xmlns"));
    let csv = matrix_csv(&years, CellContent::Quote);
    assert!(!csv.lines().any(|line| line.starts_with('=') || line.contains(",=")), "{csv}");
}

/// An index of the bundled articles: `ceo-of-the-product` and its reprint are two copies of one text.
fn bundled() -> (tempfile::TempDir, Reader) {
    indexed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/articles"))
}

#[test]
fn a_reprint_adds_no_voice_to_a_comparison() {
    let (_dir, reader) = bundled();
    let ceo = compared(&reader, "the product owner is the CEO of the product");
    let names: Vec<&str> = ceo.groups.iter().map(|group| group.name.as_str()).collect();
    for name in ["ceo-of-the-product", "ceo-of-the-product-reprint"] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    assert_eq!((ceo.sources, ceo.independent), (names.len(), names.len() - 1));
    let request = CompareRequest {
        query: "the product owner is the CEO of the product".to_owned(),
        by: By::Year,
        limit: 50,
        ..CompareRequest::default()
    };
    let by_year = compare(&reader, &Taxonomy::built_in(), &request).expect("a query never fails");
    let of_2017 = by_year.groups.iter().find(|group| group.id == "2017").expect("both are of 2017");
    assert_eq!((of_2017.sources, of_2017.independent), (2, 1));
}

#[test]
fn a_copy_does_not_hold_a_position_twice() {
    let folder = harbour();
    let text = "## Product Owner\n\nThe product owner sets the product vision for the ferry and keeps the timetable short. \
                On the quay she listens to the fishermen, and in the evening she strikes from her list what nobody asked \
                for again.\n";
    for name in ["owner.md", "owner-again.md"] {
        fs::write(folder.path().join(name), text).expect("the scratch directory is writable");
    }
    let (_dir, reader) = indexed(folder.path());
    let vision = compared(&reader, "who owns the vision");
    let is_owner = |position: &&Position| position.role.as_ref().is_some_and(|role| role.as_str() == "po");
    let owner = vision.disagreement.iter().find(is_owner).expect("they disagree on her");
    assert_eq!((owner.asserted.len(), owner.independent), (2, 1), "{owner:?}");
}

#[test]
fn a_reprint_adds_no_coverage_to_a_matrix() {
    let (_dir, reader) = bundled();
    let request =
        MatrixRequest { query: String::new(), filters: Filters::default(), rows: Axis::Source, cols: Axis::Year };
    let by_source = matrix(&reader, &Taxonomy::built_in(), &request).expect("the index is readable");
    let request = MatrixRequest { rows: Axis::Role, ..request };
    let by_role = matrix(&reader, &Taxonomy::built_in(), &request).expect("the index is readable");
    let at = |keys: &[roledex::search::Key], id: &str| keys.iter().position(|key| key.id == id).expect("it is there");
    let year = at(&by_source.cols, "2017");
    let in_2017 = by_source.cells.iter().filter(|row| row[year].coverage > 0).count();
    let role = &by_role.cells[at(&by_role.rows, "po")][at(&by_role.cols, "2017")];
    let speak: BTreeSet<&str> = role.passages.iter().map(|&number| by_role.passages[number].1.name.as_str()).collect();
    assert!(speak.contains("ceo-of-the-product") && speak.contains("ceo-of-the-product-reprint"), "{speak:?}");
    assert_eq!(role.coverage, speak.len() - 1, "of {in_2017} sources of the year");
}
