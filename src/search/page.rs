//! The page of hits that is asked for, out of all that is ranked.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Hit, Request, SearchError,
    copies::Copies,
    highlight::Highlighter,
    rank::Ranking,
    variety::{Place, Seen, SeenWords},
};
use crate::{
    index::{Reader, analyser::Stems, record::SourceRecord},
    passage::PassageId,
    source::SourceId,
};

/// The hits of the page that is asked for, and whether there are more after it. Copies of a passage and what says nearly
/// the same are folded into the first;
/// in the place of a copy stands the passage of the source that looks original, where it is among the matches.
pub(super) fn page(
    reader: &Reader,
    request: &Request,
    ranking: &Ranking<'_>,
    highlighter: &Highlighter,
    stems: &mut Stems,
) -> Result<(Vec<Hit>, bool), SearchError> {
    let mut hits: Vec<Hit> = Vec::new();
    let mut seen = Seen::default();
    let mut sources: BTreeMap<SourceId, SourceRecord> = BTreeMap::new();
    let mut source_of = |id: &SourceId| -> Result<SourceRecord, SearchError> {
        if let Some(known) = sources.get(id) {
            return Ok(known.clone());
        }
        let source = reader.source(id)?;
        sources.insert(id.clone(), source.clone());
        Ok(source)
    };
    let place_of = |id: &PassageId| {
        let key = u64::from_str_radix(id.as_str(), 16).ok()?;
        ranking.passages.iter().find(|ranked| ranked.found.key == key)
    };
    let mut copies = Copies::new(reader);
    let mut grouped: BTreeSet<SourceId> = BTreeSet::new();
    let mut rank = 0;
    for mut candidate in &ranking.passages {
        let is_full = hits.len() >= request.limit;
        let mut passage = reader.passage_at(candidate.found.address)?;
        if request.group_by_source && !grouped.insert(passage.source.clone()) {
            continue;
        }
        let mut source = source_of(&passage.source)?;
        let group = source.group.as_ref().map(|group| group.original.clone());
        let mut words = SeenWords::of(&passage.text);
        if !request.all_copies
            && let Some(first) = seen.like(&words, group.as_ref())
        {
            if is_full {
                continue;
            }
            let hit = if let Place::OnPage(first) = first { hits.get_mut(first) } else { None };
            if let Some(hit) = hit.filter(|hit| hit.passage.source != passage.source)
                && !hit.copies.contains(&passage.source)
            {
                hit.copies.push(passage.source);
            }
            continue;
        }
        if is_full {
            return Ok((hits, true));
        }
        let mut folded = Vec::new();
        if !request.all_copies {
            if let Some(place) = copies.original(&source, &words)?.and_then(|id| place_of(&id)) {
                (candidate, passage) = (place, reader.passage_at(place.found.address)?);
                source = source_of(&passage.source)?;
                grouped.insert(passage.source.clone());
                words = SeenWords::of(&passage.text);
            }
            folded = copies.of(&source, &words)?;
        }
        rank += 1;
        let on_page = rank > request.offset;
        seen.add(words, group, if on_page { Place::OnPage(hits.len()) } else { Place::Before });
        if !on_page {
            continue;
        }
        hits.push(Hit {
            rank,
            score: candidate.score,
            highlights: highlighter.ranges(&passage.text, stems),
            passage,
            source: source.source,
            copies: folded,
            explanation: ranking.contributions(candidate),
        });
    }
    Ok((hits, false))
}
