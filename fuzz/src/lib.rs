//! What several fuzz targets need: a candidate, and the rules that everything accepted or shown has to keep.
//!
//! The rules are told here a second time and in other words than in the grader: a rule that was taken from there would
//! hold whatever the grader does.

pub mod handed_in;
pub mod shown;
