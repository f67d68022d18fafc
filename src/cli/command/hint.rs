//! What to do next after an error, from whichever stage it came.

use roledex::{
    clean::CleanError, index::IndexError, ingest::IngestError, search::SearchError, source::SourceError,
    taxonomy::TaxonomyError,
};

/// The first hint in the chain of causes.
pub(crate) fn hint(error: &anyhow::Error) -> Option<String> {
    error.chain().find_map(|cause| {
        if let Some(error) = cause.downcast_ref::<SourceError>() {
            return error.hint().map(Into::into);
        }
        if let Some(error) = cause.downcast_ref::<CleanError>() {
            return error.hint().map(Into::into);
        }
        if let Some(error) = cause.downcast_ref::<IndexError>() {
            return error.hint();
        }
        if let Some(error) = cause.downcast_ref::<SearchError>() {
            return error.hint();
        }
        if let Some(error) = cause.downcast_ref::<IngestError>() {
            return error.hint();
        }
        if let Some(error) = cause.downcast_ref::<TaxonomyError>() {
            return error.hint().map(Into::into);
        }
        None
    })
}
