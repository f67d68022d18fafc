//! Rewriting segments after a commit: none is left with deleted documents, and few small ones.

use tantivy::{Index, IndexWriter, SegmentMeta, index::SegmentId};

/// Segments of at least this many documents are merged no further: it bounds the work that a change to one source
/// causes, the rewriting of its segment.
const FULL_DOCUMENTS: u32 = 100_000;

/// So many segments that are not full are merged into one.
const MANY: usize = 8;

/// Rewrites all segments that hold deleted documents; merges the small ones where there are many.
pub(super) fn compact(index: &Index, engine: &mut IndexWriter) -> tantivy::Result<()> {
    for group in plan(&index.searchable_segment_metas()?) {
        engine.merge(&group).wait()?;
    }
    Ok(())
}

/// Which segments are to become one, in the order of their age.
fn plan(segments: &[SegmentMeta]) -> Vec<Vec<SegmentId>> {
    let mut groups = Vec::new();
    let small: Vec<&SegmentMeta> = segments.iter().filter(|segment| segment.num_docs() < FULL_DOCUMENTS).collect();
    let merge_small = small.len() >= MANY;
    if merge_small {
        let mut group = Vec::new();
        let mut documents = 0;
        for segment in &small {
            group.push(segment.id());
            documents += segment.num_docs();
            if documents >= FULL_DOCUMENTS {
                groups.push(std::mem::take(&mut group));
                documents = 0;
            }
        }
        let lone_and_clean = group.len() == 1 && small.last().is_some_and(|segment| !segment.has_deletes());
        if !group.is_empty() && !lone_and_clean {
            groups.push(group);
        }
    }
    let rest = segments.iter().filter(|segment| !merge_small || segment.num_docs() >= FULL_DOCUMENTS);
    groups.extend(rest.filter(|segment| segment.has_deletes()).map(|segment| vec![segment.id()]));
    groups
}
