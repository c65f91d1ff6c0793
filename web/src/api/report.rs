//! The Report as everybody may see it.

use gauntlet_grader::model::{Report, Visibility};

use crate::error::{AppError, AppResult};

/// Reads a stored report and takes out what a hidden test said in its own words: its title, outcome and hint are what
/// people see of it. Grading leaves those words out already; this holds whatever was stored.
///
/// # Errors
/// [`AppError::Internal`] when what is stored is not a report.
pub fn public_report(json: &str) -> AppResult<Report> {
    let mut report: Report = serde_json::from_str(json).map_err(AppError::internal)?;
    for test in report.tests.iter_mut().filter(|t| t.visibility == Visibility::Hidden) {
        test.message.clear();
    }
    Ok(report)
}
