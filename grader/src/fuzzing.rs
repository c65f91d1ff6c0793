//! Parsers that only `fuzz/` needs from outside. No part of the library's interface.

use crate::{
    model::{FileSet, Finding},
    stage::diagnostics,
};

/// A compiler's output as findings on `files`, and their summary.
#[must_use]
pub fn diagnostics(output: &str, files: &FileSet) -> (Vec<Finding>, String) {
    let findings = diagnostics::parse(output, files);
    let summary = diagnostics::summary(&findings);
    (findings, summary)
}
