//! Small charts as SVG, drawn on the server.
//!
//! Owns geometry only: places, lengths and axis ticks. Colours are classes of the style sheet, numbers in words stand
//! beside each chart (the charts repeat a text or a table), and nothing here knows reports or pages. Widths are
//! percentages without a `viewBox`, so that a chart follows its column while letters and points keep their size.

mod bars;
mod draw;
mod flame;
mod history;
mod interval;
mod scale;
mod scaling;
mod strip;

pub use bars::{Segment, bar, dots, stack};
pub use flame::{Flame, Look, Stack, flame};
pub use history::{Attempt, history};
pub use interval::{Curve, Interval, interval};
pub use scaling::{Scaling, ScalingStep, Spread, scaling};
pub use strip::{Strip, strip};
