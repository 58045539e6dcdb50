//! Is it true? A coding sheet: passages drawn at random, which a person sorts into the themes without seeing what
//! filrouge said; and what the filled-in sheet says of the themes: agreement, errors, and the true share of each theme.
//!
//! - **Drawn** ([`draw`]) at random within each theme, and within what is in no theme, by power allocation (Bankier,
//!   "Power allocations: determining sample sizes for subnational areas", 1988, power 1/2) with a minimum: drawing
//!   proportionally would leave small themes untested, drawing equally would spend the person's time on them.
//! - **Blind**: the sheet does not show the theme. How likely a passage was to be drawn, which depends on its theme, is
//!   sealed in the column `draw`, together with a check that the row is whole.
//! - **Read back** ([`read_back`]) with weights: the stratified estimator gives the share of each theme in the whole
//!   corpus. It needs no assumption on filrouge's errors, as Rogan and Gladen's (1978) does, because every passage had a
//!   known chance to be drawn.

mod draw;
mod report;
mod seal;
mod sheet;

pub use draw::{Draw, draw};
pub use report::{CoderReport, Figure, PairReport, Reliability, SheetReport, ThemeReport, read_back};
pub use sheet::{Delimiter, write_codebook, write_sheet};
